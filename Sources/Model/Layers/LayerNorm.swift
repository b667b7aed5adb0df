import CKernels

/// y = (x − mean) / √(variance + ε) · weight + bias, a row at a time.
///
/// Ba et al. 2016.
final class LayerNorm {
  /// What a forward pass leaves for the backward one.
  struct Record {
    /// What was normed, `[rows, hidden]`.
    var input: MatrixBuffer
    /// Mean and reciprocal standard deviation of every row, `[2, rows]`.
    var statistics: MatrixBuffer
  }

  /// Rows that one thread takes at a time.
  static let rowsPerTask = 16
  /// Rows whose parameters' gradients one thread adds up.
  private static let rowsPerSum = 48

  private(set) var weight: [Float]
  private var bias: [Float]
  private let weightName: String
  private let biasName: String
  private let epsilon: Float

  /// Makes the layer from its two vectors, `[hidden]` each.
  init(name: String, weight: [Float], bias: [Float], epsilon: Float) {
    precondition(weight.count == bias.count, "a layer norm's weight and bias have one size")
    self.weight = weight
    self.bias = bias
    weightName = "\(name).weight"
    biasName = "\(name).bias"
    self.epsilon = epsilon
  }

  /// output = norm(input); all `[rows, hidden]`.
  ///
  /// With `residual`, input += residual first: the residual connection and its norm in one pass.
  /// `output` may be `input` where no tape will read it.
  @discardableResult
  func forward(
    _ input: MatrixBuffer, adding residual: MatrixBuffer? = nil, into output: MatrixBuffer,
    in pass: NetworkPass
  ) -> Record {
    precondition(
      input.columns == weight.count && output.count == input.count
        && (residual?.count ?? input.count) == input.count, "rows fit the norm")
    let statistics = pass.pool.matrix(2, input.rows)
    pass.backend.parallel(input.rows, by: Self.rowsPerTask) { range in
      let (first, rows) = (range.lowerBound, range.count)
      let start = first * input.columns
      headscope_layer_norm_forward(
        input.pointer + start, residual.map { UnsafePointer($0.pointer + start) }, weight, bias,
        epsilon, rows, input.columns, output.pointer + start,
        output === input ? nil : input.pointer + start, statistics.row(0) + first,
        statistics.row(1) + first)
    }
    return Record(input: input, statistics: statistics)
  }

  /// inputGradient from outputGradient; the two may be one matrix.
  func backward(
    _ record: Record, outputGradient: MatrixBuffer, into inputGradient: MatrixBuffer,
    parameters: ParameterGradients?, in pass: NetworkPass
  ) {
    let input = record.input
    precondition(
      input.columns == weight.count && outputGradient.count == input.count
        && inputGradient.count == input.count, "rows fit the norm")
    guard !pass.rule.comparesTwoRuns else {
      return multipliers(
        record, outputGradient: outputGradient, into: inputGradient, in: pass)
    }
    let holdsDeviation = pass.rule != .gradient
    func backward(
      first: Int, rows: Int, weightGradient: UnsafeMutablePointer<Float>?,
      biasGradient: UnsafeMutablePointer<Float>?
    ) {
      let start = first * input.columns
      headscope_layer_norm_backward(
        input.pointer + start, record.statistics.row(0) + first, record.statistics.row(1) + first,
        weight, outputGradient.pointer + start, rows, input.columns, holdsDeviation,
        inputGradient.pointer + start, weightGradient, biasGradient)
    }
    let weightGradient = parameters?.pointer(.init(name: weightName), shape: [weight.count])
    let biasGradient = parameters?.pointer(.init(name: biasName), shape: [bias.count])
    guard weightGradient != nil || biasGradient != nil else {
      pass.backend.parallel(input.rows, by: Self.rowsPerTask) {
        backward(first: $0.lowerBound, rows: $0.count, weightGradient: nil, biasGradient: nil)
      }
      return
    }
    // Each piece of the rows has sums of its own, so that the threads share none; pieces of one size, so that the numbers
    // are those of any count of threads.
    let size = Self.rowsPerSum
    let pieces = (input.rows + size - 1) / size
    let sums = pass.pool.matrix(2 * pieces, weight.count)
    sums.pointer.update(repeating: 0, count: sums.count)
    pass.backend.parallel(input.rows, by: size) {
      let piece = $0.lowerBound / size
      backward(
        first: $0.lowerBound, rows: $0.count, weightGradient: sums.row(2 * piece),
        biasGradient: sums.row(2 * piece + 1))
    }
    for piece in 0..<pieces {
      if let weightGradient {
        headscope_add(weightGradient, sums.row(2 * piece), weightGradient, weight.count)
      }
      if let biasGradient {
        headscope_add(biasGradient, sums.row(2 * piece + 1), biasGradient, bias.count)
      }
    }
  }

  /// Calls `body` with the layer's parameters, to be changed in place.
  func update(_ body: (ParameterSlice) throws -> Void) rethrows {
    try ParameterSlice.lend(&weight, as: weightName, to: body)
    try ParameterSlice.lend(&bias, as: biasName, to: body)
  }

  /// The norm of one row with its deviation held: a linear map, so that sums can be followed through it.
  struct Frozen {
    /// norm(input), `[hidden]`.
    var output: [Double]
    fileprivate var factors: [Double]
    fileprivate var bias: [Float]

    /// The row w and the constant with g·output = w·input + constant.
    func pull(_ gradient: [Double]) -> (gradient: [Double], constant: Double) {
      var result = zip(gradient, factors).map { $0 * $1 }
      let mean = result.reduce(0, +) / Double(max(result.count, 1))
      for index in result.indices { result[index] -= mean }
      return (result, zip(gradient, bias).reduce(0) { $0 + $1.0 * Double($1.1) })
    }
  }

  /// The norm as it treats this row, `[hidden]`.
  func frozen(at input: [Double]) -> Frozen {
    precondition(input.count == weight.count, "a row fits the norm")
    let count = Double(max(input.count, 1))
    let mean = input.reduce(0, +) / count
    let variance = input.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let scale = 1 / (variance + Double(epsilon)).squareRoot()
    let factors = weight.map { Double($0) * scale }
    return Frozen(
      output: input.indices.map { (input[$0] - mean) * factors[$0] + Double(bias[$0]) },
      factors: factors, bias: bias)
  }
}
