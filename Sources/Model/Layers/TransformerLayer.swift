/// Attention and feed-forward with their residual connections and norms, in either order of norm.
///
/// Post-norm (BERT, RoBERTa, DistilBERT): y = norm₂(h + F(h)), h = norm₁(x + A(x)).
/// Pre-norm (GPT-2): y = s + F(norm₂(s)), s = x + A(norm₁(x)).
final class TransformerLayer {
  /// Where the norms stand.
  enum NormPlacement {
    case before
    case after
  }

  private let index: Int
  private let placement: NormPlacement
  private let attention: SelfAttention
  private let feedForward: FeedForward
  private let firstNorm: LayerNorm
  private let secondNorm: LayerNorm

  init(
    index: Int, placement: NormPlacement, attention: SelfAttention, feedForward: FeedForward,
    firstNorm: LayerNorm, secondNorm: LayerNorm
  ) {
    self.index = index
    self.placement = placement
    self.attention = attention
    self.feedForward = feedForward
    self.firstNorm = firstNorm
    self.secondNorm = secondNorm
  }

  /// The layer's output for the active rows, `[active rows, hidden]`.
  func forward(
    _ input: MatrixBuffer, activeRows: [Int]?, in pass: NetworkPass
  ) throws -> MatrixBuffer {
    pass.replace(at: .residual(index), in: input)
    let blockInput: MatrixBuffer
    var firstRecord: LayerNorm.Record?
    switch placement {
    case .after: blockInput = input
    case .before:
      blockInput = pass.pool.matrix(input.rows, input.columns)
      firstRecord = firstNorm.forward(input, into: blockInput, in: pass)
    }
    let (attended, projections, context) = try attention.forward(
      blockInput, activeRows: activeRows, in: pass)
    let tail = try finish(
      attended, residual: pass.gather(input, activeRows), activeRows: activeRows, in: pass)
    let keepsAll = pass.tape?.purpose == .parameterGradients
    pass.tape?.layers.append(
      Tape.Layer(
        input: keepsAll ? input : nil, activeRows: activeRows, firstNorm: firstRecord,
        projections: projections, context: keepsAll ? context : nil, middleNorm: tail.middleNorm,
        preActivation: tail.preActivation, lastNorm: tail.lastNorm))
    return tail.output
  }

  /// The layer's output for contexts that its attention did not make, `[rows, hidden]`.
  ///
  /// - Parameters:
  ///   - contexts: heads' contexts side by side, `[rows, hidden]`.
  ///   - residual: the layer's input at the same rows.
  func forward(
    contexts: MatrixBuffer, residual: MatrixBuffer, in pass: NetworkPass
  ) throws -> MatrixBuffer {
    try finish(
      attention.mix(contexts, in: pass), residual: residual, activeRows: nil, in: pass
    ).output
  }

  /// What each head adds to the residual stream, were it alone and all of it on one token, `[tokens · heads, hidden]`.
  func transformed(_ values: MatrixBuffer, in pass: NetworkPass) throws -> MatrixBuffer {
    try attention.transformed(values, in: pass)
  }

  /// What follows the attention block: residual connections, norms and the feed-forward block.
  private func finish(
    _ attended: MatrixBuffer, residual: MatrixBuffer, activeRows: [Int]?, in pass: NetworkPass
  ) throws -> (
    output: MatrixBuffer, middleNorm: LayerNorm.Record, preActivation: MatrixBuffer,
    lastNorm: LayerNorm.Record?
  ) {
    let feedForwardInput = pass.pool.matrix(attended.rows, attended.columns)
    let middleNorm = placement == .after ? firstNorm : secondNorm
    let middleRecord = middleNorm.forward(
      attended, adding: residual, into: feedForwardInput, in: pass)
    let (added, preActivation) = try feedForward.forward(
      feedForwardInput, activeRows: activeRows, in: pass)
    pass.keepFeedForwardOutput(added)
    let output: MatrixBuffer
    var lastRecord: LayerNorm.Record?
    switch placement {
    case .after:
      output = pass.tape == nil ? added : pass.pool.matrix(added.rows, added.columns)
      lastRecord = secondNorm.forward(added, adding: feedForwardInput, into: output, in: pass)
    case .before:
      pass.addRows(attended, to: added)
      output = added
    }
    return (output, middleRecord, preActivation, lastRecord)
  }

