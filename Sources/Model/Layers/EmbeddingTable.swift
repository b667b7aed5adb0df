import CKernels

/// A table of vectors that keeps the checkpoint's number type until it is trained; rows are widened when they are read.
///
/// A language model's last matrix may be the table of word vectors: see `PlainWeight`.
final class EmbeddingTable {
  let name: String
  let rowCount: Int
  let width: Int
  private let tensor: StoredTensor
  /// The whole table widened, once it is trained or multiplied by backwards.
  private var widened: [Float]?

  /// - Parameter rows: how many rows the configuration promises at least.
  init(_ tensor: StoredTensor, name: String, rows: Int, width: Int) throws {
    guard tensor.shape.count == 2, tensor.shape[0] >= rows, tensor.shape[1] == width else {
      throw ModelError(
        .mismatch,
        "\(name): expected a table of \(rows) × \(width), found the shape \(tensor.shape).",
        advice: "Check that config.json belongs to these weights.")
    }
    self.name = name
    self.tensor = tensor
    rowCount = tensor.shape[0]
    self.width = width
  }

  /// target[i] += table[indices[i]] for every row of `target`.
  ///
  /// - Throws: `ModelError(.invalidInput)` for an index the table does not have.
  func add(_ indices: [Int32], to target: MatrixBuffer, in pool: BufferPool) throws {
    if let index = indices.first(where: { $0 < 0 || Int($0) >= rowCount }) {
      throw ModelError(
        .invalidInput,
        "\(name): row \(index) was asked for, but the table has \(Wording.count(rowCount, "row")).",
        advice: "The tokenizer's vocabulary and the model's do not belong together.")
    }
    if let widened {
      headscope_gather(
        HEADSCOPE_F32, widened, width, indices, indices.count, target.pointer, width, true)
      return
    }
    let rows = pool.matrix(indices.count, width)
    try tensor.gather(rows: indices.lazy.map(Int.init), into: rows.pointer)
    headscope_add(target.pointer, rows.pointer, target.pointer, target.count)
  }

  /// Adds the gradient rows to the table's gradient.
  func accumulateGradients(
    _ indices: [Int32], gradient: MatrixBuffer, into parameters: ParameterGradients
  ) {
    guard
      let sum = parameters.pointer(
        .init(name: name), shape: [rowCount, width], adding: indices)
    else { return }
    headscope_scatter_add(gradient.pointer, width, indices, indices.count, width, sum)
  }

  /// Calls `body` with the whole table, `[rows, width]`, row-major.
  ///
  /// - Parameter keepingCopy: Keeps the widened copy of a table of half precision for the next call.
  /// - Throws: as `body`, and `ModelError` where the table can no longer be read.
  func withFloats<Result>(
    keepingCopy: Bool, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    if widened == nil, keepingCopy, !tensor.isMappable { widened = try tensor.floats() }
    if let widened { return try widened.withUnsafeBufferPointer(body) }
    return try tensor.withFloats(body)
  }

  /// Calls `body` with some rows, `[rows, width]`, row-major; those of half precision are widened for the call.
  ///
  /// - Throws: as `body`, and `ModelError` for rows that the table does not have or that can no longer be read.
  func withFloats<Result>(
    rows: Range<Int>, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    guard rows.lowerBound >= 0, rows.upperBound <= rowCount else {
      throw ModelError(
        .invalidInput,
        "\(name): rows \(rows) were asked for, but the table has \(Wording.count(rowCount, "row")).",
        advice: "The tokenizer's vocabulary and the model's do not belong together.")
    }
    let elements = rows.lowerBound * width..<rows.upperBound * width
    // A transposed view would be read as a whole for every part of it.
    if widened != nil || tensor.isMappable || tensor.strides != nil {
      return try withFloats(keepingCopy: true) {
        try body(UnsafeBufferPointer(rebasing: $0[elements]))
      }
    }
    var values = [Float](repeating: 0, count: elements.count)
    try values.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      try tensor.widen(elements, into: start)
    }
    return try values.withUnsafeBufferPointer(body)
  }

  /// Lets the system have the mapped pages back.
  func releasePages() { tensor.releasePages() }

  /// Calls `body` with the table, to be changed in place.
  ///
  /// - Parameter isOfWords: whether a batch's ids are its rows.
  /// - Throws: as `body`, and `ModelError` where the table can no longer be read.
  func update(isOfWords: Bool, _ body: (ParameterSlice) throws -> Void) throws {
    var values = try widened ?? tensor.floats()
    widened = nil
    defer { widened = values }
    try ParameterSlice.lend(
      &values, as: name, shape: [rowCount, width], isWordTable: isOfWords, to: body)
  }
}
