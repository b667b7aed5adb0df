internal import Attribution

/// The lines between the tokens that ask and those that are looked at, as laid out in their pane: shared by `update` and by `render`.
struct LinesView: Equatable, Sendable {
  /// Columns of a weight behind a token.
  static let numberColumns = 6
  private static let mostRowsPerToken = 3
  private static let leastWidthBesideMinimap = 40

  let tokenCount: Int
  let labelColumns: Int
  /// The heads of the layer, one beside the other.
  let header: Rectangle
  /// The tokens that ask, with weights behind them where one that is looked at has the cursor.
  let queries: Rectangle
  /// Where lines are drawn.
  let area: Rectangle
  /// The tokens that are looked at, with weights behind them where one that asks has it.
  let keys: Rectangle
  let readout: Rectangle
  let visible: Int
  /// Rows from a token to the next: a short text has room for lines that stand apart.
  let rowsPerToken: Int
  /// Where the asking token looks in the whole text, where not all of it is in sight.
  let minimap: Minimap?

  init?(_ state: State, _ screen: ScreenLayout) {
    guard let inside = screen.inside(.lines), !inside.isEmpty, let report = state.heads.report
    else { return nil }
    let readout = HeadsLayout.readout(in: inside)
    let height = max(inside.height - readout.height - 1, 1)
    self.init(
      report.roles,
      in: Rectangle(
        row: inside.row + 1, column: inside.column, height: height, width: inside.width),
      header: inside.first(rows: 1), readout: readout,
      side: state.heads.linesSide,
      hasMinimap: height < report.roles.count && inside.width > Self.leastWidthBesideMinimap)
  }

  /// The lines of tokens in an area that is their own; header and readout lie outside of it.
  ///
  /// - Parameter side: Weights stand beside the tokens of the other one.
  init(
    _ roles: TokenRoles, in body: Rectangle, header: Rectangle, readout: Rectangle,
    side: HeadsState.LinesSide = .asking, hasMinimap: Bool = false
  ) {
    tokenCount = roles.count
    self.header = header
    self.readout = readout
    let longest = roles.tokens.map { VisibleText.columns(of: $0.text) }.max() ?? 1
    labelColumns = min(longest, max(body.width / 5, 4))
    rowsPerToken = min(max(body.height / max(tokenCount, 1), 1), Self.mostRowsPerToken)
    visible = min(body.height / rowsPerToken, tokenCount)
    let rows = visible * rowsPerToken
    // Names stay where they are whichever side the cursor is on: beside those that ask, lines make room for weights.
    queries = Rectangle(
      row: body.row, column: body.column, height: rows,
      width: labelColumns + (side == .asking ? 0 : Self.numberColumns))
    let width =
      body.width - queries.width - labelColumns - 2 - Self.numberColumns
      - (hasMinimap ? Minimap.width : 0)
    area = Rectangle(
      row: body.row, column: queries.endColumn + 1, height: rows, width: max(width, 1))
    keys = Rectangle(
      row: body.row, column: area.endColumn + 1, height: rows,
      width: labelColumns + Self.numberColumns)
    minimap = hasMinimap ? Minimap(beside: area, in: body, lineCount: tokenCount) : nil
  }

  /// A head's number above the lines.
  struct HeadNumber: Equatable {
    var head: Int
    var text: String
    var column: Int
  }

  /// The numbers of the layer's heads: those whose lines are drawn are marked besides being coloured, and those that are closed crossed
  /// out.
  func numbers(_ state: State) -> (title: String, numbers: [HeadNumber]) {
    let title = "heads "
    let layer = state.heads.cursor.layer
    let shown = Set(state.heads.shownHeads.map(\.head))
    var column = header.column + title.count
    let numbers = (0..<(state.heads.report?.maps.headCount ?? 0)).map { head in
      let isClosed = state.gate(of: HeadIndex(layer: layer, head: head)) == 0
      let text = "\(head)" + (isClosed ? "×" : "") + (shown.contains(head) ? "•" : "")
      defer { column += text.count + 1 }
      return HeadNumber(head: head, text: text, column: column)
    }
    return (title, numbers)
  }

  /// The token at a cell of the screen, and the side that it stands at.
  func token(row: Int, column: Int, top: Int) -> (side: HeadsState.LinesSide, token: Int)? {
    let token = top + (row - queries.row) / rowsPerToken
    if queries.contains(row: row, column: column) { return (.asking, token) }
    return keys.contains(row: row, column: column) ? (.lookedAt, token) : nil
  }
}
