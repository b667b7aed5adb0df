#pragma once

#include "team.h"
#include <stdbool.h>
#include <stddef.h>

/// Weights of a linear layer in panels of a few columns, each read front to back by the
/// multiplication.
typedef struct headscope_packed headscope_packed;

/// Packs `count` weights that read the same input, side by side: weight i gives `outputSizes[i]`
/// columns of the product.
///
/// `inputMajor`: weights are [in, out], else [out, in]. Takes in·out floats, the columns rounded up
/// to whole panels. Returns null when memory is out.
headscope_packed *headscope_pack(
    headscope_team *team, const float *const *weights, const long *outputSizes, long count,
    long inputSize, bool inputMajor);

/// Packs other numbers of the same sizes in the place of those packed.
void headscope_repack(
    headscope_team *team, headscope_packed *packed, const float *const *weights,
    const long *outputSizes, long count, bool inputMajor);

/// Frees packed weights.
void headscope_packed_destroy(headscope_packed *packed);

/// output[rows, out] = input[rows, in] · weight + bias, then the erf-GELU of it where `gelu`.
///
/// `bias` may be null. Strides are in floats. With `accumulate` the product is added to what
/// `output` holds.
void headscope_multiply(
    headscope_team *team, const headscope_packed *weight, const float *input, ptrdiff_t inputStride,
    long rows, const float *bias, bool gelu, bool accumulate, float *output, ptrdiff_t outputStride);

/// product[rows, columns] (+)= left · right, plain matrices, each possibly read transposed.
///
/// left is [rows, depth], or [depth, rows] where `leftTransposed`; right is [depth, columns], or
/// [columns, depth] where `rightTransposed`. Both are copied into panels, which pays from a few
/// dozen rows.
void headscope_product(
    headscope_team *team, long rows, long columns, long depth, const float *left,
    ptrdiff_t leftStride, bool leftTransposed, const float *right, ptrdiff_t rightStride,
    bool rightTransposed, bool accumulate, float *product, ptrdiff_t productStride);
