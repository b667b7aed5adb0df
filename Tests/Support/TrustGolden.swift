import Foundation

/// What scipy and captum find of how far an explanation can be trusted, and ERASER's and ferret's measures.
///
/// Made by `Tests/Reference/make_trust_goldens.py`.
package struct TrustGolden: Decodable, Sendable {
  /// Two lists of numbers, as text: JSON knows no infinity.
  package struct Correlation: Decodable, Sendable, CustomStringConvertible {
    package var name: String
    package var first: [String]
    package var second: [String]
    package var kendall: Double?
    package var spearman: Double?
    /// How many are the highest, and the share that both have.
    package var overlaps: [[Double]]

    package var description: String { name }
  }

  /// A convention's measures.
  package struct Rationales: Decodable, Sendable {
    /// Share, number of parts, comprehensiveness, sufficiency.
    package var thresholds: [[Double]]
    package var comprehensiveness: Double
    package var sufficiency: Double
  }

  /// A curve of deletion or insertion.
  package struct Curve: Decodable, Sendable {
    package var moved: [Int]
    package var outputs: [Double]
    package var area: Double
  }

  /// The scores of one method and the measures of them.
  package struct Method: Decodable, Sendable {
    package var name: String
    package var scores: [Double]
    package var eraser: Rationales
    package var ferret: Rationales
    package var deletion: Curve
    package var insertion: Curve
    package var leaveOneOutTau: Double?
  }

  /// A text and several methods.
  package struct Text: Decodable, Sendable, CustomStringConvertible {
    package var name: String
    package var words: [String]
    package var target: Int
    package var curveSteps: Int
    package var leaveOneOut: [Double]
    /// How many different variants all measures but ferret's ask for.
    package var variants: Int
    package var methods: [Method]

    package var description: String { "\(name), \(curveSteps) steps" }
  }

  /// Perturbations and what captum makes of them.
  package struct InfidelityCase: Decodable, Sendable, CustomStringConvertible {
    package var name: String
    package var scores: [Double]
    package var perturbations: [[Double]]
    package var changes: [Double]
    package var infidelity: Double
    package var normalized: Double

    package var description: String { name }
  }

  /// Attributions at an input and near it, and what captum makes of them.
  package struct SensitivityCase: Decodable, Sendable, CustomStringConvertible {
    package var name: String
    package var scores: [Double]
    package var perturbed: [[Double]]
    package var maximum: Double

    package var description: String { name }
  }

  /// Each method compared with each.
  package struct Matrices: Decodable, Sendable {
    package var kendall: [[Double?]]
    package var topOverlap: [[Double?]]
  }

  /// Several methods' scores of one text.
  package struct AgreementCase: Decodable, Sendable {
    package var scores: [[Double]]
    package var unsigned: [Int]
    package var topCount: Int
    package var magnitude: Matrices
    package var signed: Matrices
  }

  /// Runs with several seeds.
  package struct StabilityCase: Decodable, Sendable {
    package var runs: [[Double]]
    package var topCount: Int
    package var means: [Double]
    package var meanKendall: Double?
    package var meanTopOverlap: Double?
    package var standardDeviations: [Double]?
  }

  package var classifier: WordClassifier
  package var correlations: [Correlation]
  package var faithfulness: [Text]
  package var infidelity: [InfidelityCase]
  package var sensitivity: [SensitivityCase]
  package var agreement: AgreementCase
  package var stability: [StabilityCase]

  /// Opens the golden.
  package init() throws {
    let file = Fixtures.folder.appending(path: "goldens/trust.json")
    self = try JSONDecoder().decode(TrustGolden.self, from: Data(contentsOf: file))
  }
}
