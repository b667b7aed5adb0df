import CKernels

/// One run of the network over a batch: its geometry, what it keeps and what it changes.
///
/// Made for each call and dropped with it; belongs to the model's thread.
final class NetworkPass {
  let backend: any MatrixBackend
  let pool: BufferPool
  let batch: RaggedBatch
  /// The rows that the head reads, rising: one of each sequence, or of a masked language model at least one.
  let pooledRows: [Int]
  /// Where those of each sequence start among them, and the total: `[sequences + 1]`.
  let pooledOffsets: [Int]
  let capture: Capture
  let intervention: Intervention
  /// What the linear layers compute in.
  let arithmetic: Arithmetic
  /// How the backward pass goes through what is not linear.
  let rule: PropagationRule
  /// Records for the backward pass; nil when none will follow, and below the layer from which there is one.
  private(set) var tape: Tape?
  /// The first layer that is recorded; nil for all and the embeddings block with them.
  let firstRecordedLayer: Int?
  private let purpose: Tape.Purpose?
  /// What is dropped; nil outside training.
  let dropout: DropoutKey?
  let dropoutRates: ModelConfiguration.Dropout
  var captures: [ForwardResult.SequenceCapture]
  /// Which rows enter the first layer alike; nil where that is not known or not worth copying.
  var repeated: RepeatedRows?

  init(
    backend: any MatrixBackend, pool: BufferPool, batch: RaggedBatch, pooledRows: [Int],
    capture: Capture, intervention: Intervention, arithmetic: Arithmetic,
    recordingFor purpose: Tape.Purpose?, by rule: PropagationRule = .gradient,
    fromLayer firstRecordedLayer: Int? = nil, dropout: DropoutKey? = nil,
    dropoutRates: ModelConfiguration.Dropout = .none
  ) {
    self.backend = backend
    self.pool = pool
    self.rule = rule
    self.batch = batch
    self.pooledRows = pooledRows
    pooledOffsets = Self.offsets(of: pooledRows, in: batch)
    self.capture = capture
    self.intervention = intervention
    // An attribution differentiates the fp32 model; training moves the weights along the gradient of what it computed.
    self.arithmetic = purpose == nil || purpose == .parameterGradients ? arithmetic : .fp32
    tape = firstRecordedLayer == nil ? purpose.map { Tape($0) } : nil
    self.firstRecordedLayer = firstRecordedLayer
    self.purpose = purpose
    self.dropout = dropout
    self.dropoutRates = dropoutRates
    captures =
      capture.isEmpty
      ? [] : [ForwardResult.SequenceCapture](repeating: .init(), count: batch.count)
  }

  private static func offsets(of rows: [Int], in batch: RaggedBatch) -> [Int] {
    var offsets = [0]
    var next = 0
    for sequence in 0..<batch.count {
      while next < rows.count, batch.range(sequence).contains(rows[next]) { next += 1 }
      precondition(next > offsets[sequence], "the head reads a row of every sequence")
      offsets.append(next)
    }
    precondition(next == rows.count, "the rows that are read are the batch's, and rise")
    return offsets
  }

  /// Tells that a layer is next, the one behind the last for the head.
  func enter(layer: Int) {
    if layer == firstRecordedLayer { tape = purpose.map { Tape($0) } }
  }

  /// Gives the records up: they are run backwards, and each goes as soon as its layer is done.
  func takeTape() -> Tape? {
    defer { tape = nil }
    return tape
  }

  /// Whether rows of one word, position and segment are the same to the first layer: nothing is dropped, recorded, replaced or displaced.
  var mayRepeat: Bool {
    batch.count > 1 && purpose == nil && dropout == nil && intervention.replacements.isEmpty
      && intervention.displacement == nil
  }

  /// The last layer computes all rows only when somebody reads them.
  var readsAllRows: Bool { !capture.isEmpty }

  /// Adds an intervention's displacement to the states that enter the first layer, `[rows, hidden]`.
  func displace(_ states: MatrixBuffer) {
    guard let displacement = intervention.displacement else { return }
    precondition(
      displacement.changes.rowSize == states.columns, "a change of the hidden size for every token")
    for (sequence, rows) in displacement.rows {
      let range = batch.range(sequence)
      precondition(rows.count == range.count, "a row, or none, for every position")
      for (place, row) in zip(range, rows) {
        guard let row else { continue }
        let state = states.row(place)
        for (offset, change) in displacement.changes.row(row).enumerated() {
          state[offset] += change
        }
      }
    }
  }

