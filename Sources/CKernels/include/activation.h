#pragma once

/// The elementwise functions that model configurations name, with the definitions of transformers'
/// `ACT2FN`.
typedef enum {
  /// x
  HEADSCOPE_IDENTITY,
  /// x·Φ(x), by erf
  HEADSCOPE_GELU,
  /// x/2·(1 + tanh(√(2/π)·(x + 0.044715 x³)))
  HEADSCOPE_GELU_TANH,
  /// x/2·(1 + tanh(0.7978845608·x·(1 + 0.044715 x²)))
  HEADSCOPE_GELU_FAST,
  /// x·σ(1.702 x)
  HEADSCOPE_QUICK_GELU,
  HEADSCOPE_RELU,
  /// x·σ(x)
  HEADSCOPE_SILU,
  HEADSCOPE_TANH,
  HEADSCOPE_SIGMOID,
  /// x·tanh(log(1 + eˣ))
  HEADSCOPE_MISH,
  /// min(max(x, 0), 6)
  HEADSCOPE_RELU6,
  /// x, or 0.01·x below zero
  HEADSCOPE_LEAKY_RELU,
  /// x, or eˣ − 1 below zero
  HEADSCOPE_ELU,
  /// 1.0507009873554805·x, or 1.0507009873554805·1.6732632423543772·(eˣ − 1) below zero
  HEADSCOPE_SELU,
  /// max(x, 0)²
  HEADSCOPE_RELU2,
  /// x·Φ(x) within −10 and 10
  HEADSCOPE_GELU_10,
  /// Φ((x − 0.707107)/0.282095)
  HEADSCOPE_LAPLACE,
} headscope_activation;

/// out[i] = f(in[i]); `out` may be `in`.
void headscope_activation_forward(headscope_activation kind, const float *in, float *out, long n);

/// dIn[i] = f′(pre[i])·dOut[i]; `dIn` may be `dOut`. Corners have the derivative that torch gives
/// them.
void headscope_activation_backward(
    headscope_activation kind, const float *pre, const float *dOut, float *dIn, long n);
