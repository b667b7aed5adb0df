internal import Model
internal import Training

/// The thresholds of all classes with what each finds: a row is called a class from its threshold on, whatever else it is called.
enum ThresholdTable {
  /// The class at a row of the screen.
  static func label(_ state: State, _ inside: Rectangle, row: Int) -> Int? {
    guard row > inside.row, row < inside.endRow else { return nil }
    let label = first(state, inside) + (row - inside.row - 1) / lines(state, inside)
    return state.evaluate.labels.indices.contains(label) ? label : nil
  }

  private static func first(_ state: State, _ inside: Rectangle) -> Int {
    let room = max((inside.height - 1) / lines(state, inside), 1)
    return max(min(state.evaluate.label - room / 2, state.evaluate.labels.count - room), 0)
  }

  /// Lines of a class: a slider below the numbers where there is room for one.
  private static func lines(_ state: State, _ inside: Rectangle) -> Int {
    inside.height - 1 >= 2 * state.evaluate.labels.count ? 2 : 1
  }

  /// Threshold, precision, recall, F1 and the rows called.
  private static let titles = ["from", "precision", "recall", "F1", "called"]
  private static let shortTitles = ["from", "prec", "rec", "F1", "call"]

  static func draw(_ painter: inout ScreenPainter, _ evaluation: Evaluation, in inside: Rectangle) {
    let theme = painter.theme
    let evaluate = painter.state.evaluate
    let longest = evaluation.labels.reduce(0) { max($0, VisibleText.columns(of: $1)) }
    let labelColumns = min(longest, max(inside.width / 4, 6)) + 1
    let column = min(max((inside.width - labelColumns) / titles.count, 5), 12)
    let start = inside.column + labelColumns
    func write(_ cells: [String], row: Int, _ styles: [CellStyle]) {
      for (place, cell) in cells.enumerated() {
        painter.write(
          NumberText.padded(cell, column), row: row, column: start + place * column,
          style: styles[min(place, styles.count - 1)], in: inside)
      }
    }
    write(column > 9 ? titles : shortTitles, row: inside.row, [theme[.subtle]])
    let lines = lines(painter.state, inside)
    let first = first(painter.state, inside)
    for label in evaluation.labels.indices.dropFirst(first).prefix((inside.height - 1) / lines) {
      guard evaluate.thresholds.indices.contains(label) else { continue }
      let row = inside.row + 1 + (label - first) * lines
      let isChosen = label == evaluate.label
      let value = evaluate.thresholds[label]
      let score = evaluation.report.rankings[label].score(at: value)
      painter.write(
        isChosen ? "▸" : " ", row: row, column: inside.column - 1, style: theme[.key],
        in: inside.inset(rows: 0, columns: -1))
      painter.write(
        NumberText.shortened(VisibleText.escaped(evaluation.labels[label]), labelColumns - 1),
        row: row, column: inside.column, style: theme[isChosen ? .text : .subtle], in: inside)
      let number = isChosen ? theme[.text].emphasized : theme[.text]
      write(
        [
          EvaluateText.share(value, decimals: 2), EvaluateText.share(score.precision),
          EvaluateText.share(score.recall), EvaluateText.share(score.f1),
          Wording.grouped(score.predictions),
        ], row: row, [theme[value == 0.5 ? .subtle : .key], number])
      if lines > 1 {
        drawSlider(&painter, value, isChosen: isChosen, row: row + 1, in: inside)
      }
    }
  }

  private static func drawSlider(
    _ painter: inout ScreenPainter, _ value: Double, isChosen: Bool, row: Int, in inside: Rectangle
  ) {
    let place = Int((value * Double(inside.width - 1)).rounded())
    painter.write(
      String(repeating: "─", count: inside.width), row: row, column: inside.column,
      style: painter.theme[.border], in: inside)
    painter.write(
      String(repeating: "━", count: place), row: row, column: inside.column,
      style: painter.theme[isChosen ? .targetBar : .bar], in: inside)
    painter.write(
      "●", row: row, column: inside.column + place,
      style: painter.theme[isChosen ? .key : .subtle], in: inside)
  }
}
