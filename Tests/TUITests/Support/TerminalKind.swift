import Testing

@testable import TUI

/// A terminal by its terminfo entry, and the colours that are sent to it.
struct TerminalKind: CustomTestStringConvertible, Sendable {
  let term: String
  let depth: ColorDepth
  var erasesWithBackground = true
  var testDescription: String { "\(term) \(depth.rawValue)" }

  static let all = [
    TerminalKind(term: "xterm-256color", depth: .palette256),
    TerminalKind(term: "xterm-256color", depth: .truecolor),
    TerminalKind(term: "xterm-256color", depth: .none),
    TerminalKind(term: "xterm", depth: .sixteen),
    TerminalKind(term: "xterm", depth: .truecolor), TerminalKind(term: "xterm", depth: .palette256),
    TerminalKind(term: "tmux-256color", depth: .palette256, erasesWithBackground: false),
    TerminalKind(term: "tmux-256color", depth: .truecolor, erasesWithBackground: false),
    TerminalKind(term: "screen-256color", depth: .palette256, erasesWithBackground: false),
    TerminalKind(term: "linux", depth: .sixteen), TerminalKind(term: "linux", depth: .truecolor),
    TerminalKind(term: "vt100", depth: .none, erasesWithBackground: false),
  ]

  /// Such a terminal at the end of a line, drawn on through ncurses.
  func open(
    rows: Int, columns: Int
  ) throws -> (Terminal, PseudoTerminal) {
    let device = try PseudoTerminal(
      rows: rows, columns: columns, erasesWithBackground: erasesWithBackground)
    let terminal = try device.openTerminal(depth, term: term)
    device.settle(terminal)
    return (terminal, device)
  }
}
