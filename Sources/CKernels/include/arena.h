#pragma once

#include <stddef.h>

/// Memory for numbers that live as long as a model: 64-byte aligned, one after the other on large
/// pages.
///
/// Weights below 2 MB fill no large page of their own; side by side they do, and streaming them
/// costs fewer look-ups of pages. Taken and given back from any thread. Returns null when memory is
/// out.
void *headscope_arena_allocate(size_t bytes);

/// Gives back what `headscope_arena_allocate` returned; the system gets it when all that lie beside
/// it are given back, too.
void headscope_arena_free(void *block);
