extension ActivationFunction {
  /// Inputs that are nearer to one another than this have the derivative between them, where the function is smooth: the quotient would
  /// be rounding.
  private static let smallestSmoothChange: Float = 1e-3
  /// captum's bound, below which a change is none.
  private static let smallestChange: Float = 1e-10

  /// gradient ← what a rule makes of it, in place.
  func backward(
    input: MatrixBuffer, gradient: MatrixBuffer, by rule: PropagationRule, in pool: BufferPool
  ) {
    switch rule {
    case .gradient: backward(input: input, gradient: gradient)
    case .attnLRP, .cpLRP: multiplyByRatios(input: input, gradient: gradient, in: pool)
    case .deepLIFT: multiplyByQuotients(input: input, gradient: gradient, in: pool)
    }
  }

  /// gradient *= f(x)/x: the identity rule of layer-wise relevance propagation; at 0 the derivative.
  private func multiplyByRatios(input: MatrixBuffer, gradient: MatrixBuffer, in pool: BufferPool) {
    let output = pool.matrix(input.rows, input.columns)
    forward(input, into: output)
    backend.parallel(input.count, by: Self.elementsPerTask) { range in
      for index in range {
        let x = input.pointer[index]
        gradient.pointer[index] *=
          abs(x) < Self.smallestChange ? self.slope(at: x) : output.pointer[index] / x
      }
    }
  }

  /// gradient *= (f(x) − f(b))/(x − b): DeepLIFT's rescale rule, x in the first half of the rows and b in the second.
  private func multiplyByQuotients(
    input: MatrixBuffer, gradient: MatrixBuffer, in pool: BufferPool
  ) {
    let half = PropagationRule.pairs(in: input) * input.columns
    let output = pool.matrix(input.rows, input.columns)
    forward(input, into: output)
    let middle = pool.matrix(input.rows / 2, input.columns)
    for index in 0..<half {
      middle.pointer[index] = (input.pointer[index] + input.pointer[index + half]) / 2
    }
    let slope = slopes(at: middle, in: pool)
    let smallest = kind.hasCorners ? Self.smallestChange : Self.smallestSmoothChange
    backend.parallel(half, by: Self.elementsPerTask) { range in
      for index in range {
        let change = input.pointer[index] - input.pointer[index + half]
        let multiplier =
          abs(change) < smallest
          ? slope.pointer[index]
          : (output.pointer[index] - output.pointer[index + half]) / change
        gradient.pointer[index] *= multiplier
        gradient.pointer[index + half] *= multiplier
      }
    }
  }

  private func slopes(at input: MatrixBuffer, in pool: BufferPool) -> MatrixBuffer {
    let slopes = pool.matrix(input.rows, input.columns)
    slopes.pointer.update(repeating: 1, count: slopes.count)
    backward(input: input, gradient: slopes)
    return slopes
  }
}

extension ModelConfiguration.Activation {
  /// Whether the slope jumps somewhere, so that no derivative stands for the change across.
  fileprivate var hasCorners: Bool {
    switch self {
    case .identity, .relu, .relu6, .leakyReLU, .selu, .gelu10: true
    default: false
    }
  }
}
