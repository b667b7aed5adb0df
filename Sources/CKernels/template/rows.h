// Sums, products and conversions of rows.

/// Runs `vectors` for whole vectors and `scalars` for what is left, both in terms of i.
#define EACH(n, vectors, scalars)                                                                \
  long i = 0;                                                                                    \
  for (; i + WIDTH <= (n); i += WIDTH) { vectors; }                                              \
  for (; i < (n); i++) { scalars; }

static void axpy(float alpha, const float *x, float *y, long n) {
  EACH(n, store(y + i, load(y + i) + alpha * load(x + i)), y[i] += alpha * x[i])
}

static void scale(float alpha, const float *x, float *y, long n) {
  EACH(n, store(y + i, alpha * load(x + i)), y[i] = alpha * x[i])
}

static void add(const float *a, const float *b, float *out, long n) {
  EACH(n, store(out + i, load(a + i) + load(b + i)), out[i] = a[i] + b[i])
}

static void hadamard(const float *a, const float *b, float *out, long n) {
  EACH(n, store(out + i, load(a + i) * load(b + i)), out[i] = a[i] * b[i])
}

static void interpolate(const float *b, const float *x, float alpha, float *out, long n) {
  EACH(
      n, vf from = load(b + i); store(out + i, from + alpha * (load(x + i) - from)),
      out[i] = b[i] + alpha * (x[i] - b[i]))
}

static double dot(const float *a, const float *b, long n) {
  vd total = {0};
  double rest = 0;
  EACH(
      n,
      total += __builtin_convertvector(load(a + i), vd) * __builtin_convertvector(load(b + i), vd),
      rest += (double)a[i] * (double)b[i])
  LANES(lane) rest += total[lane];
  return rest;
}

static double sum(const float *a, long n) {
  vd total = {0};
  double rest = 0;
  EACH(n, total += __builtin_convertvector(load(a + i), vd), rest += (double)a[i])
  LANES(lane) rest += total[lane];
  return rest;
}

static float max_abs(const float *a, long n) {
  vf most = {0};
  float rest = 0;
  EACH(n, vf x = vabs(load(a + i)); most = pick(x > most, x, most),
       float x = fabsf(a[i]); rest = x > rest ? x : rest)
  float m = max_lanes(most);
  return m > rest ? m : rest;
}

static bool has_non_finite(const float *a, long n) {
  // Exponents of all ones are infinities and NaN; the sign bits of the comparisons are gathered.
  const vi exponent = splat_int(0x7f800000);
  vi found = {0};
  bool rest = false;
  EACH(n, found |= ((vi)load(a + i) & exponent) == exponent, rest |= !isfinite(a[i]))
  LANES(lane) rest |= found[lane] != 0;
  return rest;
}

static void widen(headscope_number type, const void *in, float *out, long n, bool accumulate) {
  typedef uint16_t half_unaligned __attribute__((aligned(1)));
  typedef float float_unaligned __attribute__((aligned(1)));
  const half_unaligned *halves = in;
  if (type == HEADSCOPE_F32) {
    const float_unaligned *floats = in;
    if (accumulate)
      for (long i = 0; i < n; i++) out[i] += floats[i];
    else memcpy(out, in, (size_t)n * sizeof(float));
    return;
  }
  for (long i = 0; i < n; i++) {
    uint32_t bits = halves[i];
    float value;
    if (type == HEADSCOPE_BF16) {
      bits <<= 16;
      memcpy(&value, &bits, 4);
    } else {
      // The exponent is rebased by a multiplication, which widens subnormals too; infinities and
      // NaN by hand.
      uint32_t sign = (bits & 0x8000) << 16, magnitude = (bits & 0x7fff) << 13;
      memcpy(&value, &magnitude, 4);
      value *= 0x1p112f;
      uint32_t wide;
      memcpy(&wide, &value, 4);
      if (magnitude >= 0x0f800000) wide |= 0x7f800000;
      wide |= sign;
      memcpy(&value, &wide, 4);
    }
    out[i] = accumulate ? out[i] + value : value;
  }
}

/// out = e^(in − largest), returning the sum of it; both in one pass over the row after the one for
/// the largest.
INLINE float exponentials(const float *in, long n, float *out, float *largest) {
  float m = -INFINITY;
  long i = 0;
  vf most = splat(m);
  for (; i + WIDTH <= n; i += WIDTH) {
    vf x = load(in + i);
    most = pick(x > most, x, most);
  }
  for (; i < n; i++) m = in[i] > m ? in[i] : m;
  float lanes = max_lanes(most);
  m = lanes > m ? lanes : m;
  // A row of −∞ alone has no maximum to subtract.
  const float shift = m == -INFINITY ? 0 : m;
  vf total = {0};
  for (i = 0; i + WIDTH <= n; i += WIDTH) {
    vf e = vexp(load(in + i) - shift);
    store(out + i, e);
    total += e;
  }
  float sum = sum_lanes(total);
  if (i < n) {
    vf e = vexp(load_part(in + i, n - i) - shift);
    for (long j = 0; i + j < n; j++) {
      out[i + j] = e[j];
      sum += e[j];
    }
  }
  *largest = shift;
  return sum;
}

static void softmax(const float *in, long n, float *out) {
  float largest;
  float total = exponentials(in, n, out, &largest);
  scale(1.f / total, out, out, n);
}

static double cross_entropy(
    const float *logits, long n, long target, float factor, float *gradient, bool *isLargest) {
  // Before it is overwritten.
  const float logit = logits[target];
  float largest;
  const float total = exponentials(logits, n, gradient, &largest);
  *isLargest = logit >= largest;
  scale(factor / total, gradient, gradient, n);
  gradient[target] -= factor;
  return log((double)total) + ((double)largest - (double)logit);
}

static void log_softmax(const float *in, long n, float *out) {
  float m = -INFINITY;
  for (long i = 0; i < n; i++) m = in[i] > m ? in[i] : m;
  double total = 0;
  long i = 0;
  for (; i + WIDTH <= n; i += WIDTH) total += (double)sum_lanes(vexp(load(in + i) - m));
  if (i < n) {
    vf e = vexp(load_part(in + i, n - i) - m);
    for (long j = 0; i + j < n; j++) total += (double)e[j];
  }
  const float shift = (float)log(total);
  for (i = 0; i < n; i++) out[i] = (in[i] - m) - shift;
}
