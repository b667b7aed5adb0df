import CKernels

/// Multi-head self-attention: softmax(q·kᵀ·scale)·v for every head, then the output
/// projection.
///
/// Vaswani et al. 2017, section 3.2.
final class SelfAttention {
  /// The projections' outputs of one batch, and how they lie in memory.
  ///
  /// A layer that computes all rows has query, key and value side by side in one matrix; the last one, which needs queries
  /// of the pooled rows only, has them apart.
  struct Projections {
    /// `[rows, 3·hidden]`, or `[active rows, hidden]`.
    var query: MatrixBuffer
    /// The same matrix as `query`, or `[rows, 2·hidden]`.
    var keyValue: MatrixBuffer
    var keyColumn: Int
    var valueColumn: Int
  }

  /// How the projections' weights are packed.
  enum Weights {
    /// One product for all three: every layer but the last.
    case fused(Linear)
    /// Query apart, key and value together: the last layer.
    case split(query: Linear, keyValue: Linear)
  }

  let layer: Int
  private let weights: Weights
  private let output: Linear
  let headCount: Int
  let headSize: Int
  private let scale: Float
  private let isCausal: Bool

  init(
    layer: Int, weights: Weights, output: Linear, headCount: Int, scale: Float, isCausal: Bool
  ) {
    self.layer = layer
    self.weights = weights
    self.output = output
    self.headCount = headCount
    headSize = output.inputSize / headCount
    self.scale = scale
    self.isCausal = isCausal
  }

  var hiddenSize: Int { headCount * headSize }

  /// attention(input[activeRows]) over all rows of input: what is added to the residual stream.
  ///
  /// - Parameters:
  ///   - input: `[rows, hidden]`.
  ///   - activeRows: the rows to compute, which are the pass's `pooledRows`, or nil for all.
  /// - Returns: the block's output, `[active rows, hidden]`, and the records for the tape.
  func forward(
    _ input: MatrixBuffer, activeRows: [Int]?, in pass: NetworkPass
  ) throws -> (output: MatrixBuffer, projections: Projections, context: MatrixBuffer) {
    let projections = try project(input, activeRows: activeRows, in: pass)
    let active = activeRows?.count ?? input.rows
    let context = pass.pool.matrix(active, hiddenSize)
    let wantsAttention = pass.capture.contains(.attention)
    let attention = wantsAttention ? attentionStorage(in: pass) : []
    forEachSequenceAndHead(in: pass) { sequence, head in
      self.withHead(head, of: sequence, projections, activeRows, in: pass) { place, arguments in
        var arguments = arguments
        headscope_attention_forward(
          &arguments, context.row(place.firstActive) + place.column, self.hiddenSize,
          wantsAttention ? attention[sequence].row(head * place.keys) : nil)
      }
    }
    for head in 0..<headCount {
      pass.replace(
        at: .head(layer: layer, head: head), in: context, rows: activeRows, column: head * headSize)
    }
    let result = try mix(context, in: pass)
    pass.replace(at: .attention(layer), in: result, rows: activeRows)
    pass.drop(at: .attentionOutput(layer: layer), in: result)
    keep(projections, attention, context, result, in: pass)
    return (result, projections, context)
  }

