// What rows of attention look like: each is a distribution over a few hundred keys, none negative.

/// In double, as the lanes' own sum would lose a digit.
INLINE double sum_lanes_exactly(vf x) {
  double s = 0;
  LANES(i) s += (double)x[i];
  return s;
}

static void describe_row(
    const float *row, const float *weights, long n, headscope_row_description *out) {
  vf entropy = {0}, weighted = {0}, most = {0};
  long i = 0;
  for (; i + WIDTH <= n; i += WIDTH) {
    vf x = load(row + i);
    entropy += x * vlog(x);
    weighted += x * load(weights + i);
    most = pick(x > most, x, most);
  }
  if (i < n) {
    vf x = load_part(row + i, n - i);
    entropy += x * vlog(x);
    weighted += x * load_part(weights + i, n - i);
    most = pick(x > most, x, most);
  }
  out->entropy = -sum_lanes_exactly(entropy);
  out->weighted = sum_lanes_exactly(weighted);
  out->maximum = max_lanes(most);
}

static double mean_entropy(const float *a, const float *b, long n) {
  vf entropy = {0};
  long i = 0;
  for (; i + WIDTH <= n; i += WIDTH) {
    vf x = (load(a + i) + load(b + i)) * 0.5f;
    entropy += x * vlog(x);
  }
  if (i < n) {
    vf x = (load_part(a + i, n - i) + load_part(b + i, n - i)) * 0.5f;
    entropy += x * vlog(x);
  }
  return -sum_lanes_exactly(entropy);
}
