/// A colour of a cell, already fitted to what the terminal shows.
public enum Color: Hashable, Sendable {
  /// The terminal's own foreground or background.
  case standard
  /// One of the terminal's 16 or 256 palette entries.
  case palette(UInt8)
  /// 24-bit `0xRRGGBB`.
  case rgb(UInt32)
}
