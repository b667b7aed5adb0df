/// A table of vectors that is read a few rows at a time, as a table of word vectors in a mapped file is.
public protocol EmbeddingRows {
  /// Rows of the table.
  var rowCount: Int { get }
  /// Numbers in a row.
  var width: Int { get }

  /// Calls `body` with rows, `[rows, width]`, row-major.
  ///
  /// - Throws: as `body`, and for rows that there are not.
  func withRows<Result>(
    _ rows: Range<Int>, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) throws -> Result

  /// Writes products[i, j] = vectors[i] · rows[j] to the start of `products`, in single precision and any order of summation.
  ///
  /// This is where the time of a search goes, so the table brings its own.
  func writeProducts(
    of vectors: [Float], with rows: UnsafeBufferPointer<Float>, to products: inout [Float])
}

extension EmbeddingRows {
  /// A copy of one row.
  func row(_ index: Int) throws -> [Float] { try withRows(index..<index + 1) { Array($0) } }
}
