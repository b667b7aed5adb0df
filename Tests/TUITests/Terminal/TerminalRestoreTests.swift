import CTerminal
import Foundation
import Testing

@testable import TUI

/// The terminal is as before after every way to die that a process can survive.
@Suite(
  .serialized,
  .enabled(
    if: TerminalProgram.builtProgram("TerminalProbe") != nil,
    "TerminalProbe must lie beside the test bundle, as on Linux."))
struct TerminalRestoreTests {
  /// Starts the probe and waits for its first frame.
  private func start(_ environment: [String: String] = [:]) throws -> TerminalProgram {
    let probe = try #require(TerminalProgram.builtProgram("TerminalProbe"))
    let program = try TerminalProgram([probe], environment: environment)
    try #require(program.shows("probe 24x80 ready"))
    #expect(program.device.emulator.isOnAlternateScreen)
    #expect(program.device.emulator.modes.isSuperset(of: [1000, 1002, 1004, 1006, 2004]))
    #expect(!isCooked(program))
    return program
  }

  private func isCooked(_ program: TerminalProgram) -> Bool {
    let wanted = tcflag_t(ICANON | ECHO | ISIG)
    return program.device.modes.c_lflag & wanted == wanted
      && program.device.modes.c_oflag & tcflag_t(OPOST) != 0
  }

  private func expectRestored(_ program: TerminalProgram) {
    #expect(program.device.emulator.modes == [7, 25])
    #expect(!program.device.emulator.isOnAlternateScreen)
    #expect(!program.device.emulator.hasApplicationKeypad)
    #expect(isCooked(program))
    #expect(program.device.emulator.unknown == [])
  }

