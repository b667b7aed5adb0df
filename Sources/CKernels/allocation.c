#include "allocation.h"

#include <stdlib.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#define LARGE_PAGE ((size_t)2 << 20)
#define CACHE_LINE ((size_t)64)

void *headscope_allocate(size_t bytes) {
  bytes = bytes == 0 ? CACHE_LINE : (bytes + CACHE_LINE - 1) & ~(CACHE_LINE - 1);
#ifdef MADV_HUGEPAGE
  if (bytes >= LARGE_PAGE) {
    void *block = NULL;
    if (posix_memalign(&block, LARGE_PAGE, bytes) != 0) return NULL;
    // Best effort: where the system has none, small pages serve. The rest beyond the last whole
    // page stays small, so that no memory is taken that was not asked for.
    (void)madvise(block, bytes & ~(LARGE_PAGE - 1), MADV_HUGEPAGE);
    return block;
  }
#endif
  return aligned_alloc(CACHE_LINE, bytes);
}
