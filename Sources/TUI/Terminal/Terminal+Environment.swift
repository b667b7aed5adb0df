internal import CTerminal
internal import Foundation

extension Terminal {
  /// Opens the terminal anew, so that its descriptor can be non-blocking and the shell's stays.
  static func openTerminal() throws(TerminalError) -> Int32 {
    let flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
    var name = [CChar](repeating: 0, count: 256)
    for descriptor in [STDOUT_FILENO, STDIN_FILENO] where isatty(descriptor) == 1 {
      guard ttyname_r(descriptor, &name, name.count) == 0 else { continue }
      let opened = open(name, flags)
      if opened >= 0 { return opened }
    }
    let opened = open("/dev/tty", flags)
    if opened >= 0 { return opened }
    throw TerminalError(
      "There is no terminal to draw on.",
      advice: "Start it in a terminal, or ask for output as text (see --help).")
  }

  /// The window's size, by the terminal, the environment, or as terminals once were.
  static func windowSize(
    _ descriptor: Int32, _ environment: [String: String]
  ) -> (rows: Int, columns: Int) {
    var rows: Int32 = 0
    var columns: Int32 = 0
    if terminal_window_size(descriptor, &rows, &columns) != 0 { (rows, columns) = (0, 0) }
    func size(_ told: Int32, _ variable: String, _ fallback: Int) -> Int {
      if told > 0 { return Int(told) }
      guard let value = environment[variable].flatMap({ Int($0) }), 1...1_000 ~= value else {
        return fallback
      }
      return value
    }
    return (size(rows, "LINES", 24), size(columns, "COLUMNS", 80))
  }

  /// The delay after an escape: `ESCDELAY` in milliseconds, as for other ncurses programs.
  static func escapeDelay(_ environment: [String: String]) -> Duration {
    guard let value = environment["ESCDELAY"].flatMap({ Int($0) }), 1...10_000 ~= value else {
      return InputDecoder.standardEscapeDelay
    }
    return .milliseconds(value)
  }

  /// The folder for compiled terminfo entries.
  static func cacheFolder(_ environment: [String: String]) -> String? {
    for (variable, suffix) in [("XDG_CACHE_HOME", ""), ("HOME", "/.cache")] {
      if let value = environment[variable], value.hasPrefix("/") {
        return value + suffix + "/headscope/terminfo"
      }
    }
    return nil
  }
}
