// Vectors of WIDTH floats and the functions on them. Included once by each width's file, after
// WIDTH.
//
// Every select keeps NaN: a comparison with it is false, and the value falls through.

#define INLINE static inline __attribute__((always_inline))
#define LANES(i) for (int i = 0; i < WIDTH; i++)

typedef float vf __attribute__((vector_size(WIDTH * 4)));
typedef int32_t vi __attribute__((vector_size(WIDTH * 4)));
typedef uint32_t vu __attribute__((vector_size(WIDTH * 4)));
typedef float vf_unaligned __attribute__((vector_size(WIDTH * 4), aligned(4), may_alias));
typedef double vd __attribute__((vector_size(WIDTH * 8)));

INLINE vf load(const float *p) { return *(const vf_unaligned *)p; }
INLINE void store(float *p, vf x) { *(vf_unaligned *)p = x; }
INLINE vf splat(float x) { return x - (vf){0}; }
INLINE vi splat_int(int32_t x) { return x - (vi){0}; }

/// The first n < WIDTH floats, zero after.
INLINE vf load_part(const float *p, long n) {
  float t[WIDTH] = {0};
  memcpy(t, p, (size_t)n * sizeof(float));
  return load(t);
}

INLINE void store_part(float *p, vf x, long n) {
  float t[WIDTH];
  store(t, x);
  memcpy(p, t, (size_t)n * sizeof(float));
}

INLINE vf pick(vi mask, vf a, vf b) { return (vf)((mask & (vi)a) | (~mask & (vi)b)); }
INLINE vf vmin(float bound, vf x) { return pick(x > splat(bound), splat(bound), x); }
INLINE vf vmax(float bound, vf x) { return pick(x < splat(bound), splat(bound), x); }
INLINE vf vabs(vf x) { return (vf)((vi)x & splat_int(0x7fffffff)); }
INLINE vf vsqrt(vf x) { return __builtin_elementwise_sqrt(x); }
INLINE vf with_sign(vf x, vf sign) {
  return (vf)(((vi)x & splat_int(0x7fffffff)) | ((vi)sign & splat_int((int32_t)0x80000000)));
}

INLINE float sum_lanes(vf x) {
  float s = 0;
  LANES(i) s += x[i];
  return s;
}

INLINE float max_lanes(vf x) {
  float m = x[0];
  LANES(i) m = x[i] > m ? x[i] : m;
  return m;
}

/// eˣ to 2 units in the last place; 0 below −87.3, at most 2.4e38.
INLINE vf vexp(vf x) {
  vf y = vmax(-87.33654f, vmin(88.376f, x));
  // Adding 1.5·2²³ rounds to the nearest integer.
  vf shifted = y * 1.44269504f + 12582912.f;
  vf n = shifted - 12582912.f;
  vf r = y - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  vf p = splat(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.f;
  // The integer is in the low bits of `shifted`; NaN keeps through p.
  vf power = (vf)(((vi)shifted << 23) + splat_int(0x3f800000));
  return pick(x < splat(-87.33654f), splat(0), p * power);
}

/// ln x of what is not negative, to about a unit in the last place (Cephes' `logf`, Moshier 1992); of 0
/// about −88, so that 0·ln 0 is 0.
INLINE vf vlog(vf x) {
  // x = m·2ᵏ with m in [√½, √2); the bits of 0 read as 2⁻¹²⁷.
  vi exponent = ((vi)x - splat_int(0x3f3504f3)) >> 23;
  vf t = (vf)((vi)x - exponent * (1 << 23)) - 1.f;
  // Adding 1.5·2²³ as bits makes a float of an integer.
  vf k = (vf)(exponent + splat_int(0x4b400000)) - 12582912.f;
  vf square = t * t;
  vf p = splat(7.0376836292e-2f);
  p = p * t - 1.1514610310e-1f;
  p = p * t + 1.1676998740e-1f;
  p = p * t - 1.2420140846e-1f;
  p = p * t + 1.4249322787e-1f;
  p = p * t - 1.6668057665e-1f;
  p = p * t + 2.0000714765e-1f;
  p = p * t - 2.4999993993e-1f;
  p = p * t + 3.3333331174e-1f;
  p = p * t * square - k * 2.12194440e-4f - square * 0.5f;
  return t + p + k * 0.693359375f;
}

/// eˣ − 1, with the relative accuracy kept near 0.
INLINE vf vexpm1(vf x) {
  vf q = splat(1.f / 5040);
  q = q * x + 1.f / 720;
  q = q * x + 1.f / 120;
  q = q * x + 1.f / 24;
  q = q * x + 1.f / 6;
  q = q * x + 0.5f;
  q = q * (x * x) + x;
  return pick(vabs(x) < splat(0.35f), q, vexp(x) - 1.f);
}

/// tanh x: Cephes' polynomial below 0.625, by the exponential above.
INLINE vf vtanh(vf x) {
  vf a = vabs(x), t = x * x;
  vf p = splat(-5.70498872745e-3f);
  p = p * t + 2.06390887954e-2f;
  p = p * t - 5.37397155531e-2f;
  p = p * t + 1.33314422036e-1f;
  p = p * t - 3.33332819422e-1f;
  p = p * (t * x) + x;
  vf far = 1.f - 2.f / (vexp(a + a) + 1.f);
  return pick(a < splat(0.625f), p, with_sign(far, x));
}

/// 1/(1 + e⁻ˣ)
INLINE vf vsigmoid(vf x) { return 1.f / (1.f + vexp(-x)); }

/// erf(x/√2): x·P(x²)/Q(x²), fitted to 2e-8 on |x| ≤ 5.6; ±1 beyond, where the next float below 1
/// is further away.
INLINE vf verf_half(vf x) {
  vf y = vmax(-5.6f, vmin(5.6f, x));
  vf t = y * y;
  vf p = splat(4.428965550e-08f);
  p = p * t + 1.271307828e-05f;
  p = p * t + 3.477100968e-04f;
  p = p * t + 9.414570862e-03f;
  p = p * t + 6.875310452e-02f;
  p = p * t + 7.978844431e-01f;
  vf q = splat(1.180198323e-06f);
  q = q * t + 7.510318728e-05f;
  q = q * t + 1.913002792e-03f;
  q = q * t + 2.894033916e-02f;
  q = q * t + 2.528349508e-01f;
  q = q * t + 1.f;
  vf r = y * p / q;
  return pick(vabs(x) > splat(5.6f), with_sign(splat(1), x), r);
}

INLINE vf vgelu(vf x) {
  vf half = x * 0.5f;
  return half + half * verf_half(x);
}
