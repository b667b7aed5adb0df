internal import Model
internal import Training

/// How often each class was taken for each, as a heat table: right ones in one colour, mistakes in the other.
enum ConfusionPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.confusion],
      let inside = painter.layout.inside(.confusion)
    else { return }
    let theme = painter.theme
    painter.frame(
      frame,
      title: [("Confusion", theme[.title]), (" true ↓ predicted →", theme[.subtle])],
      isFocused: painter.isFocused(.confusion))
    let state = painter.state
    guard let evaluation = state.evaluate.evaluation else {
      if state.evaluate.upper == .confusion, painter.layout.panes[.metrics] == nil {
        MetricsPane.drawEmpty(&painter, in: inside)
      }
      return
    }
    guard let view = ConfusionView(state, painter.layout) else { return }
    drawNames(&painter, evaluation, view)
    for truth in view.rows {
      for predicted in view.columns {
        drawCell(&painter, evaluation, MatrixCell(truth: truth, predicted: predicted), view)
      }
    }
    let count = evaluation.labels.count
    painter.writeArrows(
      rows: view.rows, of: count, columns: view.columns, of: count,
      in: Rectangle(
        row: view.header.row, column: view.labels.column, height: 1, width: view.labels.width))
    if !view.readout.isEmpty {
      painter.write(
        EvaluateText.cell(evaluation, state.evaluate.cell, columns: view.readout.width),
        row: view.readout.row, column: view.readout.column, style: theme[.text], in: view.readout)
    }
  }

  private static func drawNames(
    _ painter: inout ScreenPainter, _ evaluation: Evaluation, _ view: ConfusionView
  ) {
    let theme = painter.theme
    let cell = painter.state.evaluate.cell
    for predicted in view.columns {
      let place = view.place(MatrixCell(truth: view.rows.lowerBound, predicted: predicted))
      let name = name(evaluation.labels[predicted], view.cellWidth - 1)
      painter.write(
        NumberText.padded(name, view.cellWidth), row: view.header.row, column: place.column,
        style: predicted == cell.predicted ? theme[.text].emphasized : theme[.subtle],
        in: view.header)
    }
    for truth in view.rows {
      let place = view.place(MatrixCell(truth: truth, predicted: view.columns.lowerBound))
      painter.write(
        name(evaluation.labels[truth], view.labels.width), row: place.row,
        column: view.labels.column,
        style: truth == cell.truth ? theme[.text].emphasized : theme[.subtle], in: view.labels)
    }
  }

  /// A name in few columns: its beginning, without an ellipsis where that would be most of it.
  private static func name(_ label: String, _ columns: Int) -> String {
    let label = VisibleText.escaped(label)
    return columns < 6
      ? String(label.prefix(max(columns, 0))) : NumberText.shortened(label, columns)
  }

  private static func drawCell(
    _ painter: inout ScreenPainter, _ evaluation: Evaluation, _ cell: MatrixCell,
    _ view: ConfusionView
  ) {
    let theme = painter.theme
    let state = painter.state
    let area = view.place(cell)
    let count = evaluation.report.matrix.counts[cell.truth][cell.predicted]
    let share = evaluation.share(cell)
    // Small confusions are what one looks for: their colours grow with the root.
    let value = Float(cell.isRight ? share : -share.squareRoot())
    let isCursor = cell == state.evaluate.cell
    let isStrong = isCursor && painter.isFocused(.confusion)
    var style = isStrong ? theme[.cursor] : theme.attribution.style(count > 0 ? value : 0)
    if count == 0, !isStrong { style = theme[.absent] }
    if isCursor { style.attributes.insert(.bold) }
    let isTall = view.cellHeight > 1
    let shareText = count > 0 ? EvaluateText.share(share, decimals: 2) : ""
    let number = count > 0 ? Wording.grouped(count) : "·"
    let hasBoth = view.hasShares && count > 0
    let lines = isTall ? [number, shareText] : [hasBoth ? "\(number) \(shareText)" : number]
    let margin = view.margin
    for (offset, line) in lines.enumerated() {
      painter.write(
        NumberText.padded(line, area.width - margin) + String(repeating: " ", count: margin),
        row: area.row + offset, column: area.column, style: style, in: area)
    }
    // A mark beside the colour, which some terminals do not show.
    if isCursor || cell == state.evaluate.listed {
      painter.write(
        isCursor ? "▸" : "·", row: area.row, column: area.column, style: style, in: area)
    }
  }
}
