// Everything that is compiled once for each vector width. The including file defines WIDTH, KERNELS
// (the table's name) and KERNELS_NAME, and sets the target.

#include "vector.h"
#include "bfloat16.h"
#include "transpose.h"
#include "tile.h"
#include "product.h"
#include "activation.h"
#include "normalization.h"
#include "rows.h"
#include "dropout.h"
#include "attention.h"
#include "distribution.h"
#include "optimizer.h"

const hs_kernels KERNELS = {
  .name = KERNELS_NAME,
  .width = WIDTH,
  .tileRows = TILE_ROWS,
  .tileColumns = TILE_COLUMNS,
  .product_task = product_task,
  .make_panels = make_panels,
  .pack_panel = pack_panel,
#if BFLOAT16_INSTRUCTIONS
  .bfloat16Instructions = true,
#endif
  .round_bfloat16 = round_bfloat16,
  .pair_rows = pair_rows,
  .fma_loop = fma_loop,
  .fma_flops = 12 * 2 * WIDTH,
  .activation_forward = activation_forward,
  .activation_backward = activation_backward,
  .layer_norm_forward = layer_norm_forward,
  .layer_norm_backward = layer_norm_backward,
  .attention_forward = attention_forward,
  .attention_backward = attention_backward,
  .widen = widen,
  .axpy = axpy,
  .scale = scale,
  .add = add,
  .hadamard = hadamard,
  .interpolate = interpolate,
  .dot = dot,
  .sum = sum,
  .max_abs = max_abs,
  .has_non_finite = has_non_finite,
  .softmax = softmax,
  .log_softmax = log_softmax,
  .cross_entropy = cross_entropy,
  .describe_row = describe_row,
  .mean_entropy = mean_entropy,
  .dropout = dropout,
  .adam = adam,
  .adam_coast = adam_coast,
};
