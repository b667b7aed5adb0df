import CTerminal
import Foundation
import Model
import TestSupport
import Testing

@testable import TUI

extension CursesTests {
  /// What a terminal is besides a picture: opened, sized, listened to, restored.
  @Suite struct TerminalSessionTests {
    @Test func restoringLeavesTheScreenAndEveryMode() throws {
      for kind in TerminalKind.all {
        let device = try PseudoTerminal(rows: 4, columns: 20)
        device.emulator.feed("shell".utf8)
        let before = device.modes
        let terminal = try device.openTerminal(kind.depth, term: kind.term)
        device.show(Grid(rows: 4, columns: 20), on: terminal)
        if kind.term != "vt100" {
          #expect(device.emulator.modes.isSuperset(of: [1000, 1002, 1006, 2004, 1004]))
        }
        #expect(device.modes.c_lflag != before.c_lflag)
        terminal.restore()
        terminal.restore()
        device.receive()
        #expect(device.emulator.modes == [7, 25], "\(kind.testDescription)")
        #expect(!device.emulator.isOnAlternateScreen)
        #expect(!device.emulator.hasApplicationKeypad)
        #expect(device.modes.c_lflag == before.c_lflag)
        #expect(device.modes.c_iflag == before.c_iflag)
        #expect(device.modes.c_oflag == before.c_oflag)
      }
    }

    @Test func anyWindowSizeIsDrawnOn() throws {
      let (terminal, device) = try TerminalKind.all[0].open(rows: 24, columns: 80)
      for (rows, columns) in [(1, 1), (50, 200), (2, 1), (1, 3), (24, 80)] {
        device.resize(rows: rows, columns: columns)
        terminal.noteSize()
        #expect(terminal.wait(until: .now) == [.resize(rows: rows, columns: columns)])
        device.emulator = TerminalEmulator(rows: rows, columns: columns)
        var grid = Grid(rows: rows, columns: columns)
        grid.write("中 wide and long enough to be cut", row: rows - 1, column: 0)
        device.show(grid, on: terminal)
        #expect(device.emulator.text(row: rows - 1) == grid.text(row: rows - 1))
      }
    }

    @Test func keysAndWakeUpsArrive() throws {
      let (terminal, device) = try TerminalKind.all[0].open(rows: 3, columns: 5)
      let queue = try EventQueue<Int>()
      device.type("x\u{1B}[A")
      #expect(terminal.wait() == [.text("x"), .key(.up, [])])
      queue.post(1)
      queue.post(2)
      #expect(terminal.wait(wake: queue.descriptor) == [])
      #expect(queue.drain() == [1, 2])
      #expect(queue.drain() == [])
      device.type("\u{1B}")
      #expect(terminal.wait() == [.key(.escape, [])])
      #expect(terminal.wait(until: .now + .milliseconds(5), wake: queue.descriptor) == [])
    }

    @Test(arguments: [("linux", true), ("xterm-256color", false), ("tmux-256color", false)])
    func aConsoleWithFewGlyphsPrefersASCII(_ term: String, _ prefers: Bool) throws {
      let (terminal, _) = try TerminalKind(term: term, depth: .sixteen).open(rows: 3, columns: 20)
      #expect(terminal.prefersASCII == prefers)
      #expect(!terminal.isASCIIOnly)
    }

    @Test func aTerminalThatCannotMoveItsCursorIsRefusedWithAdvice() throws {
      let error = #expect(throws: TerminalError.self) {
        try TerminalKind(term: "dumb", depth: .none).open(rows: 3, columns: 20)
      }
      #expect(error?.problem.contains("dumb") == true)
      #expect(error?.advice.contains("TERM") == true)
    }

    @Test func theTerminalThatHangsUpIsClosed() throws {
      let (terminal, device) = try TerminalKind.all[0].open(rows: 3, columns: 5)
      device.hangUp()
      var events: [InputEvent] = []
      for _ in 0..<3 where events.isEmpty { events = terminal.wait(until: .now + .seconds(1)) }
      #expect(events == [.closed])
      terminal.draw(Grid(rows: 3, columns: 5))
      #expect(terminal.wait() == [.closed])
    }

    @Test func theClipboardTakesTextInBase64() throws {
      let (terminal, device) = try TerminalKind.all[0].open(rows: 3, columns: 5)
      #expect(terminal.copyToClipboard("why?\u{1B}\n"))
      device.settle(terminal)
      #expect(
        String(decoding: device.received, as: UTF8.self).contains("\u{1B}]52;c;d2h5PxsK\u{7}"))
      #expect(!terminal.copyToClipboard(String(repeating: "x", count: 60_000)))
    }

    @Test func theMouseIsSwitched() throws {
      let (terminal, device) = try TerminalKind.all[0].open(rows: 3, columns: 5)
      terminal.setMouse(false)
      device.settle(terminal)
      #expect(device.emulator.modes.isDisjoint(with: [1000, 1002, 1003, 1006]))
      terminal.setMouse(true)
      device.settle(terminal)
      #expect(device.emulator.modes.isSuperset(of: [1000, 1002, 1006]))
    }

    @Test(arguments: ["", "no-such-terminal", "nonsense", "ansi", "../../etc/passwd"])
    func anyTERMStarts(_ term: String) throws {
      let (terminal, device) = try TerminalKind(term: term, depth: .none).open(rows: 3, columns: 20)
      var grid = Grid(rows: 3, columns: 20)
      grid.write("text", row: 1, column: 2)
      device.show(grid, on: terminal)
      #expect(String(decoding: device.received, as: UTF8.self).contains("text"))
    }
  }
}
