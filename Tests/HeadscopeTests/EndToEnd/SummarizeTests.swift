import Foundation
import Model
import Testing

@Suite("headscope summarize", .needsProgram)
struct SummarizeTests {
  private static let rows = """
    i feel so happy and full of joy;joy
    i feel so lonely and hopeless;sadness
    i was angry and furious with them;anger
    i feel afraid and terrified of it;fear
    i feel so happy today;sadness
    """

  private func withFolder<Result>(_ body: (URL, String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "data.txt")
    try Data(Self.rows.utf8).write(to: file)
    return try body(folder, file.path)
  }

  @Test("names the words of classes and confusions, and says what explain says")
  func json() throws {
    try withFolder { _, path in
      let run = try Program.run(["summarize", "--data", path, "--format", "json"])
      #expect(run.status == 0, "\(run.errors)")
      let json = try run.json
      #expect(json["texts"] == .integer(5))
      #expect(json["method"] == .string("input-x-gradient"))
      let confusions = try #require(json["confusions"]?.arrayValue)
      #expect(confusions.count == 1)
      #expect(confusions[0]["label"] == .string("sadness"))
      #expect(confusions[0]["predicted"] == .string("joy"))
      let means = try #require(confusions[0]["top"]?["mean"]?.arrayValue)
      #expect(means.isEmpty, "Every word is in one text.")
      // The confusion has one text, whose words are those of its explanation.
      let explained = try Program.run([
        "explain", "i feel so happy today", "--method", "input-x-gradient", "--format", "json",
      ]).json
      let first = try #require(confusions[0]["top"]?["sum"]?.arrayValue?.first)
      let word = try #require(explained["words"]?.arrayValue).first { $0["text"] == first["text"] }
      let value = try #require(word?["attribution"]?.doubleValue)
      #expect(abs(try #require(first["sum"]?.doubleValue) - value) < 1e-4)
    }
  }

  @Test("draws a table")
  func table() throws {
    try withFolder { _, path in
      let run = try Program.run(["summarize", "--data", path, "--top", "3"])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.lines[0].hasPrefix("emotion-mini on data.txt: 5 texts by input-x-gradient"))
      #expect(run.lines.contains { $0.hasPrefix("predicted joy: 2 texts") })
      #expect(run.lines.contains { $0.hasPrefix("sadness taken for joy: 1 text,") })
    }
  }

  @Test("parts made apart are put together to the whole")
  func shards() throws {
    try withFolder { folder, path in
      let files = (1...2).map { folder.appending(path: "\($0).json").path }
      for (index, file) in files.enumerated() {
        let run = try Program.run([
          "summarize", "--data", path, "--shard", "\(index + 1)/2", "--save", file,
        ])
        #expect(run.status == 0, "\(run.errors)")
      }
      let merged = try Program.run([
        "summarize", "--merge", files[0], "--merge", files[1], "--format", "json",
      ]).json
      let whole = try Program.run(["summarize", "--data", path, "--format", "json"]).json
      #expect(merged["texts"] == whole["texts"])
      #expect(merged["confusions"] == whole["confusions"])
      #expect(merged["all"]?["occurrences"] == whole["all"]?["occurrences"])
      let sums = try [merged, whole].map { try #require($0["all"]?["mean"]?.doubleValue) }
      #expect(abs(sums[0] - sums[1]) < 1e-9)
    }
  }

  @Test("stops after the number of texts that was asked for")
  func limit() throws {
    try withFolder { _, path in
      let run = try Program.run(["summarize", "--data", path, "--limit", "2", "--format", "json"])
      #expect(try run.json["texts"] == .integer(2))
    }
  }

  @Test(
    "refuses what it cannot do",
    arguments: [
      ["summarize"], ["summarize", "--data", "/nonexistent.csv"],
      ["summarize", "--data", "x", "--shard", "3/2"], ["summarize", "--data", "x", "--top", "0"],
      ["summarize", "--data", "x", "--merge", "y"],
      ["summarize", "--data", "x", "--method", "magic"],
    ])
  func refusals(_ arguments: [String]) throws {
    let run = try Program.run(arguments)
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.output == "")
  }
}
