#include "kernels.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic(const hs_kernels *) current;

static const hs_kernels *choose(int width) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  bool narrow = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  bool wide = narrow && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
              && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
  bool pairs = wide && __builtin_cpu_supports("avx512bf16");
  if ((width == 0 || width == 16) && pairs) return &hs_kernels_16_bfloat16;
  if ((width == 0 || width == 16) && wide) return &hs_kernels_16;
  if (width == 16 && narrow) return &hs_kernels_16_narrow;
  if (width != 4 && narrow) return &hs_kernels_8;
#else
  (void)width;
#endif
  return &hs_kernels_4;
}

/// The width that this thread was told to use, or null.
static _Thread_local const hs_kernels *forced;

const hs_kernels *hs_cpu(void) {
  const hs_kernels *kernels = atomic_load_explicit(&current, memory_order_relaxed);
  if (kernels == NULL) {
    kernels = choose(0);
    atomic_store_explicit(&current, kernels, memory_order_relaxed);
  }
  return kernels;
}

const hs_kernels *hs_current(void) { return forced ? forced : hs_cpu(); }

int headscope_vector_width(void) { return hs_current()->width; }

const char *headscope_vector_name(void) { return hs_current()->name; }

int headscope_force_width(int width) {
  forced = width == 0 ? NULL : choose(width);
  return headscope_vector_width();
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

double headscope_fma_peak(double seconds) {
  const hs_kernels *kernels = hs_current();
  const long count = 100000;
  double best = 0, end = now() + seconds, keep = 0;
  do {
    double start = now();
    keep += kernels->fma_loop(count);
    double rate = (double)count * kernels->fma_flops / (now() - start);
    if (rate > best) best = rate;
  } while (now() < end);
  return keep == 0.5 ? 0 : best * 1e-9;
}
