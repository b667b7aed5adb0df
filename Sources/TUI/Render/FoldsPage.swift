internal import Model
internal import Training

/// What the folds of a cross-validation found: mean, spread and every fold's value on a line from the least to the greatest.
enum FoldsPage {
  private static let nameColumns = 18
  private static let numberColumns = 15

  static func draw(
    _ painter: inout ScreenPainter, _ folds: CrossValidation, in inside: Rectangle
  ) {
    let theme = painter.theme
    let texts = folds.matrix.total
    let lines = lines(folds)
    let room = max(inside.height - 1, 0)
    let first = min(painter.state.evaluate.pageTop, max(lines.count - room, 0))
    painter.write(
      "\(Wording.count(folds.folds.count, "fold"))\(folds.isComplete ? "" : " of \(folds.count) so far"), "
        + "\(Wording.grouped(texts)) texts, each held out once",
      row: inside.row, column: inside.column, style: theme[.subtle], in: inside)
    painter.writeArrows(rows: first..<first + room, of: lines.count, below: inside)
    for (offset, line) in lines.dropFirst(first).prefix(room).enumerated() {
      let row = inside.row + 1 + offset
      painter.write(
        NumberText.fitted(line.name, nameColumns), row: row, column: inside.column,
        style: theme[.subtle], in: inside)
      painter.write(
        " \(EvaluateText.share(line.spread.mean, decimals: 4))"
          + " ±\(EvaluateText.share(line.spread.standardDeviation, decimals: 4))",
        row: row, column: inside.column + nameColumns, style: theme[.text], in: inside)
      let start = inside.column + nameColumns + numberColumns
      drawStrip(
        &painter, line.spread,
        in: Rectangle(row: row, column: start, height: 1, width: inside.endColumn - start))
    }
  }

  /// All metrics, then each class's.
  private static func lines(_ folds: CrossValidation) -> [(name: String, spread: MetricSpread)] {
    var lines: [(name: String, spread: MetricSpread)] = Metric.allCases.compactMap { metric in
      folds.spread(metric).map { (EvaluateText.name(metric), $0) }
    }
    for (label, name) in folds.labels.enumerated() {
      lines.append(
        (VisibleText.escaped(name) + " precision", folds.spread(label: label, \.precision)))
      lines.append((VisibleText.escaped(name) + " recall", folds.spread(label: label, \.recall)))
      lines.append((VisibleText.escaped(name) + " F1", folds.spread(label: label, \.f1)))
    }
    return lines
  }

  /// How many lines there are.
  static func lineCount(_ folds: CrossValidation) -> Int { lines(folds).count }

  private static func drawStrip(
    _ painter: inout ScreenPainter, _ spread: MetricSpread, in area: Rectangle
  ) {
    guard area.width >= 6, let least = spread.values.min(), let greatest = spread.values.max()
    else { return }
    let theme = painter.theme
    let width = greatest - least
    func column(_ value: Double) -> Int {
      let share = width > 0 ? (value - least) / width : 0.5
      return area.column + 1 + Int((share * Double(area.width - 2)).rounded())
    }
    painter.write(
      String(repeating: "─", count: area.width - 1), row: area.row, column: area.column + 1,
      style: theme[.border], in: area)
    for value in spread.values {
      painter.write(
        "•", row: area.row, column: column(value), style: theme[.curve1], in: area)
    }
    painter.write(
      "│", row: area.row, column: column(spread.mean), style: theme[.key].emphasized, in: area)
  }
}
