#pragma once
#include <stddef.h>
#include <stdint.h>

/// Widens `count` IEEE half-precision numbers to single precision.
///
/// `source` needs no alignment and must not overlap `destination`. Subnormals, infinities and NaN come
/// out as the CPU's own conversion gives them (a signalling NaN becomes quiet).
void headscope_widen_f16(const void *source, float *destination, size_t count);

/// Rounds `count` single-precision numbers to IEEE half precision, ties to even; what is too large becomes infinite.
void headscope_narrow_f16(const float *source, uint16_t *destination, size_t count);

/// Widens `count` bfloat16 numbers: the upper half of a single. Alignment as above.
void headscope_widen_bf16(const void *source, float *destination, size_t count);

/// Rounds `count` double-precision numbers to single. Alignment as above.
void headscope_narrow_f64(const void *source, float *destination, size_t count);
