#include "kernels.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static _Thread_local float *scratch;
static _Thread_local size_t scratchFloats;

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_key(void) { pthread_key_create(&key, free); }

float *hs_scratch(size_t floats) {
  if (floats <= scratchFloats) return scratch;
  // Whole pages, so that neighbours of other threads never share a line with it.
  size_t bytes = (floats * sizeof(float) + 4095) & ~(size_t)4095;
  pthread_once(&once, make_key);
  free(scratch);
  scratch = aligned_alloc(4096, bytes);
  if (scratch == NULL) {
    fprintf(stderr, "headscope: out of memory: %zu bytes of scratch\n", bytes);
    abort();
  }
  scratchFloats = bytes / sizeof(float);
  pthread_setspecific(key, scratch);
  return scratch;
}