  /// The gradient of the block's input, `[rows, hidden]`, from that of its output.
  ///
  /// - Parameters:
  ///   - outputGradient: `[active rows, hidden]`.
  ///   - gateGradients: where dL/dgate of this layer's heads is added, `[heads]` a sequence.
  func backward(
    _ record: Tape.Layer, blockInput: MatrixBuffer?, outputGradient: MatrixBuffer,
    in pass: NetworkPass,
    parameters: ParameterGradients?, gateGradients: UnsafeMutablePointer<Float>?
  ) throws -> MatrixBuffer {
    let projections = record.projections
    pass.clearGradient(at: .attention(layer), in: outputGradient, rows: record.activeRows)
    pass.drop(at: .attentionOutput(layer: layer), in: outputGradient)
    let contextGradient = pass.pool.matrix(outputGradient.rows, hiddenSize)
    try output.backward(outputGradient, in: pass.arithmetic, into: contextGradient)
    if let parameters, let context = record.context {
      try output.accumulateGradients(
        input: context, outputGradient: outputGradient, in: pass.arithmetic, into: parameters)
    }
    for head in 0..<headCount {
      pass.clearGradient(
        at: .head(layer: layer, head: head), in: contextGradient, rows: record.activeRows,
        column: head * headSize)
    }
    let queryGradient = pass.pool.matrix(projections.query.rows, projections.query.columns)
    let isFused = projections.query === projections.keyValue
    let keyValueGradient =
      isFused
      ? queryGradient
      : pass.pool.matrix(projections.keyValue.rows, projections.keyValue.columns)
    let gradients = Projections(
      query: queryGradient, keyValue: keyValueGradient, keyColumn: projections.keyColumn,
      valueColumn: projections.valueColumn)
    if pass.rule.comparesTwoRuns {
      writeMultipliers(
        projections, contextGradient: contextGradient, activeRows: record.activeRows,
        to: gradients, in: pass)
    } else {
      writeGradients(
        projections, contextGradient: contextGradient, activeRows: record.activeRows,
        to: gradients, gateGradients: gateGradients, in: pass)
    }
    let inputGradient = pass.pool.matrix(pass.batch.rows, hiddenSize)
    switch weights {
    case .fused(let linear):
      try linear.backward(queryGradient, in: pass.arithmetic, into: inputGradient)
      if let parameters, let blockInput {
        try linear.accumulateGradients(
          input: blockInput, outputGradient: queryGradient, in: pass.arithmetic, into: parameters)
      }
    case .split(let query, let keyValue):
      try keyValue.backward(keyValueGradient, in: pass.arithmetic, into: inputGradient)
      if let parameters, let blockInput {
        try keyValue.accumulateGradients(
          input: blockInput, outputGradient: keyValueGradient, in: pass.arithmetic, into: parameters
        )
        try query.accumulateGradients(
          input: pass.gather(blockInput, record.activeRows), outputGradient: queryGradient,
          in: pass.arithmetic, into: parameters)
      }
      let active = pass.pool.matrix(queryGradient.rows, hiddenSize)
      try query.backward(queryGradient, in: pass.arithmetic, into: active)
      pass.scatterAdd(active, to: record.activeRows, of: inputGradient)
    }
    return inputGradient
  }

  /// Writes the gradients of query, key and value, as the pass's rule has them.
  ///
  /// - Parameters:
  ///   - contextGradient: of the heads' contexts, `[active rows, hidden]`.
  ///   - gradients: receives them, laid out as the projections.
  ///   - gateGradients: where dL/dgate of this layer's heads is added, `[heads]` a sequence.
  private func writeGradients(
    _ projections: Projections, contextGradient: MatrixBuffer, activeRows: [Int]?,
    to gradients: Projections, gateGradients: UnsafeMutablePointer<Float>?, in pass: NetworkPass
  ) {
    let wantsAttention = pass.capture.contains(.attentionGradients)
    precondition(!wantsAttention || activeRows == nil, "a capture computes all rows")
    let attentionGradients = wantsAttention ? attentionStorage(in: pass) : []
    // Held attention weights pass nothing on to query and key.
    let holdsWeights = pass.rule == .cpLRP
    if holdsWeights {
      gradients.query.clear()
      gradients.keyValue.clear()
    }
    forEachSequenceAndHead(in: pass) { sequence, head in
      self.withHead(head, of: sequence, projections, activeRows, in: pass) { place, arguments in
        var arguments = arguments
        let keyValue = gradients.keyValue.row(place.first) + place.column
        var gradient = headscope_attention_gradient(
          dContext: contextGradient.row(place.firstActive) + place.column,
          contextStride: self.hiddenSize, probabilities: nil,
          dQuery: holdsWeights ? nil : gradients.query.row(place.firstActive) + place.column,
          dKey: holdsWeights ? nil : keyValue + gradients.keyColumn,
          dValue: keyValue + gradients.valueColumn,
          dQueryStride: gradients.query.columns, dKeyStride: gradients.keyValue.columns,
          dProbabilities: wantsAttention
            ? attentionGradients[sequence].row(head * place.keys) : nil,
          dGate: gateGradients.map { $0 + sequence * self.headCount + head })
        headscope_attention_backward(&arguments, &gradient)
      }
    }
    if pass.rule == .attnLRP { halveProducts(gradients) }
    for (sequence, gradient) in attentionGradients.enumerated() {
      pass.captures[sequence].layers[layer].attentionGradient = attentionTensor(gradient)
    }
  }

