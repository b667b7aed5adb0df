import Attribution
import Model

/// A table of vectors in memory.
struct ArrayRows: EmbeddingRows {
  var width: Int
  var values: [Float]

  var rowCount: Int { values.count / width }

  func withRows<Result>(
    _ rows: Range<Int>, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    try values[rows.lowerBound * width..<rows.upperBound * width].withUnsafeBufferPointer(body)
  }

  func writeProducts(
    of vectors: [Float], with rows: UnsafeBufferPointer<Float>, to products: inout [Float]
  ) {
    let count = rows.count / width
    for vector in 0..<vectors.count / width {
      for row in 0..<count {
        products[vector * count + row] = (0..<width).reduce(0) {
          $0 + vectors[vector * width + $1] * rows[row * width + $1]
        }
      }
    }
  }
}

extension ArrayRows {
  /// Rows of numbers from −1 to 1.
  init(seed: UInt64, rows: Int, width: Int) {
    var generator = SeededGenerator(seed: seed)
    self.init(
      width: width, values: (0..<rows * width).map { _ in Float(generator.uniform() * 2 - 1) })
  }

  /// A model's word vectors.
  init(_ model: ModelActor) async throws {
    self = try await model.perform { classifier in
      ArrayRows(
        width: classifier.configuration.hiddenSize,
        values: try classifier.withWordVectors(rows: 0..<classifier.wordVectorCount) { Array($0) })
    }
  }

  /// One row.
  subscript(row: Int) -> [Float] { Array(values[row * width..<(row + 1) * width]) }
}
