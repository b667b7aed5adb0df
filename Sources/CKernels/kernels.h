#pragma once

#include "CKernels.h"

/// How the right matrix of a product is stored.
typedef enum {
  /// Prepacked panels: [panel][depth][panel width].
  HS_PANELS,
  /// [depth, columns]
  HS_PLAIN,
  /// [columns, depth]
  HS_TRANSPOSED,
} hs_form;

struct hs_kernels;

/// One matrix product and how it is cut into tasks: row chunk by column group, each task over the
/// whole depth.
typedef struct {
  const struct hs_kernels *kernels;
  long rows, columns, depth;
  const float *left;
  ptrdiff_t leftStride;
  bool leftTransposed;
  /// Left and the panels hold pairs of bfloat16 numbers in the place of floats; the depth counts
  /// pairs. HS_PANELS only.
  bool pairs;
  const float *right;
  ptrdiff_t rightStride;
  hs_form form;
  float *product;
  ptrdiff_t productStride;
  bool accumulate, gelu;
  const float *bias;
  long rowChunk, rowChunks, groupPanels, groups;
} hs_product;

/// The kernels compiled for one width.
typedef struct hs_kernels {
  const char *name;
  int width;
  /// Rows and columns of the register tile; columns are the width of a panel.
  int tileRows, tileColumns;
  void (*product_task)(const hs_product *product, long index);
  /// Panels from the plain right matrix of a product, over its whole depth.
  void (*make_panels)(const hs_product *product, long panelStart, long panelEnd, float *panels);
  /// panel[depth, tileColumns at `offset`] = `columns` columns of a weight, from its column
  /// `first`.
  void (*pack_panel)(
      const float *weight, ptrdiff_t stride, bool transposed, long first, long columns, long depth,
      float *panel, long offset);
  /// Whether the product of bfloat16 pairs is one instruction.
  bool bfloat16Instructions;
  void (*round_bfloat16)(const float *, uint16_t *, long);
  void (*pair_rows)(
      const float *rows, ptrdiff_t stride, long depth, long columns, float *pairs,
      ptrdiff_t pairStride);
  double (*fma_loop)(long count);
  int fma_flops;
  void (*activation_forward)(headscope_activation, const float *, float *, long);
  void (*activation_backward)(
      headscope_activation, const float *, const float *, float *, long);
  void (*layer_norm_forward)(
      const float *, const float *, const float *, const float *, float, long, long, float *,
      float *, float *, float *);
  void (*layer_norm_backward)(
      const float *, const float *, const float *, const float *, const float *, long, long, bool,
      float *, float *, float *);
  void (*attention_forward)(const headscope_attention *, float *, ptrdiff_t, float *);
  void (*attention_backward)(
      const headscope_attention *, const headscope_attention_gradient *);
  void (*widen)(headscope_number, const void *, float *, long, bool);
  void (*axpy)(float, const float *, float *, long);
  void (*scale)(float, const float *, float *, long);
  void (*add)(const float *, const float *, float *, long);
  void (*hadamard)(const float *, const float *, float *, long);
  void (*interpolate)(const float *, const float *, float, float *, long);
  double (*dot)(const float *, const float *, long);
  double (*sum)(const float *, long);
  float (*max_abs)(const float *, long);
  bool (*has_non_finite)(const float *, long);
  void (*softmax)(const float *, long, float *);
  void (*log_softmax)(const float *, long, float *);
  double (*cross_entropy)(const float *, long, long, float, float *, bool *);
  void (*describe_row)(const float *, const float *, long, headscope_row_description *);
  double (*mean_entropy)(const float *, const float *, long);
  void (*dropout)(const headscope_dropout_mask *, uint64_t, float *, long);
  void (*adam)(const headscope_adam_step *, const float *, float *, float *, float *, long);
  void (*adam_coast)(const headscope_adam_step *, long, float *, float *, float *, long);
} hs_kernels;

/// Lines of a first-level cache that are as many bytes apart as the cache has for one of its ways, 4 KB: it holds eight.
#define HS_WAYS 8

/// Whether a task copies its rows of the left matrix before it multiplies them: where they lie across, and where a tile has
/// more rows than the first-level cache has ways and they are a multiple of 4 KB apart, so that they push each other out
/// (the 3,072 numbers of a BERT-base's feed-forward block: a quarter of the speed).
static inline bool hs_copies_left(const hs_product *product) {
  return product->leftTransposed ||
         (product->kernels->tileRows > HS_WAYS &&
          product->leftStride * (ptrdiff_t)sizeof(float) % 4096 == 0);
}

extern const hs_kernels hs_kernels_4, hs_kernels_8, hs_kernels_16, hs_kernels_16_narrow,
    hs_kernels_16_bfloat16;

/// The kernels that fit this CPU best.
const hs_kernels *hs_cpu(void);

/// The kernels in force in this thread.
const hs_kernels *hs_current(void);

/// At least `floats` floats of this thread's own scratch, aligned to 64 bytes; valid until the next
/// call in the thread.
///
/// Kept between calls and freed with the thread. Ends the process with a message when memory is
/// out, as Swift's own allocations do.
float *hs_scratch(size_t floats);

/// As `hs_scratch`, from memory of its own: for what a thread makes for the tasks it hands out, one
/// of which it may run itself.
float *hs_shared_scratch(size_t floats);
