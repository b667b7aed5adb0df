// Steps of Adam, an element at a time in the order of `torch.optim`'s single-tensor loop.

INLINE void adam_lanes(const headscope_adam_step *s, vf gradient, vf *value, vf *first, vf *second) {
  const vf g = gradient * s->gradientFactor + *value * s->coupledDecay;
  *first += (g - *first) * s->firstWeight;
  *second = *second * s->secondKeep + g * g * s->secondWeight;
  *value = *value * s->keep - s->stepSize * (*first / (vsqrt(*second) / s->correction + s->epsilon));
}

static void adam(
    const headscope_adam_step *step, const float *gradient, float *values, float *first,
    float *second, long n) {
  const headscope_adam_step s = *step;
  long i = 0;
  for (; i + WIDTH <= n; i += WIDTH) {
    vf p = load(values + i), m = load(first + i), v = load(second + i);
    adam_lanes(&s, load(gradient + i), &p, &m, &v);
    store(values + i, p);
    store(first + i, m);
    store(second + i, v);
  }
  if (i < n) {
    const long rest = n - i;
    vf p = load_part(values + i, rest), m = load_part(first + i, rest);
    vf v = load_part(second + i, rest);
    adam_lanes(&s, load_part(gradient + i, rest), &p, &m, &v);
    store_part(values + i, p, rest);
    store_part(first + i, m, rest);
    store_part(second + i, v, rest);
  }
}

/// The steps run innermost, so that an element is read and written once however many they are.
static void adam_coast(
    const headscope_adam_step *steps, long count, float *values, float *first, float *second,
    long n) {
  for (long i = 0; i < n; i += WIDTH) {
    const long lanes = n - i < WIDTH ? n - i : WIDTH;
    vf p = load_part(values + i, lanes), m = load_part(first + i, lanes);
    vf v = load_part(second + i, lanes);
    for (long k = 0; k < count; k++) adam_lanes(steps + k, (vf){0}, &p, &m, &v);
    store_part(values + i, p, lanes);
    store_part(first + i, m, lanes);
    store_part(second + i, v, lanes);
  }
}
