import Foundation

/// Shapley's values by definition and captum's published toy cases; made by `Tests/Reference/make_perturbation_goldens.py`.
package struct ShapleyGolden: Decodable, Sendable {
  /// A text of words that are kept or left out.
  package struct Case: Decodable, Sendable, CustomStringConvertible {
    package var name: String
    package var words: [String]
    package var base: [Double]
    package var output: [Double]
    package var shapley: [[Double]]
    package var ablation: [[Double]]

    package var description: String { name }
  }

  package var classifier: WordClassifier
  package var cases: [Case]

  /// Opens the golden.
  package init() throws {
    let file = Fixtures.folder.appending(path: "goldens/shapley.json")
    self = try JSONDecoder().decode(ShapleyGolden.self, from: Data(contentsOf: file))
  }
}
