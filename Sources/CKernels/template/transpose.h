// Squares of numbers turned over in registers, for weights that are packed.

#if WIDTH == 16
/// to[k·toStride + i] = from[i·stride + k] for 16 × 16 numbers: pairs of rows, then of pairs, are interleaved within
/// the four lanes of 128 bits, then lanes are exchanged.
INLINE void transpose_block(const float *from, ptrdiff_t stride, float *to, ptrdiff_t toStride) {
  vf a[16], b[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) a[i] = load(from + i * stride);
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i += 2) {
    b[i] = __builtin_shufflevector(
        a[i], a[i + 1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
    b[i + 1] = __builtin_shufflevector(
        a[i], a[i + 1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
  }
  // a[4·g + c]: column c of every lane's four, rows 4·g to 4·g + 3.
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i += 4)
#pragma clang loop unroll(full)
    for (int half = 0; half < 2; half++) {
      a[i + 2 * half] = __builtin_shufflevector(
          b[i + half], b[i + 2 + half], 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
      a[i + 2 * half + 1] = __builtin_shufflevector(
          b[i + half], b[i + 2 + half], 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
#pragma clang loop unroll(full)
  for (int c = 0; c < 4; c++) {
#define QUADS(x, y, n, m)                                                                          \
  __builtin_shufflevector(                                                                         \
      x, y, 4 * n, 4 * n + 1, 4 * n + 2, 4 * n + 3, 16 + 4 * n, 17 + 4 * n, 18 + 4 * n,            \
      19 + 4 * n, 4 * m, 4 * m + 1, 4 * m + 2, 4 * m + 3, 16 + 4 * m, 17 + 4 * m, 18 + 4 * m,      \
      19 + 4 * m)
#define HALVES(x, y, n)                                                                            \
  __builtin_shufflevector(                                                                         \
      x, y, n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, 16 + n, 17 + n, 18 + n, 19 + n,    \
      20 + n, 21 + n, 22 + n, 23 + n)
    const vf even0 = QUADS(a[c], a[4 + c], 0, 2), odd0 = QUADS(a[c], a[4 + c], 1, 3);
    const vf even1 = QUADS(a[8 + c], a[12 + c], 0, 2), odd1 = QUADS(a[8 + c], a[12 + c], 1, 3);
    store(to + c * toStride, HALVES(even0, even1, 0));
    store(to + (4 + c) * toStride, HALVES(odd0, odd1, 0));
    store(to + (8 + c) * toStride, HALVES(even0, even1, 8));
    store(to + (12 + c) * toStride, HALVES(odd0, odd1, 8));
#undef QUADS
#undef HALVES
  }
}
#endif
