internal import Model
internal import Training

/// Precision, recall, F1 and rows of each class, as numbers and bars.
enum ClassesPane {
  private static let rowColumns = 5
  /// From this width on bars stand beside their numbers.
  private static let wideColumns = 46

  /// The class at a row of the screen.
  static func label(_ state: State, _ layout: ScreenLayout, row: Int) -> Int? {
    guard let inside = layout.inside(.classes), row > inside.row, row < inside.endRow else {
      return nil
    }
    let label = first(state, inside) + (row - inside.row - 1) / lines(state, inside)
    return state.evaluate.labels.indices.contains(label) ? label : nil
  }

  private static func first(_ state: State, _ inside: Rectangle) -> Int {
    let room = max((inside.height - 1) / lines(state, inside), 1)
    return max(min(state.evaluate.label - room / 2, state.evaluate.labels.count - room), 0)
  }

  /// Lines of a class: the bars below the numbers where they do not stand beside them.
  private static func lines(_ state: State, _ inside: Rectangle) -> Int {
    inside.width < wideColumns && inside.height - 1 >= 2 * state.evaluate.labels.count ? 2 : 1
  }

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.classes], let inside = painter.layout.inside(.classes)
    else { return }
    let theme = painter.theme
    painter.frame(
      frame, title: [("Classes", theme[.title])], isFocused: painter.isFocused(.classes))
    guard let evaluation = painter.state.evaluate.evaluation, inside.height > 1 else { return }
    let longest = evaluation.labels.reduce(0) { max($0, VisibleText.columns(of: $1)) }
    let labelColumns = min(longest, max(inside.width / 3, 6)) + 1
    let column = (inside.width - labelColumns - rowColumns) / 3
    let start = inside.column + labelColumns
    let titles = column > 9 ? ["precision", "recall", "F1"] : ["prec", "rec", "F1"]
    for (offset, title) in titles.enumerated() {
      painter.write(
        title, row: inside.row, column: start + offset * column,
        style: theme[.subtle], in: inside)
    }
    painter.writeRight("rows", row: inside.row, style: theme[.subtle], in: inside)
    let first = first(painter.state, inside)
    let lines = lines(painter.state, inside)
    for label in evaluation.labels.indices.dropFirst(first).prefix((inside.height - 1) / lines) {
      let row = inside.row + 1 + (label - first) * lines
      let isChosen = label == painter.state.evaluate.label
      painter.write(
        isChosen ? "▸" : " ", row: row, column: inside.column - 1, style: theme[.key],
        in: inside.inset(rows: 0, columns: -1))
      painter.write(
        NumberText.shortened(VisibleText.escaped(evaluation.labels[label]), labelColumns - 1),
        row: row, column: inside.column, style: theme[isChosen ? .text : .subtle], in: inside)
      let score = evaluation.report.classScores[label]
      for (offset, value) in [score.precision, score.recall, score.f1].enumerated() {
        let place = start + offset * column
        let decimals = column >= 12 ? 3 : 2
        let text = EvaluateText.share(value, decimals: decimals)
        painter.write(text, row: row, column: place, style: theme[.text], in: inside)
        let indent = lines > 1 ? 0 : decimals + 2
        painter.write(
          ScreenPainter.bar(Float(value), columns: column - 1 - indent), row: row + lines - 1,
          column: place + indent, style: theme[isChosen ? .targetBar : .bar], in: inside)
      }
      painter.writeRight(
        Wording.grouped(score.support), row: row, style: theme[.subtle], in: inside)
    }
  }
}
