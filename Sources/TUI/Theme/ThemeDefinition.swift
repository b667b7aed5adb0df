internal import Model

/// A theme file's content after its ancestors were merged in, before it meets a terminal.
public struct ThemeDefinition: Equatable, Sendable {
  /// One side of the ramp at one depth, weak to strong.
  typealias Side = [String]

  var name: String
  var about = ""
  var background = Theme.Background.dark
  var signRow = Theme.SignRow.auto
  var palette: [String: String] = [:]
  /// Role name → depth name (or `*` for every depth) → style.
  var roles: [String: [String: String]] = [:]
  /// Depth name → side → colours.
  var ramp: [String: (negative: Side, positive: Side)] = [:]
  var glyphRamp: [String] = [".", ":", "+", "#"]

  /// Whether both came from equal files; the ramps are tuples, which have no equality of their own.
  public static func == (left: Self, right: Self) -> Bool {
    left.name == right.name && left.about == right.about && left.background == right.background
      && left.signRow == right.signRow && left.palette == right.palette
      && left.roles == right.roles && left.glyphRamp == right.glyphRamp
      && left.ramp.mapValues { [$0.negative, $0.positive] }
        == right.ramp.mapValues { [$0.negative, $0.positive] }
  }

  /// Reads a file over the definition it inherits from.
  ///
  /// - Throws: `SettingsError` naming the key that is wrong.
  init(name: String, document: [String: SettingsValue], over parent: ThemeDefinition?) throws {
    self = parent ?? ThemeDefinition(name: name)
    self.name = name
    if let value = document["about"]?.text { about = value }
    if let value = document["background"] {
      guard let known = value.text.flatMap(Theme.Background.init(rawValue:)) else {
        throw SettingsError("background must be \"dark\" or \"light\"")
      }
      background = known
    }
    if let value = document["signs"] {
      guard let known = value.text.flatMap(Theme.SignRow.init(rawValue:)) else {
        throw SettingsError("signs must be \"auto\" or \"always\"")
      }
      signRow = known
    }
    if let value = document["glyphs"] {
      let glyphs = value.elements?.compactMap(\.text) ?? []
      guard !glyphs.isEmpty, glyphs.allSatisfy({ $0.count == 1 }) else {
        throw SettingsError("glyphs must be a list of single characters, weak to strong")
      }
      glyphRamp = glyphs
    }
    for (key, value) in document["palette"]?.members ?? [:] {
      guard let color = value.text else { throw SettingsError("palette.\(key) must be a string") }
      palette[key] = color
    }
    for (key, value) in document["roles"]?.members ?? [:] {
      guard ThemeRole(rawValue: key) != nil else {
        throw SettingsError(
          "roles.\(key) is no role: known are "
            + ThemeRole.allCases.map(\.rawValue).joined(separator: ", "))
      }
      roles[key] = try Self.perDepth(value, key: "roles.\(key)")
    }
    try readRamp(document["ramp"]?.members?["attribution"]?.members ?? [:])
    try check()
  }

  private init(name: String) { self.name = name }

  private static func perDepth(_ value: SettingsValue, key: String) throws -> [String: String] {
    if let style = value.text { return ["*": style] }
    guard let members = value.members else {
      throw SettingsError("\(key) must be a style, or a table of one style a colour depth")
    }
    return try members.reduce(into: [:]) { result, member in
      guard member.key == "*" || ColorDepth(rawValue: member.key) != nil,
        let style = member.value.text
      else {
        throw SettingsError("\(key).\(member.key): expected truecolor, 256, 16 or none = \"style\"")
      }
      result[member.key] = style
    }
  }

  private mutating func readRamp(_ members: [String: SettingsValue]) throws {
    for (depth, value) in members {
      func side(_ name: String) throws -> Side {
        let items = value.members?[name]?.elements ?? []
        let words: [String] = items.compactMap {
          if case .integer(let number) = $0 { String(number) } else { $0.text }
        }
        guard !words.isEmpty, words.count == items.count else {
          throw SettingsError("ramp.attribution.\(depth).\(name) must be a list, weak to strong")
        }
        return words
      }
      guard ColorDepth(rawValue: depth) != nil else {
        throw SettingsError("ramp.attribution.\(depth): expected truecolor, 256, 16 or none")
      }
      ramp[depth] = (try side("negative"), try side("positive"))
    }
  }

  /// Reads every style once, so that a file's mistake is told when it is loaded and not when
  /// something is first drawn.
  private func check() throws {
    for depth in ColorDepth.allCases { _ = try resolved(checking: depth) }
  }

