import Foundation
import Model
import TestSupport
import Testing

@Suite("The program on damaged models", .needsProgram)
struct DamagedModelTests {
  /// Runs `predict` on a copy of a small model after `damage` was done to it.
  private func predict(
    patch: [String: JSONFragment] = [:], _ damage: @Sendable (URL) throws -> Void = { _ in }
  ) async throws -> Program.Run {
    try await Fixtures.withVariant(of: Fixtures.model("micro"), patch: patch) { folder in
      try damage(folder)
      return try Program.run(["predict", folder.path, "the film"])
    }
  }

  /// One or two lines that begin with the program's name, and no answer.
  private func expectRefusal(_ run: Program.Run, naming words: String...) {
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("headscope: "))
    #expect(run.errors.split(separator: "\n").count <= 2)
    for word in words { #expect(run.errors.contains(word)) }
  }

  @Test("Weights cut off at any place are refused", arguments: [0, 7, 8, 1000, 2560, 14_000])
  func truncated(size: Int) async throws {
    let run = try await predict { folder in
      let file = folder.appending(path: "model.safetensors")
      try Data(contentsOf: file).prefix(size).write(to: file)
    }
    expectRefusal(run, naming: "model.safetensors")
  }

  @Test("A configuration that is no JSON is refused, with the place")
  func badJSON() async throws {
    let run = try await predict { folder in
      try Data("{\"architectures\": [".utf8).write(to: folder.appending(path: "config.json"))
    }
    expectRefusal(run, naming: "config.json", "byte 19")
  }

  @Test("A missing vocabulary is named")
  func noVocabulary() async throws {
    let run = try await predict { folder in
      try FileManager.default.removeItem(at: folder.appending(path: "vocab.txt"))
    }
    expectRefusal(run, naming: "vocab.txt")
  }

  @Test("An unknown architecture is refused with those that are known")
  func architecture() async throws {
    let run = try await predict(patch: [
      "model_type": .string("t5"),
      "architectures": .array([.string("T5ForSequenceClassification")]),
    ])
    expectRefusal(run, naming: "t5", "distilbert")
  }

  @Test("Labels that do not match the classifier are refused", arguments: [3, 5])
  func labels(count: Int) async throws {
    let names = (0..<count).map { (String($0), JSONFragment.string("label \($0)")) }
    let run = try await predict(patch: [
      "id2label": .object(Dictionary(uniqueKeysWithValues: names)), "label2id": .object([:]),
    ])
    expectRefusal(run, naming: "\(count) labels", "4 outputs")
  }

  @Test("NaN in the weights is said, with the name of the weight")
  func notANumber() async throws {
    let run = try await predict { folder in
      let file = folder.appending(path: "model.safetensors")
      var bytes = try Data(contentsOf: file)
      // The last tensor of the file is the classifier's: four bytes of a quiet NaN at its end.
      bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0x00, 0x00, 0xC0, 0x7F])
      try bytes.write(to: file)
    }
    expectRefusal(run, naming: "NaN", "classifier.weight")
  }

  @Test(
    "A vocabulary larger than the table is told of at once, and only texts with such a piece are refused"
  )
  func vocabularyTooLarge() async throws {
    try await Fixtures.withVariant(of: Fixtures.model("micro"), patch: [:]) { folder in
      let file = folder.appending(path: "vocab.txt")
      let pieces = try String(contentsOf: file, encoding: .utf8)
        .split(whereSeparator: \.isNewline).map(String.init)
      let larger = pieces + ["zebra", "quagga"]
      try Data(larger.joined(separator: "\n").utf8).write(to: file)

      let info = try Program.run(["info", folder.path, "--format", "json"])
      #expect(info.status == 0)
      #expect(try info.json["tokenizer"]?["vocabulary"] == .integer(larger.count))
      #expect(info.errors.contains("\(larger.count) pieces"))
      #expect(info.errors.contains("\(pieces.count) of them"))

      let lines = "the film\na zebra\nthe end\n"
      let table = try Program.run(["predict", folder.path, "-"], text: lines)
      #expect(table.status == 1)
      #expect(table.lines.count == 1, "what stands before the bad line is answered")
      #expect(table.errors.contains("“zebra”, id \(pieces.count)"))

      let stream = try Program.run(["predict", folder.path, "-", "--format", "jsonl"], text: lines)
      #expect(stream.status == 1)
      #expect(
        try stream.jsonLines.map { $0["text"]?.stringValue } == ["the film", nil, "the end"])
    }
  }
}
