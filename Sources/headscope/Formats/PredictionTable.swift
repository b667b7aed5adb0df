import Foundation
import Model
import TUI

/// `predict` as people read it: every class of a single text with a bar, or a line a text of many.
enum PredictionTable {
  private static let barWidth = 30
  /// What is shown of a vocabulary.
  private static let mostPieces = 10

  /// All classes of one text, the largest output first.
  static func single(_ result: PredictionResult) -> String {
    let prediction = result.prediction
    var table = TextTable(columns: [.left(""), .right(""), .left("")])
    let ranking = result.model.ranking(prediction, mostPieces: mostPieces)
    for index in ranking {
      let output = prediction.outputs[index]
      table.append([
        VisibleText.escaped(result.model.label(index)),
        Figures.output(output, of: result.model),
        prediction.kind == .outputs ? "" : bar(output),
      ])
    }
    var heading = prediction.kind == .outputs ? "The head's outputs, not probabilities:\n" : ""
    if result.model.precision != Arithmetic.fp32.rawValue {
      heading = "Computed in \(result.model.precision).\n" + heading
    }
    let rest = prediction.outputs.count - ranking.count
    return heading + table.text
      + (rest > 0 ? "and \(Wording.grouped(rest)) pieces less probable\n" : "")
  }

  /// One line: the label, its output, the text.
  static func line(_ result: PredictionResult) -> String {
    let width = result.model.labelColumns
    let label = VisibleText.escaped(result.model.label(result.prediction.best))
    let padding = String(repeating: " ", count: max(0, width - TextWidth.columns(of: label)))
    let best = result.prediction.best
    let output =
      result.prediction.outputs.indices.contains(best) ? result.prediction.outputs[best] : .nan
    let texts = [result.text, result.pair].compactMap(\.self).map { VisibleText.escaped($0) }
    return
      "\(label)\(padding)  \(Figures.output(output, of: result.model))  \(texts.joined(separator: "  |  "))\n"
  }

  /// A bar of up to `barWidth` columns for a share of one, in eighths.
  private static func bar(_ share: Float) -> String {
    guard share.isFinite, share > 0 else { return "" }
    let eighths = Int((min(share, 1) * Float(barWidth * 8)).rounded())
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }
}
