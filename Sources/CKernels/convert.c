#include "headscope_convert.h"

#include <math.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

static float from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static float widen_half(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16;
  uint32_t exponent = (half >> 10) & 0x1f;
  uint32_t mantissa = half & 0x3ff;
  if (exponent == 0x1f) {
    uint32_t quiet = mantissa ? 0x400000 : 0;
    return from_bits(sign | 0x7f800000 | quiet | mantissa << 13);
  }
  if (exponent == 0) {
    // Zero or subnormal: mantissa · 2^-24, exact in single precision.
    float magnitude = (float)mantissa * 0x1p-24f;
    return sign ? -magnitude : magnitude;
  }
  return from_bits(sign | (exponent + 112) << 23 | mantissa << 13);
}

static void widen_f16_portable(const uint8_t *source, float *destination, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint16_t half;
    memcpy(&half, source + 2 * i, sizeof half);
    destination[i] = widen_half(half);
  }
}

#if defined(__x86_64__)
__attribute__((target("avx,f16c"))) static void widen_f16_f16c(
    const uint8_t *source, float *destination, size_t count) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m128i halves = _mm_loadu_si128((const __m128i *)(source + 2 * i));
    _mm256_storeu_ps(destination + i, _mm256_cvtph_ps(halves));
  }
  widen_f16_portable(source + 2 * i, destination + i, count - i);
}
#elif defined(__aarch64__)
// Every AArch64 CPU converts half precision; the compiler vectorises this loop.
static void widen_f16_native(const uint8_t *source, float *destination, size_t count) {
  for (size_t i = 0; i < count; i++) {
    __fp16 half;
    memcpy(&half, source + 2 * i, sizeof half);
    destination[i] = (float)half;
  }
}
#endif

void headscope_widen_f16(const void *source, float *destination, size_t count) {
#if defined(__x86_64__)
  // No CPU has AVX2 without F16C, and this is the name that the run-time check knows everywhere.
  if (__builtin_cpu_supports("avx2")) {
    widen_f16_f16c(source, destination, count);
  } else {
    widen_f16_portable(source, destination, count);
  }
#elif defined(__aarch64__)
  widen_f16_native(source, destination, count);
#else
  widen_f16_portable(source, destination, count);
#endif
}

static uint16_t narrow_half(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  const uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
  const uint32_t magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // From halfway between the largest half and the next power of two on.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // Below 2^-14 halves are multiples of 2^-24; the product is exact, the rounding to even.
  if (magnitude < 0x38800000) return sign | (uint16_t)rintf(fabsf(value) * 0x1p24f);
  const uint32_t rounded = magnitude + 0xfff + (magnitude >> 13 & 1);
  return sign | (uint16_t)((rounded - 0x38000000) >> 13);
}

void headscope_narrow_f16(const float *source, uint16_t *destination, size_t count) {
  for (size_t i = 0; i < count; i++) destination[i] = narrow_half(source[i]);
}

void headscope_widen_bf16(const void *source, float *destination, size_t count) {
  const uint8_t *bytes = source;
  for (size_t i = 0; i < count; i++) {
    uint16_t upper;
    memcpy(&upper, bytes + 2 * i, sizeof upper);
    uint32_t bits = (uint32_t)upper << 16;
    memcpy(destination + i, &bits, sizeof bits);
  }
}

void headscope_narrow_f64(const void *source, float *destination, size_t count) {
  const uint8_t *bytes = source;
  for (size_t i = 0; i < count; i++) {
    double value;
    memcpy(&value, bytes + 8 * i, sizeof value);
    destination[i] = (float)value;
  }
}
