/// One column of one row: a grapheme cluster, or the second half of a wide one.
public struct Cell: Hashable, Sendable {
  /// The cluster drawn here; empty in the further columns of a wide cluster.
  ///
  /// Never a control character: `Grid.write` escapes those.
  public var text: String
  /// How it looks.
  public var style: CellStyle

  /// A space in the terminal's own colours.
  public static let blank = Cell(text: " ", style: .plain)

  /// Makes a cell.
  public init(text: String, style: CellStyle) {
    self.text = text
    self.style = style
  }
}
