#include "kernels.h"

#include <math.h>
#include <string.h>

// The 16-wide code once more, with the product of bfloat16 pairs by the CPU's own instruction.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(                                                                    \
    __attribute__((                                                                              \
        target("avx2,fma,avx512f,avx512dq,avx512vl,avx512bw,avx512bf16"),                        \
        min_vector_width(512))),                                                                 \
    apply_to = function)
#define WIDTH 16
#define BFLOAT16_INSTRUCTIONS 1
#define KERNELS hs_kernels_16_bfloat16
#define KERNELS_NAME "AVX-512 with BF16"
#include "template/all.h"
#pragma clang attribute pop
#endif
