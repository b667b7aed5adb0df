internal import Model

/// A key with what is held besides, as the settings file and the help spell it: `m`, `Alt-m`, `F1`.
public struct KeyChord: Hashable, Sendable {
  /// The key itself.
  public var key: Key
  /// What is held with it.
  public var modifiers: KeyModifiers

  /// Makes a chord.
  public init(_ key: Key, _ modifiers: KeyModifiers = []) {
    self.key = key
    self.modifiers = modifiers
  }

  /// The chord that an input event is, nil for what is no key.
  public init?(_ event: InputEvent) {
    switch event {
    case .key(let key, let modifiers): self.init(key, modifiers)
    case .text(let text):
      guard text.count == 1, let character = text.first else { return nil }
      self.init(.character(character))
    default: return nil
    }
  }

  /// Whether the key types a character when a text has the focus.
  public var isPrintable: Bool {
    if case .character = key { modifiers.subtracting(.shift).isEmpty } else { false }
  }

  private static let names: [(String, Key)] = [
    ("Enter", .enter), ("Esc", .escape), ("Tab", .tab), ("BackTab", .backTab),
    ("Backspace", .backspace), ("Delete", .delete), ("Insert", .insert), ("Up", .up),
    ("Down", .down), ("Left", .left), ("Right", .right), ("Home", .home), ("End", .end),
    ("PageUp", .pageUp), ("PageDown", .pageDown), ("Space", .character(" ")),
  ]

  /// Reads a chord: `Ctrl-`, `Alt-` and `Shift-` before a character or a key's name.
  ///
  /// - Throws: `SettingsError` saying what was expected.
  public init(_ text: String) throws {
    var rest = Substring(text)
    var modifiers: KeyModifiers = []
    let prefixes: [(String, KeyModifiers)] = [
      ("ctrl-", .control), ("alt-", .alt), ("shift-", .shift),
    ]
    while rest.count > 1, let prefix = prefixes.first(where: { rest.lowercased().hasPrefix($0.0) })
    {
      modifiers.insert(prefix.1)
      rest = rest.dropFirst(prefix.0.count)
    }
    if rest.count == 1, let character = rest.first {
      // Terminals send Control with a letter as one code, whatever its case.
      let isControl = modifiers.contains(.control)
      self.init(.character(isControl ? Character(character.lowercased()) : character), modifiers)
    } else if let known = Self.names.first(where: { $0.0.lowercased() == rest.lowercased() }) {
      self.init(known.1 == .tab && modifiers == .shift ? .backTab : known.1, modifiers)
      if key == .backTab { self.modifiers = [] }
    } else if rest.first?.lowercased() == "f", let number = Int(rest.dropFirst()),
      (1...12).contains(number)
    {
      self.init(.function(number), modifiers)
    } else {
      throw SettingsError(
        "“\(text)” is no key: expected a character, F1–F12, Enter, Esc, Tab, Up …, "
          + "with Ctrl-, Alt- or Shift- before it")
    }
  }

  /// The chord as people write it.
  public var name: String {
    var prefix = ""
    if modifiers.contains(.control) { prefix += "Ctrl-" }
    if modifiers.contains(.alt) { prefix += "Alt-" }
    if modifiers.contains(.shift) { prefix += "Shift-" }
    switch key {
    case .character(" "): return prefix + "Space"
    case .character(let character):
      let isControl = modifiers.contains(.control)
      return prefix + (isControl ? character.uppercased() : String(character))
    case .function(let number): return "\(prefix)F\(number)"
    case .backTab: return prefix + "Shift-Tab"
    default: return prefix + (Self.names.first { $0.1 == key }?.0 ?? "?")
    }
  }

  /// The name with arrows drawn, for hints.
  var glyphs: String {
    switch key {
    case .up: name.replacing("Up", with: "↑")
    case .down: name.replacing("Down", with: "↓")
    case .left: name.replacing("Left", with: "←")
    case .right: name.replacing("Right", with: "→")
    default: name
    }
  }
}
