/// How a cell looks, apart from its text.
public struct CellStyle: Hashable, Sendable {
  /// Attributes that every terminal, with or without colour, can show or safely ignores.
  public struct Attributes: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    /// Makes a set from its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let bold = Attributes(rawValue: 1)
    public static let dim = Attributes(rawValue: 2)
    public static let italic = Attributes(rawValue: 4)
    public static let underline = Attributes(rawValue: 8)
    public static let reverse = Attributes(rawValue: 16)
  }

  public var foreground: Color
  public var background: Color
  public var attributes: Attributes

  /// The terminal's own colours, no attributes.
  public static let plain = CellStyle()

  /// Makes a style; the defaults are the terminal's own.
  public init(
    foreground: Color = .standard, background: Color = .standard, attributes: Attributes = []
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }
}
