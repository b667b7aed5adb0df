import CKernels

/// The elementwise functions of `ModelConfiguration.Activation` over matrices, spread over the threads.
struct ActivationFunction {
  /// Numbers that one thread takes at a time: enough to pay for handing them out.
  static let elementsPerTask = 8192

  let kind: ModelConfiguration.Activation
  let backend: any MatrixBackend

  /// output = f(input); the two may be one matrix.
  func forward(_ input: MatrixBuffer, into output: MatrixBuffer) {
    precondition(input.count == output.count, "an elementwise function keeps the size")
    backend.parallel(input.count, by: Self.elementsPerTask) { range in
      headscope_activation_forward(
        kind.kernel, input.pointer + range.lowerBound, output.pointer + range.lowerBound,
        range.count)
    }
  }

  /// gradient *= f′(input).
  func backward(input: MatrixBuffer, gradient: MatrixBuffer) {
    precondition(input.count == gradient.count, "an elementwise function keeps the size")
    backend.parallel(input.count, by: Self.elementsPerTask) { range in
      let gradient = gradient.pointer + range.lowerBound
      headscope_activation_backward(
        kind.kernel, input.pointer + range.lowerBound, gradient, gradient, range.count)
    }
  }

  /// f′(x) of one number.
  func slope(at x: Float) -> Float {
    var slope: Float = 1
    withUnsafeMutablePointer(to: &slope) { slope in
      withUnsafePointer(to: x) { headscope_activation_backward(kind.kernel, $0, slope, slope, 1) }
    }
    return slope
  }
}

extension ModelConfiguration.Activation {
  /// The kernels' name for the function.
  fileprivate var kernel: headscope_activation {
    switch self {
    case .gelu: HEADSCOPE_GELU
    case .geluTanh: HEADSCOPE_GELU_TANH
    case .geluFast: HEADSCOPE_GELU_FAST
    case .quickGELU: HEADSCOPE_QUICK_GELU
    case .relu: HEADSCOPE_RELU
    case .silu: HEADSCOPE_SILU
    case .tanh: HEADSCOPE_TANH
    case .sigmoid: HEADSCOPE_SIGMOID
    case .identity: HEADSCOPE_IDENTITY
    case .mish: HEADSCOPE_MISH
    case .relu6: HEADSCOPE_RELU6
    case .leakyReLU: HEADSCOPE_LEAKY_RELU
    case .elu: HEADSCOPE_ELU
    case .selu: HEADSCOPE_SELU
    case .relu2: HEADSCOPE_RELU2
    case .gelu10: HEADSCOPE_GELU_10
    case .laplace: HEADSCOPE_LAPLACE
    }
  }
}
