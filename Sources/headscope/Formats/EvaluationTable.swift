import Foundation
import Model
import TUI
import Training

/// An evaluation as people read it.
enum EvaluationTable {
  /// Everything there is to be said of one model.
  static func text(_ result: EvaluationResult) -> String {
    let blocks = [
      heading(result), metrics(result.report), classes(result.report), confusion(result.report),
      calibration(result.report), coverage(result.report), worst(result),
      result.crossValidation.map(CrossValidationTable.text) ?? "", remarks(result),
    ]
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The second model, and what it changes.
  static func text(_ comparison: EvaluationComparison, to first: EvaluationResult) -> String {
    let second = comparison.second
    var table = TextTable(columns: [
      .left("metric"), .right(VisibleText.escaped(first.model.name)),
      .right(VisibleText.escaped(second.model.name)), .right("change"), .left("95 % interval"),
      .right("p"),
    ])
    let byMetric = Dictionary(
      comparison.differences.map { ($0.metric, $0) }, uniquingKeysWith: { first, _ in first })
    for metric in Metric.allCases {
      let before = first.report.values[metric]
      let after = second.report.values[metric]
      guard let before, let after else { continue }
      let drawn = byMetric[metric]
      table.append([
        metric.title, number(before), number(after), signed(after - before),
        drawn.map { "\(signed($0.difference.lower)) to \(signed($0.difference.upper))" } ?? "",
        drawn.map { probability($0.pValue) } ?? "",
      ])
    }
    let test = comparison.test
    let right =
      "Only the first is right on \(Wording.grouped(test.firstOnly)), only the second on "
      + "\(Wording.grouped(test.secondOnly)): McNemar's p \(probability(test.exactPValue)) exact, "
      + "\(probability(test.chiSquaredPValue)) by χ².\n"
    return "\n" + text(second) + "\n" + table.text + right
  }

  // MARK: - Blocks

  private static func heading(_ result: EvaluationResult) -> String {
    let count = result.report.outputs.count
    let rate = result.seconds > 0 ? Double(count) / result.seconds : 0
    return "\(VisibleText.escaped(result.model.name)) on \(VisibleText.escaped(result.dataNames)): "
      + "\(Wording.grouped(count)) \(count == 1 ? "example" : "examples"), "
      + "\(Wording.count(result.report.labels.count, "class", plural: "classes")), "
      + String(format: "%.1f s (%.0f a second)\n", result.seconds, rate)
  }

  private static func metrics(_ report: ClassificationReport) -> String {
    var table = TextTable(columns: [.left("metric"), .right("value"), .left("95 % interval")])
    for metric in Metric.allCases {
      guard let value = report.values[metric] else { continue }
      let interval = report.intervals[metric]
      table.append([
        metric.title, number(value),
        interval.map { "\(number($0.lower)) to \(number($0.upper))" } ?? "",
      ])
    }
    return table.text
  }

  private static func classes(_ report: ClassificationReport) -> String {
    var table = TextTable(columns: [
      .left("class"), .right("precision"), .right("recall"), .right("F1"), .right("ROC AUC"),
      .right("rows"), .right("predicted"),
    ])
    for (index, score) in report.classScores.enumerated() {
      table.append([
        VisibleText.escaped(report.labels[index]), number(score.precision), number(score.recall),
        number(score.f1), report.rankings[index].rocArea.map(number) ?? "",
        Wording.grouped(score.support), Wording.grouped(score.predictions),
      ])
    }
    return table.text
  }

  /// Up to this many columns of text the classes stand over the matrix by name, beyond by number.
  private static let widestMatrix = 100

  private static func confusion(_ report: ClassificationReport) -> String {
    let isMultiLabel = report.outputs.isMultiLabel
    let confusions = report.confusions(most: 3).map {
      EvaluateText.mistake(
        VisibleText.escaped(report.labels[$0.truth]),
        VisibleText.escaped(report.labels[$0.predicted]), isMultiLabel: isMultiLabel)
        + " \(Wording.grouped($0.count))"
    }
    return confusion(report.matrix, labels: report.labels)
      + (isMultiLabel
        ? "How often a label was there and found, or another one given that was not there.\n" : "")
      + (confusions.isEmpty ? "" : "Most frequent: \(confusions.joined(separator: ", ")).\n")
  }

  /// A row a true class, a column a predicted one.
  static func confusion(_ matrix: ConfusionMatrix, labels: [String]) -> String {
    let names = labels.map { VisibleText.escaped($0) }
    let width = names.reduce(0) { $0 + max(6, TextWidth.columns(of: $1)) + 2 }
    let isNamed = width <= widestMatrix
    var table = TextTable(
      columns: [.left("true \\ predicted")]
        + names.indices.map { .right(isNamed ? names[$0] : String($0)) })
    for (index, row) in matrix.counts.enumerated() {
      let name = isNamed ? names[index] : "\(index) \(names[index])"
      table.append([name] + row.map { $0 == 0 ? "·" : Wording.grouped($0) })
    }
    return table.text
  }

  private static func calibration(_ report: ClassificationReport) -> String {
    guard let calibration = report.calibration else {
      return "The outputs are no probabilities: there is no loss and no calibration.\n"
    }
    let isMultiLabel = report.outputs.isMultiLabel
    var table = TextTable(columns: [
      .left(isMultiLabel ? "probability of a label" : "confidence"),
      .right(isMultiLabel ? "labels" : "rows"), .right("mean"),
      .right(isMultiLabel ? "there" : "right"), .left(""),
    ])
    for bin in calibration.bins where bin.count > 0 {
      let gap = bin.accuracy - bin.confidence
      table.append([
        String(format: "%.2f to %.2f", bin.range.lowerBound, bin.range.upperBound),
        Wording.grouped(bin.count), number(bin.confidence), number(bin.accuracy),
        abs(gap) < 0.02 ? "" : gap < 0 ? "too sure" : "too modest",
      ])
    }
    return table.text
  }

  private static let thresholds = [0.5, 0.7, 0.8, 0.9, 0.95, 0.99]

  private static func coverage(_ report: ClassificationReport) -> String {
    guard report.hasProbabilities else { return "" }
    let curve = CoverageCurve(report.outputs)
    var table = TextTable(columns: [
      .right("to a human below"), .right("decided"), .right("right of these"),
    ])
    for threshold in thresholds {
      let point = curve.point(at: threshold)
      table.append([
        String(format: "%.2f", threshold), percent(point?.coverage ?? 0),
        point.map { percent($0.accuracy) } ?? "",
      ])
    }
    return table.text
  }

  private static func worst(_ result: EvaluationResult) -> String {
    guard !result.worst.isEmpty else { return "" }
    var table = TextTable(columns: [
      .right("loss"), .right("line"), .left("label"), .left("predicted"), .right("with"),
      .left("text"),
    ])
    for row in result.worst {
      table.append([
        String(format: "%.2f", row.loss), String(row.line),
        EvaluateText.names(row.truth, of: result.report.labels),
        EvaluateText.names(row.predicted, of: result.report.labels), number(row.confidence),
        VisibleText.escaped(row.text),
      ])
    }
    return "Largest losses: a wrong label, or a wrong model.\n" + table.text
  }

  private static func remarks(_ result: EvaluationResult) -> String {
    var lines = result.data.flatMap(\.notes)
    if !result.foreignLabels.isEmpty {
      lines.append(
        "left out, for the model has no such label: \(Wording.counts(result.foreignLabels))")
    }
    return lines.map { VisibleText.escaped($0) + "\n" }.joined()
  }

  // MARK: - Numbers

  private static func number(_ value: Double) -> String { Figures.fixed(Float(value), digits: 4) }
  private static func signed(_ value: Double) -> String { Figures.signed(Float(value), digits: 4) }
  private static func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
  private static func probability(_ value: Double) -> String {
    value < 0.0001 ? "below 0.0001" : String(format: "%.4f", value)
  }
}
