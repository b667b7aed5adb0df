#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "allocation.h"

#include <stdint.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#define LARGE_PAGE ((size_t)2 << 20)
#define SMALL_PAGE ((size_t)4096)
#define CACHE_LINE ((size_t)64)
/// From here on a block is the system's own mapping: the allocator would keep what comes back of
/// blocks of a hundred sizes (200 MB of a tape of 150) and hand it out to nobody.
#define MAPPED ((size_t)128 << 10)

static size_t rounded(size_t bytes, size_t unit) {
  return bytes == 0 ? unit : (bytes + unit - 1) & ~(unit - 1);
}

#ifdef __linux__
static void *map(size_t bytes) {
  const size_t size = rounded(bytes, SMALL_PAGE);
  const size_t slack = size >= LARGE_PAGE ? LARGE_PAGE : 0;
  char *start =
      mmap(NULL, size + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) return NULL;
  if (slack == 0) return start;
  char *block = (char *)rounded((size_t)(uintptr_t)start, LARGE_PAGE);
  const size_t head = (size_t)(block - start);
  if (head > 0) (void)munmap(start, head);
  if (slack > head) (void)munmap(block + size, slack - head);
  // Best effort: where the system has none, small pages serve. The rest beyond the last whole
  // page stays small, so that no memory is taken that was not asked for.
  (void)madvise(block, size & ~(LARGE_PAGE - 1), MADV_HUGEPAGE);
  return block;
}
#endif

void *headscope_allocate(size_t bytes) {
#ifdef __linux__
  if (bytes >= MAPPED) return map(bytes);
#endif
  return aligned_alloc(CACHE_LINE, rounded(bytes, CACHE_LINE));
}

void headscope_free(void *block, size_t bytes) {
  if (block == NULL) return;
#ifdef __linux__
  if (bytes >= MAPPED) {
    (void)munmap(block, rounded(bytes, SMALL_PAGE));
    return;
  }
#endif
  free(block);
}
