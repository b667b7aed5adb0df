/// Word + position (+ segment) vectors, then the norm where the architecture has one.
final class Embeddings {
  let words: EmbeddingTable
  private let positions: EmbeddingTable
  private let types: EmbeddingTable?
  private let norm: LayerNorm?
  /// RoBERTa counts positions from here, over tokens that are not padding (its offset of two); nil counts all from zero.
  private let positionPadding: Int32?

  init(
    words: EmbeddingTable, positions: EmbeddingTable, types: EmbeddingTable?, norm: LayerNorm?,
    positionPadding: Int32?
  ) {
    self.words = words
    self.positions = positions
    self.types = types
    self.norm = norm
    self.positionPadding = positionPadding
  }

  /// The word vectors of ids alone, `[ids, hidden]`.
  func wordVectors(_ ids: [Int32], pool: BufferPool) throws -> MatrixBuffer {
    let vectors = pool.matrix(ids.count, words.width)
    vectors.clear()
    try words.add(ids, to: vectors, in: pool)
    return vectors
  }

  /// The block's output of a batch, `[rows, hidden]`.
  ///
  /// What many sequences begin alike with is computed once, and told to the pass for the first layer.
  func forward(in pass: NetworkPass) throws -> MatrixBuffer {
    let batch = pass.batch
    let positions = positionIDs(batch)
    guard pass.mayRepeat,
      let repeated = RepeatedRows(batch.ids, positions: positions, types: batch.typeIDs)
    else {
      return try finish(
        wordVectors(batch.ids, pool: pass.pool), positions: positions, types: batch.typeIDs,
        in: pass)
    }
    pass.repeated = repeated
    func kinds(_ ids: [Int32]) -> [Int32] { repeated.distinct.map { ids[$0] } }
    let output = try finish(
      wordVectors(kinds(batch.ids), pool: pass.pool), positions: kinds(positions),
      types: kinds(batch.typeIDs), in: pass)
    return pass.expand(output, to: repeated)
  }

  /// Adds positions and segments to word vectors and norms them: the block's output, `[rows, hidden]`.
  func forward(wordVectors: MatrixBuffer, in pass: NetworkPass) throws -> MatrixBuffer {
    try finish(
      wordVectors, positions: positionIDs(pass.batch), types: pass.batch.typeIDs, in: pass)
  }

  /// What follows the word vectors, for as many rows as there are of them.
  private func finish(
    _ wordVectors: MatrixBuffer, positions: [Int32], types: [Int32], in pass: NetworkPass
  ) throws -> MatrixBuffer {
    try self.positions.add(positions, to: wordVectors, in: pass.pool)
    try self.types?.add(types, to: wordVectors, in: pass.pool)
    var output = wordVectors
    if let norm {
      output = pass.pool.matrix(wordVectors.rows, wordVectors.columns)
      let record = norm.forward(wordVectors, into: output, in: pass)
      pass.tape?.embeddingsNorm = record
    }
    pass.drop(at: .embeddings, in: output)
    return output
  }

  /// The gradient of the word vectors from that of the block's output, in the same memory.
  func backward(
    _ tape: Tape, outputGradient: MatrixBuffer, in pass: NetworkPass,
    parameters: ParameterGradients?
  ) {
    pass.drop(at: .embeddings, in: outputGradient)
    if let norm, let record = tape.embeddingsNorm {
      norm.backward(
        record, outputGradient: outputGradient, into: outputGradient, parameters: parameters,
        in: pass)
    }
    guard let parameters else { return }
    let batch = pass.batch
    words.accumulateGradients(batch.ids, gradient: outputGradient, into: parameters)
    positions.accumulateGradients(
      positionIDs(batch), gradient: outputGradient, into: parameters)
    types?.accumulateGradients(batch.typeIDs, gradient: outputGradient, into: parameters)
  }

  /// Calls `body` with the block's parameters that are trained, to be changed in place.
  func update(
    where isTrained: (String) -> Bool, _ body: (ParameterSlice) throws -> Void
  ) throws {
    for table in [words, positions, types] {
      guard let table, isTrained(table.name) else { continue }
      try table.update(isOfWords: table === words, body)
    }
    try norm?.update(body)
  }

  private func positionIDs(_ batch: RaggedBatch) -> [Int32] {
    var ids: [Int32] = []
    ids.reserveCapacity(batch.rows)
    for sequence in 0..<batch.count {
      let range = batch.range(sequence)
      guard let padding = positionPadding else {
        ids += 0..<Int32(range.count)
        continue
      }
      // As the reference library's create_position_ids_from_input_ids: padding stays at the padding position.
      var next = padding
      for id in batch.ids[range] {
        if id != padding { next += 1 }
        ids.append(id == padding ? padding : next)
      }
    }
    return ids
  }
}
