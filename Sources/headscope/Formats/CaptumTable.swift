import Attribution
import Model
import TUI

/// The table of captum's `visualize_text`: true label, predicted label with its output, attribution label, attribution score,
/// word importance.
///
/// As in captum's tutorials the attributions are divided by their norm, a zero norm giving zeros, and the score is the sum of
/// what is shown. Rows are written one by one, so that any number of texts needs no memory.
struct CaptumTable {
  private let labelWidth: Int
  /// Whether a column before captum's five names each row's method.
  private let namesMethods: Bool
  /// Whose colours the words stand on, as captum's do; nil: there are none.
  private let theme: Theme?

  /// Makes the table of a model's explanations; columns are as wide as its longest label is.
  ///
  /// - Parameters:
  ///   - labelColumns: the longest label's.
  ///   - namesMethods: whether rows are of several methods.
  ///   - theme: colours the words; nil, or one without colours: each has its number behind it.
  init(labelColumns: Int, namesMethods: Bool = false, theme: Theme? = nil) {
    self.namesMethods = namesMethods
    self.theme = theme.flatMap { $0.depth == .none ? nil : $0 }
    labelWidth = labelColumns
  }

  /// A word with its normalized value: on its colour, or `anxious (+0.81)`.
  ///
  /// What speaks against is underlined, or has its number too where the theme says signs. An even share of what was left out as one is in
  /// italics, or `anxious (~+0.81)`.
  private func word(_ text: String, _ value: Float, isShare: Bool) -> String {
    let number = Figures.signed(value, digits: 2).drop { $0 == " " }
    guard let theme else { return "\(text) (\(isShare ? Self.shareMark : "")\(number))" }
    var style = theme.heat(value)
    if isShare { style.attributes.insert(.italic) }
    let codes = ANSIExporter.codes(style)
    let word = codes.isEmpty ? text : "\u{1B}[\(codes)m\(text)\u{1B}[0m"
    return theme.showsSignRow ? "\(word) (\(number))" : word
  }

  /// What stands before a number that is a share.
  private static let shareMark = "~"

  private var widths: [Int] {
    (namesMethods ? [AttributionMethod.allCases.reduce(0) { max($0, $1.rawValue.count) }] : []) + [
      max(labelWidth, "True Label".count), max(labelWidth + 8, "Predicted Label".count),
      max(labelWidth, "Attribution Label".count), "Attribution Score".count,
    ]
  }

  /// The headings.
  var head: String {
    line(
      (namesMethods ? ["Method"] : []) + [
        "True Label", "Predicted Label", "Attribution Label", "Attribution Score",
      ], "Word Importance"
    )
  }

  /// A row; at piece granularity the words are the model's pieces, special tokens included.
  ///
  /// What is to be said of its numbers and what was measured of them stands in lines below it, and behind that the layers where the method
  /// has them.
  func row(_ explanation: Explanation) -> String {
    let estimate = explanation.estimate
    let parts = explanation.parts(explanation.granularity, default: .l2)
    let score = parts.reduce(Float(0)) { $0 + $1.value }
    let best = estimate.prediction.best
    let outputs = estimate.prediction.outputs
    let output = outputs.indices.contains(best) ? outputs[best] : .nan
    let words = parts.map { part in
      let text =
        explanation.granularity == .piece ? explanation.encoding.tokens[part.pieces[0]] : part.text
      return word(VisibleText.escaped(text), part.value, isShare: part.whole != nil)
    }
    let label = { (index: Int) in VisibleText.escaped(explanation.model.label(index)) }
    let row = line(
      (namesMethods ? [estimate.method.rawValue] : []) + [
        explanation.trueLabel.map(label) ?? "",
        "\(label(best)) (\(Figures.fixed(output, digits: 2)))", label(estimate.target),
        Figures.fixed(score, digits: 2),
      ], words.joined(separator: " "))
    let notes = [
      ExplanationText.evenShares(
        parts, mark: theme == nil ? "with \(Self.shareMark)" : "in italics"),
      estimate.message.map { VisibleText.escaped($0) },
    ]
    return row + notes.compactMap(\.self).map { "note: \($0)\n" }.joined()
      + ExplanationText.measures(explanation).map { $0 + "\n" }.joined()
      + (LayerTable(explanation, default: .l2)?.text ?? "")
  }

  private func line(_ cells: [String], _ last: String) -> String {
    var line = ""
    for (cell, width) in zip(cells, widths) {
      line += cell + String(repeating: " ", count: max(0, width - TextWidth.columns(of: cell)) + 2)
    }
    return line + last + "\n"
  }
}
