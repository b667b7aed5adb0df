import Foundation
import Model
import TestSupport
import Testing

@Suite("headscope watch --once", .needsProgram)
struct WatchTests {
  private let logs = Fixtures.folder.appending(path: "logs").path

  @Test("keeps the contract of its JSON")
  func json() throws {
    let run = try Program.run(["watch", "--once", "\(logs)/trainer_state.json", "--format", "json"])
    #expect(run.status == 0)
    let log = try #require(try run.json["runs"]?.arrayValue?.first)
    #expect(log["name"] == .string("logs"))
    #expect(log["path"] == .string("\(logs)/trainer_state.json"))
    #expect(log["format"] == .string("trainer-state"))
    #expect(log["state"] == .string("finished"))
    #expect(log["problems"] == .array([]))
    #expect(log["best"]?["step"] == .integer(50))
    let series = try #require(log["series"]?.arrayValue)
    let norm = try #require(series.first { $0["tag"] == .string("train/grad_norm") })
    #expect(norm["points"] == .integer(5))
    #expect(norm["first"] == .array([.integer(10), .number(1)]))
    #expect(norm["last"] == .array([.integer(50), .number(0.5)]))
    #expect(norm["minimum"] == .array([.integer(50), .number(0.5)]))
    #expect(norm["notFinite"] == .integer(2))
  }

  @Test("reads several paths and folders, each run once")
  func folders() throws {
    let run = try Program.run(["watch", "--once", logs, "\(logs)/keras.csv", "--format", "json"])
    let names = try run.json["runs"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
    #expect(
      names == [
        "dictionaries.log", "history.jsonl", "keras.csv", "lightning.csv", "tqdm.log", "logs",
        "tensor-events", "torch-events", "keras.csv",
      ])
  }

  @Test("draws a table of at most 80 columns")
  func table() throws {
    let run = try Program.run(["watch", "--once", logs])
    #expect(run.status == 0)
    #expect(run.lines.contains("  csv, unknown, steps 0–3"))
    #expect(run.lines.contains("  val_loss: 1 value not finite"))
    #expect(run.lines.filter { $0.count > 80 && !$0.hasPrefix("  !") }.isEmpty)
  }

  @Test("reads a pipe, whose last line counts without its end")
  func pipe() throws {
    let run = try Program.run(
      ["watch", "--once", "-", "--format", "json"], text: "step,loss\n1,0.5\n2,0.25")
    let log = try #require(try run.json["runs"]?.arrayValue?.first)
    #expect(log["format"] == .string("csv"))
    #expect(
      log["series"]?.arrayValue?.first?["last"] == .array([.integer(2), .number(0.25)]))
  }

  @Test("reads a pipe that has a name, as the shell's <(command) is one")
  func namedPipe() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let pipe = folder.appending(path: "pipe").path
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    let script = "mkfifo \"$0\" && printf 'step,loss\\n1,0.5\\n2,0.25' > \"$0\""
    writer.arguments = ["-c", script, pipe]
    // Of the test runner's it holds nothing open.
    writer.standardOutput = FileHandle.nullDevice
    writer.standardError = FileHandle.nullDevice
    try writer.run()
    defer { writer.terminate() }
    while !FileManager.default.fileExists(atPath: pipe), writer.isRunning {
      Thread.sleep(forTimeInterval: 0.01)
    }
    // Refused before anything is read of either.
    let two = try Program.run(["watch", "--once", "-", pipe])
    #expect(two.status == 2)
    #expect(two.errors.contains("only one pipe can be followed"))
    let run = try Program.run(["watch", "--once", pipe, "--format", "json"])
    #expect(run.status == 0)
    let log = try #require(try run.json["runs"]?.arrayValue?.first)
    #expect(
      log["series"]?.arrayValue?.first?["last"] == .array([.integer(2), .number(0.25)]))
  }

  @Test("names what is no log, and fails only where nothing is")
  func problems() throws {
    let run = try Program.run(
      ["watch", "--once", "-", "--format", "json"], input: [0, 1, 2, 3, 0, 0])
    let log = try #require(try run.json["runs"]?.arrayValue?.first)
    #expect(log["format"]?.isNull == true)
    #expect(log["problems"]?.arrayValue?.count == 1)
    let missing = try Program.run(["watch", "--once", "/nonexistent.csv"])
    #expect(missing.status == 2)
    #expect(missing.errors.contains("/nonexistent.csv: no such file or folder"))
    #expect(try Program.run(["watch", "\(logs)/keras.csv"]).status == 2)
  }
}
