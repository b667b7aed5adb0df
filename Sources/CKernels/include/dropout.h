#pragma once

#include <stdint.h>

/// What an element of a matrix is dropped by: its place and a key, so that the backward pass drops the same without a
/// mask being kept.
typedef struct {
  /// Differs from step to step, layer to layer and place to place.
  uint64_t key;
  /// Elements whose random 32 bits are below are dropped: rate·2³².
  uint32_t threshold;
  /// What the others are multiplied by, 1 / (1 − rate).
  float factor;
} headscope_dropout_mask;

/// values[i] = 0 or values[i]·factor for the n elements of a row; a row is known by its index.
void headscope_dropout(const headscope_dropout_mask *mask, uint64_t row, float *values, long n);
