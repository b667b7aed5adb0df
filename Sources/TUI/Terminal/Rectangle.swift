/// A part of the screen in cells, origin at the top left.
public struct Rectangle: Hashable, Sendable {
  public var row: Int
  public var column: Int
  public var height: Int
  public var width: Int

  /// Makes a rectangle.
  public init(row: Int, column: Int, height: Int, width: Int) {
    self.row = row
    self.column = column
    self.height = height
    self.width = width
  }
}
