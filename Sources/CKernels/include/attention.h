#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dropout.h"

/// One head's attention over one sequence: queries [queries, size] over keys and values [keys,
/// size].
///
/// P = softmax(q·kᵀ·scale∘columnFactor + columnBias), context = gate·dropout(P)·v.
typedef struct {
  /// The first row of this head's slice; rows are `queryStride` floats apart (query, key and value
  /// usually stand side by side).
  const float *query;
  /// The first key row; `keyStride` apart.
  const float *key;
  /// The first value row; `keyStride` apart.
  const float *value;
  ptrdiff_t queryStride, keyStride;
  /// How many query rows; fewer than keys where only some rows are read.
  long queries;
  /// The length of the sequence.
  long keys;
  /// The head's size.
  long size;
  /// Usually 1/√size.
  float scale;
  /// The factor on the head's context; 1 changes nothing, 0 takes the head away.
  float gate;
  /// A query sees the keys up to its own position only.
  bool causal;
  /// The queries' positions in the sequence, increasing or not; null: query i stands at position i.
  /// Read where `causal`.
  const int32_t *positions;
  /// A factor on each key's column of scores before the softmax (suppressed tokens), or null.
  const float *columnFactor;
  /// A term added to each key's column of scores before the softmax, or null.
  const float *columnBias;
  /// What is dropped of P behind the softmax, or null; query i is row `dropoutRow` + i.
  const headscope_dropout_mask *dropout;
  uint64_t dropoutRow;
} headscope_attention;

/// context[queries, size] of one head, rows `contextStride` apart.
///
/// `probabilities` [queries, keys], where not null, receives P.
void headscope_attention_forward(
    const headscope_attention *head, float *context, ptrdiff_t contextStride, float *probabilities);

/// Where the gradients of one head go, and what it is computed from beside the inputs of the
/// forward.
typedef struct {
  /// dL/dcontext [queries, size], rows `contextStride` apart (the context after the gate).
  const float *dContext;
  ptrdiff_t contextStride;
  /// The captured P [queries, keys], or null: P is computed again from query and key.
  const float *probabilities;
  /// dL/dquery, rows `queryStride` apart, like `headscope_attention.query`; written.
  float *dQuery;
  /// dL/dkey and dL/dvalue, rows `keyStride` apart; written.
  float *dKey, *dValue;
  ptrdiff_t dQueryStride, dKeyStride;
  /// dL/dP [queries, keys], or null.
  float *dProbabilities;
  /// dL/dgate, added to, or null.
  float *dGate;
} headscope_attention_gradient;

/// The backward of `headscope_attention_forward`.
///
/// dQuery, dKey or dValue may be null: what is not asked for is not computed.
void headscope_attention_backward(
    const headscope_attention *head, const headscope_attention_gradient *gradient);
