internal import Training

/// All that was judged, a row each, sorted by one of the columns.
enum JudgedTable {
  /// The columns, the most telling first; as many as fit.
  static let metrics: [Metric] = [
    .accuracy, .weightedF1, .macroF1, .rocAUC, .loss, .matthews, .calibrationError,
  ]
  private static let titles = ["acc", "wF1", "mF1", "AUC", "loss", "Mat", "ECE"]
  private static let column = 6

  static func draw(_ painter: inout ScreenPainter, in inside: Rectangle) {
    let theme = painter.theme
    let state = painter.state
    let rows = JudgedModel.all(state)
    let room = max(inside.height - 1, 0)
    let first = min(state.evaluate.pageTop, max(rows.count - room, 0))
    let shown = min(max((inside.width - 18) / column, 1), metrics.count)
    let name = inside.width - shown * column
    painter.write(
      "model, data", row: inside.row, column: inside.column, style: theme[.subtle], in: inside)
    for (place, metric) in metrics.prefix(shown).enumerated() {
      let isSorted = metric == state.evaluate.sorting
      painter.write(
        NumberText.padded((isSorted ? "↓" : "") + titles[place], column), row: inside.row,
        column: inside.column + name + place * column, style: theme[isSorted ? .key : .subtle],
        in: inside)
    }
    painter.writeArrows(rows: first..<first + room, of: rows.count, below: inside)
    for (offset, row) in rows.dropFirst(first).prefix(room).enumerated() {
      let line = inside.row + 1 + offset
      let isShown = !row.digest.isEmpty && row.digest == state.evaluate.evaluation?.model.digest
      var used = painter.write(
        NumberText.shortened(VisibleText.escaped(row.name), name - 1), row: line,
        column: inside.column, style: isShown ? theme[.text].emphasized : theme[.text], in: inside)
      used += 1
      painter.write(
        NumberText.wholeWords(VisibleText.escaped(row.data), name - used - 1), row: line,
        column: inside.column + used, style: theme[.subtle], in: inside)
      for (place, metric) in metrics.prefix(shown).enumerated() {
        let text = row.values[metric].map { EvaluateText.share($0) } ?? "–"
        painter.write(
          NumberText.padded(text, column), row: line,
          column: inside.column + name + place * column,
          style: theme[metric == state.evaluate.sorting ? .text : .subtle], in: inside)
      }
    }
  }
}
