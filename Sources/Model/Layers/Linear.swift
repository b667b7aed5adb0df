/// y = x·W + b over the rows of a batch, forward and backward.
///
/// Several weights that read the same input (query, key and value) are one `Linear` whose outputs
/// stand side by side.
final class Linear {
  let inputSize: Int
  let outputSize: Int
  private let weights: [PlainWeight]
  private let packed: any PackedWeight
  private let bias: [Float]?
  private let biasNames: [String]
  private let backend: any MatrixBackend

  /// Packs the weights and gives their mapped pages back.
  ///
  /// - Parameters:
  ///   - weights: matrices with the same number of inputs.
  ///   - biases: one vector a weight, with the names their gradients get; empty for a layer without
  ///     bias.
  ///   - backend: what multiplies.
  init(
    _ weights: [PlainWeight], biases: [(name: String, values: [Float])],
    on backend: any MatrixBackend
  ) throws {
    precondition(!weights.isEmpty, "a linear layer has at least one weight")
    self.weights = weights
    self.backend = backend
    inputSize = weights[0].inputSize
    outputSize = weights.map(\.outputSize).reduce(0, +)
    for weight in weights where weight.inputSize != inputSize {
      throw ModelError(
        .mismatch,
        "\(weight.name): takes \(weight.inputSize) inputs, but \(weights[0].name) beside it takes "
          + "\(inputSize).",
        advice: "Check that config.json belongs to these weights.")
    }
    for (weight, bias) in zip(weights, biases) where bias.values.count != weight.outputSize {
      throw ModelError(
        .mismatch,
        "\(bias.name): expected \(weight.outputSize) numbers, as its weight has outputs, found "
          + "\(bias.values.count).",
        advice: "Check that config.json belongs to these weights.")
    }
    bias = biases.isEmpty ? nil : biases.flatMap(\.values)
    biasNames = biases.map(\.name)
    packed = try Self.pack(weights, pointers: [], on: backend)
    for weight in weights { weight.releasePages() }
  }

  /// Holds every weight's pointer open until all are there.
  private static func pack(
    _ weights: [PlainWeight], pointers: [UnsafePointer<Float>], on backend: any MatrixBackend
  ) throws -> any PackedWeight {
    guard pointers.count < weights.count else {
      return backend.pack(
        pointers, outputSizes: weights.map(\.outputSize), inputSize: weights[0].inputSize,
        layout: weights[0].layout)
    }
    return try weights[pointers.count].withTransientPointer {
      try pack(weights, pointers: pointers + [$0], on: backend)
    }
  }

  /// output[rows, out] = epilogue(input[rows, in]·W + b).
  func forward(_ input: MatrixBuffer, epilogue: Epilogue = .none, into output: MatrixBuffer) {
    precondition(
      input.columns == inputSize && output.columns == outputSize && input.rows == output.rows,
      "a linear layer's input and output fit its weight")
    guard input.rows > 0 else { return }
    func multiply(bias: UnsafePointer<Float>?) {
      backend.multiply(
        input.pointer, rows: input.rows, by: packed, bias: bias, epilogue: epilogue,
        into: output.pointer)
    }
    if let bias {
      bias.withUnsafeBufferPointer { multiply(bias: $0.baseAddress) }
    } else {
      multiply(bias: nil)
    }
  }

  /// inputGradient[rows, in] (+)= outputGradient[rows, out]·Wᵀ.
  func backward(
    _ outputGradient: MatrixBuffer, accumulate: Bool = false, into inputGradient: MatrixBuffer
  ) throws {
    precondition(
      inputGradient.columns == inputSize && outputGradient.columns == outputSize
        && inputGradient.rows == outputGradient.rows,
      "a linear layer's gradients fit its weight")
    guard outputGradient.rows > 0 else { return }
    var column = 0
    for weight in weights {
      try weight.withPointer {
        backend.multiplyBackward(
          outputGradient.pointer + column, outputStride: outputSize, rows: outputGradient.rows,
          weight: $0, outputSize: weight.outputSize, inputSize: inputSize, layout: weight.layout,
          accumulate: accumulate || column > 0, into: inputGradient.pointer)
      }
      column += weight.outputSize
    }
  }

  /// Adds this batch's weight and bias gradients to those collected so far.
  func accumulateGradients(
    input: MatrixBuffer, outputGradient: MatrixBuffer, into gradients: ParameterGradients
  ) {
    guard input.rows > 0 else { return }
    var column = 0
    for (index, weight) in weights.enumerated() {
      let key = ParameterGradients.Key(name: weight.name, firstColumn: weight.firstColumn)
      let biasKey =
        bias == nil
        ? nil : ParameterGradients.Key(name: biasNames[index], firstColumn: weight.firstColumn)
      let shape =
        weight.layout == .outputMajor
        ? [weight.outputSize, inputSize] : [inputSize, weight.outputSize]
      backend.accumulateWeightGradient(
        input: input.pointer, outputGradient: outputGradient.pointer + column,
        outputStride: outputSize, rows: input.rows, outputSize: weight.outputSize,
        inputSize: inputSize, layout: weight.layout,
        weightGradient: gradients.pointer(key, shape: shape),
        biasGradient: biasKey.map { gradients.pointer($0, shape: [weight.outputSize]) })
      column += weight.outputSize
    }
  }
}
