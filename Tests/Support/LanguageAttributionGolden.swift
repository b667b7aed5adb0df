import Foundation

/// What captum's tests explain of a language model, and what it answers where words are taken out.
///
/// Made by `Tests/Reference/make_language_attribution_goldens.py`.
package struct LanguageAttributionGolden: Decodable, Sendable {
  /// What the model says where some words are left out.
  package struct Answer: Decodable, Sendable {
    /// A digit a word: 1 is kept.
    package var mask: String
    /// Log probabilities of the answer and of each of its tokens.
    package var outputs: [Double]
  }

  /// One method's numbers, `[outputs][words]`.
  package struct Case: Decodable, Sendable {
    package var name: String
    /// In captum's `tests/attr/test_llm_attr.py`, to be met within 0.001.
    package var published: [[Double]]
    /// What captum 0.9 computes.
    package var values: [[Double]]
  }

  package var pieces: [String]
  package var answers: [Answer]
  package var cases: [Case]

  /// How near captum's tests have to come to the published numbers.
  package static let tolerance = 1e-3

  /// Opens the golden.
  package init() throws {
    let file = Fixtures.folder.appending(path: "goldens/language-attribution.json")
    self = try JSONDecoder().decode(LanguageAttributionGolden.self, from: Data(contentsOf: file))
  }

  /// The numbers of a method.
  package func values(_ name: String) throws -> Case {
    guard let found = cases.first(where: { $0.name == name }) else {
      throw GoldenError("language-attribution has no case \(name)")
    }
    return found
  }

  /// What the model says where the words of `kept` are left.
  package func outputs(keeping kept: [Int]) -> [Double] {
    let mask = String(pieces.indices.map { kept.contains($0) ? "1" as Character : "0" })
    return answers.first { $0.mask == mask }?.outputs ?? []
  }
}
