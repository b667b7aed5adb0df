// bfloat16 numbers, two to a lane: the even of a pair of neighbours over the depth in the low half,
// the odd one in the high half, which is how AVX512_BF16 wants them.

typedef uint32_t vu __attribute__((vector_size(WIDTH * 4)));
typedef uint16_t vh __attribute__((vector_size(WIDTH * 2)));
typedef uint16_t vh_unaligned __attribute__((vector_size(WIDTH * 2), aligned(2), may_alias));

/// x rounded to bfloat16, ties to even, in the upper half of its lane; the lower half is zero.
INLINE vu round_to_bfloat16(vf x) {
  const vu bits = (vu)x, rounded = bits + 0x7fff + (bits >> 16 & 1);
  // The carry of a NaN might make it infinite: it is cut and made quiet instead.
  return (vu)pick(x == x, (vf)rounded, (vf)(bits | 0x400000)) & 0xffff0000;
}

static void round_bfloat16(const float *in, uint16_t *out, long n) {
  for (; n >= WIDTH; n -= WIDTH, in += WIDTH, out += WIDTH)
    *(vh_unaligned *)out = __builtin_convertvector(round_to_bfloat16(load(in)) >> 16, vh);
  if (n > 0) {
    vh part = __builtin_convertvector(round_to_bfloat16(load_part(in, n)) >> 16, vh);
    memcpy(out, &part, (size_t)n * sizeof(uint16_t));
  }
}

/// Makes pairs, [⌈depth/2⌉, columns], of rows of floats, [depth, columns]; pairs are written up to a
/// multiple of WIDTH. The last pair of an odd depth has a zero.
static void pair_rows(
    const float *rows, ptrdiff_t stride, long depth, long columns, float *pairs,
    ptrdiff_t pairStride) {
  for (long k = 0; k < depth; k += 2, rows += 2 * stride, pairs += pairStride) {
    const bool has_odd = k + 1 < depth;
    long j = 0;
    for (; j + WIDTH <= columns; j += WIDTH) {
      const vu even = round_to_bfloat16(load(rows + j)) >> 16;
      const vu odd = has_odd ? round_to_bfloat16(load(rows + stride + j)) : (vu){0};
      store(pairs + j, (vf)(even | odd));
    }
    if (j < columns) {
      const vu even = round_to_bfloat16(load_part(rows + j, columns - j)) >> 16;
      const vu odd =
          has_odd ? round_to_bfloat16(load_part(rows + stride + j, columns - j)) : (vu){0};
      store(pairs + j, (vf)(even | odd));
    }
  }
}

/// The pair at p in every lane. As an integer: a pair is no float, and might be a signalling NaN.
INLINE vf splat_pair(const float *p) {
  int32_t bits;
  memcpy(&bits, p, sizeof bits);
  return (vf)splat_int(bits);
}

/// sum + the products of the odd numbers of a and b + those of the even ones, in float.
INLINE vf add_pair_products(vf sum, vf a, vf b) {
#if BFLOAT16_INSTRUCTIONS
  return (vf)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b);
#else
  const vu upper = (vu){0} + 0xffff0000;
  sum = sum + (vf)((vu)a & upper) * (vf)((vu)b & upper);
  return sum + (vf)((vu)a << 16) * (vf)((vu)b << 16);
#endif
}
