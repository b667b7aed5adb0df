// The elementwise functions of model configurations and their derivatives.

#define SELU_SCALE 1.0507009873554805f
#define SELU_ALPHA 1.6732632423543772f
#define LAPLACE_MEAN 0.707107f
#define LAPLACE_DEVIATION 0.282095f

INLINE vf vgelu_tanh(vf x, float root) {
  vf inner = root * x * (1.f + 0.044715f * x * x);
  vf half = 0.5f * x;
  return half + half * vtanh(inner);
}

INLINE vf vgelu_tanh_slope(vf x, float root) {
  vf t = vtanh(root * x * (1.f + 0.044715f * x * x));
  return 0.5f * (1.f + t) + 0.5f * x * (1.f - t * t) * (root * (1.f + 3 * 0.044715f * x * x));
}

/// Φ(x) + x·φ(x)
INLINE vf vgelu_slope(vf x) {
  return 0.5f + 0.5f * verf_half(x) + x * (0.39894228f * vexp(-0.5f * x * x));
}

INLINE vf vlaplace_place(vf x) { return (x - LAPLACE_MEAN) * (1.f / LAPLACE_DEVIATION); }

INLINE vf vmish(vf x) {
  // tanh(log(1 + e)) = e(e + 2)/(e(e + 2) + 2); from 20 on it is 1 in float.
  vf e = vexp(vmin(20, x)), n = e * (e + 2.f);
  return x * (n / (n + 2.f));
}

INLINE vf vmish_slope(vf x) {
  vf e = vexp(vmin(20, x)), n = e * (e + 2.f), d = n + 2.f;
  vf sech2 = 4.f * (n + 1.f) / (d * d);
  return n / d + x * sech2 * (e / (1.f + e));
}

INLINE vf vforward(const headscope_activation kind, vf x) {
  const vf zero = {0};
  switch (kind) {
  case HEADSCOPE_IDENTITY: return x;
  case HEADSCOPE_GELU: return vgelu(x);
  case HEADSCOPE_GELU_TANH: return vgelu_tanh(x, 0.79788456f);
  case HEADSCOPE_GELU_FAST: return vgelu_tanh(x, 0.7978845608f);
  case HEADSCOPE_QUICK_GELU: return x * vsigmoid(1.702f * x);
  case HEADSCOPE_RELU: return vmax(0, x);
  case HEADSCOPE_SILU: return x * vsigmoid(x);
  case HEADSCOPE_TANH: return vtanh(x);
  case HEADSCOPE_SIGMOID: return vsigmoid(x);
  case HEADSCOPE_MISH: return vmish(x);
  case HEADSCOPE_RELU6: return vmin(6, vmax(0, x));
  case HEADSCOPE_LEAKY_RELU: return pick(x < zero, 0.01f * x, x);
  case HEADSCOPE_ELU: return pick(x < zero, vexpm1(x), x);
  case HEADSCOPE_SELU:
    return SELU_SCALE * pick(x < zero, SELU_ALPHA * vexpm1(x), x);
  case HEADSCOPE_RELU2: return vmax(0, x) * vmax(0, x);
  case HEADSCOPE_GELU_10: return vmin(10, vgelu(x));
  case HEADSCOPE_LAPLACE: return 0.5f + 0.5f * verf_half(vlaplace_place(x));
  }
  return x;
}

