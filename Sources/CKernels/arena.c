#include "arena.h"

#include <pthread.h>
#include <stdlib.h>

#include "allocation.h"

#define CACHE_LINE ((size_t)64)
/// Memory is taken from the system in chunks of at least this size; pages that nothing was written
/// to take none.
#define CHUNK ((size_t)32 << 20)

typedef struct {
  char *bytes;
  size_t size;
  size_t used;
  size_t blocks;
} chunk;

/// Stands in the cache line before a block.
typedef struct {
  chunk *owner;
} header;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/// Where the next block goes.
static chunk *current;

static chunk *new_chunk(size_t size) {
  chunk *made = malloc(sizeof *made);
  if (made == NULL) return NULL;
  *made = (chunk){.bytes = headscope_allocate(size), .size = size};
  if (made->bytes == NULL) {
    free(made);
    return NULL;
  }
  return made;
}

static void release_if_empty(chunk *owner) {
  if (owner == NULL || owner->blocks > 0) return;
  free(owner->bytes);
  free(owner);
}

void *headscope_arena_allocate(size_t bytes) {
  if (bytes > (size_t)-1 / 2) return NULL;
  const size_t needed = CACHE_LINE + ((bytes + CACHE_LINE - 1) & ~(CACHE_LINE - 1));
  void *block = NULL;
  pthread_mutex_lock(&lock);
  if (current == NULL || current->size - current->used < needed) {
    chunk *next = new_chunk(needed > CHUNK ? needed : CHUNK);
    if (next != NULL) {
      release_if_empty(current);
      current = next;
    }
  }
  if (current != NULL && current->size - current->used >= needed) {
    header *place = (header *)(void *)(current->bytes + current->used);
    place->owner = current;
    current->used += needed;
    current->blocks++;
    block = (char *)place + CACHE_LINE;
  }
  pthread_mutex_unlock(&lock);
  return block;
}

void headscope_arena_free(void *block) {
  if (block == NULL) return;
  pthread_mutex_lock(&lock);
  chunk *owner = ((header *)(void *)((char *)block - CACHE_LINE))->owner;
  owner->blocks--;
  if (owner->blocks == 0 && owner == current) current = NULL;
  release_if_empty(owner);
  pthread_mutex_unlock(&lock);
}
