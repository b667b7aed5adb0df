// Random bits from a key and an element's place, and the elements they drop.

/// Spreads the bits of a number over all 64 (Steele et al. 2014, splitmix64's finalizer).
INLINE uint64_t mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// The same over 32 bits of every lane, with a second key between the rounds (Wellons 2018, lowbias32).
#define MIXED(x, inner)                                                                            \
  x ^= x >> 16;                                                                                    \
  x *= 0x7feb352du;                                                                                \
  x ^= x >> 15;                                                                                    \
  x ^= inner;                                                                                      \
  x *= 0x846ca68bu;                                                                                \
  x ^= x >> 16

static void dropout(const headscope_dropout_mask *mask, uint64_t row, float *values, long n) {
  const uint64_t rowKey = mixed(mask->key + (row + 1) * 0x9e3779b97f4a7c15u);
  const uint32_t outer = (uint32_t)rowKey, inner = (uint32_t)(rowKey >> 32);
  vu lanes;
  LANES(j) lanes[j] = (uint32_t)j;
  long i = 0;
  for (; i + WIDTH <= n; i += WIDTH) {
    vu bits = (lanes + (uint32_t)i) * 0x9e3779b1u ^ outer;
    MIXED(bits, inner);
    vi kept = bits >= mask->threshold;
    store(values + i, (vf)(kept & (vi)(load(values + i) * mask->factor)));
  }
  for (; i < n; i++) {
    uint32_t bits = (uint32_t)i * 0x9e3779b1u ^ outer;
    MIXED(bits, inner);
    values[i] = bits >= mask->threshold ? values[i] * mask->factor : 0;
  }
}
#undef MIXED
