#pragma once

#include <stdint.h>

/// One step of Adam (Kingma & Ba 2015, algorithm 1) or AdamW (Loshchilov & Hutter 2019, algorithm 2), as
/// `torch.optim` computes it.
typedef struct {
  /// What the gradient is multiplied by first: the factor of clipping.
  float gradientFactor;
  /// Weight decay as Adam has it, part of the gradient; 0 for AdamW.
  float coupledDecay;
  /// What the parameter is multiplied by first, 1 − rate·decay; 1 for Adam.
  float keep;
  /// 1 − β₁, β₂ and 1 − β₂.
  float firstWeight, secondKeep, secondWeight;
  /// rate / (1 − β₁ᵗ)
  float stepSize;
  /// √(1 − β₂ᵗ)
  float correction;
  float epsilon;
} headscope_adam_step;

/// Moves n parameters by one step; `first` and `second` are the moments.
void headscope_adam(
    const headscope_adam_step *step, const float *gradient, float *values, float *first,
    float *second, long n);

/// Moves n parameters by `count` steps whose gradients are zero, one after the other, as `headscope_adam` would, but for moments
/// below the least normal number, which become zero.
void headscope_adam_coast(
    const headscope_adam_step *steps, long count, float *values, float *first, float *second,
    long n);
