#pragma once

/// The vector width, in floats, that the kernels use: 16, 8 or 4.
int headscope_vector_width(void);

/// What `headscope_vector_width` means on this CPU: "AVX-512 with BF16", "AVX-512", "AVX2", "SSE2", "NEON" or "generic".
const char *headscope_vector_name(void);

/// Makes what this thread calls use another width from here on: 4, 8 or 16 as far as the CPU can
/// run it, 0 for the CPU's own.
///
/// For tests. The 16-wide code is compiled a second time for AVX2, so that it can be tested
/// (slowly) without AVX-512. Packed weights keep the width they were packed for. Returns the width
/// that is in force.
int headscope_force_width(int width);

/// Measures this thread's peak of fused multiply-adds at the width in force for about `seconds`, in
/// GFLOP/s.
///
/// Twenty or more independent chains in registers, no memory: the bound that no kernel can pass.
double headscope_fma_peak(double seconds);
