internal import Model

/// A style as a theme file spells it: `"#d0d0d0 on 236 bold"`.
///
/// Kept apart from `CellStyle`, because a file's colour may have to be approximated at the depth
/// the terminal has.
struct ThemeStyle: Equatable, Sendable {
  var foreground: Color = .standard
  var background: Color = .standard
  var attributes: CellStyle.Attributes = []

  private static let names: [String: UInt8] = [
    "black": 0, "red": 1, "green": 2, "yellow": 3, "blue": 4, "magenta": 5, "cyan": 6, "white": 7,
    "bright-black": 8, "bright-red": 9, "bright-green": 10, "bright-yellow": 11, "bright-blue": 12,
    "bright-magenta": 13, "bright-cyan": 14, "bright-white": 15,
  ]
  private static let attributeNames: [String: CellStyle.Attributes] = [
    "bold": .bold, "dim": .dim, "italic": .italic, "underline": .underline, "reverse": .reverse,
  ]

  /// Reads a colour: `#rrggbb`, `0`–`255`, an ANSI name, `default`, or a name of the palette.
  static func color(_ text: String, palette: [String: String]) throws -> Color {
    let name = palette[text] ?? text
    if name == "default" { return .standard }
    if let index = names[name] { return .palette(index) }
    if let index = UInt8(name) { return .palette(index) }
    if name.hasPrefix("#"), name.utf8.count == 7, let value = UInt32(name.dropFirst(), radix: 16) {
      return .rgb(value)
    }
    throw SettingsError(
      "“\(text)” is no colour: expected #rrggbb, 0–255, default, an ANSI name or one of [palette]")
  }

  /// Reads a style: words of a foreground, `on` a background, and attributes, in any order.
  init(_ text: String, palette: [String: String]) throws {
    var words = text.split(separator: " ").map(String.init)[...]
    while let word = words.popFirst() {
      if let attribute = Self.attributeNames[word] {
        attributes.insert(attribute)
      } else if word == "on" {
        guard let name = words.popFirst() else {
          throw SettingsError("“\(text)” names no colour after “on”")
        }
        background = try Self.color(name, palette: palette)
      } else {
        foreground = try Self.color(word, palette: palette)
      }
    }
  }

  /// What a terminal of some depth shows of it.
  func fitted(to depth: ColorDepth) -> CellStyle {
    CellStyle(
      foreground: Self.fitted(foreground, to: depth),
      background: Self.fitted(background, to: depth),
      attributes: attributes)
  }

  /// A colour brought down to a depth by the nearest entry the terminal has.
  static func fitted(_ color: Color, to depth: ColorDepth) -> Color {
    switch (depth, color) {
    case (_, .standard), (.none, _): .standard
    case (.truecolor, _): color
    case (.palette256, .palette): color
    case (.palette256, .rgb(let value)): .palette(ColorMath.nearest(value, depth: .palette256))
    case (.sixteen, .palette(let index)):
      index < 16
        ? color : .palette(ColorMath.nearest(ColorMath.rgb(palette: index), depth: .sixteen))
    case (.sixteen, .rgb(let value)): .palette(ColorMath.nearest(value, depth: .sixteen))
    }
  }
}
