internal import Attribution

/// The matrix of one head as laid out in its pane: shared by `update` and by `render`.
struct MatrixView: Equatable, Sendable {
  private static let leastWidthBesideMinimap = 30

  let tokenCount: Int
  /// Columns of a key.
  let columnsPerKey: Int
  /// Rows of a query.
  let rowsPerQuery: Int
  /// Columns of the queries' names.
  let labelColumns: Int
  /// Where weights stand.
  let area: Rectangle
  /// Where the keys' names stand, written downwards where their columns are narrower.
  let header: Rectangle
  let readout: Rectangle
  let visibleQueries: Int
  let visibleKeys: Int
  /// Who of all tokens looks at the key under the cursor, where not all are in sight.
  let minimap: Minimap?

  init?(_ state: State, _ screen: ScreenLayout) {
    guard let inside = screen.inside(.matrix), !inside.isEmpty, let report = state.heads.report
    else { return nil }
    let readout = HeadsLayout.readout(in: inside)
    let height = inside.height - readout.height
    let mostHeaderRows = max(1, min(6, height / 4))
    let body = inside.first(rows: height)
    let whole = MatrixView(
      report.roles, in: body, mostHeaderRows: mostHeaderRows, readout: readout,
      mostRowsPerQuery: HeatCells.mostRows)
    guard whole.visibleQueries < whole.tokenCount, body.width > Self.leastWidthBesideMinimap else {
      self = whole
      return
    }
    self.init(
      report.roles, in: body, mostHeaderRows: mostHeaderRows, readout: readout, hasMinimap: true)
  }

  /// The matrix of tokens in an area that is its own.
  ///
  /// - Parameters:
  ///   - mostHeaderRows: So much of the keys' names is shown.
  ///   - readout: Lies outside of the area.
  ///   - hasMinimap: Whether a minimap stands at its right edge.
  ///   - mostRowsPerQuery: Queries of a short text are no higher.
  init(
    _ roles: TokenRoles, in inside: Rectangle, mostHeaderRows: Int, readout: Rectangle,
    hasMinimap: Bool = false, mostRowsPerQuery: Int = 1
  ) {
    tokenCount = roles.count
    self.readout = readout
    let longest = Self.longestName(roles)
    labelColumns = Self.labelColumns(longest, of: inside.width)
    let width = max(inside.width - labelColumns - (hasMinimap ? Minimap.width : 0), 1)
    let count = tokenCount
    func cells(below headerRows: Int) -> HeatCells {
      HeatCells(
        columns: count, rows: count, width: width, height: inside.height - headerRows,
        mostRows: mostRowsPerQuery)
    }
    let headerRows = cells(below: 1).columns > longest ? 1 : min(longest, mostHeaderRows)
    let height = max(inside.height - headerRows, 1)
    rowsPerQuery = cells(below: headerRows).rows
    columnsPerKey = max(cells(below: headerRows).columns, Self.needsWideKeys(roles) ? 2 : 1)
    visibleKeys = min(max(width / columnsPerKey, 1), tokenCount)
    visibleQueries = min(height / rowsPerQuery, tokenCount)
    header = Rectangle(
      row: inside.row, column: inside.column + labelColumns, height: headerRows,
      width: visibleKeys * columnsPerKey)
    area = Rectangle(
      row: inside.row + headerRows, column: inside.column + labelColumns,
      height: visibleQueries * rowsPerQuery, width: visibleKeys * columnsPerKey)
    minimap = hasMinimap ? Minimap(beside: area, in: inside, lineCount: tokenCount) : nil
  }

  /// Whether so many names are of characters two columns wide that keys of one column would have no names: Chinese, Japanese,
  /// Korean.
  static func needsWideKeys(_ roles: TokenRoles) -> Bool {
    let wide = roles.tokens.count { VisibleText.columns(of: $0.text) > $0.text.count }
    return wide * 4 > roles.count
  }

  /// The columns of the longest name.
  static func longestName(_ roles: TokenRoles) -> Int {
    roles.tokens.map { VisibleText.columns(of: $0.text) }.max() ?? 1
  }

  /// The columns that names get of a width.
  static func labelColumns(_ longest: Int, of width: Int) -> Int {
    min(longest, min(12, width / 4)) + 1
  }

  /// The row of a query that its name and numbers stand in.
  var middleRow: Int { (rowsPerQuery - 1) / 2 }

  /// The weight under a cell of the screen.
  func place(row: Int, column: Int, top: Int, left: Int) -> (query: Int, key: Int)? {
    guard area.contains(row: row, column: column) else { return nil }
    return (
      top + (row - area.row) / rowsPerQuery, left + (column - area.column) / columnsPerKey
    )
  }
}
