import Foundation

/// What lime 0.2.0.1 draws, divides and finds; made by `Tests/Reference/make_perturbation_goldens.py`.
package struct LimeGolden: Decodable, Sendable {
  /// Draws of numpy's legacy generator in one stream, in the order of the members.
  package struct Draws: Decodable, Sendable {
    package var seed: UInt32
    package var randint: [Int]
    package var choices: [[Int]]
    package var permutation: [Int]
    package var shuffle: [Int]
    package var randomSample: [Double]
  }

  /// A text with words left out.
  package struct Removal: Decodable, Sendable {
    package var words: [Int]
    package var text: String
  }

  /// A text divided.
  package struct Indexed: Decodable, Sendable {
    package var kind: String
    package var text: String
    package var bow: Bool
    package var maskString: String?
    package var vocabulary: [String]
    package var removing: [Removal]
  }

  /// The explanation of one label.
  package struct Explanation: Decodable, Sendable {
    package var label: Int
    package var intercept: Double
    package var score: Double
    package var localPrediction: Double
    /// Indices and weights, in lime's order.
    package var features: [[Double]]
  }

  /// An explained text.
  package struct Case: Decodable, Sendable, CustomStringConvertible {
    package var name: String
    package var text: String
    package var seed: UInt32
    package var bow: Bool
    package var charLevel: Bool
    package var maskString: String?
    package var splitExpression: String
    package var numSamples: Int
    package var numFeatures: Int
    package var featureSelection: String
    package var kernelWidth: Double
    package var vocabulary: [String]
    /// The first rows, a character a feature.
    package var masks: [String]
    package var distances: [Double]
    package var weights: [Double]
    package var texts: [String]
    package var explanations: [Explanation]

    package var description: String { name }
  }

  package var classifier: WordClassifier
  package var random: [Draws]
  package var indexed: [Indexed]
  package var cases: [Case]

  /// Opens the golden.
  package init() throws {
    let file = Fixtures.folder.appending(path: "goldens/lime.json")
    self = try JSONDecoder().decode(LimeGolden.self, from: Data(contentsOf: file))
  }
}
