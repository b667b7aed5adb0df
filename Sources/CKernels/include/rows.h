#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How the numbers of a table are stored.
typedef enum {
  HEADSCOPE_F32,
  HEADSCOPE_F16,
  HEADSCOPE_BF16,
} headscope_number;

/// out[i] = in[i] widened to float; with `accumulate` added to out. `in` need not be aligned.
void headscope_widen(headscope_number type, const void *in, float *out, long n, bool accumulate);

/// out[i, 0..<size] (+)= table[indices[i], 0..<size] widened to float, for `count` rows.
///
/// An embedding is three of these: the words, then positions and segments accumulated.
void headscope_gather(
    headscope_number type, const void *table, long size, const int32_t *indices, long count,
    float *out, ptrdiff_t outStride, bool accumulate);

/// table[indices[i], 0..<size] += rows[i, 0..<size], for `count` rows in order; the gradient of a
/// gather.
void headscope_scatter_add(
    const float *rows, ptrdiff_t rowStride, const int32_t *indices, long count, long size,
    float *table);

/// y += alpha·x
void headscope_axpy(float alpha, const float *x, float *y, long n);

/// y = alpha·x; y may be x.
void headscope_scale(float alpha, const float *x, float *y, long n);

/// out = a + b; out may be either.
void headscope_add(const float *a, const float *b, float *out, long n);

/// out = a·b, elementwise; out may be either.
void headscope_hadamard(const float *a, const float *b, float *out, long n);

/// out = b + alpha·(x − b): a point of the straight path of integrated gradients.
void headscope_interpolate(const float *b, const float *x, float alpha, float *out, long n);

/// Σ a·b, accumulated in double.
double headscope_dot(const float *a, const float *b, long n);

/// Σ a, accumulated in double.
double headscope_sum(const float *a, long n);

/// The largest |a|; 0 when n is 0. NaN counts for nothing.
float headscope_max_abs(const float *a, long n);

/// Whether any of the n values is NaN or infinite.
bool headscope_has_non_finite(const float *a, long n);

/// sums[columns] += the column sums of matrix[rows, columns].
void headscope_add_column_sums(
    const float *matrix, ptrdiff_t stride, long rows, long columns, float *sums);

/// Softmax of each row of a matrix [rows, columns]; out may be in.
void headscope_softmax(
    const float *in, ptrdiff_t inStride, long rows, long columns, float *out, ptrdiff_t outStride);

/// log softmax of each row of a matrix [rows, columns]; out may be in.
void headscope_log_softmax(
    const float *in, ptrdiff_t inStride, long rows, long columns, float *out, ptrdiff_t outStride);

/// −ln softmax(logits)[target] of n logits, and gradient = factor·(softmax(logits) − onehot(target));
/// gradient may be logits.
///
/// `isLargest` receives whether no logit is larger than the target's.
double headscope_cross_entropy(
    const float *logits, long n, long target, float factor, float *gradient, bool *isLargest);

/// What one pass over a row of a distribution finds.
typedef struct {
  /// −Σ a ln a, in nats.
  double entropy;
  /// Σ a·w.
  double weighted;
  /// The largest a.
  float maximum;
} headscope_row_description;

/// Describes n numbers of which none is negative; `weights` holds as many.
headscope_row_description headscope_describe_row(const float *row, const float *weights, long n);

/// The entropy of the mean of two rows of which no number is negative, in nats; a may be b.
double headscope_mean_entropy(const float *a, const float *b, long n);
