import Foundation

/// Partition SHAP as shap 0.51 does it; made by `Tests/Reference/make_perturbation_goldens.py`.
package struct PartitionGolden: Decodable, Sendable {
  /// Tokens joined.
  package struct Tree: Decodable, Sendable, CustomStringConvertible {
    package var name: String
    package var tokens: [String]
    package var separators: [String]
    /// Left node, right node and leaves of every merge.
    package var merges: [[Int]]

    package var description: String { name }
  }

  /// An explained text.
  package struct Case: Decodable, Sendable, CustomStringConvertible {
    package var name: String
    package var text: String
    /// A model of the fixtures, or the pattern between words.
    package var tokenizer: String
    package var maskToken: String
    package var collapse: Bool
    package var maxEvals: Int
    package var fixedContext: Int?
    package var segments: [String]
    /// Left node, right node, height and leaves of every merge.
    package var clustering: [[Double]]
    package var base: [Double]
    package var values: [[Double]]
    package var hierarchical: [[Double]]
    /// Variants but those of the two ends.
    package var evaluations: Int
    /// What the model was asked, in order.
    package var strings: [String]?

    package var description: String { name }

    /// The text where some segments are masked, as shap's text masker puts it together.
    package func string(keeping kept: [Bool]) -> String {
      var result = ""
      for (segment, isKept) in zip(segments, kept) {
        if isKept {
          result += segment
        } else if !(collapse && result.hasSuffix(" " + maskToken)) {
          result += " " + maskToken
        }
      }
      return result.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  /// A tokenizer's text masker, and what it makes of texts.
  package struct Masker: Decodable, Sendable, CustomStringConvertible {
    /// A variant, with all mask tokens and with one for those in a row.
    package struct Variant: Decodable, Sendable {
      /// A digit a segment: 1 is kept.
      package var mask: String
      package var separate: String
      package var collapsed: String
    }

    /// A text in segments.
    package struct Text: Decodable, Sendable {
      package var text: String
      package var segments: [String]
      /// A digit a segment.
      package var invariants: String
      /// The segments as the tree's rules read them; none where there is one segment only.
      package var tokens: [String]
      /// Left node, right node and leaves of every merge.
      package var merges: [[Int]]
      package var masked: [Variant]
    }

    /// A model of the fixtures, or the pattern between words.
    package var tokenizer: String
    package var maskToken: String
    /// Whether mask tokens in a row are one where nobody says so.
    package var autoCollapse: Bool
    /// Special tokens before a text.
    package var keepPrefix: Int
    /// Special tokens behind a text.
    package var keepSuffix: Int
    package var separator: String?
    package var texts: [Text]

    package var description: String { tokenizer }
  }

  package var classifier: WordClassifier
  package var tree: [Tree]
  package var maskers: [Masker]
  package var cases: [Case]

  /// Opens the golden.
  package init() throws {
    let file = Fixtures.folder.appending(path: "goldens/partition-shap.json")
    self = try JSONDecoder().decode(PartitionGolden.self, from: Data(contentsOf: file))
  }
}
