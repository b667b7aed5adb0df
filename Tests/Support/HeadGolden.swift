import Foundation
package import Model

/// What heads do to one text's output, in double precision; made by `Tests/Reference/make_head_goldens.py`.
package struct HeadGolden: Decodable, Sendable {
  package struct Head: Decodable, Sendable {
    package var layer: Int
    package var head: Int
  }

  package struct Closed: Decodable, Sendable {
    package var heads: [Head]
    package var logits: [Float]
  }

  /// Rows of a `[query, key]` matrix of one layer.
  package struct Matrix: Decodable, Sendable {
    package var layer: Int
    package var rows: [[Float]]
  }

  /// Rows of the `[query, key]` matrices of a layer's first heads.
  package struct Matrices: Decodable, Sendable {
    package var layer: Int
    package var heads: [[[Float]]]
  }

  package var ids: [Int32]
  package var typeIDs: [Int32]
  package var target: Int
  /// The position that the classifier reads.
  package var pooled: Int
  /// dF/dgate, `[layers][heads]`.
  package var gateGradients: [[Float]]
  /// All queries, or the pooled one alone.
  package var gradientAttention: [[Float]]
  /// Logits at every depth, `[layers + 1][labels]`.
  package var classLens: [[Float]]
  package var closed: [Closed]
  package var valueZeroing: [Matrix]
  package var weightedNorms: [Matrices]
  package var weightedNormsTogether: [Matrix]
  /// Which queries the matrices hold; nil means all.
  package var queries: [Int]?

  /// Models that such a golden exists for and that are on this machine.
  package static var models: [String] {
    GoldenModels.tiny + GoldenModels.trainedHere.filter { $0 == "minilm-emotion" }
  }

  /// Opens the golden of a model by name.
  package init(_ name: String) throws {
    let file = Fixtures.folder.appending(path: "goldens/\(name)-heads.json")
    self = try JSONDecoder().decode(HeadGolden.self, from: Data(contentsOf: file))
  }

  /// The text.
  package var batch: RaggedBatch {
    var batch = RaggedBatch()
    batch.append(ids: ids, typeIDs: typeIDs)
    return batch
  }

  /// The rows of a matrix that the golden holds.
  package func kept(_ matrix: Tensor) -> [[Float]] {
    (queries ?? Array(0..<matrix.rows)).map { Array(matrix.row($0)) }
  }
}
