#include "kernels.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#pragma clang attribute push(                                                                    \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512vl,avx512bw"), min_vector_width(512))), \
    apply_to = function)
#define WIDTH 16
#define KERNELS hs_kernels_16
#define KERNELS_NAME "AVX-512"
#include "template/all.h"
#pragma clang attribute pop
#endif
