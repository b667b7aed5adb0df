extension ColorDepth {
  /// What the terminal's own description says about colour.
  struct Description: Hashable, Sendable {
    /// The number of colours; 0 for none.
    var colors: Int
    /// Whether it says that colours may be given as 24-bit values.
    var hasDirectColor: Bool
  }

  /// The depth to draw in, from everything that says something about it, the strongest first.
  ///
  /// The order: flag, setting, `NO_COLOR`, a terminal known to have none, `COLORTERM`, a `-direct`
  /// entry, tmux, programs known to show 24 bits, the terminal's description. GNU screen garbles
  /// 24-bit colours, so what leaks into it from outside counts for 256 only.
  ///
  /// - Parameters:
  ///   - flag: What the command line asks for; nil for `auto`.
  ///   - setting: What the settings file asks for; nil for `auto`.
  ///   - environment: The process's.
  ///   - description: What terminfo says about `TERM`.
  /// - Returns: The depth; what the terminal cannot show of it is left to `Terminal`.
  static func choose(
    flag: ColorDepth?, setting: ColorDepth?, environment: [String: String],
    description: Description
  ) -> ColorDepth {
    if let asked = flag ?? setting { return asked }
    func value(_ name: String) -> String { environment[name] ?? "" }
    if !value("NO_COLOR").isEmpty { return .none }
    let term = value("TERM")
    if term.isEmpty || term == "dumb" { return .none }
    let isInTmux = !value("TMUX").isEmpty
    let isGNUScreen = !isInTmux && (term.hasPrefix("screen") || !value("STY").isEmpty)
    if isGNUScreen { return .palette256 }
    if ["truecolor", "24bit"].contains(value("COLORTERM").lowercased()) { return .truecolor }
    if term.hasSuffix("-direct") || isInTmux { return .truecolor }
    let program = value("TERM_PROGRAM").lowercased()
    if programsWithDirectColor.contains(where: { term.contains($0) || program.hasPrefix($0) }) {
      return .truecolor
    }
    if description.hasDirectColor { return .truecolor }
    return switch description.colors {
    case 256...: .palette256
    case 8...: .sixteen
    default: .none
    }
  }

  private static let programsWithDirectColor = [
    "kitty", "ghostty", "foot", "alacritty", "wezterm", "iterm", "vscode",
  ]
}
