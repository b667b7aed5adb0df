internal import Model
internal import Training

/// The metrics as a list, with the intervals they would lie in for other rows of the kind.
enum MetricsPane {
  private static let nameColumns = 18

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.metrics], let inside = painter.layout.inside(.metrics)
    else { return }
    let theme = painter.theme
    let evaluate = painter.state.evaluate
    var draws = evaluate.intervals.isEmpty ? "" : "95 % intervals"
    var title = [("Metrics", theme[.title])]
    // The model on screen may be one that is not judged yet, or cannot be.
    if let judged = evaluate.evaluation?.model, judged.digest != painter.state.model?.digest {
      title.append((" of \(VisibleText.escaped(judged.name))", theme[.warning]))
      draws = ""
    }
    painter.frame(
      frame, title: title, note: draws, isFocused: painter.isFocused(.metrics))
    guard let evaluation = evaluate.evaluation else {
      return drawEmpty(&painter, in: inside)
    }
    let metrics = metrics(evaluation)
    drawSummary(&painter, evaluation, below: metrics.count, in: inside)
    let first = min(evaluate.metricsTop, max(metrics.count - inside.height, 0))
    painter.writeArrows(
      rows: first..<first + inside.height, of: metrics.count, below: inside)
    for (offset, metric) in metrics.dropFirst(first).prefix(inside.height).enumerated() {
      guard let value = evaluation.report.values[metric] else { continue }
      let row = inside.row + offset
      painter.write(
        NumberText.fitted(EvaluateText.name(metric), nameColumns), row: row, column: inside.column,
        style: theme[.subtle], in: inside)
      let number = EvaluateText.share(value, decimals: 4)
      let start = inside.column + nameColumns + 1
      painter.write(
        NumberText.padded(number, 6), row: row, column: start, style: theme[.text].emphasized,
        in: inside)
      guard let interval = evaluate.intervals[metric] else { continue }
      painter.write(
        "\(end(interval.lower))–\(end(interval.upper))", row: row,
        column: start + 7, style: theme[.subtle], in: inside)
    }
  }

  /// The metrics there are, in their order.
  static func metrics(_ evaluation: Evaluation) -> [Metric] {
    Metric.allCases.filter { evaluation.report.values[$0] != nil }
  }

  /// How many are right and how long it took, where there is room for it.
  private static func drawSummary(
    _ painter: inout ScreenPainter, _ evaluation: Evaluation, below rows: Int, in inside: Rectangle
  ) {
    guard inside.height > rows + 1 else { return }
    let outputs = evaluation.report.outputs
    var text =
      "\(Wording.grouped(evaluation.rightCount)) of \(Wording.grouped(outputs.count)) right"
    if evaluation.seconds > 0 {
      text += " · \(CurveNumber.duration(evaluation.seconds))"
      text += " · \(Wording.grouped(Int(Double(outputs.count) / evaluation.seconds))) a second"
    }
    painter.write(
      NumberText.wholeWords(text, inside.width), row: inside.row + rows + 1, column: inside.column,
      style: painter.theme[.subtle], in: inside)
  }

  /// An end of an interval in four columns.
  private static func end(_ value: Double) -> String {
    EvaluateText.share(value, decimals: abs(value) < 1 ? 3 : 2)
  }

  static func drawEmpty(_ painter: inout ScreenPainter, in area: Rectangle) {
    let state = painter.state
    if state.evaluate.problem == nil, let progress = state.evaluate.progress, !area.isEmpty {
      return drawProgress(&painter, progress, in: area)
    }
    let text =
      state.evaluate.problem
      ?? (state.evaluate.isRunning
        ? "The rows are being predicted."
        : "Nothing is judged yet. \(state.name(of: .evaluate)) asks for a file of labelled texts: "
          + "text;label, CSV, TSV, JSON lines.")
    painter.writeLines(
      ScreenPainter.wrapped(text, width: max(area.width, 1)), in: area,
      style: painter.theme[state.evaluate.problem == nil ? .subtle : .error])
  }

  private static func drawProgress(
    _ painter: inout ScreenPainter, _ progress: EvaluationProgress, in area: Rectangle
  ) {
    let share = Double(progress.done) / Double(max(progress.total, 1))
    let theme = painter.theme
    painter.write(
      "\(Wording.grouped(progress.done)) of \(Wording.grouped(progress.total)) rows",
      row: area.row, column: area.column, style: theme[.text], in: area)
    painter.write(
      ScreenPainter.bar(Float(share), columns: area.width), row: area.row + 1, column: area.column,
      style: theme[.bar], in: area)
    let right = Double(progress.right) / Double(max(progress.done, 1))
    painter.write(
      "\(EvaluateText.share(right)) right so far", row: area.row + 2, column: area.column,
      style: theme[.subtle], in: area)
  }
}
