#include "kernels.h"

const char *headscope_bfloat16_name(void) {
  return hs_cpu()->bfloat16Instructions ? "AVX512_BF16" : NULL;
}

void headscope_round_bfloat16(const float *in, uint16_t *out, long n) {
  hs_current()->round_bfloat16(in, out, n);
}