  /// Puts the vectors of an intervention in the place of a block's output.
  ///
  /// - Parameters:
  ///   - rows: which of the batch's rows `matrix` holds; nil means all of them in order.
  ///   - column: where the site's vector starts in a row.
  func replace(
    at site: Intervention.Site, in matrix: MatrixBuffer, rows: [Int]? = nil, column: Int = 0
  ) {
    for (row, values) in replacedRows(at: site, rows: rows) {
      for (offset, value) in values.enumerated() { matrix.row(row)[column + offset] = value }
    }
  }

  /// Stops the gradient at vectors that an intervention had put in place.
  func clearGradient(
    at site: Intervention.Site, in gradient: MatrixBuffer, rows: [Int]? = nil, column: Int = 0
  ) {
    for (row, values) in replacedRows(at: site, rows: rows) {
      for offset in values.indices { gradient.row(row)[column + offset] = 0 }
    }
  }

  private func replacedRows(
    at site: Intervention.Site, rows: [Int]?
  ) -> [(row: Int, values: [Float])] {
    intervention.replacements.lazy.filter { $0.site == site }.compactMap { replacement in
      let row = self.batch.offsets[replacement.sequence] + replacement.position
      guard let rows else { return (row, replacement.values) }
      return rows.firstIndex(of: row).map { ($0, replacement.values) }
    }
  }

  /// Keeps a hidden state, `[rows, hidden]`, for every sequence.
  func keepHiddenState(_ state: MatrixBuffer) {
    guard capture.contains(.hiddenStates) else { return }
    for sequence in 0..<batch.count {
      captures[sequence].hiddenStates.append(slice(state, sequence, columns: 0..<state.columns))
    }
  }

  /// Keeps the gradient of the state before those kept so far, `[rows, hidden]`, for every sequence.
  func keepStateGradient(_ gradient: MatrixBuffer) {
    guard capture.contains(.stateGradients) else { return }
    for sequence in 0..<batch.count {
      captures[sequence].stateGradients.insert(
        slice(gradient, sequence, columns: 0..<gradient.columns), at: 0)
    }
  }

  /// Keeps what a layer's feed-forward block adds, `[rows, hidden]`, beside what its attention left.
  func keepFeedForwardOutput(_ output: MatrixBuffer) {
    guard capture.contains(.blocks) else { return }
    for sequence in 0..<batch.count {
      let layer = captures[sequence].layers.count - 1
      captures[sequence].layers[layer].feedForwardOutput = slice(
        output, sequence, columns: 0..<output.columns)
    }
  }

  /// The columns of one sequence's rows, as a tensor.
  func slice(_ matrix: MatrixBuffer, _ sequence: Int, columns: Range<Int>) -> Tensor {
    let range = batch.range(sequence)
    var values: [Float] = []
    values.reserveCapacity(range.count * columns.count)
    for row in range {
      values += UnsafeBufferPointer(
        start: matrix.row(row) + columns.lowerBound, count: columns.count)
    }
    return Tensor(shape: [range.count, columns.count], values: values)
  }
}

extension NetworkPass {
  /// Some rows of a matrix in a matrix of their own, or the matrix itself when `rows` is nil.
  func gather(_ matrix: MatrixBuffer, _ rows: [Int]?) -> MatrixBuffer {
    guard let rows else { return matrix }
    let gathered = pool.matrix(rows.count, matrix.columns)
    for (index, row) in rows.enumerated() {
      gathered.row(index).update(from: matrix.row(row), count: matrix.columns)
    }
    return gathered
  }

  /// target[rows[i]] += matrix[i], or target += matrix when `rows` is nil.
  func scatterAdd(_ matrix: MatrixBuffer, to rows: [Int]?, of target: MatrixBuffer) {
    precondition(matrix.columns == target.columns, "rows of one width")
    guard let rows else {
      precondition(matrix.rows == target.rows, "matrices of one size")
      addRows(matrix, to: target)
      return
    }
    for (index, row) in rows.enumerated() {
      headscope_add(target.row(row), matrix.row(index), target.row(row), matrix.columns)
    }
  }

  /// target += matrix, spread over the threads.
  func addRows(_ matrix: MatrixBuffer, to target: MatrixBuffer) {
    backend.parallel(matrix.rows, by: 32) { rows in
      let first = rows.lowerBound
      headscope_add(
        target.row(first), matrix.row(first), target.row(first), rows.count * matrix.columns)
    }
  }

  /// A gradient that stays as it is while a block runs backwards: a copy only where an intervention would clear rows of it, or
  /// dropout elements.
  func preserved(_ gradient: MatrixBuffer) -> MatrixBuffer {
    guard !intervention.replacements.isEmpty || dropout != nil else { return gradient }
    let copy = pool.matrix(gradient.rows, gradient.columns)
    copy.copy(gradient)
    return copy
  }
}
