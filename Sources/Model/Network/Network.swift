/// A transformer encoder (or GPT-2's decoder) with a classification head: the layers and how a batch goes through them.
///
/// Belongs to the model's thread.
final class Network {
  let configuration: ModelConfiguration
  let backend: any MatrixBackend
  let pool = BufferPool()
  private let embeddings: Embeddings
  let layers: [TransformerLayer]
  /// GPT-2's `ln_f`; nil where the last layer ends in a norm of its own.
  let finalNorm: LayerNorm?
  let head: ClassificationHead

  init(
    configuration: ModelConfiguration, backend: any MatrixBackend, embeddings: Embeddings,
    layers: [TransformerLayer], finalNorm: LayerNorm?, head: ClassificationHead
  ) {
    self.configuration = configuration
    self.backend = backend
    self.embeddings = embeddings
    self.layers = layers
    self.finalNorm = finalNorm
    self.head = head
  }

  /// The table of word vectors.
  var words: EmbeddingTable { embeddings.words }

  /// Where a run of the network begins.
  enum Start {
    /// At the ids.
    case tokens
    /// At given word vectors, `[rows, hidden]`; positions and segments are added to them.
    case wordVectors(MatrixBuffer)
    /// At given states that enter a layer, `[rows, hidden]`; those of layer 0 are the embeddings block's outputs.
    case states(MatrixBuffer, layer: Int)
  }

  /// Prepares a run.
  ///
  /// - Parameter rows: the rows that the head reads, rising and at least one a sequence; nil: the classifier's one of each.
  func pass(
    _ batch: RaggedBatch, reading rows: [Int]? = nil, capture: Capture = [],
    intervention: Intervention = .none,
    arithmetic: Arithmetic = .fp32, recordingFor purpose: Tape.Purpose? = nil,
    by rule: PropagationRule = .gradient, fromLayer firstRecordedLayer: Int? = nil,
    dropout: DropoutKey? = nil
  ) -> NetworkPass {
    NetworkPass(
      backend: backend, pool: pool, batch: batch, pooledRows: rows ?? pooledRows(batch),
      capture: capture,
      intervention: intervention, arithmetic: arithmetic, recordingFor: purpose, by: rule,
      fromLayer: firstRecordedLayer, dropout: dropout, dropoutRates: configuration.dropout)
  }

  /// Logits, `[sequences, labels]`.
  ///
  /// - Throws: `CancellationError` between any two products of matrices, `ModelError` where the ids do not fit the tables.
  func forward(_ pass: NetworkPass, from start: Start = .tokens) throws -> MatrixBuffer {
    try read(states(pass, from: start), by: head, in: pass)
  }

  /// The last layer's states at the rows that the head reads, `[read rows, hidden]`.
  ///
  /// - Throws: as `forward`.
  func states(_ pass: NetworkPass, from start: Start = .tokens) throws -> MatrixBuffer {
    var (state, firstLayer) = try begin(pass, from: start)
    for (index, layer) in layers.enumerated().dropFirst(firstLayer) {
      pass.enter(layer: index)
      pass.keepHiddenState(state)
      let isLast = index == layers.count - 1
      state = try layer.forward(
        state, activeRows: isLast && !pass.readsAllRows ? pass.pooledRows : nil, in: pass)
    }
    if firstLayer == layers.count || pass.readsAllRows {
      pass.replace(at: .residual(layers.count), in: state)
      keepFinalState(state, in: pass)
      state = pass.gather(state, pass.pooledRows)
    } else {
      pass.replace(at: .residual(layers.count), in: state, rows: pass.pooledRows)
    }
    pass.enter(layer: layers.count)
    return state
  }

  /// The states that enter the first layer that is computed, and which that is.
  private func begin(
    _ pass: NetworkPass, from start: Start
  ) throws -> (state: MatrixBuffer, layer: Int) {
    let states: MatrixBuffer
    switch start {
    case .tokens: states = try embeddings.forward(in: pass)
    case .wordVectors(let words): states = try embeddings.forward(wordVectors: words, in: pass)
    case .states(let states, let layer): return (states, layer)
    }
    pass.displace(states)
    return (states, 0)
  }

  /// What a head makes of states, `[states, hidden]`: the final norm, where there is one, and the head.
  ///
  /// - Parameter isNormed: whether the states are the last layer's as captures hold them, behind the final norm.
  func read(
    _ states: MatrixBuffer, isNormed: Bool = false, by head: ClassificationHead,
    in pass: NetworkPass
  ) throws -> MatrixBuffer {
    guard let finalNorm, !isNormed else { return try head.forward(states, in: pass) }
    let normed = pool.matrix(states.rows, states.columns)
    let record = finalNorm.forward(states, into: normed, in: pass)
    pass.tape?.finalNorm = record
    return try head.forward(normed, in: pass)
  }

  /// Calls `body` with the parameters that are trained, to be changed in place.
  ///
  /// - Throws: as `body`, and `ModelError` where a weight can no longer be read.
  func update(
    where isTrained: (String) -> Bool, _ body: (ParameterSlice) throws -> Void
  ) throws {
    func change(_ slice: ParameterSlice) throws {
      if isTrained(slice.key.name) { try body(slice) }
    }
    try embeddings.update(where: isTrained, change)
    for layer in layers { try layer.update(where: isTrained, change) }
    try finalNorm?.update(change)
    try head.update(where: isTrained, change)
  }