  @Test(arguments: [("q", 0), ("x", 3)] as [(String, Int32)])
  func anExitRestores(_ letter: String, _ code: Int32) throws {
    let program = try start()
    program.device.type(letter)
    #expect(program.waitForEnd() == code)
    expectRestored(program)
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGQUIT])
  func aRequestToEndRestores(_ signal: Int32) throws {
    let program = try start()
    kill(program.process, signal)
    #expect(program.waitForEnd() == 128 + signal)
    expectRestored(program)
  }

  @Test(
    arguments: [
      ("t", [SIGILL, SIGTRAP]), ("s", [SIGSEGV]), ("a", [SIGABRT]), ("o", [SIGSEGV, SIGBUS]),
    ] as [(String, [Int32])])
  func aCrashRestoresAndStillKills(_ letter: String, _ signals: [Int32]) throws {
    let program = try start()
    program.device.type(letter)
    let end = try #require(program.waitForEnd())
    #expect(signals.contains(-end), "ended with \(end)")
    expectRestored(program)
  }

  @Test(arguments: [SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE])
  func aCrashSignalFromOutsideRestoresAndStillKills(_ signal: Int32) throws {
    let program = try start()
    kill(program.process, signal)
    #expect(program.waitForEnd() == -signal)
    expectRestored(program)
  }

  @Test func theMessageOfATrapIsReadableAfterwards() throws {
    let program = try start()
    program.device.type("t")
    _ = program.waitForEnd()
    #expect(program.shows("a last word"))
    expectRestored(program)
  }

  @Test func theBacktraceOfTheRuntimeLandsOnTheOrdinaryScreen() throws {
    let program = try start(["SWIFT_BACKTRACE": "enable=yes,interactive=no,color=no"])
    program.device.type("s")
    let end = try #require(program.waitForEnd())
    #expect(end == -SIGSEGV)
    #expect(!program.device.emulator.isOnAlternateScreen)
    let text = String(decoding: program.device.received, as: UTF8.self)
    let left = try #require(text.range(of: "\u{1B}[?1049l"))
    #expect(text[left.upperBound...].contains("Program crashed"))
  }

  @Test func standardErrorIsHeldBackAndReplayed() throws {
    let program = try start()
    program.device.type("e")
    try #require(program.shows("text(\"e\")"))
    let before = String(decoding: program.device.received, as: UTF8.self)
    #expect(!before.contains("a word from below"))
    program.device.type("q")
    #expect(program.waitForEnd() == 0)
    #expect(program.shows("a word from below"))
  }

  @Test func controlZStopsWithARestoredTerminalAndGoesOn() throws {
    let program = try start()
    for _ in 0..<2 {
      program.device.type("\u{1A}")
      try #require(program.isStopped())
      program.device.receive()
      expectRestored(program)
      kill(program.process, SIGCONT)
      try #require(program.shows("resumed"))
      #expect(program.device.emulator.isOnAlternateScreen)
      #expect(program.device.emulator.modes.isSuperset(of: [1000, 1006, 2004]))
      #expect(!isCooked(program))
    }
    program.device.type("q")
    #expect(program.waitForEnd() == 0)
    expectRestored(program)
  }

  @Test func aStopRequestFromOutsideIsObeyed() throws {
    let program = try start()
    kill(program.process, SIGTSTP)
    try #require(program.isStopped())
    program.device.receive()
    expectRestored(program)
    kill(program.process, SIGCONT)
    try #require(program.shows("resumed"))
  }

  @Test func aStopThatCannotBeCaughtIsRepairedOnContinuing() throws {
    let program = try start()
    kill(program.process, SIGSTOP)
    try #require(program.isStopped())
    program.device.emulator.feed("\u{1B}[H\u{1B}[2Jgarbage".utf8)
    kill(program.process, SIGCONT)
    try #require(program.shows("resumed"))
    #expect(!program.device.emulator.text(row: 0).contains("garbage"))
  }

  @Test func continuedInTheBackgroundItStopsAgainWithoutDrawing() throws {
    let probe = try #require(TerminalProgram.builtProgram("TerminalProbe"))
    let program = try TerminalProgram(
      ["/bin/bash", "--norc", "--noprofile", "-i"], environment: ["PS1": "prompt> "])
    try #require(program.shows("prompt>"))
    // Stopped from outside it cannot clean up, so the shell's line is drawn over its screen.
    program.device.type("(sleep 0.5; kill -STOP $(pgrep -s 0 TerminalProbe)) & '\(probe)'\r")
    try #require(program.shows("probe 24x80 ready"))
    try #require(program.shows("Stopped"))
    program.device.type("reset -I 2>/dev/null; clear; bg %2\r")
    program.device.type("echo st''ill; jobs\r")
    try #require(program.shows("still"))
    #expect(!program.shows("probe 24x80 resumed", seconds: 0.5))
    program.device.type("fg %2\r")
    try #require(program.shows("probe 24x80 resumed"))
  }

  @Test func aBurstOfResizesEndsAtTheLastSize() throws {
    let program = try start()
    for size in 1...60 { program.device.resize(rows: 1 + size % 30, columns: 40 + size) }
    program.device.resize(rows: 24, columns: 80)
    program.device.resize(rows: 12, columns: 60)
    try #require(program.shows("probe 12x60"))
    program.device.resize(rows: 1, columns: 1)
    usleep(50_000)
    program.device.resize(rows: 24, columns: 80)
    try #require(program.shows("probe 24x80"))
  }

  @Test func aTerminalThatGoesAwayEndsTheProgram() throws {
    let program = try start()
    program.device.closeSlave()
    program.device.hangUp()
    let end = try #require(program.waitForEnd())
    #expect([6, 128 + SIGHUP].contains(end), "ended with \(end)")
  }

  @Test func anIdleProgramDoesNotWakeUp() throws {
    let program = try start()
    func switches() throws -> Int {
      let text = try String(contentsOfFile: "/proc/\(program.process)/status", encoding: .utf8)
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("voluntary") })
      return try #require(Int(line.split(separator: "\t").last ?? ""))
    }
    usleep(200_000)
    let before = try switches()
    usleep(500_000)
    #expect(try switches() == before)
  }

  @Test func keysComeFromTheTerminalWhenStandardInputIsAPipe() throws {
    let probe = try #require(TerminalProgram.builtProgram("TerminalProbe"))
    let program = try TerminalProgram(["/bin/sh", "-c", "echo piped | '\(probe)'"])
    try #require(program.shows("probe 24x80 ready"))
    program.device.type("q")
    #expect(program.waitForEnd() == 0)
  }

  @Test func withoutATerminalThereIsNoneAvailable() throws {
    let probe = try #require(TerminalProgram.builtProgram("TerminalProbe"))
    let program = try TerminalProgram(["/bin/sh", "-c", "'\(probe)' | cat"])
    #expect(program.shows("no terminal"))
  }

  @Test func aShellSuspendsAndContinuesIt() throws {
    let probe = try #require(TerminalProgram.builtProgram("TerminalProbe"))
    let program = try TerminalProgram(
      ["/bin/bash", "--norc", "--noprofile", "-i"], environment: ["PS1": "prompt> "])
    try #require(program.shows("prompt>"))
    program.device.type("'\(probe)'\r")
    try #require(program.shows("probe 24x80 ready"))
    program.device.type("\u{1A}")
    try #require(program.shows("Stopped"))
    #expect(!program.device.emulator.isOnAlternateScreen)
    // In the background it must not touch the terminal.
    program.device.type("bg\r")
    program.device.type("echo st''ill\r")
    try #require(program.shows("still"))
    #expect(!program.device.emulator.isOnAlternateScreen)
    program.device.type("fg\r")
    try #require(program.shows("resumed"))
    #expect(program.device.emulator.isOnAlternateScreen)
    let mark = program.device.received.count
    program.device.type("x")
    let isBack = program.device.receive {
      String(decoding: program.device.received[mark...], as: UTF8.self).contains("prompt>")
    }
    try #require(isBack)
    program.device.type("echo code $?\r")
    #expect(program.shows("code 3"))
    #expect(!program.device.emulator.isOnAlternateScreen)
  }
}
