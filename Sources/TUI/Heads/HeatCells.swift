/// How large the cells of a heat matrix are: as large as their pane has room for.
struct HeatCells: Equatable, Sendable {
  /// Higher cells would tell nothing more.
  static let mostRows = 5

  /// Columns of a cell.
  let columns: Int
  /// Rows of a cell: about half as many as would make it square, as numbers and names want width.
  let rows: Int

  /// The largest cells of which all fit; the smallest where they do not.
  ///
  /// - Parameters:
  ///   - columnCount: Cells beside each other.
  ///   - rowCount: Cells below each other.
  ///   - width: Columns there are.
  ///   - height: Rows there are.
  ///   - mostRows: Cells are no higher.
  init(
    columns columnCount: Int, rows rowCount: Int, width: Int, height: Int,
    mostRows: Int = Self.mostRows
  ) {
    let widest = width / max(columnCount, 1)
    rows = max(min(height / max(rowCount, 1), widest / 2, mostRows), 1)
    // Of those that are too narrow for numbers two columns a row are square.
    columns =
      widest >= ScreenPainter.numberedColumns
      ? max(ScreenPainter.numberedColumns, min(widest, 4 * rows))
      : max(min(widest, 2 * rows), 1)
  }

  /// The row of a cell that its number and the names beside it stand in.
  var middleRow: Int { (rows - 1) / 2 }
}
