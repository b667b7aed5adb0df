#include "kernels.h"

void headscope_activation_forward(
    headscope_activation kind, const float *in, float *out, long n) {
  hs_current()->activation_forward(kind, in, out, n);
}

void headscope_activation_backward(
    headscope_activation kind, const float *pre, const float *dOut, float *dIn, long n) {
  hs_current()->activation_backward(kind, pre, dOut, dIn, n);
}

void headscope_layer_norm_forward(
    const float *x, const float *residual, const float *weight, const float *bias, float eps,
    long rows, long size, float *out, float *sum, float *mean, float *rstd) {
  hs_current()->layer_norm_forward(
      x, residual, weight, bias, eps, rows, size, out, sum, mean, rstd);
}

void headscope_layer_norm_backward(
    const float *x, const float *mean, const float *rstd, const float *weight, const float *dOut,
    long rows, long size, bool detachScale, float *dX, float *dWeight, float *dBias) {
  hs_current()->layer_norm_backward(
      x, mean, rstd, weight, dOut, rows, size, detachScale, dX, dWeight, dBias);
}

void headscope_attention_forward(
    const headscope_attention *head, float *context, ptrdiff_t contextStride,
    float *probabilities) {
  hs_current()->attention_forward(head, context, contextStride, probabilities);
}

void headscope_attention_backward(
    const headscope_attention *head, const headscope_attention_gradient *gradient) {
  hs_current()->attention_backward(head, gradient);
}

void headscope_widen(
    headscope_number type, const void *in, float *out, long n, bool accumulate) {
  hs_current()->widen(type, in, out, n, accumulate);
}

void headscope_gather(
    headscope_number type, const void *table, long size, const int32_t *indices, long count,
    float *out, ptrdiff_t outStride, bool accumulate) {
  const hs_kernels *kernels = hs_current();
  const size_t rowBytes = (size_t)size * (type == HEADSCOPE_F32 ? 4 : 2);
  for (long i = 0; i < count; i++)
    kernels->widen(
        type, (const char *)table + (size_t)indices[i] * rowBytes, out + i * outStride, size,
        accumulate);
}

void headscope_scatter_add(
    const float *rows, ptrdiff_t rowStride, const int32_t *indices, long count, long size,
    float *table) {
  const hs_kernels *kernels = hs_current();
  for (long i = 0; i < count; i++)
    kernels->axpy(1, rows + i * rowStride, table + (long)indices[i] * size, size);
}

void headscope_axpy(float alpha, const float *x, float *y, long n) {
  hs_current()->axpy(alpha, x, y, n);
}

void headscope_scale(float alpha, const float *x, float *y, long n) {
  hs_current()->scale(alpha, x, y, n);
}

void headscope_add(const float *a, const float *b, float *out, long n) {
  hs_current()->add(a, b, out, n);
}

void headscope_hadamard(const float *a, const float *b, float *out, long n) {
  hs_current()->hadamard(a, b, out, n);
}

void headscope_interpolate(const float *b, const float *x, float alpha, float *out, long n) {
  hs_current()->interpolate(b, x, alpha, out, n);
}

double headscope_dot(const float *a, const float *b, long n) { return hs_current()->dot(a, b, n); }

double headscope_sum(const float *a, long n) { return hs_current()->sum(a, n); }

float headscope_max_abs(const float *a, long n) { return hs_current()->max_abs(a, n); }

bool headscope_has_non_finite(const float *a, long n) {
  return hs_current()->has_non_finite(a, n);
}

void headscope_add_column_sums(
    const float *matrix, ptrdiff_t stride, long rows, long columns, float *sums) {
  const hs_kernels *kernels = hs_current();
  for (long i = 0; i < rows; i++) kernels->axpy(1, matrix + i * stride, sums, columns);
}

void headscope_softmax(
    const float *in, ptrdiff_t inStride, long rows, long columns, float *out,
    ptrdiff_t outStride) {
  const hs_kernels *kernels = hs_current();
  for (long i = 0; i < rows; i++) kernels->softmax(in + i * inStride, columns, out + i * outStride);
}

void headscope_log_softmax(
    const float *in, ptrdiff_t inStride, long rows, long columns, float *out,
    ptrdiff_t outStride) {
  const hs_kernels *kernels = hs_current();
  for (long i = 0; i < rows; i++)
    kernels->log_softmax(in + i * inStride, columns, out + i * outStride);
}

double headscope_cross_entropy(
    const float *logits, long n, long target, float factor, float *gradient, bool *isLargest) {
  return hs_current()->cross_entropy(logits, n, target, factor, gradient, isLargest);
}

headscope_row_description headscope_describe_row(const float *row, const float *weights, long n) {
  headscope_row_description description;
  hs_current()->describe_row(row, weights, n, &description);
  return description;
}

double headscope_mean_entropy(const float *a, const float *b, long n) {
  return hs_current()->mean_entropy(a, b, n);
}

void headscope_dropout(
    const headscope_dropout_mask *mask, uint64_t row, float *values, long n) {
  hs_current()->dropout(mask, row, values, n);
}

void headscope_adam(
    const headscope_adam_step *step, const float *gradient, float *values, float *first,
    float *second, long n) {
  hs_current()->adam(step, gradient, values, first, second, n);
}

void headscope_adam_coast(
    const headscope_adam_step *steps, long count, float *values, float *first, float *second,
    long n) {
  hs_current()->adam_coast(steps, count, values, first, second, n);
}
