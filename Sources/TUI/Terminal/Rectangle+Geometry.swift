extension Rectangle {
  /// The row after the last one.
  public var endRow: Int { row + height }

  /// The column after the last one.
  public var endColumn: Int { column + width }

  /// Whether no cell lies in it.
  public var isEmpty: Bool { height <= 0 || width <= 0 }

  /// Whether a cell lies in it.
  public func contains(row: Int, column: Int) -> Bool {
    row >= self.row && row < endRow && column >= self.column && column < endColumn
  }

  /// The part that both cover; empty, but never of negative size, when there is none.
  public func intersection(_ other: Rectangle) -> Rectangle {
    let top = max(row, other.row)
    let left = max(column, other.column)
    return Rectangle(
      row: top, column: left, height: max(0, min(endRow, other.endRow) - top),
      width: max(0, min(endColumn, other.endColumn) - left))
  }

  /// The rectangle without a margin of so many cells at each side; never of negative size.
  public func inset(rows: Int, columns: Int) -> Rectangle {
    Rectangle(
      row: row + rows, column: column + columns, height: max(0, height - 2 * rows),
      width: max(0, width - 2 * columns))
  }
}