  private func keepFinalState(_ state: MatrixBuffer, in pass: NetworkPass) {
    guard pass.capture.contains(.hiddenStates) else { return }
    guard let finalNorm, !pass.capture.contains(.stateGradients) else {
      return pass.keepHiddenState(state)
    }
    let normed = pool.matrix(state.rows, state.columns)
    finalNorm.forward(state, into: normed, in: pass)
    pass.keepHiddenState(normed)
  }

  /// Runs a recorded pass backwards.
  ///
  /// - Parameters:
  ///   - logitGradient: dL/dlogits, `[sequences, labels]`; overwritten.
  ///   - throughEmbeddings: go on from the embeddings block's output to the word vectors.
  ///   - parameters: where parameter gradients are added; nil when only the input's is wanted.
  ///   - gateGradients: where dL/dgate is added, `[layers]` of `[sequences × heads]`.
  /// - Returns: the gradient of the embeddings block's output or of the word vectors, `[rows, hidden]`; where the pass was
  ///   recorded from a layer on, that of its input.
  func backward(
    _ pass: NetworkPass, logitGradient: MatrixBuffer, throughEmbeddings: Bool,
    parameters: ParameterGradients? = nil, gateGradients: [MatrixBuffer]? = nil
  ) throws -> MatrixBuffer {
    guard let tape = pass.takeTape() else {
      preconditionFailure("only a recorded pass runs backwards")
    }
    let gradient = try readBackward(
      tape, logitGradient: logitGradient, in: pass, parameters: parameters)
    return try backward(
      tape, stateGradient: gradient, in: pass, throughEmbeddings: throughEmbeddings,
      parameters: parameters, gateGradients: gateGradients)
  }

  /// The gradient of the states that the model's own head read last, `[states, hidden]`, from that of its logits, which it
  /// overwrites.
  func readBackward(
    _ tape: Tape, logitGradient: MatrixBuffer, in pass: NetworkPass, parameters: ParameterGradients?
  ) throws -> MatrixBuffer {
    let gradient = try head.backward(
      tape, logitGradient: logitGradient, in: pass, parameters: parameters)
    if let finalNorm, let record = tape.finalNorm {
      finalNorm.backward(
        record, outputGradient: gradient, into: gradient, parameters: parameters, in: pass)
    }
    return gradient
  }

  /// Runs the layers of a recorded pass backwards, from the gradient of the states that the head reads, whose memory it uses.
  ///
  /// - Parameter last: the last layer that was computed; nil: of all.
  func backward(
    _ tape: Tape, stateGradient: MatrixBuffer, in pass: NetworkPass, throughEmbeddings: Bool,
    parameters: ParameterGradients?, gateGradients: [MatrixBuffer]? = nil,
    fromLayer last: Int? = nil
  ) throws -> MatrixBuffer {
    var gradient = stateGradient
    if pass.firstRecordedLayer == layers.count { return gradient }
    let lastRows = tape.layers.last?.activeRows
    pass.clearGradient(at: .residual(layers.count), in: gradient, rows: pass.pooledRows)
    if lastRows == nil {
      let all = pool.matrix(pass.batch.rows, gradient.columns)
      all.clear()
      pass.scatterAdd(gradient, to: pass.pooledRows, of: all)
      gradient = all
    }
    pass.keepStateGradient(gradient)
    // Each record goes as soon as its layer is done, so that its memory serves the next.
    for (index, layer) in layers.prefix(last.map { $0 + 1 } ?? layers.count).enumerated().reversed()
    {
      guard let record = tape.layers.popLast() else { return gradient }
      gradient = try layer.backward(
        record, outputGradient: gradient, in: pass, parameters: parameters,
        gateGradients: gateGradients?[index].pointer)
      pass.keepStateGradient(gradient)
    }
    if throughEmbeddings || parameters != nil {
      embeddings.backward(
        tape, outputGradient: gradient, in: pass, parameters: parameters)
    }
    return gradient
  }

  /// The word vectors, or the output of the whole embeddings block, of a batch: `[rows, hidden]`.
  func embed(_ batch: RaggedBatch, wordsOnly: Bool) throws -> MatrixBuffer {
    wordsOnly
      ? try embeddings.wordVectors(batch.ids, pool: pool) : try embeddings.forward(in: pass(batch))
  }

  /// What a layer puts out, every row of it, `[rows, hidden]`.
  func output(
    ofLayer last: Int, _ pass: NetworkPass, from start: Start = .tokens
  ) throws -> MatrixBuffer {
    var (state, firstLayer) = try begin(pass, from: start)
    for (index, layer) in layers.prefix(last + 1).enumerated().dropFirst(firstLayer) {
      pass.enter(layer: index)
      state = try layer.forward(state, activeRows: nil, in: pass)
    }
    return state
  }

  /// The row of each sequence that the classifier reads: the first, GPT-2's last that is not padding, or where a language
  /// model is asked.
  func pooledRows(_ batch: RaggedBatch) -> [Int] {
    (0..<batch.count).map { sequence in
      let range = batch.range(sequence)
      if let position = batch.pooledPositions[sequence] { return range.lowerBound + position }
      let isCausal = configuration.architecture == .gpt2
      if let reading = configuration.languageModel {
        return range.lowerBound + reading.position(in: batch.ids[range], isCausal: isCausal)
      }
      guard isCausal else { return range.lowerBound }
      // As the reference library: the rightmost id that is not padding; the first token when all are.
      guard configuration.paddingID >= 0 else { return range.upperBound - 1 }
      return batch.ids[range].lastIndex { $0 != configuration.paddingID } ?? range.lowerBound
    }
  }
}
