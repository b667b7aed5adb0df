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
}
