/// The colours a saved picture gives to what a terminal decides for itself: its own foreground and
/// background and the 16 entries.
public struct ExportColors: Equatable, Sendable {
  /// The terminal's own text colour, `0xRRGGBB`.
  public var foreground: UInt32
  /// The terminal's own background.
  public var background: UInt32
  /// The 16 named colours in the terminal's order.
  public var sixteen: [UInt32]

  /// A dark terminal.
  public static let dark = ExportColors(
    foreground: 0xd6dbe3, background: 0x14171c,
    sixteen: [
      0x000000, 0xd7565e, 0x57b07a, 0xd8b052, 0x5b93d8, 0xb573c4, 0x4db5b5, 0xd6dbe3,
      0x69727f, 0xf07178, 0x7fd1a0, 0xf2cf7a, 0x82b4f2, 0xd199dd, 0x77d3d3, 0xffffff,
    ])
  /// A light terminal.
  public static let light = ExportColors(
    foreground: 0x24292f, background: 0xffffff,
    sixteen: [
      0x000000, 0xb42323, 0x1a7f4b, 0x8a6200, 0x1f5fbf, 0x8d3fa3, 0x0b7285, 0xd0d7de,
      0x6e7781, 0xcf222e, 0x2da44e, 0xbf8700, 0x2f7ae5, 0xa855c7, 0x1b93a8, 0xffffff,
    ])

  /// The colours that suit a theme.
  public init(_ background: Theme.Background) { self = background == .dark ? .dark : .light }

  /// Makes a set of colours; `sixteen` has as many.
  public init(foreground: UInt32, background: UInt32, sixteen: [UInt32]) {
    precondition(sixteen.count == 16, "A terminal has 16 named colours.")
    self.foreground = foreground
    self.background = background
    self.sixteen = sixteen
  }

  /// The two colours a style shows as, reverse and dim worked in.
  func resolved(_ style: CellStyle) -> (foreground: UInt32, background: UInt32) {
    var ink = rgb(style.foreground, standard: foreground)
    var paper = rgb(style.background, standard: background)
    if style.attributes.contains(.reverse) { swap(&ink, &paper) }
    if style.attributes.contains(.dim) { ink = ColorMath.mix([ink, paper], at: 0.4) }
    return (ink, paper)
  }

  private func rgb(_ color: Color, standard: UInt32) -> UInt32 {
    if case .palette(let index) = color, index < 16 { return sixteen[Int(index)] }
    return ColorMath.rgb(color, standard: standard)
  }

  /// `#rrggbb`.
  static func hexadecimal(_ rgb: UInt32) -> String {
    let digits = String(rgb & 0xffffff, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
