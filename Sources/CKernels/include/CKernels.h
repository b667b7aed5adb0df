#pragma once
/// The vector width, in floats, that the kernels chose for this CPU.
int headscope_vector_width(void);
