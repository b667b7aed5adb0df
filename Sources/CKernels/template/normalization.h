// Layer norm, row by row: two passes over a row that stays in the first-level cache.

static void layer_norm_forward(
    const float *x, const float *residual, const float *weight, const float *bias, float eps,
    long rows, long size, float *out, float *sum, float *mean, float *rstd) {
  const long whole = size - size % WIDTH, rest = size - whole;
  for (long r = 0; r < rows; r++) {
    const float *from = x + r * size, *also = residual ? residual + r * size : NULL;
    float *to = out + r * size;
    // s = x + residual is kept in `sum`, or in `out` until it is normalized.
    float *s = sum ? sum + r * size : to;
    vf total = {0}, total1 = {0};
    long i = 0;
    for (; i + 2 * WIDTH <= whole; i += 2 * WIDTH) {
      vf a = load(from + i), b = load(from + i + WIDTH);
      if (also) {
        a += load(also + i);
        b += load(also + i + WIDTH);
      }
      store(s + i, a);
      store(s + i + WIDTH, b);
      total += a;
      total1 += b;
    }
    for (; i < whole; i += WIDTH) {
      vf a = load(from + i);
      if (also) a += load(also + i);
      store(s + i, a);
      total += a;
    }
    float tailSum = 0;
    for (; i < size; i++) {
      s[i] = from[i] + (also ? also[i] : 0);
      tailSum += s[i];
    }
    const float m = (sum_lanes(total + total1) + tailSum) / (float)size;
    vf squares = {0}, squares1 = {0};
    for (i = 0; i + 2 * WIDTH <= whole; i += 2 * WIDTH) {
      vf a = load(s + i) - m, b = load(s + i + WIDTH) - m;
      squares += a * a;
      squares1 += b * b;
    }
    for (; i < whole; i += WIDTH) {
      vf a = load(s + i) - m;
      squares += a * a;
    }
    float variance = sum_lanes(squares + squares1);
    for (; i < size; i++) variance += (s[i] - m) * (s[i] - m);
    const float scale = 1.f / sqrtf(variance / (float)size + eps);
    for (i = 0; i < whole; i += WIDTH)
      store(to + i, (load(s + i) - m) * scale * load(weight + i) + load(bias + i));
    if (rest > 0)
      store_part(
          to + i,
          (load_part(s + i, rest) - m) * scale * load_part(weight + i, rest)
              + load_part(bias + i, rest),
          rest);
    if (mean) mean[r] = m;
    if (rstd) rstd[r] = scale;
  }
}

static void layer_norm_backward(
    const float *x, const float *mean, const float *rstd, const float *weight, const float *dOut,
    long rows, long size, bool detachScale, float *dX, float *dWeight, float *dBias) {
  // With g = weight·dOut and n = (x − mean)·rstd: dX = rstd·(g − mean(g) − n·mean(g·n)).
  const long whole = size - size % WIDTH;
  for (long r = 0; r < rows; r++) {
    const float *from = x + r * size, *d = dOut + r * size;
    float *to = dX + r * size;
    const float m = mean[r], scale = rstd[r];
    vf total = {0}, products = {0};
    long i = 0;
    for (; i < whole; i += WIDTH) {
      vf n = (load(from + i) - m) * scale, o = load(d + i), g = load(weight + i) * o;
      total += g;
      products += g * n;
      if (dWeight) store(dWeight + i, load(dWeight + i) + o * n);
      if (dBias) store(dBias + i, load(dBias + i) + o);
    }
    float meanG = sum_lanes(total), meanGN = sum_lanes(products);
    for (; i < size; i++) {
      float n = (from[i] - m) * scale, g = weight[i] * d[i];
      meanG += g;
      meanGN += g * n;
      if (dWeight) dWeight[i] += d[i] * n;
      if (dBias) dBias[i] += d[i];
    }
    meanG /= (float)size;
    meanGN = detachScale ? 0 : meanGN / (float)size;
    for (i = 0; i < whole; i += WIDTH) {
      vf n = (load(from + i) - m) * scale;
      store(to + i, scale * (load(weight + i) * load(d + i) - meanG - n * meanGN));
    }
    for (; i < size; i++) {
      float n = (from[i] - m) * scale;
      to[i] = scale * (weight[i] * d[i] - meanG - n * meanGN);
    }
  }
}
