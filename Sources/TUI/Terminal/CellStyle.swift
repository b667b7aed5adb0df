/// How a cell looks, apart from its text.
public struct CellStyle: Hashable, Sendable {
  /// Attributes that every terminal, with or without colour, can show or safely ignores.
  public struct Attributes: OptionSet, Hashable, Sendable {
    /// One bit an attribute.
    public let rawValue: UInt8
    /// Makes a set from its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Heavier letters.
    public static let bold = Attributes(rawValue: 1)
    /// Fainter letters.
    public static let dim = Attributes(rawValue: 2)
    /// Slanted letters.
    public static let italic = Attributes(rawValue: 4)
    /// A line below the letters.
    public static let underline = Attributes(rawValue: 8)
    /// Foreground and background exchanged.
    public static let reverse = Attributes(rawValue: 16)
  }

  /// Of the letters.
  public var foreground: Color
  /// Behind the letters.
  public var background: Color
  /// What is added to the colours.
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
