#pragma once

#include "matrix.h"
#include "team.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The instructions that this CPU multiplies bfloat16 numbers with, "AVX512_BF16", or null.
///
/// Every CPU with AMX-BF16, which oneDNN uses besides, has these too. The kernels have a portable
/// variant of the same arithmetic for any CPU; it is slower than fp32 and meant for tests.
const char *headscope_bfloat16_name(void);

/// out[i] = in[i] rounded to the nearest bfloat16, ties to even; NaN stays NaN, and becomes quiet.
///
/// What is too large becomes infinite. Subnormal numbers are rounded like all others, where the
/// CPU's own conversion takes them for zero.
void headscope_round_bfloat16(const float *in, uint16_t *out, long n);

/// `headscope_pack` with the weights rounded to bfloat16: half the memory, an odd `inputSize`
/// rounded up.
headscope_packed *headscope_pack_bfloat16(
    headscope_team *team, const float *const *weights, const long *outputSizes, long count,
    long inputSize, bool inputMajor);

/// Bytes of workspace that `headscope_multiply_bfloat16` wants for this many rows.
size_t headscope_bfloat16_workspace(const headscope_packed *weight, long rows);

/// output[rows, out] = input[rows, in] · weight + bias, then the erf-GELU of it where `gelu`; the
/// weight is one of `headscope_pack_bfloat16`.
///
/// The input is rounded to bfloat16 on the way in (to `workspace`, aligned to 4 bytes); products
/// are added up in float. Whether two subnormal bfloat16 numbers count as zero is the CPU's choice:
/// AVX512_BF16 flushes them, the portable variant does not.
void headscope_multiply_bfloat16(
    headscope_team *team, const headscope_packed *weight, const float *input, ptrdiff_t inputStride,
    long rows, const float *bias, bool gelu, void *workspace, float *output,
    ptrdiff_t outputStride);

/// `headscope_product` of two matrices rounded to bfloat16; products are added up in float.
void headscope_product_bfloat16(
    headscope_team *team, long rows, long columns, long depth, const float *left,
    ptrdiff_t leftStride, bool leftTransposed, const float *right, ptrdiff_t rightStride,
    bool rightTransposed, bool accumulate, float *product, ptrdiff_t productStride);
