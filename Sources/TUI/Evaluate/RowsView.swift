/// Where the list of rows is, the words behind it and the row under the cursor as a whole.
struct RowsView: Equatable, Sendable {
  /// The words behind a cell.
  let words: Rectangle
  /// The rows.
  let list: Rectangle
  /// The row under the cursor.
  let readout: Rectangle
  /// The number of the first row in sight.
  let first: Int

  init?(_ state: State, _ layout: ScreenLayout) {
    guard let inside = layout.inside(.rows), !inside.isEmpty else { return nil }
    let hasWords = state.evaluate.listed != nil && inside.height >= 4
    let wordRows = hasWords ? (inside.height >= 12 && inside.width < 90 ? 2 : 1) : 0
    // A blank line, the text in some lines, and what the model says of it.
    let readoutRows = inside.height >= 16 ? 6 : inside.height >= 9 ? 4 : 0
    words = inside.first(rows: wordRows)
    let rest = inside.below(rows: wordRows)
    list = rest.first(rows: rest.height - readoutRows)
    readout = rest.below(rows: list.height + (readoutRows > 0 ? 1 : 0))
    let count = state.evaluate.listedRows.count
    let cursor = state.evaluate.rowCursor
    first = max(min(cursor - list.height / 2, count - list.height), 0)
  }

  /// The number of the listed row at a row of the screen.
  func index(row: Int) -> Int? {
    row >= list.row && row < list.endRow ? first + row - list.row : nil
  }
}
