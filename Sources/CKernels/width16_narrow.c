#include "kernels.h"

#include <math.h>
#include <string.h>

// The 16-wide code for a CPU that has 8 lanes, for tests alone.
#if defined(__x86_64__)
#pragma clang diagnostic ignored "-Wpsabi"
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define WIDTH 16
#define KERNELS hs_kernels_16_narrow
#define KERNELS_NAME "AVX-512 code on AVX2"
#include "template/all.h"
#pragma clang attribute pop
#endif
