import Attribution
import Foundation
import Model
import TUI

/// A summary as people read it.
enum SummaryTable {
  /// So many confusions are drawn; the JSON has all.
  private static let mostConfusions = 10

  /// All texts, then each class that was predicted, then the most frequent confusions.
  ///
  /// - Parameters:
  ///   - top: How many words each order has.
  ///   - minimumTexts: In how many texts a word is that is listed by a mean.
  static func text(_ result: SummaryResult, top: Int, minimumTexts: Int) -> String {
    let summary = result.summary
    let confusions = summary.confusions
    var blocks = [heading(result, minimumTexts)]
    func add(_ title: String, _ scope: AttributionSummary.Scope) {
      blocks.append(block(title, summary.section(scope), top, minimumTexts))
    }
    add("all", .all)
    for label in summary.predictedClasses {
      add("predicted \(VisibleText.escaped(result.label(label)))", .predicted(label))
    }
    for confusion in confusions.prefix(mostConfusions) {
      let title = EvaluateText.mistake(
        VisibleText.escaped(result.label(confusion.labelled)),
        VisibleText.escaped(result.label(confusion.predicted)), isMultiLabel: false)
      add(title, .confusion(labelled: confusion.labelled, predicted: confusion.predicted))
    }
    let remarks = remarks(summary, hidden: confusions.count - mostConfusions)
    if !remarks.isEmpty { blocks.append(remarks) }
    return blocks.joined(separator: "\n")
  }

  private static func heading(_ result: SummaryResult, _ minimumTexts: Int) -> String {
    let count = result.summary.textCount
    let names = result.data.joined(separator: ", ")
    return "\(VisibleText.escaped(result.model)) on \(VisibleText.escaped(names)): "
      + "\(Wording.grouped(count)) \(count == 1 ? "text" : "texts") by "
      + "\(VisibleText.escaped(result.howMade)), "
      + String(format: "%.1f s\n", result.seconds)
      + "Means are of words that are in \(Wording.count(minimumTexts, "text")) or more.\n"
  }

  private static func block(
    _ title: String, _ section: SummarySection, _ top: Int, _ minimumTexts: Int
  ) -> String {
    let total = section.total
    let head =
      "\(title): \(Wording.grouped(total.textCount)) \(total.textCount == 1 ? "text" : "texts"), "
      + "\(Wording.grouped(section.wordCount)) \(section.wordCount == 1 ? "word" : "words"), "
      + "mean |attribution| \(number(total.meanAbsolute))\n"
    var table = TextTable(columns: [
      .left("by"), .left("word"), .right("sum"), .right("mean"), .right("mean ||"),
      .right("texts"), .right("times"),
    ])
    var isEmpty = true
    for order in SummaryOrder.allCases {
      let words = section.words(by: order, most: top, minimumTexts: minimumTexts)
      for (place, word) in words.enumerated() {
        isEmpty = false
        table.append([
          place == 0 ? name(order) : "", VisibleText.escaped(word.text), signed(word.tally.sum),
          signed(word.tally.mean), number(word.tally.meanAbsolute),
          Wording.grouped(word.tally.textCount), Wording.grouped(word.tally.occurrenceCount),
        ])
      }
    }
    return head + (isEmpty ? "" : table.text)
  }

  private static func remarks(_ summary: AttributionSummary, hidden: Int) -> String {
    var lines: [String] = []
    if hidden > 0 {
      lines.append("\(Wording.count(hidden, "confusion")) more: --format json has all")
    }
    if summary.forgottenCount > 0 {
      lines.append(
        "\(Wording.grouped(summary.forgottenCount)) rare words were forgotten to keep "
          + "\(Wording.grouped(summary.wordLimit)); their numbers may be too small")
    }
    let undefined = summary.section(.all).undefinedCount
    if undefined > 0 {
      lines.append("\(Wording.count(undefined, "word")) left out: the attribution is no number")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func name(_ order: SummaryOrder) -> String {
    switch order {
    case .sum: "sum"
    case .mean: "mean"
    case .against: "against"
    case .meanAbsolute: "mean ||"
    }
  }

  private static func number(_ value: Double) -> String { Figures.fixed(Float(value), digits: 4) }
  private static func signed(_ value: Double) -> String { Figures.signed(Float(value), digits: 4) }
}
