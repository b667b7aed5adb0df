/// y = x·W + b over the rows of a batch, forward and backward.
///
/// Several weights that read the same input (query, key and value) are one `Linear` whose outputs
/// stand side by side.
final class Linear {
  let inputSize: Int
  let outputSize: Int
  private let weights: [PlainWeight]
  /// The weights as the backend multiplies by them, packed at the first use of each arithmetic.
  private var packed: [Arithmetic: any PackedWeight] = [:]
  /// Which of them are from before the weights were moved.
  private var outdated: Set<Arithmetic> = []
  /// Whether the next fp32 product is the first, and reads the weights as they are stored.
  private var readsStored: Bool
  private var bias: [Float]?
  private let biasNames: [String]
  private let backend: any MatrixBackend

  /// Takes the weights and, for fp32, packs them at once unless they are to be packed when they are used again.
  ///
  /// A model that only predicts holds one packed copy: bf16 is packed by the first pass that asks
  /// for it, and fp32 beside it by the first gradient. One that is asked once holds none: each layer's weights are read
  /// where the file is mapped and their pages given back, so that a process holds one layer at a time.
  ///
  /// - Parameters:
  ///   - weights: matrices with the same number of inputs.
  ///   - biases: one vector a weight, with the names their gradients get; empty for a layer without
  ///     bias.
  ///   - backend: what multiplies.
  ///   - arithmetic: what forward passes will ask for first.
  ///   - packing: when the weights are packed.
  init(
    _ weights: [PlainWeight], biases: [(name: String, values: [Float])],
    on backend: any MatrixBackend, arithmetic: Arithmetic, packing: LoadOptions.Packing
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
    readsStored = packing == .whenUsedAgain
    if arithmetic == .fp32, packing == .atOnce { _ = try packed(.fp32) }
  }

  /// The packed weights, whose mapped pages are given back once they are packed.
  private func packed(_ arithmetic: Arithmetic) throws -> any PackedWeight {
    if let weight = packed[arithmetic] {
      guard outdated.contains(arithmetic) else { return weight }
      try withPointers { weight.replace(with: $0, layout: weights[0].layout) }
      outdated.remove(arithmetic)
      return weight
    }
    let weight = try withPointers {
      backend.pack(
        $0, outputSizes: weights.map(\.outputSize), inputSize: weights[0].inputSize,
        layout: weights[0].layout, arithmetic: arithmetic)
    }
    packed[arithmetic] = weight
    for weight in weights { weight.releasePages() }
    return weight
  }

  /// Holds every weight's pointer open until all are there.
  private func withPointers<Result>(
    _ pointers: [UnsafePointer<Float>] = [], _ body: ([UnsafePointer<Float>]) throws -> Result
  ) throws -> Result {
    guard pointers.count < weights.count else { return try body(pointers) }
    return try weights[pointers.count].withTransientPointer {
      try withPointers(pointers + [$0], body)
    }
  }

  /// output[rows, out] = epilogue(input[rows, in]·W + b).
  ///
  /// - Throws: `CancellationError`: a product is the longest step of a pass that is not interrupted.
  func forward(
    _ input: MatrixBuffer, epilogue: Epilogue = .none, in arithmetic: Arithmetic,
    into output: MatrixBuffer
  ) throws {
    precondition(
      input.columns == inputSize && output.columns == outputSize && input.rows == output.rows,
      "a linear layer's input and output fit its weight")
    guard input.rows > 0 else { return }
    try WorkBoundary.pass()
    if readsStored, arithmetic == .fp32 {
      readsStored = false
      return try forwardFromStored(input, epilogue: epilogue, into: output)
    }
    let packed = try packed(arithmetic)
    func multiply(bias: UnsafePointer<Float>?) {
      backend.multiply(
        input.pointer, rows: input.rows, room: input.room, by: packed, bias: bias,
        epilogue: epilogue, into: output.pointer)
    }
    if let bias {
      bias.withUnsafeBufferPointer { multiply(bias: $0.baseAddress) }
    } else {
      multiply(bias: nil)
    }
  }

