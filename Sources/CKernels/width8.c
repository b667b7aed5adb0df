#include "kernels.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define WIDTH 8
#define KERNELS hs_kernels_8
#define KERNELS_NAME "AVX2"
#include "template/all.h"
#pragma clang attribute pop
#endif
