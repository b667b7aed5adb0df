internal import Attribution

/// The matrix of one head as laid out in its pane: shared by `update` and by `render`.
struct MatrixView: Equatable, Sendable {
  let tokenCount: Int
  /// Columns of a key.
  let columnsPerKey: Int
  /// Columns of the queries' names.
  let labelColumns: Int
  /// Where weights stand.
  let area: Rectangle
  /// Where the keys' names stand, written downwards.
  let header: Rectangle
  let readout: Rectangle
  let visibleQueries: Int
  let visibleKeys: Int

  init?(_ state: State, _ screen: ScreenLayout) {
    guard let inside = screen.inside(.matrix), !inside.isEmpty, let report = state.heads.report
    else { return nil }
    tokenCount = report.roles.count
    let longest = report.roles.tokens.map { VisibleText.columns(of: $0.text) }.max() ?? 1
    readout = HeadsLayout.readout(in: inside)
    let headerRows = min(longest, max(1, min(6, (inside.height - readout.height) / 4)))
    labelColumns = min(longest, min(12, inside.width / 4)) + 1
    let width = max(inside.width - labelColumns, 1)
    let height = max(inside.height - headerRows - readout.height, 1)
    columnsPerKey = tokenCount * 2 <= width ? 2 : 1
    visibleKeys = min(max(width / columnsPerKey, 1), tokenCount)
    visibleQueries = min(height, tokenCount)
    header = Rectangle(
      row: inside.row, column: inside.column + labelColumns, height: headerRows,
      width: visibleKeys * columnsPerKey)
    area = Rectangle(
      row: inside.row + headerRows, column: inside.column + labelColumns, height: visibleQueries,
      width: visibleKeys * columnsPerKey)
  }

  /// The weight under a cell of the screen.
  func place(row: Int, column: Int, top: Int, left: Int) -> (query: Int, key: Int)? {
    guard area.contains(row: row, column: column) else { return nil }
    return (top + row - area.row, left + (column - area.column) / columnsPerKey)
  }
}
