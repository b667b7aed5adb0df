/// The modes that are switched on for the dashboard, each beside its twin that switches it off.
struct TerminalModes {
  /// Pastes arrive between marks.
  static let paste = (on: "\u{1B}[?2004h", off: "\u{1B}[?2004l")
  /// The terminal tells when its window gets or loses the focus.
  static let focus = (on: "\u{1B}[?1004h", off: "\u{1B}[?1004l")
  /// Presses, drags and wheel, in the form without limits.
  ///
  /// Off means all mouse modes there are, also those that something else left on.
  static let mouse = (
    on: "\u{1B}[?1000;1002;1006h", off: "\u{1B}[?1000;1002;1003;1005;1006;1015l"
  )
  /// What is sent between them appears at once.
  static let synchronized = (on: "\u{1B}[?2026h", off: "\u{1B}[?2026l")

  /// The capabilities of the terminal's description that leaving it needs; empty if it has none.
  struct Capabilities {
    var resetAttributes = ""
    var showCursor = ""
    var keypadOff = ""
    var leaveScreen = ""
    /// Moves to the last row; only wanted where there is no other screen to go back to.
    var toLastRow = ""
  }

  /// What is written when the dashboard starts, after ncurses has entered its screen.
  static func enter(mouse: Bool) -> String {
    paste.on + focus.on + (mouse ? self.mouse.on : "")
  }

  /// What is written when it ends, in whatever state the terminal is.
  ///
  /// - Parameters:
  ///   - capabilities: From the terminal's description.
  ///   - hasModes: Whether the terminal understands private modes at all.
  /// - Returns: One string, so that a signal handler can write it.
  static func leave(_ capabilities: Capabilities, hasModes: Bool) -> String {
    var text = ""
    if hasModes {
      // The end of a string, in case a crash cut one; a cut control sequence ends by itself. Then
      // the whole window scrolls again and letters are letters.
      text += "\u{1B}\\" + synchronized.off + mouse.off + focus.off + paste.off
      text += "\u{1B}[r\u{1B}[?7h\u{1B}(B\u{0F}"
    }
    text += capabilities.resetAttributes + capabilities.keypadOff
    if capabilities.leaveScreen.isEmpty {
      text += capabilities.toLastRow + "\r\n"
    } else {
      text += capabilities.leaveScreen
    }
    return text + capabilities.showCursor
  }
}
