#pragma once

#include <stdbool.h>

/// Layer norm of `rows` rows of `size`: out = (s − mean)/√(variance + eps)·weight + bias, with s =
/// x + residual.
///
/// `residual` may be null. Where not null, `sum` receives s, `mean` and `rstd` one value a row.
/// `out` and `sum` may be `x` or `residual` (but not each other).
void headscope_layer_norm_forward(
    const float *x, const float *residual, const float *weight, const float *bias, float eps,
    long rows, long size, float *out, float *sum, float *mean, float *rstd);

/// The layer norm's backward: dX from dOut [rows, size], x being what was normalized (s above),
/// mean and rstd as stored.
///
/// With `detachScale` the standard deviation counts as a constant and the mean does not (AttnLRP's
/// rule). `dX` may be `dOut`. Where not null, `dWeight` and `dBias` [size] are added to: callers
/// that split the rows give each part its own.
void headscope_layer_norm_backward(
    const float *x, const float *mean, const float *rstd, const float *weight, const float *dOut,
    long rows, long size, bool detachScale, float *dX, float *dWeight, float *dBias);