  /// Calls `body` with the block's parameters, to be changed in place.
  func update(
    where isTrained: (String) -> Bool, _ body: (ParameterSlice) throws -> Void
  ) throws {
    switch weights {
    case .fused(let linear): try linear.update(where: isTrained, body)
    case .split(let query, let keyValue):
      try query.update(where: isTrained, body)
      try keyValue.update(where: isTrained, body)
    }
    try output.update(where: isTrained, body)
  }

  /// The output projection of heads' contexts, `[rows, hidden]`.
  func mix(_ context: MatrixBuffer, in pass: NetworkPass) throws -> MatrixBuffer {
    let result = pass.pool.matrix(context.rows, hiddenSize)
    try output.forward(context, in: pass.arithmetic, into: result)
    return result
  }

  /// Every head's value vector through its part of the output projection, without the bias: row t · heads + h is head h's of
  /// token t, `[tokens · heads, hidden]`.
  ///
  /// f(x) of Kobayashi et al. 2020, eq. 3.
  func transformed(_ values: MatrixBuffer, in pass: NetworkPass) throws -> MatrixBuffer {
    let alone = pass.pool.matrix(values.rows * headCount, hiddenSize)
    alone.clear()
    for row in 0..<values.rows {
      for head in 0..<headCount {
        (alone.row(row * headCount + head) + head * headSize).update(
          from: values.row(row) + head * headSize, count: headSize)
      }
    }
    let result = try mix(alone, in: pass)
    let nothing = pass.pool.matrix(1, hiddenSize)
    nothing.clear()
    let bias = try mix(nothing, in: pass)
    for row in 0..<result.rows {
      for column in 0..<hiddenSize { result.row(row)[column] -= bias.pointer[column] }
    }
    return result
  }

  /// The row u with g·(output projection of a context) = u·context + constant, `[hidden]`, heads side by side.
  func pullThroughOutput(_ gradient: [Double], in pass: NetworkPass) throws -> [Double] {
    let outputGradient = pass.pool.matrix(1, hiddenSize)
    for (index, value) in gradient.enumerated() { outputGradient.pointer[index] = Float(value) }
    let contextGradient = pass.pool.matrix(1, hiddenSize)
    try output.backward(outputGradient, in: pass.arithmetic, into: contextGradient)
    return (0..<hiddenSize).map { Double(contextGradient.pointer[$0]) }
  }

  private func project(
    _ input: MatrixBuffer, activeRows: [Int]?, in pass: NetworkPass
  ) throws -> Projections {
    switch weights {
    case .fused(let linear):
      let repeated = layer == 0 ? pass.repeated : nil
      let rows = pass.gather(input, repeated?.distinct)
      var all = pass.pool.matrix(rows.rows, 3 * hiddenSize)
      try linear.forward(rows, in: pass.arithmetic, into: all)
      if let repeated { all = pass.expand(all, to: repeated) }
      return Projections(
        query: all, keyValue: all, keyColumn: hiddenSize, valueColumn: 2 * hiddenSize)
    case .split(let query, let keyValue):
      let queries = pass.pool.matrix(activeRows?.count ?? input.rows, hiddenSize)
      try query.forward(pass.gather(input, activeRows), in: pass.arithmetic, into: queries)
      let rest = pass.pool.matrix(input.rows, 2 * hiddenSize)
      try keyValue.forward(input, in: pass.arithmetic, into: rest)
      return Projections(
        query: queries, keyValue: rest, keyColumn: 0, valueColumn: hiddenSize)
    }
  }

