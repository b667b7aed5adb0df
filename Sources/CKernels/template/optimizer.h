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

/// Numbers below the least normal one are slow to reckon with, and no step of any rate sees them.
INLINE vf without_subnormals(vf x) { return pick(vabs(x) < splat(0x1p-126f), (vf){0}, x); }

/// The steps run innermost, so that an element is read and written once however many they are.
static void adam_coast(
    const headscope_adam_step *steps, long count, float *values, float *first, float *second,
    long n) {
  for (long i = 0; i < n; i += WIDTH) {
    const long lanes = n - i < WIDTH ? n - i : WIDTH;
    vf p = load_part(values + i, lanes), m = load_part(first + i, lanes);
    vf v = load_part(second + i, lanes);
    long k = 0;
    while (k < count && max_lanes(vabs(m)) > 0) {
      // Whether anything still moves is asked now and then: a step of moments that are zero is the short one below.
      const long end = k + 16 < count ? k + 16 : count;
      for (; k < end; k++) {
        adam_lanes(steps + k, (vf){0}, &p, &m, &v);
        m = without_subnormals(m);
        v = without_subnormals(v);
      }
    }
    const bool has_second = max_lanes(v) > 0;
    for (long j = k; j < count; j++) p *= steps[j].keep;
    for (; has_second && k < count; k++) v = without_subnormals(v * steps[k].secondKeep);
    store_part(values + i, p, lanes);
    store_part(first + i, m, lanes);
    store_part(second + i, v, lanes);
  }
}
