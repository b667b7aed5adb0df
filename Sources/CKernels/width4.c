#include "kernels.h"

#include <math.h>
#include <string.h>

#define WIDTH 4
#define KERNELS hs_kernels_4
#if defined(__x86_64__)
#define KERNELS_NAME "SSE2"
#elif defined(__aarch64__)
#define KERNELS_NAME "NEON"
#else
#define KERNELS_NAME "generic"
#endif
#include "template/all.h"