  /// Where one head of one sequence lies in the batch's matrices.
  struct Place {
    /// First row of the sequence.
    var first: Int
    var keys: Int
    /// First row of the sequence among the active ones.
    var firstActive: Int
    /// First column of the head.
    var column: Int
  }

  /// Calls `body` with one head of one sequence as the kernels want it described.
  func withHead(
    _ head: Int, of sequence: Int, _ projections: Projections, _ activeRows: [Int]?,
    in pass: NetworkPass, _ body: (Place, headscope_attention) -> Void
  ) {
    let range = pass.batch.range(sequence)
    let active = pass.pooledOffsets[sequence]..<pass.pooledOffsets[sequence + 1]
    let place = Place(
      first: range.lowerBound, keys: range.count,
      firstActive: activeRows == nil ? range.lowerBound : active.lowerBound,
      column: head * headSize)
    let mask = pass.dropoutMask(at: .attention(layer: layer))
    let positions = activeRows?[active].map { Int32($0 - range.lowerBound) }
    withOptionalPointer(positions) { positions in
      withOptionalPointer(pass.intervention.keyFactors[sequence]) { factors in
        withOptionalPointer(mask.map { [$0] }) { mask in
          body(
            place,
            headscope_attention(
              query: projections.query.row(place.firstActive) + place.column,
              key: projections.keyValue.row(place.first) + projections.keyColumn + place.column,
              value: projections.keyValue.row(place.first) + projections.valueColumn + place.column,
              queryStride: projections.query.columns, keyStride: projections.keyValue.columns,
              queries: activeRows == nil ? place.keys : active.count, keys: place.keys,
              size: headSize,
              scale: scale,
              gate: pass.intervention.gate(sequence: sequence, layer: layer, head: head),
              causal: isCausal, positions: positions, columnFactor: factors, columnBias: nil,
              dropout: mask,
              dropoutRow: UInt64(sequence * headCount + head) << 32))
        }
      }
    }
  }

  private func withOptionalPointer<Element>(
    _ values: [Element]?, _ body: (UnsafePointer<Element>?) -> Void
  ) {
    guard let values else { return body(nil) }
    values.withUnsafeBufferPointer { body($0.baseAddress) }
  }

  private func forEachSequenceAndHead(
    in pass: NetworkPass, _ body: (_ sequence: Int, _ head: Int) -> Void
  ) {
    pass.backend.parallel(pass.batch.count * headCount) { body($0 / headCount, $0 % headCount) }
  }

  /// Room for every sequence's attention, `[heads·tokens, tokens]`.
  private func attentionStorage(in pass: NetworkPass) -> [MatrixBuffer] {
    (0..<pass.batch.count).map {
      let tokens = pass.batch.range($0).count
      return pass.pool.matrix(headCount * tokens, tokens)
    }
  }

  private func attentionTensor(_ storage: MatrixBuffer) -> Tensor {
    Tensor(
      shape: [headCount, storage.columns, storage.columns], values: storage.tensor().values)
  }

  private func keep(
    _ projections: Projections, _ attention: [MatrixBuffer], _ context: MatrixBuffer,
    _ output: MatrixBuffer, in pass: NetworkPass
  ) {
    guard !pass.capture.subtracting([.hiddenStates, .stateGradients]).isEmpty else { return }
    for sequence in 0..<pass.batch.count {
      var kept = ForwardResult.LayerCapture()
      if !attention.isEmpty {
        kept.attention = attentionTensor(attention[sequence])
      }
      if pass.capture.contains(.queryKeyValue) {
        func columns(from start: Int) -> Range<Int> { start..<start + hiddenSize }
        kept.query = pass.slice(projections.query, sequence, columns: columns(from: 0))
        kept.key = pass.slice(
          projections.keyValue, sequence, columns: columns(from: projections.keyColumn))
        kept.value = pass.slice(
          projections.keyValue, sequence, columns: columns(from: projections.valueColumn))
      }
      if pass.capture.contains(.blocks) {
        kept.context = pass.slice(context, sequence, columns: 0..<hiddenSize)
        kept.attentionOutput = pass.slice(output, sequence, columns: 0..<hiddenSize)
      }
      pass.captures[sequence].layers.append(kept)
    }
  }
}
