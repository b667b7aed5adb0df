import CKernels

/// The elementwise functions of `ModelConfiguration.Activation` over matrices, spread over the threads.
struct ActivationFunction {
  /// Numbers that one thread takes at a time: enough to pay for handing them out.
  private static let elementsPerTask = 8192

  let kind: ModelConfiguration.Activation
  let backend: any MatrixBackend

  /// output = f(input); the two may be one matrix.
  func forward(_ input: MatrixBuffer, into output: MatrixBuffer) {
    precondition(input.count == output.count, "an elementwise function keeps the size")
    inTasks(of: input.count) { start, count in
      headscope_activation_forward(
        kind.kernel, input.pointer + start, output.pointer + start, count)
    }
  }

  /// gradient *= f′(input).
  func backward(input: MatrixBuffer, gradient: MatrixBuffer) {
    precondition(input.count == gradient.count, "an elementwise function keeps the size")
    inTasks(of: input.count) { start, count in
      headscope_activation_backward(
        kind.kernel, input.pointer + start, gradient.pointer + start, gradient.pointer + start,
        count)
    }
  }

  private func inTasks(of count: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
    let size = Self.elementsPerTask
    backend.parallel((count + size - 1) / size) { body($0 * size, min(size, count - $0 * size)) }
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
