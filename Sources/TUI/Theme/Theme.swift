/// Every style the dashboard draws with, already fitted to the terminal's colours.
public struct Theme: Equatable, Sendable {
  /// When the row of + and − marks stands under the words.
  public enum SignRow: String, Sendable {
    /// Only where there is no colour; elsewhere what speaks against is underlined.
    case auto
    case always
  }

  /// What the theme's colours were chosen for.
  public enum Background: String, Sendable {
    case dark
    case light
  }

  /// The file's name without its ending.
  public var name: String
  /// One sentence for the theme menu.
  public var about: String
  /// What the theme's colours were chosen for.
  public var background: Background
  /// How many colours the styles are fitted to.
  public var depth: ColorDepth
  /// When the row of signs is drawn.
  public var signRow: SignRow
  /// The colours of attributions.
  public var attribution: Ramp
  /// The glyphs of growing strength where heat has no colour, weakest first.
  public var glyphRamp: [String]
  var styles: [ThemeRole: CellStyle]

  /// The style of a role.
  public subscript(role: ThemeRole) -> CellStyle { styles[role] ?? .plain }

  /// Whether the + and − row is drawn.
  public var showsSignRow: Bool { signRow == .always || depth == .none }

  /// The style of a word whose attribution is `value` of the scale's end: a colour, and an
  /// underline where it speaks against, so that the sign never hangs on the colour alone.
  public func heat(_ value: Float) -> CellStyle {
    var style = attribution.style(value)
    if Ramp.step(value) < 0 && !showsSignRow { style.attributes.insert(.underline) }
    return style
  }
}
