extension SequenceClassifier {
  /// Logits of every sequence from the states that enter a layer: what is before it is not computed again.
  ///
  /// For many variants of one text that differ from some layer on.
  ///
  /// - Parameters:
  ///   - batch: the sequences; their ids matter for positions and pooling only.
  ///   - states: what enters the layer, `[rows, hidden]`, as `Capture.hiddenStates` gives it.
  ///   - layer: the first layer to compute.
  ///   - capture: what to keep of every sequence; layers before the first leave nothing.
  ///   - intervention: what to change inside the network.
  public func forward(
    _ batch: RaggedBatch, states: Tensor, enteringLayer layer: Int, capture: Capture = [],
    intervention: Intervention = .none
  ) throws -> ForwardResult {
    precondition(
      (0..<max(configuration.layerCount, 1)).contains(layer), "a layer that the network has")
    try check(batch, states, intervention)
    var result = ForwardResult()
    for sequences in batch.chunks(maximumRows: Self.maximumRows) {
      let pass = network.pass(
        batch.slice(sequences), capture: capture, intervention: intervention.slice(sequences))
      let matrix = network.pool.matrix(states, rows: batch.rows(sequences))
      result.logits += try rows(of: network.forward(pass, from: .states(matrix, layer: layer)))
      result.captures += pass.captures
    }
    return result
  }

  /// The logits that the classification head would give at every depth, `[sequences][layers + 1][labels]`.
  ///
  /// The class lens: the pooled position's state, the embeddings' first, through pooler and classifier (GPT-2: through
  /// its final norm too). The last are the model's own logits.
  public func logitsOfEveryLayer(
    _ batch: RaggedBatch, intervention: Intervention = .none
  ) throws -> [[[Float]]] {
    try check(batch, nil, intervention)
    var result: [[[Float]]] = []
    for sequences in batch.chunks(maximumRows: Self.maximumRows) {
      let pass = network.pass(
        batch.slice(sequences), capture: .hiddenStates,
        intervention: intervention.slice(sequences))
      let logits = try rows(of: network.forward(pass))
      for index in logits.indices {
        let position = pass.pooledRows[index] - pass.batch.offsets[index]
        let states = pass.captures[index].hiddenStates.dropLast()
        let earlier = Tensor(
          shape: [states.count, configuration.hiddenSize],
          values: states.flatMap { Array($0.row(position)) })
        let matrix = network.pool.matrix(earlier, rows: 0..<earlier.rows)
        result.append(
          try rows(of: network.read(matrix, by: network.head, in: pass)) + [logits[index]])
      }
    }
    return result
  }

  /// The explained output of every sequence and its gradient at every head's gate, and at the attention itself where wanted.
  ///
  /// Michel et al. 2019 take the gate's gradient for a head's importance; Chefer et al. 2021 weigh attention by its own.
  ///
  /// - Parameters:
  ///   - batch: the sequences.
  ///   - output: which number of the class.
  ///   - includesAttention: also give attention and its gradient.
  ///   - intervention: what is changed inside the network.
  ///   - target: from a sequence's index and prediction, the class.
  /// - Complexity: twice a forward pass, in runs of at most `maximumRecordedRows`.
  public func headGradients(
    _ batch: RaggedBatch, of output: OutputFunction, includesAttention: Bool = false,
    intervention: Intervention = .none,
    target: (_ sequence: Int, _ prediction: Prediction) -> Int
  ) throws -> HeadGradients {
    try check(batch, nil, intervention)
    var result = HeadGradients()
    for sequences in batch.chunks(maximumRows: maximumRecordedRows) {
      let pass = network.pass(
        batch.slice(sequences),
        capture: includesAttention ? [.attention, .attentionGradients] : [],
        intervention: intervention.slice(sequences), recordingFor: .inputGradient)
      let logits = try network.forward(pass)
      result.logits += try writeLogitGradients(
        of: output, to: logits, first: sequences.lowerBound, outputs: &result.outputs,
        target: target)
      let gates = (0..<configuration.layerCount).map { _ in
        network.pool.matrix(sequences.count, configuration.headCount)
      }
      for matrix in gates { matrix.clear() }
      _ = try network.backward(
        pass, logitGradient: logits, throughEmbeddings: false, gateGradients: gates)
      for index in 0..<sequences.count {
        result.gates.append(
          gates.map {
            Array(UnsafeBufferPointer(start: $0.row(index), count: configuration.headCount))
          })
      }
      result.captures += pass.captures
    }
    return result
  }

  /// A layer's output for heads' contexts that its attention did not make, `[rows, hidden]`.
  ///
  /// - Parameters:
  ///   - layer: which one.
  ///   - contexts: heads' contexts side by side, `[rows, hidden]`.
  ///   - residual: the layer's input at the same rows, `[rows, hidden]`.
  /// - Throws: `CancellationError` between two products of matrices.
  public func output(ofLayer layer: Int, contexts: Tensor, residual: Tensor) throws -> Tensor {
    precondition(contexts.shape == residual.shape, "a residual for every context")
    return try byRows(contexts.rows) { rows, pass in
      try network.layers[layer].forward(
        contexts: network.pool.matrix(contexts, rows: rows),
        residual: network.pool.matrix(residual, rows: rows), in: pass)
    }
  }

  /// What each head of a layer adds to the residual stream were all of its attention on one token.
  ///
  /// f(x) of Kobayashi et al. 2020, eq. 3: `[tokens · heads, hidden]`, the heads of a token one after the other.
  ///
  /// - Parameter values: the layer's value vectors, `[tokens, hidden]`.
  /// - Throws: `CancellationError` between two products of matrices.
  public func transformedValues(_ values: Tensor, ofLayer layer: Int) throws -> Tensor {
    let tokensPerRun = max(1, Self.maximumRows / configuration.headCount)
    return try byRows(values.rows, perRun: tokensPerRun) { rows, pass in
      try network.layers[layer].transformed(
        network.pool.matrix(values, rows: rows), in: pass)
    }
  }

  /// Computes matrices run by run and puts them under one another.
  private func byRows(
    _ rows: Int, perRun: Int = maximumRows,
    _ body: (_ rows: Range<Int>, _ pass: NetworkPass) throws -> MatrixBuffer
  ) throws -> Tensor {
    var values: [Float] = []
    var count = 0
    for first in stride(from: 0, to: rows, by: perRun) {
      let result = try body(first..<min(first + perRun, rows), network.pass(RaggedBatch()))
      values += UnsafeBufferPointer(
        start: result.pointer, count: result.rows * result.columns)
      count += result.rows
    }
    return Tensor(shape: [count, configuration.hiddenSize], values: values)
  }
}
