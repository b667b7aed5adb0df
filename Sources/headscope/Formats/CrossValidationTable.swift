import Model
import TUI
import Training

/// A cross-validation as people read it: each part, mean ± spread, the classes, and all confusions together.
enum CrossValidationTable {
  /// The metrics that have a column.
  private static let columns: [Metric] = [.accuracy, .macroF1, .weightedF1, .rocAUC, .loss]

  /// The parts that are judged, and what they are together.
  static func text(_ result: CrossValidation) -> String {
    let texts = Wording.count(result.matrix.total, "text")
    var heading = "Cross-validation: \(texts) held out, \(result.folds.count)"
    heading += result.isComplete ? " folds\n" : " of \(result.count) folds so far\n"
    return [
      heading, parts(result), others(result), classes(result),
      EvaluationTable.confusion(result.matrix, labels: result.labels),
    ].joined(separator: "\n")
  }

  private static func parts(_ result: CrossValidation) -> String {
    var table = TextTable(
      columns: [.left("fold"), .right("texts"), .right("step")]
        + columns.map { .right($0.title) })
    for fold in result.folds {
      table.append(
        [String(fold.number), Wording.grouped(fold.matrix.total), Wording.grouped(fold.step)]
          + columns.map { fold.values[$0].map(Figures.metric) ?? "" })
    }
    table.append(
      ["mean", "", ""] + columns.map { result.spread($0).map { Figures.metric($0.mean) } ?? "" })
    table.append(
      ["±", "", ""]
        + columns.map { result.spread($0).map { Figures.metric($0.standardDeviation) } ?? "" })
    return table.text
  }

  /// The metrics without a column.
  private static func others(_ result: CrossValidation) -> String {
    var table = TextTable(columns: [.left("metric"), .right("mean"), .left("spread")])
    for metric in Metric.allCases where !columns.contains(metric) {
      guard let spread = result.spread(metric) else { continue }
      table.append([
        metric.title, Figures.metric(spread.mean),
        "± " + Figures.metric(spread.standardDeviation),
      ])
    }
    return table.text
  }

  private static func classes(_ result: CrossValidation) -> String {
    var table = TextTable(columns: [
      .left("class"), .right("precision"), .right("recall"), .right("F1"), .right("texts"),
    ])
    func cell(_ label: Int, _ score: KeyPath<ConfusionMatrix.ClassScore, Double>) -> String {
      let spread = result.spread(label: label, score)
      return "\(Figures.metric(spread.mean)) ± \(Figures.metric(spread.standardDeviation))"
    }
    let supports = result.matrix.classScores.map(\.support)
    for (label, name) in result.labels.enumerated() {
      table.append([
        VisibleText.escaped(name), cell(label, \.precision), cell(label, \.recall),
        cell(label, \.f1), Wording.grouped(supports[label]),
      ])
    }
    return table.text
  }
}
