import Foundation
import Testing

@testable import TUI

@Suite struct TerminalModesTests {
  /// The private modes that a string switches on or off.
  private func modes(_ text: String, _ letter: Character) -> Set<Int> {
    var found: Set<Int> = []
    for part in text.components(separatedBy: "\u{1B}[?").dropFirst() {
      let numbers = part.prefix { $0.isNumber || $0 == ";" }
      if part.dropFirst(numbers.count).first == letter {
        found.formUnion(numbers.split(separator: ";").compactMap { Int($0) })
      }
    }
    return found
  }

  @Test func leavingSwitchesOffAllThatEnteringSwitchedOn() {
    let leave = TerminalModes.leave(.init(), hasModes: true)
    for mouse in [false, true] {
      let on = modes(TerminalModes.enter(mouse: mouse), "h")
      #expect(on.isSuperset(of: mouse ? [1000, 1002, 1006, 1004, 2004] : [1004, 2004]))
      #expect(modes(leave, "l").isSuperset(of: on))
    }
    #expect(modes(leave, "l").isSuperset(of: modes(TerminalModes.synchronized.on, "h")))
    #expect(modes(leave, "h") == [7])
  }

  @Test func leavingSwitchesOffEveryMouseMode() {
    let off = modes(TerminalModes.leave(.init(), hasModes: true), "l")
    #expect(off.isSuperset(of: [1000, 1002, 1003, 1005, 1006, 1015]))
  }

  @Test func eachModeIsSwitchedOffByItsTwin() {
    for twin in [
      TerminalModes.paste, TerminalModes.focus, TerminalModes.mouse, TerminalModes.synchronized,
    ] {
      #expect(!modes(twin.on, "h").isEmpty)
      #expect(modes(twin.off, "l").isSuperset(of: modes(twin.on, "h")))
    }
  }

  @Test func withoutAnotherScreenTheShellGoesOnInTheLastRow() {
    let capabilities = TerminalModes.Capabilities(toLastRow: "\u{1B}[24;1H")
    #expect(TerminalModes.leave(capabilities, hasModes: false) == "\u{1B}[24;1H\r\n")
  }

  @Test func theLeaveStringFitsTheGuard() {
    let capabilities = TerminalModes.Capabilities(
      resetAttributes: "\u{1B}(B\u{1B}[m\u{1B}[39;49m", showCursor: "\u{1B}[?12l\u{1B}[?25h",
      keypadOff: "\u{1B}[?1l\u{1B}>", leaveScreen: "\u{1B}[?1049l\u{1B}[23;0;0t", toLastRow: "")
    #expect(TerminalModes.leave(capabilities, hasModes: true).utf8.count < 512)
  }
}
