internal import Attribution

/// The heat map of patched activations as laid out in its pane: shared by `update` and by `render`.
struct PatchingView: Equatable, Sendable {
  /// Columns of the rows' numbers.
  static let gutter = 4

  let rowCount: Int
  let columnCount: Int
  /// How large a cell is.
  let cells: HeatCells
  /// Where cells stand, a row a layer or head.
  let area: Rectangle
  /// Where the names of positions or heads stand, written downwards where their columns are narrower.
  let header: Rectangle
  let readout: Rectangle
  let visibleRows: Int
  let visibleColumns: Int

  init?(_ state: State, _ screen: ScreenLayout) {
    guard let inside = screen.inside(.patching), !inside.isEmpty, let heads = state.heads.report,
      let report = state.heads.patching.report
    else { return nil }
    rowCount = report.rows.count
    let isByHead = report.hasHeadColumns
    columnCount =
      isByHead ? heads.maps.headCount : min(heads.roles.count, report.sourceTokens.count)
    let longest =
      isByHead ? 2 : heads.roles.tokens.map { VisibleText.columns(of: $0.text) }.max() ?? 1
    readout = HeadsLayout.readout(in: inside)
    let rows = inside.height - readout.height
    let width = max(inside.width - Self.gutter, 1)
    let (columnCount, rowCount) = (columnCount, rowCount)
    func cells(below headerRows: Int) -> HeatCells {
      HeatCells(columns: columnCount, rows: rowCount, width: width, height: rows - headerRows)
    }
    let headerRows =
      cells(below: 1).columns > longest ? 1 : min(longest, max(1, rows - rowCount), 8)
    let cells = cells(below: headerRows)
    self.cells = cells
    visibleRows = min(max((rows - headerRows) / cells.rows, 1), max(rowCount, 1))
    visibleColumns = min(max(width / cells.columns, 1), max(columnCount, 1))
    header = Rectangle(
      row: inside.row, column: inside.column + Self.gutter, height: headerRows,
      width: visibleColumns * cells.columns)
    area = Rectangle(
      row: inside.row + headerRows, column: inside.column + Self.gutter,
      height: visibleRows * cells.rows,
      width: visibleColumns * cells.columns)
  }

  /// The cell under a place of the screen.
  func cell(row: Int, column: Int, top: Int, left: Int) -> (row: Int, column: Int)? {
    guard area.contains(row: row, column: column) else { return nil }
    return (
      top + (row - area.row) / cells.rows, left + (column - area.column) / cells.columns
    )
  }
}