  /// The gradient of the layer's input, `[rows, hidden]`, from that of its output, `[active rows, hidden]`,
  /// whose memory it uses.
  func backward(
    _ record: Tape.Layer, outputGradient: MatrixBuffer, in pass: NetworkPass,
    parameters: ParameterGradients?, gateGradients: UnsafeMutablePointer<Float>?
  ) throws -> MatrixBuffer {
    /// The input of a block is needed for its weights' gradients only, and is then normed again.
    func normed(_ norm: LayerNorm, _ record: LayerNorm.Record?) -> MatrixBuffer? {
      guard parameters != nil, let input = record?.input else { return nil }
      let output = pass.pool.matrix(input.rows, input.columns)
      norm.forward(input, into: output, in: pass)
      return output
    }
    if let lastNorm = record.lastNorm {
      secondNorm.backward(
        lastNorm, outputGradient: outputGradient, into: outputGradient, parameters: parameters,
        in: pass)
    }
    let middleNorm = placement == .after ? firstNorm : secondNorm
    let outputResidual = pass.preserved(outputGradient)
    let sumGradient = try feedForward.backward(
      record, blockInput: normed(middleNorm, record.middleNorm), outputGradient: outputGradient,
      in: pass, parameters: parameters)
    if placement == .after { pass.addRows(outputResidual, to: sumGradient) }
    middleNorm.backward(
      record.middleNorm, outputGradient: sumGradient, into: sumGradient, parameters: parameters,
      in: pass)
    if placement == .before { pass.addRows(outputResidual, to: sumGradient) }
    let residual = pass.preserved(sumGradient)
    let blockInput = placement == .after ? record.input : normed(firstNorm, record.firstNorm)
    let inputGradient = try attention.backward(
      record, blockInput: blockInput, outputGradient: sumGradient, in: pass, parameters: parameters,
      gateGradients: gateGradients)
    if let firstRecord = record.firstNorm {
      firstNorm.backward(
        firstRecord, outputGradient: inputGradient, into: inputGradient, parameters: parameters,
        in: pass)
    }
    pass.scatterAdd(residual, to: record.activeRows, of: inputGradient)
    pass.clearGradient(at: .residual(index), in: inputGradient)
    return inputGradient
  }

  /// Calls `body` with the layer's parameters, to be changed in place.
  func update(
    where isTrained: (String) -> Bool, _ body: (ParameterSlice) throws -> Void
  ) throws {
    try attention.update(where: isTrained, body)
    try feedForward.update(where: isTrained, body)
    try firstNorm.update(body)
    try secondNorm.update(body)
  }

  /// What one token's blocks added to a number that is linear in the layer's output once the norms are frozen.
  struct Split {
    /// What the feed-forward block added.
    var feedForward: Double
    /// What each head's context added.
    var heads: [Double]
    /// What each source token added through each head, `[heads][tokens]`.
    var sources: [[Double]]
    /// What biases of norms and of the output projection added.
    var biases: Double
    /// The row w with which the layer's input goes on: g·output = w·input + the parts.
    var inputGradient: [Double]
  }

  /// Splits g·output of one token.
  ///
  /// - Parameters:
  ///   - gradient: g, `[hidden]`.
  ///   - input: the layer's input at the token, `[hidden]`.
  ///   - capture: what the layer did, with attention, vectors and blocks.
  ///   - position: the token.
  func split(
    _ gradient: [Double], input: [Double], capture: ForwardResult.LayerCapture, position: Int,
    gates: [Float], in pass: NetworkPass
  ) throws -> Split {
    guard let added = capture.attentionOutput?.row(position).map(Double.init),
      let expanded = capture.feedForwardOutput?.row(position).map(Double.init),
      let context = capture.context?.row(position).map(Double.init),
      let probabilities = capture.attention, let value = capture.value
    else { preconditionFailure("the layer's blocks were captured") }
    var inputGradient = gradient
    var attentionGradient = gradient
    var feedForwardGradient = gradient
    var biases = 0.0
    if placement == .after {
      let sum = zip(input, added).map { $0 + $1 }
      let middle = firstNorm.frozen(at: sum)
      let last = secondNorm.frozen(at: zip(middle.output, expanded).map { $0 + $1 })
      let pulledLast = last.pull(gradient)
      let pulledMiddle = middle.pull(pulledLast.gradient)
      feedForwardGradient = pulledLast.gradient
      attentionGradient = pulledMiddle.gradient
      inputGradient = attentionGradient
      biases = pulledLast.constant + pulledMiddle.constant
    }
    let contextGradient = try self.attention.pullThroughOutput(attentionGradient, in: pass)
    let heads = gates.count
    let size = context.count / max(heads, 1)
    let tokens = value.rows
    let parts = zip(contextGradient, context).map { $0 * $1 }
    var split = Split(
      feedForward: zip(feedForwardGradient, expanded).reduce(0) { $0 + $1.0 * $1.1 },
      heads: (0..<heads).map { parts[$0 * size..<($0 + 1) * size].reduce(0, +) }, sources: [],
      biases: biases, inputGradient: inputGradient)
    split.biases +=
      zip(attentionGradient, added).reduce(0) { $0 + $1.0 * $1.1 } - split.heads.reduce(0, +)
    split.sources = (0..<heads).map { head in
      let weights = probabilities.row(head).dropFirst(position * tokens).prefix(tokens)
      return zip(weights, 0..<tokens).map { weight, token in
        let row = value.row(token).dropFirst(head * size).prefix(size)
        let dot = zip(row, contextGradient[head * size..<(head + 1) * size])
          .reduce(0) { $0 + Double($1.0) * $1.1 }
        return dot * Double(weight) * Double(gates[head])
      }
    }
    return split
  }
}
