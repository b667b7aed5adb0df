#include "kernels.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/// A block that grows when more is asked for.
typedef struct {
  float *floats;
  size_t count;
} block;

/// A thread's own, and what it shares with the tasks it hands out.
typedef struct {
  block own, shared;
} blocks;

static _Thread_local blocks *mine;

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void free_blocks(void *context) {
  blocks *all = context;
  free(all->own.floats);
  free(all->shared.floats);
  free(all);
}

static void make_key(void) { pthread_key_create(&key, free_blocks); }

static void *checked(void *memory, size_t bytes) {
  if (memory != NULL) return memory;
  fprintf(stderr, "headscope: out of memory: %zu bytes of scratch\n", bytes);
  abort();
}

static blocks *blocks_of_thread(void) {
  if (mine != NULL) return mine;
  pthread_once(&once, make_key);
  mine = checked(calloc(1, sizeof *mine), sizeof *mine);
  pthread_setspecific(key, mine);
  return mine;
}

static float *grown(block *block, size_t floats) {
  if (floats <= block->count) return block->floats;
  // Whole pages, so that neighbours of other threads never share a line with it.
  const size_t bytes = (floats * sizeof(float) + 4095) & ~(size_t)4095;
  free(block->floats);
  block->floats = checked(aligned_alloc(4096, bytes), bytes);
  block->count = bytes / sizeof(float);
  return block->floats;
}

float *hs_scratch(size_t floats) { return grown(&blocks_of_thread()->own, floats); }

float *hs_shared_scratch(size_t floats) { return grown(&blocks_of_thread()->shared, floats); }
