import Foundation

/// What shap 0.51 and captum 0.9 ask and find with Kernel SHAP; made by `Tests/Reference/make_perturbation_goldens.py`.
package struct KernelSHAPGolden: Decodable, Sendable {
  /// The values under one `l1_reg`.
  package struct Fit: Decodable, Sendable {
    /// nil: all parts.
    package var selection: String?
    /// What least angle regression took in, a list a label.
    package var chosen: [[Int]]?
    package var values: [[Double]]
  }

  /// A text of words that shap's explainer keeps or leaves out.
  package struct Case: Decodable, Sendable, CustomStringConvertible {
    package var name: String
    package var words: [String]
    /// Which words differ from the background.
    package var varying: [Int]
    /// nil: shap's default.
    package var requestedSamples: Int?
    package var seed: UInt64
    package var base: [Double]
    package var output: [Double]
    package var samples: Int?
    package var added: Int?
    /// The first rows, a character a varying word.
    package var rows: [String]?
    package var weights: [Double]?
    package var fits: [Fit]
    /// Shapley's values of the varying words by definition, where there are few.
    package var shapley: [[Double]]?

    package var description: String { name }
  }

  /// A text of words that captum's explainer keeps or leaves out.
  package struct CaptumCase: Decodable, Sendable, CustomStringConvertible {
    package var name: String
    package var words: [String]
    package var samples: Int
    /// Everything asked, the whole and the empty text first.
    package var rows: [String]
    /// captum's values, in single precision.
    package var captum: [[Double]]
    /// The same regression in double precision.
    package var values: [[Double]]

    package var description: String { name }
  }

  package var classifier: WordClassifier
  package var cases: [Case]
  package var captum: [CaptumCase]

  /// Opens the golden.
  package init() throws {
    let file = Fixtures.folder.appending(path: "goldens/kernel-shap.json")
    self = try JSONDecoder().decode(KernelSHAPGolden.self, from: Data(contentsOf: file))
  }
}
