import Model
import TUI

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What is said on standard error.
enum Diagnostics {
  /// Something that the user should know and that stops nothing.
  static func warn(_ message: String) { say("headscope: warning: \(message)") }

  /// One or two lines, free of what would steer a terminal.
  static func say(_ message: String) {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
      .map { VisibleText.escaped(String($0)) }
    try? StandardOutput(descriptor: STDERR_FILENO).show(lines.joined(separator: "\n") + "\n")
  }
}