  /// `forward` by the weights as they are stored, whose pages are given back.
  private func forwardFromStored(
    _ input: MatrixBuffer, epilogue: Epilogue, into output: MatrixBuffer
  ) throws {
    var column = 0
    for weight in weights {
      let columns = column..<column + weight.outputSize
      let isWhole = columns.count == outputSize
      let part = AlignedScratch()
      let product = isWhole ? output.pointer : part.floats(input.rows * columns.count)
      for row in 0..<input.rows {
        let start = product + row * columns.count
        guard let bias else {
          start.update(repeating: 0, count: columns.count)
          continue
        }
        _ = UnsafeMutableBufferPointer(start: start, count: columns.count).update(
          fromContentsOf: bias[columns])
      }
      try weight.withTransientPointer {
        // The backward product with the weight's two sides exchanged.
        backend.multiplyBackward(
          input.pointer, outputStride: inputSize, rows: input.rows, weight: $0,
          outputSize: inputSize, inputSize: columns.count, layout: weight.layout.exchanged,
          arithmetic: .fp32, accumulate: true, into: product)
      }
      weight.releasePages()
      for row in 0..<input.rows where !isWhole {
        (output.row(row) + column).update(
          from: product + row * columns.count, count: columns.count)
      }
      column = columns.upperBound
    }
    if epilogue == .gelu {
      ActivationFunction(kind: .gelu, backend: backend).forward(output, into: output)
    }
  }

  /// inputGradient[rows, in] (+)= outputGradient[rows, out]·Wᵀ, in the arithmetic of the pass that went forwards.
  ///
  /// - Throws: `CancellationError`, as `forward`, and `ModelError` where the weight can no longer be read.
  func backward(
    _ outputGradient: MatrixBuffer, accumulate: Bool = false, in arithmetic: Arithmetic,
    into inputGradient: MatrixBuffer
  ) throws {
    precondition(
      inputGradient.columns == inputSize && outputGradient.columns == outputSize
        && inputGradient.rows == outputGradient.rows,
      "a linear layer's gradients fit its weight")
    guard outputGradient.rows > 0 else { return }
    var column = 0
    for weight in weights {
      try WorkBoundary.pass()
      try weight.withPointer {
        backend.multiplyBackward(
          outputGradient.pointer + column, outputStride: outputSize, rows: outputGradient.rows,
          weight: $0, outputSize: weight.outputSize, inputSize: inputSize, layout: weight.layout,
          arithmetic: arithmetic, accumulate: accumulate || column > 0, into: inputGradient.pointer)
      }
      column += weight.outputSize
    }
  }

  /// Adds this batch's weight and bias gradients to those collected so far.
  ///
  /// - Throws: `CancellationError`, as `forward`.
  func accumulateGradients(
    input: MatrixBuffer, outputGradient: MatrixBuffer, in arithmetic: Arithmetic,
    into gradients: ParameterGradients
  ) throws {
    guard input.rows > 0 else { return }
    var column = 0
    for (index, weight) in weights.enumerated() {
      defer { column += weight.outputSize }
      // Before a sum is asked for, which counts as written from then on.
      try WorkBoundary.pass()
      let key = ParameterGradients.Key(name: weight.name, firstColumn: weight.firstColumn)
      let shape =
        weight.layout == .outputMajor
        ? [weight.outputSize, inputSize] : [inputSize, weight.outputSize]
      if bias != nil,
        let biasGradient = gradients.pointer(
          .init(name: biasNames[index], firstColumn: weight.firstColumn),
          shape: [weight.outputSize])
      {
        backend.addColumnSums(
          outputGradient.pointer + column, stride: outputSize, rows: input.rows,
          columns: weight.outputSize, to: biasGradient)
      }
      guard let weightGradient = gradients.product(key, shape: shape) else { continue }
      backend.multiplyForWeight(
        input: input.pointer, outputGradient: outputGradient.pointer + column,
        outputStride: outputSize, rows: input.rows, outputSize: weight.outputSize,
        inputSize: inputSize, layout: weight.layout, arithmetic: arithmetic,
        accumulate: weightGradient.accumulate,
        into: weightGradient.pointer)
    }
  }

  /// Calls `body` with the layer's parameters that are trained, to be changed in place; they are packed anew at their next
  /// use.
  ///
  /// - Throws: as `body`, and `ModelError` where a weight can no longer be read.
  func update(
    where isTrained: (String) -> Bool, _ body: (ParameterSlice) throws -> Void
  ) throws {
    for weight in weights where isTrained(weight.name) {
      outdated = Set(packed.keys)
      try weight.update(body)
    }
    guard var values = bias else { return }
    bias = nil
    defer { bias = values }
    var first = 0
    for (name, weight) in zip(biasNames, weights) {
      try ParameterSlice.lend(
        &values[first..<first + weight.outputSize], as: name, firstColumn: weight.firstColumn,
        to: body)
      first += weight.outputSize
    }
  }
}
