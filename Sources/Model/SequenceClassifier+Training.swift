extension SequenceClassifier {
  /// Adds dL/dθ of every parameter to `gradients`, for a loss given by its gradient at the logits.
  ///
  /// Nothing is computed for parameters that `gradients` does not want: layers below the lowest trained one run forwards only.
  ///
  /// - Parameters:
  ///   - batch: the sequences.
  ///   - gradients: where the sums are collected.
  ///   - dropout: what is dropped, at the configuration's rates; nil: nothing.
  ///   - arithmetic: what linear layers compute in, forwards and backwards; the sums of gradients are fp32.
  ///   - logitGradient: from a sequence's index and logits, dL/dlogits.
  /// - Returns: the logits, `[sequences][labels]`.
  @discardableResult
  public func accumulateParameterGradients(
    _ batch: RaggedBatch, into gradients: ParameterGradients, dropout: DropoutKey? = nil,
    arithmetic: Arithmetic = .fp32,
    logitGradient: (_ sequence: Int, _ logits: [Float]) -> [Float]
  ) throws -> [[Float]] {
    try check(batch)
    let firstLayer = lowestTrainedLayer(gradients.wants)
    var all: [[Float]] = []
    for sequences in batch.chunks(maximumRows: maximumRows(recordingFor: .parameterGradients)) {
      let pass = network.pass(
        batch.slice(sequences), arithmetic: arithmetic, recordingFor: .parameterGradients,
        fromLayer: firstLayer,
        dropout: dropout?.part(sequences.lowerBound))
      let logits = try network.forward(pass)
      let logitRows = try rows(of: logits)
      for (index, values) in logitRows.enumerated() {
        let gradient = logitGradient(sequences.lowerBound + index, values)
        precondition(gradient.count == values.count, "a gradient for every logit")
        logits.row(index).update(from: gradient, count: gradient.count)
      }
      _ = try network.backward(
        pass, logitGradient: logits, throughEmbeddings: true, parameters: gradients)
      all += logitRows
    }
    return all
  }

  /// The canonical names of the network's parameters.
  package var parameterNames: Set<String> { readTensors }

  /// Calls `body` with the parameters that are trained, to be changed in place.
  ///
  /// - Throws: as `body`, and `ModelError` where a weight can no longer be read.
  package func updateParameters(
    where isTrained: (String) -> Bool, _ body: (ParameterSlice) throws -> Void
  ) throws {
    try network.update(where: isTrained, body)
  }

  /// Copies of the parameters that are trained, by canonical name.
  package func parameters(where isTrained: (String) -> Bool) throws -> [String: Tensor] {
    var slices: [String: [(firstColumn: Int, tensor: Tensor)]] = [:]
    try updateParameters(where: isTrained) {
      slices[$0.key.name, default: []].append(
        ($0.key.firstColumn, Tensor(shape: $0.shape, values: Array($0.values))))
    }
    return slices.mapValues {
      Tensor(joiningColumns: $0.sorted { $0.firstColumn < $1.firstColumn }.map(\.tensor))
    }
  }

  /// Calls `body` with pieces of `0..<count` of `size` indices each, spread over the model's threads.
  package func parallel(_ count: Int, by size: Int, _ body: (Range<Int>) -> Void) {
    network.backend.parallel(count, by: size, body)
  }

  /// The first layer that a gradient must reach: nil where the embeddings are trained, the one behind the last where only the head is.
  func lowestTrainedLayer(_ isTrained: (String) -> Bool) -> Int? {
    var lowest = configuration.layerCount
    for name in readTensors where isTrained(name) {
      switch ParameterBlock(name) {
      case .embeddings: return nil
      case .layer(let index): lowest = min(lowest, index)
      case .head, .between: break
      }
    }
    return lowest
  }
}
