internal import Attribution
internal import Foundation
internal import Model
internal import Training

/// What the Evaluate screen says in words and numbers.
public enum EvaluateText {
  /// A share without its zero: `.9220`, `1.0000`.
  static func share(_ value: Double, decimals: Int = 3) -> String {
    guard value.isFinite else { return "NaN" }
    let text = String(format: "%.\(decimals)f", abs(value))
    return (value < 0 ? "−" : "") + (text.hasPrefix("0.") ? String(text.dropFirst()) : text)
  }

  /// The names of a row's classes, side by side; a dash of none.
  public static func names(_ labels: [Int], of names: [String]) -> String {
    labels.isEmpty
      ? "–" : labels.map { VisibleText.escaped(names[$0]) }.joined(separator: ", ")
  }

  /// What a mistake's cell is about: of several labels one that was given beside, or in the place of, the right one.
  public static func mistake(_ truth: String, _ predicted: String, isMultiLabel: Bool) -> String {
    isMultiLabel ? "\(truth) wrongly given \(predicted)" : "\(truth) taken for \(predicted)"
  }

  /// A metric's name in 18 columns.
  static func name(_ metric: Metric) -> String {
    switch metric {
    case .rocAUC: "AUC one vs rest"
    case .rocAUCOneVersusOne: "AUC one vs one"
    default: metric.title
    }
  }

  /// A change with its sign.
  static func change(_ value: Double, decimals: Int = 4) -> String {
    let text = share(abs(value), decimals: decimals)
    let isZero = !text.contains { ("1"..."9").contains($0) }
    return (isZero ? " " : value < 0 ? "−" : "+") + text
  }

  static func percent(_ share: Double) -> String {
    NumberText.percent(Float(share), decimals: 1)
  }

  /// A probability under chance.
  static func chance(_ value: Double) -> String {
    value < 0.0001 ? "<.0001" : share(value, decimals: value < 0.1 ? 4 : 3)
  }

  /// What runs, or what is to be said of the data.
  static func status(_ state: State) -> String {
    let evaluate = state.evaluate
    if evaluate.isRunning {
      let name = FileSystem.lastComponent(of: evaluate.data)
      return "judging \(state.model?.name ?? "") on \(name)" + progress(evaluate.progress)
        + " · \(state.name(of: .back)) stops"
    }
    if evaluate.isComparing {
      if evaluate.comparison?.differences.isEmpty == true {
        return "drawing intervals of the change"
      }
      return "judging \(evaluate.against)" + progress(evaluate.comparisonProgress)
    }
    guard let evaluation = evaluate.evaluation else { return "" }
    if let cell = evaluate.explainedCell {
      let total = min(evaluation.rows(in: cell).count, State.explainedRows)
      let done = evaluate.causes[cell]?.total.textCount ?? 0
      return "explaining the cell's rows: \(done) of \(total)"
    }
    if state.focus == .rows, let row = evaluate.row {
      let place = evaluation.rows[row]
      return "\(FileSystem.lastComponent(of: place.path)), line \(Wording.grouped(place.line))"
    }
    return remarks(evaluation)
  }

  private static func progress(_ progress: EvaluationProgress?) -> String {
    guard let progress, progress.done > 0 else { return "" }
    let rate = progress.seconds > 0 ? Double(progress.done) / progress.seconds : 0
    return ": \(Wording.grouped(progress.done)) of \(Wording.grouped(progress.total)) rows · "
      + "\(share(Double(progress.right) / Double(progress.done))) right so far · "
      + "\(Wording.grouped(Int(rate))) a second"
  }

  /// What of the files was left out.
  static func remarks(_ evaluation: Evaluation) -> String {
    var parts: [String] = []
    let bad = evaluation.data.reduce(0) { $0 + $1.badRowCount }
    if bad > 0 { parts.append("\(Wording.count(bad, "row")) could not be used") }
    let foreign = evaluation.foreignLabels.values.reduce(0, +)
    if foreign > 0 {
      let names = evaluation.foreignLabels.keys.sorted().prefix(3).joined(separator: ", ")
      let what = evaluation.isMultiLabel ? "label" : "row"
      parts.append(
        "\(Wording.count(foreign, what)) \(evaluation.isMultiLabel ? "" : "with labels ")the model has not (\(names))"
      )
    }
    return (parts + evaluation.notes).joined(separator: " · ")
  }

  /// The file, for the right end of the status line.
  static func settings(_ state: State) -> String {
    guard let evaluation = state.evaluate.evaluation else { return "" }
    let rows = Wording.grouped(evaluation.rows.count)
    let cleaning = evaluation.cleaner.map {
      $0.isEmpty ? " · not cleaned" : " · cleaned: \($0.summary)"
    }
    return "\(VisibleText.escaped(evaluation.dataNames)) · \(rows) rows\(cleaning ?? "")"
  }

  /// What a cell is, in a sentence that fits.
  static func cell(_ evaluation: Evaluation, _ cell: MatrixCell, columns: Int) -> String {
    let names = evaluation.labels.map { VisibleText.escaped($0) }
    let count = evaluation.report.matrix.counts[cell.truth][cell.predicted]
    let score = evaluation.report.classScores[cell.predicted]
    let taken = score.predictions > 0 ? Double(count) / Double(score.predictions) : 0
    let (truth, predicted) = (names[cell.truth], names[cell.predicted])
    let number = Wording.grouped(count)
    let head =
      number + " "
      + (cell.isRight
        ? "\(truth) found" : mistake(truth, predicted, isMultiLabel: evaluation.isMultiLabel))
    let ofTruth = "\(percent(evaluation.share(cell))) of \(truth)"
    let ofPredicted = "\(percent(taken)) of what is called \(predicted)"
    return NumberText.firstFitting(
      [
        "\(head): \(ofTruth), \(ofPredicted)", "\(head): \(ofTruth)",
        "\(head): \(percent(evaluation.share(cell)))", head,
      ], columns)
  }

  /// What a class's threshold does.
  static func threshold(
    _ evaluation: Evaluation, _ label: Int, _ value: Double, _ score: ConfusionMatrix.ClassScore
  ) -> String {
    "\(VisibleText.escaped(evaluation.labels[label])) from \(share(value, decimals: 2)) on: "
      + "precision \(share(score.precision)), recall \(share(score.recall)), "
      + "\(Wording.grouped(score.predictions)) called"
  }
}
