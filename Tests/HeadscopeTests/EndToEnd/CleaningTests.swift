import Foundation
import Model
import TestSupport
import Testing

@Suite("The cleaning of a model's folder", .needsProgram)
struct CleaningTests {
  /// A copy of the embedded model whose folder asks for a cleaning.
  private func withCleaningModel(_ body: (String) throws -> Void) throws {
    let copy = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.copyItem(
      at: Fixtures.packageRoot.appending(path: "Models/emotion-mini"), to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }
    try Data(#"{"clean": ["urls", "mentions", "punctuation", "lowercase"]}"#.utf8)
      .write(to: copy.appending(path: "headscope.json"))
    try body(copy.path)
  }

  private let typed = "@bob I'm SO http://t.co/x scared!!"

  @Test("is done to typed texts, and told")
  func predict() throws {
    try withCleaningModel { model in
      let cleaned = try Program.run(["predict", model, typed, "--format", "json"]).json
      let plain = try Program.run(["predict", "im so scared", "--format", "json"]).json
      #expect(cleaned["text"] == .string(typed))
      #expect(cleaned["cleaned"] == .string("im so scared"))
      #expect(cleaned["logits"] == plain["logits"])
      #expect(plain["cleaned"] == nil)
    }
  }

  @Test("maps attributions back to the characters as typed")
  func explain() throws {
    try withCleaningModel { model in
      let json = try Program.run(["explain", model, typed, "--format", "json"]).json
      let words = try #require(json["words"]?.arrayValue)
      #expect(words.map { $0["text"]?.stringValue } == ["I'm", "SO", "scared"])
      let plain = try Program.run(["explain", "im so scared", "--format", "json"]).json
      #expect(json["attributions"] == plain["attributions"])
      let scared = try #require(words.last)
      #expect(scared["start"] == .integer(26))
      #expect(scared["end"] == .integer(32))
    }
  }

  @Test("is left out, or another one done, where the command line says so")
  func option() throws {
    try withCleaningModel { model in
      let none = try Program.run(["predict", model, typed, "--clean", "none", "--format", "json"])
      #expect(try none.json["cleaned"] == nil)
      let other = try Program.run([
        "predict", model, typed, "--clean", "digits,lowercase", "--format", "json",
      ])
      #expect(try other.json["cleaned"] == .string("@bob i'm so http://t.co/x scared!!"))
      let wrong = try Program.run(["predict", model, typed, "--clean", "lower"])
      #expect(wrong.status == 2)
      #expect(wrong.errors.contains("\"lower\" is neither a cleaning step nor a file of words"))
    }
  }

  @Test("is shown stage by stage before the pieces")
  func tokenize() throws {
    try withCleaningModel { model in
      let run = try Program.run(["tokenize", model, typed])
      #expect(run.lines[0] == "typed        \(typed)")
      #expect(run.lines[1] == "urls         @bob I'm SO scared!!")
      #expect(run.lines[4] == "lowercase    im so scared")
    }
  }
}
