import Foundation
import Model
import TestSupport

@testable import Training

/// Masked language modelling as PyTorch does it, as `make_masked_training_goldens.py` wrote it.
struct MaskedTrainingGolden: Decodable, OptimizerGolden {
  /// The models that such a golden exists for; in the tied RoBERTa the last matrix is the table of word vectors.
  static let models = ["bert", "distilbert", "roberta", "roberta-tied"]

  struct Text: Decodable {
    var ids: [Int32]
    var chosen: [Int]
    var pieces: [Int32]
  }

  struct Gradient: Decodable {
    var length: Double
    var sums: [Double]

    func distance(of tensor: Tensor) -> Double {
      TrainingGolden.Parameter(length: length, moved: 0, sums: sums).distance(of: tensor)
    }
  }

  var rate: Double
  var warmup: Int
  var decay: Double
  var clip: Double
  var batches: [[Text]]
  var losses: [Double]
  /// Pieces that were found, of every step.
  var hits: [Int]
  var gradientNorms: [Double]
  /// Of the first step, before clipping.
  var gradients: [String: Gradient]
  var parameters: [String: TrainingGolden.Parameter]

  init(_ name: String) throws {
    let file = Fixtures.folder.appending(path: "goldens/\(name)-masked-training.json")
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
  }

  /// Calls `body` with the model.
  static func withModel<Result>(
    _ name: String, _ body: (ModelActor) async throws -> Result
  ) async throws -> Result {
    guard name == "roberta-tied" else {
      return try await body(GoldenModels.load("\(name)-masked"))
    }
    return try await Fixtures.withVariant(
      of: Fixtures.model("roberta-masked"), patch: ["tie_word_embeddings": .bool(true)]
    ) { try await body(GoldenModels.load($0)) }
  }

  func batch(_ step: Int) -> MaskedBatch {
    var batch = MaskedBatch()
    for text in batches[step] {
      batch.append(
        ids: text.ids, typeIDs: text.ids.map { _ in 0 },
        chosen: zip(text.chosen, text.pieces).map { ($0, $1) })
    }
    return batch
  }

  var stepCount: Int { batches.count }
}
