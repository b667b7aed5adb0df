extension SequenceClassifier {
  /// How many rows the table of word vectors has: the vocabulary's pieces, and those that it may have been padded with.
  public var wordVectorCount: Int { network.words.rowCount }

  /// Calls `body` with rows of the table of word vectors, `[rows, hidden]`, row-major.
  ///
  /// For methods that look for words near a vector. Float32 rows are lent where the file is mapped, others are widened for the call;
  /// `body` must not keep the pointer.
  ///
  /// - Throws: as `body`; `ModelError(.invalidInput)` for rows that the table does not have, `.damaged` where it can no longer be
  ///   read.
  public func withWordVectors<Result>(
    rows: Range<Int>, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    try network.words.withFloats(rows: rows, body)
  }

  /// Writes the inner products of vectors with rows of a table: products[i, j] = vectors[i] · rows[j].
  ///
  /// On the model's matrix backend and threads, always in fp32.
  ///
  /// - Parameters:
  ///   - vectors: `[vectors, hidden]`.
  ///   - rows: `[rows, hidden]`, as `withWordVectors` lends them.
  ///   - products: receives `[vectors, rows]` at its start; what is behind stays.
  public func writeProducts(
    of vectors: [Float], with rows: UnsafeBufferPointer<Float>, to products: inout [Float]
  ) {
    let width = configuration.hiddenSize
    let (vectorCount, rowCount) = (vectors.count / width, rows.count / width)
    precondition(
      vectorCount * width == vectors.count && rowCount * width == rows.count
        && products.count >= vectorCount * rowCount, "vectors of the hidden size, room for products"
    )
    guard let table = rows.baseAddress, vectorCount > 0 else { return }
    products.withUnsafeMutableBufferPointer { products in
      guard let products = products.baseAddress else { return }
      // The table's rows as a layer's inputs: dX = dY · Wᵀ is what is wanted, with no weight packed.
      network.backend.multiplyBackward(
        vectors, outputStride: width, rows: vectorCount, weight: table, outputSize: width,
        inputSize: rowCount, layout: .inputMajor, arithmetic: .fp32, accumulate: false,
        into: products)
    }
  }
}
