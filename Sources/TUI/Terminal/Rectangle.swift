/// A part of the screen in cells, origin at the top left.
public struct Rectangle: Hashable, Sendable {
  /// The first row.
  public var row: Int
  /// The first column.
  public var column: Int
  /// Rows covered.
  public var height: Int
  /// Columns covered.
  public var width: Int

  /// Makes a rectangle.
  public init(row: Int, column: Int, height: Int, width: Int) {
    self.row = row
    self.column = column
    self.height = height
    self.width = width
  }

  /// Its first rows; all of them where it has no more.
  func first(rows: Int) -> Rectangle {
    Rectangle(row: row, column: column, height: min(rows, height), width: width)
  }

  /// What is left below its first rows.
  func below(rows: Int) -> Rectangle {
    let skipped = min(rows, height)
    return Rectangle(row: row + skipped, column: column, height: height - skipped, width: width)
  }
}