  /// The theme at a depth.
  ///
  /// Never fails: `check` read the same strings when the file was loaded.
  public func resolved(for depth: ColorDepth) -> Theme {
    (try? resolved(checking: depth))
      ?? Theme(
        name: name, about: about, background: background, depth: depth, signRow: .always,
        attribution: Ramp(
          negative: Array(repeating: .plain, count: Ramp.steps),
          positive: Array(repeating: .plain, count: Ramp.steps)), glyphRamp: glyphRamp, styles: [:])
  }

  private func resolved(checking depth: ColorDepth) throws -> Theme {
    var styles: [ThemeRole: CellStyle] = [:]
    for role in ThemeRole.allCases {
      let choices = roles[role.rawValue] ?? [:]
      let text = choices[depth.rawValue] ?? (choices["*"] ?? choices["truecolor"] ?? "default")
      styles[role] = try ThemeStyle(text, palette: palette).fitted(to: depth)
    }
    return Theme(
      name: name, about: about, background: background, depth: depth, signRow: signRow,
      attribution: Ramp(
        negative: try side(depth, \.negative), positive: try side(depth, \.positive)),
      glyphRamp: glyphRamp, styles: styles)
  }

  /// The 16 styles of one side.
  ///
  /// Stops in 24 bits are mixed; lists of palette entries and attributes are stretched as they are,
  /// because a mixture of palette entries would not be one.
  private func side(
    _ depth: ColorDepth, _ path: KeyPath<(negative: Side, positive: Side), Side>
  ) throws -> [CellStyle] {
    let own = ramp[depth.rawValue]?[keyPath: path]
    let stops = own ?? (depth == .none ? [""] : ramp["truecolor"]?[keyPath: path] ?? ["default"])
    if depth == .none {
      return try (0..<Ramp.steps).map {
        try ThemeStyle(stops[$0 * stops.count / Ramp.steps], palette: palette).fitted(to: .none)
      }
    }
    let colors = try stops.map { try ThemeStyle.color($0, palette: palette) }
    return (0..<Ramp.steps).map { step in
      let color: Color
      let values = colors.compactMap { if case .rgb(let value) = $0 { value } else { nil } }
      if values.count == colors.count {
        let fraction = Double(step) / Double(Ramp.steps - 1)
        color = ThemeStyle.fitted(.rgb(ColorMath.mix(values, at: fraction)), to: depth)
      } else {
        color = ThemeStyle.fitted(colors[step * colors.count / Ramp.steps], to: depth)
      }
      return CellStyle(foreground: Self.ink(on: color, depth: depth), background: color)
    }
  }

  /// Black or white, whichever is read better on a colour.
  ///
  /// Both are palette entries: ncurses sends both colours at every change and these cost five
  /// bytes. With 16 colours white is 7, since many such terminals have but eight.
  static func ink(on background: Color, depth: ColorDepth) -> Color {
    if background == .standard { return .standard }
    let white: UInt8 = depth == .sixteen ? 7 : 15
    let value = ColorMath.rgb(background, standard: 0)
    return ColorMath.contrast(value, ColorMath.rgb(palette: 0))
      >= ColorMath.contrast(value, ColorMath.rgb(palette: white)) ? .palette(0) : .palette(white)
  }

  /// The theme of a program that found no theme files: the terminal's own 16 colours.
  public static let builtIn: ThemeDefinition = {
    var definition = ThemeDefinition(name: "built-in")
    definition.about = "What remains when no theme file is found"
    definition.signRow = .always
    definition.roles = [
      "subtle": ["*": "dim"], "heading": ["*": "bold"], "border": ["*": "dim"],
      "focus": ["*": "bold"], "title": ["*": "bold"], "key": ["*": "bold"],
      "selected": ["*": "reverse"], "good": ["*": "green"], "warning": ["*": "yellow"],
      "error": ["*": "red bold"], "bar": ["*": "blue"], "target-bar": ["*": "yellow"],
      "for-bar": ["*": "yellow"], "against-bar": ["*": "blue"], "cursor": ["*": "reverse"],
      "match": ["*": "bold underline"], "absent": ["*": "dim"], "curve1": ["*": "yellow"],
      "curve2": ["*": "cyan"], "curve3": ["*": "green"], "curve4": ["*": "magenta"],
      "curve5": ["*": "red"], "curve6": ["*": "blue"], "curve7": ["*": "default"],
      "curve8": ["*": "default dim"],
    ]
    definition.ramp = [
      "truecolor": (["default", "cyan", "blue"], ["default", "yellow", "red"]),
      "256": (["default", "cyan", "blue"], ["default", "yellow", "red"]),
      "16": (["default", "cyan", "blue"], ["default", "yellow", "red"]),
      "none": (["", "bold", "reverse bold"], ["", "bold", "reverse bold"]),
    ]
    return definition
  }()
}
