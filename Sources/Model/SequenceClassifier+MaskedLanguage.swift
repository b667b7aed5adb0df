internal import CKernels

extension SequenceClassifier {
  /// Adds the gradient of the mean cross-entropy of hidden pieces to `gradients`.
  ///
  /// Only the rows that are asked for go through the last layer and the head. A head that is tied to the table of word vectors adds to
  /// the table's gradient, which then has no rows without one.
  ///
  /// - Parameters:
  ///   - masked: the texts.
  ///   - gradients: where the sums are collected.
  ///   - dropout: what is dropped, at the configuration's rates; nil: nothing.
  ///   - arithmetic: what linear layers below the head compute in; the sums of gradients are fp32.
  /// - Returns: The loss before any step.
  /// - Precondition: the model is a language model whose classes are all pieces.
  /// - Complexity: O(rows) a layer and O(chosen · vocabulary · hidden) for the head, whose logits are never more than 16 MB.
  @discardableResult
  public func accumulateParameterGradients(
    _ masked: MaskedBatch, into gradients: ParameterGradients, dropout: DropoutKey? = nil,
    arithmetic: Arithmetic = .fp32
  ) throws -> MaskedLoss {
    try check(masked.batch)
    let firstLayer = lowestTrainedLayer(gradients.wants)
    let factor = 1 / Float(max(1, masked.count))
    var loss = MaskedLoss()
    for sequences in masked.batch.chunks(
      maximumRows: maximumRows(recordingFor: .parameterGradients))
    {
      let part = masked.slice(sequences)
      let pass = network.pass(
        part.batch, reading: part.rows, arithmetic: arithmetic, recordingFor: .parameterGradients,
        fromLayer: firstLayer,
        dropout: dropout?.part(sequences.lowerBound))
      let states = try network.states(pass)
      guard let tape = pass.tape else {
        preconditionFailure("a pass for gradients is recorded from its first trained layer on")
      }
      // [chosen, hidden]
      let stateGradient = network.pool.matrix(states.rows, states.columns)
      loss += try readPieces(states, of: part, factor: factor, in: pass) { rows, logitGradient in
        let gradient = try network.readBackward(
          tape, logitGradient: logitGradient, in: pass, parameters: gradients)
        stateGradient.row(rows.lowerBound).update(from: gradient.pointer, count: gradient.count)
      }
      _ = pass.takeTape()
      _ = try network.backward(
        tape, stateGradient: stateGradient, in: pass, throughEmbeddings: true,
        parameters: gradients)
    }
    return loss
  }

  /// How well the model tells pieces that are hidden from it.
  ///
  /// - Throws: `ModelError(.notFinite)` where its outputs are NaN or infinite, `CancellationError`.
  /// - Precondition: the model is a language model whose classes are all pieces.
  public func loss(of masked: MaskedBatch) throws -> MaskedLoss {
    try check(masked.batch)
    var loss = MaskedLoss()
    for sequences in masked.batch.chunks(maximumRows: Self.maximumRows) {
      let part = masked.slice(sequences)
      let pass = network.pass(part.batch, reading: part.rows, arithmetic: forwardArithmetic)
      loss += try readPieces(network.states(pass), of: part, factor: 0, in: pass) { _, _ in }
    }
    guard loss.sum.isFinite else { throw notFinite }
    return loss
  }

  /// Reads states as pieces, some rows at a time, and holds them against what stood there.
  ///
  /// - Parameters:
  ///   - states: `[chosen, hidden]`.
  ///   - factor: of the gradient.
  ///   - body: is given the rows among the chosen and factor·(softmax − onehot), `[rows, vocabulary]`, which it may overwrite.
  private func readPieces(
    _ states: MatrixBuffer, of part: MaskedBatch, factor: Float, in pass: NetworkPass,
    _ body: (_ rows: Range<Int>, _ logitGradient: MatrixBuffer) throws -> Void
  ) throws -> MaskedLoss {
    precondition(
      configuration.languageModel.map { $0.answers == nil } ?? false,
      "a language model that tells all pieces apart")
    let rowsPerRun = max(1, logitsPerRun / configuration.vocabularySize)
    var loss = MaskedLoss()
    for first in stride(from: 0, to: states.rows, by: rowsPerRun) {
      let rows = first..<min(first + rowsPerRun, states.rows)
      let block = network.pool.matrix(rows.count, states.columns)
      block.pointer.update(from: states.row(first), count: block.count)
      let logits = try network.read(block, by: network.head, in: pass)
      loss += crossEntropy(logits, part.pieces[rows], factor: factor)
      try body(rows, logits)
    }
    return loss
  }

  /// Puts the gradient in the place of the logits, `[rows, vocabulary]`; each row's numbers are those of any count of threads.
  private func crossEntropy(
    _ logits: MatrixBuffer, _ pieces: ArraySlice<Int32>, factor: Float
  ) -> MaskedLoss {
    precondition(
      pieces.allSatisfy { (0..<logits.columns).contains(Int($0)) }, "pieces of the vocabulary")
    let targets = Array(pieces)
    var losses = [Double](repeating: 0, count: logits.rows)
    var hits = [Bool](repeating: false, count: logits.rows)
    losses.withUnsafeMutableBufferPointer { losses in
      hits.withUnsafeMutableBufferPointer { hits in
        let (losses, hits) = (losses, hits)
        network.backend.parallel(logits.rows) { index in
          let row = logits.row(index)
          losses[index] = headscope_cross_entropy(
            row, logits.columns, Int(targets[index]), factor, row, &hits[index])
        }
      }
    }
    var loss = MaskedLoss()
    loss.sum = losses.reduce(0, +)
    loss.correctCount = hits.count { $0 }
    loss.count = logits.rows
    return loss
  }
}
