/// The form that starts a run: a line a field.
enum FormOverlay {
  struct Place {
    var frame: Rectangle
    var lines: Rectangle
    /// The first column of what is typed.
    var column: Int
  }

  static func place(_ state: State) -> Place {
    let width = min(state.columns - 4, 84)
    let height = TrainForm.Field.allCases.count + 4
    let frame = Rectangle(
      row: max((state.rows - height) / 3, 1), column: (state.columns - width) / 2,
      height: height, width: width)
    let titles = TrainForm.Field.allCases.map { VisibleText.columns(of: $0.title) }.max() ?? 0
    let lines = Rectangle(
      row: frame.row + 1, column: frame.column + 2, height: TrainForm.Field.allCases.count,
      width: width - 4)
    return Place(frame: frame, lines: lines, column: lines.column + titles + 4)
  }

  static func draw(_ painter: inout ScreenPainter, _ form: TrainForm) {
    let place = place(painter.state)
    let theme = painter.theme
    painter.box(place.frame, title: "Train a classifier", note: "Esc closes")
    for (offset, field) in TrainForm.Field.allCases.enumerated() {
      let row = place.lines.row + offset
      let isFocused = field == form.focus
      painter.write(
        isFocused ? "▸" : " ", row: row, column: place.lines.column, style: theme[.focus],
        in: place.lines)
      painter.write(
        field.title, row: row, column: place.lines.column + 2,
        style: theme[isFocused ? .key : .text], in: place.lines)
      let area = Rectangle(
        row: row, column: place.column, height: 1, width: place.lines.endColumn - place.column)
      if form[field].isEmpty {
        painter.write(field.hint, row: row, column: area.column, style: theme[.subtle], in: area)
        if isFocused { painter.grid.cursor = Grid.Cursor(row: row, column: area.column) }
      } else if isFocused {
        PromptOverlay.drawLine(&painter, form[field], in: area)
      } else {
        painter.write(
          NumberText.shortened(form[field].text, area.width), row: row, column: area.column,
          style: theme[.text], in: area)
      }
    }
    let last = place.lines.below(rows: place.lines.height)
    let problem = form.problem.map { form[$0.field].isEmpty ? "" : $0.text } ?? ""
    let text =
      problem.isEmpty
      ? "Enter starts it; a recipe can say more, and is started by :train RECIPE.toml"
      : problem
    painter.write(
      NumberText.shortened(text, place.lines.width), row: place.lines.endRow + 1,
      column: last.column, style: theme[problem.isEmpty ? .subtle : .warning],
      in: Rectangle(
        row: place.lines.endRow, column: place.lines.column, height: 2, width: place.lines.width))
  }
}
