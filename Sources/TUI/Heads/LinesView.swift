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
    let readout = HeadsLayout.readout(in: inside)
    let height = max(inside.height - readout.height - 1, 1)
    self.init(
      report.roles,
      in: Rectangle(
        row: inside.row + 1, column: inside.column, height: height, width: inside.width),
      header: inside.first(rows: 1), readout: readout)
  }

  /// The lines of tokens in an area that is their own; header and readout lie outside of it.
  init(_ roles: TokenRoles, in body: Rectangle, header: Rectangle, readout: Rectangle) {
    tokenCount = roles.count
    self.header = header
    self.readout = readout
    let longest = roles.tokens.map { VisibleText.columns(of: $0.text) }.max() ?? 1
    labelColumns = min(longest, max(body.width / 5, 4))
    visible = min(body.height, tokenCount)
    queries = Rectangle(row: body.row, column: body.column, height: visible, width: labelColumns)
    let width = body.width - 2 * (labelColumns + 1) - Self.numberColumns
    area = Rectangle(
      row: body.row, column: queries.endColumn + 1, height: visible, width: max(width, 1))
    keys = Rectangle(
      row: body.row, column: area.endColumn + 1, height: visible,
      width: labelColumns + Self.numberColumns)
  }

  /// The asking token at a cell of the screen.
  func query(row: Int, column: Int, top: Int) -> Int? {
    queries.contains(row: row, column: column) ? top + row - queries.row : nil
  }
}
