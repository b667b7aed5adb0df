import Foundation
package import Model

/// What a language model says of one text, in double precision; made by `Tests/Reference/make_language_goldens.py`.
package struct LanguageGolden: Decodable, Sendable {
  package var text: String
  package var ids: [Int32]
  /// Where the model is asked.
  package var position: Int
  /// One a piece of the vocabulary, at that position.
  package var logits: [Float]
  /// The most probable piece.
  package var target: Int
  /// d logit / d embeddings, `[tokens][hidden]`.
  package var gradient: [[Float]]
  /// The most probable pieces of every depth and token, `[layers + 1][tokens][guesses]`.
  package var lensIDs: [[[Int32]]]
  /// Their probabilities.
  package var lensShares: [[[Float]]]

  /// The models that such a golden exists for.
  package static let models = [
    "bert-masked", "distilbert-masked", "roberta-masked", "gpt2-language",
  ]

  /// Opens the golden of a model by name.
  package init(_ name: String) throws {
    let file = Fixtures.folder.appending(path: "goldens/\(name)-language.json")
    self = try JSONDecoder().decode(LanguageGolden.self, from: Data(contentsOf: file))
  }

  /// The text.
  package var batch: RaggedBatch {
    var batch = RaggedBatch()
    batch.append(ids: ids, typeIDs: ids.map { _ in 0 })
    return batch
  }
}
