#pragma once

/// The loops of this program that need the CPU's vector width, in C.
///
/// Each is written once with Clang's vector types and compiled for 4 floats (any CPU), 8 (AVX2 and
/// FMA) and 16 (AVX-512); the width is chosen when the program runs, so one binary serves every
/// host. Matrices are row-major `float`. Strides count floats. Nothing here checks bounds: callers
/// have.

#include "activation.h"
#include "allocation.h"
#include "attention.h"
#include "bfloat16.h"
#include "dropout.h"
#include "matrix.h"
#include "normalization.h"
#include "optimizer.h"
#include "rows.h"
#include "team.h"
#include "width.h"
