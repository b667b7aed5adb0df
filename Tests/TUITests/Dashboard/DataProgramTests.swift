import CTerminal
import Foundation
import Testing

@testable import TUI

/// The program itself on a terminal of its own, with a data file.
@Suite(
  "headscope --data", .serialized,
  .enabled(
    if: TerminalProgram.builtProgram("headscope") != nil,
    "headscope must lie beside the test bundle, as on Linux."))
final class DataProgramTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "data-\(UUID())")
  private let program: String

  init() throws {
    // The emulator asks the locale how wide characters are.
    _ = terminal_use_unicode_locale()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    program = try #require(TerminalProgram.builtProgram("headscope"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  @Test("shows the rows, predicts them, and keeps what is relabelled beside the file")
  func relabelling() throws {
    let file = folder.appending(path: "train.txt")
    let text = """
      i feel so happy today;sadness
      i am so sad;sadness
      i feel afraid;fear
      so glad;joy

      """
    try Data(text.utf8).write(to: file)
    let running = try TerminalProgram(
      [program, "--data", file.path], rows: 30, columns: 110,
      environment: ["XDG_CACHE_HOME": folder.path])
    #expect(running.shows("i feel so happy today"))
    #expect(running.shows("✗ joy"))
    #expect(running.shows("no piece is unknown"))
    running.device.type("e")
    #expect(running.shows("Label of line 1"))
    running.device.type("joy\r")
    #expect(running.shows("sadness → joy"))
    running.device.type("jx")
    #expect(running.shows("1 relabelled, 1 excluded"))
    running.device.type("q")
    #expect(running.waitForEnd() == 0)
    let kept = try String(contentsOfFile: file.path + ".overlay.jsonl", encoding: .utf8)
    #expect(kept.contains("\"labels\":[\"joy\"]"))
    #expect(kept.contains("\"excluded\":true"))
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }
}
