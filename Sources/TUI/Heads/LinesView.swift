internal import Attribution

/// The lines between the tokens that ask and those that are looked at, as laid out in their pane: shared by `update` and by `render`.
struct LinesView: Equatable, Sendable {
  /// Columns of a weight behind a token.
  static let numberColumns = 6

  let tokenCount: Int
  let labelColumns: Int
  /// The heads of the layer, one beside the other.
  let header: Rectangle
  /// The tokens that ask.
  let queries: Rectangle
  /// Where lines are drawn.
  let area: Rectangle
  /// The tokens that are looked at, with weights behind them.
  let keys: Rectangle
  let readout: Rectangle
  let visible: Int

  init?(_ state: State, _ screen: ScreenLayout) {
    guard let inside = screen.inside(.lines), !inside.isEmpty, let report = state.heads.report
    else { return nil }
    tokenCount = report.roles.count
    let longest = report.roles.tokens.map { VisibleText.columns(of: $0.text) }.max() ?? 1
    labelColumns = min(longest, max(inside.width / 5, 4))
    readout = HeadsLayout.readout(in: inside)
    let height = max(inside.height - readout.height - 1, 1)
    visible = min(height, tokenCount)
    header = Rectangle(row: inside.row, column: inside.column, height: 1, width: inside.width)
    queries = Rectangle(
      row: inside.row + 1, column: inside.column, height: visible, width: labelColumns)
    let width = inside.width - 2 * (labelColumns + 1) - Self.numberColumns
    area = Rectangle(
      row: inside.row + 1, column: queries.endColumn + 1, height: visible, width: max(width, 1))
    keys = Rectangle(
      row: inside.row + 1, column: area.endColumn + 1, height: visible,
      width: labelColumns + Self.numberColumns)
  }

  /// The asking token at a cell of the screen.
  func query(row: Int, column: Int, top: Int) -> Int? {
    queries.contains(row: row, column: column) ? top + row - queries.row : nil
  }
}
