import CTerminal
import Foundation
import Testing

@testable import TUI

/// The program itself on a terminal of its own, with a log that grows.
@Suite(
  "headscope watch", .serialized,
  .enabled(
    if: TerminalProgram.builtProgram("headscope") != nil,
    "headscope must lie beside the test bundle, as on Linux."))
final class WatchProgramTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "watch-\(UUID())")
  private let program: String

  init() throws {
    // The emulator asks the locale how wide characters are.
    _ = terminal_use_unicode_locale()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    program = try #require(TerminalProgram.builtProgram("headscope"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  @Test("opens on the curves, shows what is added, and leaves at q")
  func growing() throws {
    let log = folder.appending(path: "metrics.csv")
    try Data("step,loss\n1,0.5\n2,0.25\n".utf8).write(to: log)
    let running = try TerminalProgram(
      [program, "watch", log.path], rows: 24, columns: 90,
      environment: ["XDG_CACHE_HOME": folder.path])
    #expect(running.shows("3 Train"))
    #expect(running.shows("loss  a 0.2500"))
    let handle = try FileHandle(forWritingTo: log)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("3,0.125\n".utf8))
    try handle.close()
    #expect(running.shows("loss  a 0.1250"))
    #expect(running.shows("growing"))
    running.device.type("q")
    #expect(running.waitForEnd() == 0)
  }

  @Test("reads a pipe while the keys come from the terminal")
  func pipe() throws {
    let command =
      "(printf 'step,loss\\n1,0.5\\n'; sleep 1; printf '2,0.75\\n'; sleep 60) | '\(program)' watch -"
    let running = try TerminalProgram(
      ["/bin/sh", "-c", command], rows: 24, columns: 90,
      environment: ["XDG_CACHE_HOME": folder.path])
    #expect(running.shows("loss  a 0.5000"))
    #expect(running.shows("loss  a 0.7500"))
    running.device.type("y")
    #expect(running.shows("loss log"))
    running.device.type("q")
    #expect(running.device.receive(seconds: 10) { !running.device.emulator.isOnAlternateScreen })
  }
}