INLINE vf vslope(const headscope_activation kind, vf x) {
  const vf zero = {0}, one = splat(1);
  switch (kind) {
  case HEADSCOPE_IDENTITY: return one;
  case HEADSCOPE_GELU: return vgelu_slope(x);
  case HEADSCOPE_GELU_TANH: return vgelu_tanh_slope(x, 0.79788456f);
  case HEADSCOPE_GELU_FAST: return vgelu_tanh_slope(x, 0.7978845608f);
  case HEADSCOPE_QUICK_GELU: {
    vf s = vsigmoid(1.702f * x);
    return s + 1.702f * x * s * (1.f - s);
  }
  case HEADSCOPE_RELU: return pick(x > zero, one, zero);
  case HEADSCOPE_SILU: {
    vf s = vsigmoid(x);
    return s + x * s * (1.f - s);
  }
  case HEADSCOPE_TANH: {
    vf t = vtanh(x);
    return 1.f - t * t;
  }
  case HEADSCOPE_SIGMOID: {
    vf s = vsigmoid(x);
    return s * (1.f - s);
  }
  case HEADSCOPE_MISH: return vmish_slope(x);
  case HEADSCOPE_RELU6: return pick((x > zero) & (x < splat(6)), one, zero);
  case HEADSCOPE_LEAKY_RELU: return pick(x > zero, one, splat(0.01f));
  case HEADSCOPE_ELU: return pick(x > zero, one, vexp(vmin(0, x)));
  case HEADSCOPE_SELU:
    return SELU_SCALE * pick(x > zero, one, SELU_ALPHA * vexp(vmin(0, x)));
  case HEADSCOPE_RELU2: return 2.f * vmax(0, x);
  case HEADSCOPE_GELU_10: return pick(vgelu(x) > splat(10), zero, vgelu_slope(x));
  case HEADSCOPE_LAPLACE: {
    vf z = vlaplace_place(x);
    return (0.39894228f / LAPLACE_DEVIATION) * vexp(-0.5f * z * z);
  }
  }
  return one;
}

INLINE void run_forward(const headscope_activation kind, const float *in, float *out, long n) {
  long i = 0;
  for (; i + WIDTH <= n; i += WIDTH) store(out + i, vforward(kind, load(in + i)));
  if (i < n) store_part(out + i, vforward(kind, load_part(in + i, n - i)), n - i);
}

INLINE void run_backward(
    const headscope_activation kind, const float *pre, const float *dOut, float *dIn, long n) {
  long i = 0;
  for (; i + WIDTH <= n; i += WIDTH) store(dIn + i, load(dOut + i) * vslope(kind, load(pre + i)));
  if (i < n)
    store_part(
        dIn + i, load_part(dOut + i, n - i) * vslope(kind, load_part(pre + i, n - i)), n - i);
}

// Each case is compiled for itself, so that the choice is made once a call.
#define EACH_ACTIVATION(CASE)                                                                    \
  CASE(HEADSCOPE_IDENTITY)                                                                       \
  CASE(HEADSCOPE_GELU)                                                                           \
  CASE(HEADSCOPE_GELU_TANH)                                                                      \
  CASE(HEADSCOPE_GELU_FAST)                                                                      \
  CASE(HEADSCOPE_QUICK_GELU)                                                                     \
  CASE(HEADSCOPE_RELU)                                                                           \
  CASE(HEADSCOPE_SILU)                                                                           \
  CASE(HEADSCOPE_TANH)                                                                           \
  CASE(HEADSCOPE_SIGMOID)                                                                        \
  CASE(HEADSCOPE_MISH)                                                                           \
  CASE(HEADSCOPE_RELU6)                                                                          \
  CASE(HEADSCOPE_LEAKY_RELU)                                                                     \
  CASE(HEADSCOPE_ELU)                                                                            \
  CASE(HEADSCOPE_SELU)                                                                           \
  CASE(HEADSCOPE_RELU2)                                                                          \
  CASE(HEADSCOPE_GELU_10)                                                                        \
  CASE(HEADSCOPE_LAPLACE)

static void activation_forward(
    headscope_activation kind, const float *in, float *out, long n) {
  switch (kind) {
#define CASE(k)                                                                                  \
  case k: run_forward(k, in, out, n); break;
    EACH_ACTIVATION(CASE)
#undef CASE
  }
}

static void activation_backward(
    headscope_activation kind, const float *pre, const float *dOut, float *dIn, long n) {
  switch (kind) {
#define CASE(k)                                                                                  \
  case k: run_backward(k, pre, dOut, dIn, n); break;
    EACH_ACTIVATION(CASE)
#undef CASE
  }
}
