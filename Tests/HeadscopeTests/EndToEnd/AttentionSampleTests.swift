import Foundation
import Model
import Testing

@Suite("headscope attention --sample", .needsProgram)
struct AttentionSampleTests {
  private let texts = ["i felt so anxious in front of the crowd", "what a happy day", "so sad !"]

  private func sample(_ texts: [String], _ options: String...) throws -> JSONValue {
    let run = try Program.run(
      ["attention", "-", "--sample", "--format", "json"] + options,
      text: texts.map { $0 + "\n" }.joined())
    #expect(run.status == 0, "\(run.errors)")
    return try run.json
  }

  private func heads(_ json: JSONValue) -> [JSONValue] {
    json["patterns"]?.arrayValue?.flatMap { $0.arrayValue ?? [] } ?? []
  }

  /// A pattern's share in every head; nil where no text had a key for it.
  private func shares(_ json: JSONValue, of type: String) -> [Double?] {
    heads(json).map { head in
      head["shares"]?.arrayValue?.first { $0["type"] == .string(type) }?["value"]?.doubleValue
    }
  }

  @Test("A sample of one text is that text")
  func one() throws {
    let sample = try sample([texts[0]])
    let run = try Program.run(["attention", texts[0], "--format", "json"])
    let single = try run.json
    #expect(sample["texts"] == .integer(1))
    #expect(sample["tokens"]?.intValue == single["tokens"]?.arrayValue?.count)
    #expect(heads(sample).count == 32)
    for (mean, head) in zip(heads(sample), heads(single)) {
      #expect(mean["type"] == head["type"])
      #expect(mean["score"] == head["score"])
      #expect(mean["relativeEntropy"] == head["relativeEntropy"])
    }
  }

  @Test("Of chosen layers patterns and importance are listed alone")
  func includedLayers() throws {
    let whole = try sample(texts, "--importance")
    let part = try sample(texts, "--importance", "--include-layers", "1,3")
    for member in ["patterns", "importance"] {
      let layers = try #require(whole[member]?.arrayValue)
      #expect(part[member]?.arrayValue == [layers[1], layers[3]], "\(member)")
    }
  }

  @Test("Of chosen heads patterns and importance are listed alone")
  func includedHeads() throws {
    let whole = try sample(texts, "--importance")
    let part = try sample(texts, "--importance", "--include-heads", "1,3")
    for member in ["patterns", "importance"] {
      let layers = try #require(whole[member]?.arrayValue).compactMap(\.arrayValue)
      let expected = layers.map { JSONValue.array([$0[1], $0[3]]) }
      #expect(part[member]?.arrayValue == expected, "\(member)")
    }
  }

  @Test("Shares are means over the texts that have the pattern's keys")
  func means() throws {
    let all = try sample(texts)
    let single = try texts.map { try sample([$0]) }
    #expect(all["texts"] == .integer(3))
    for type in ["previous", "sep", "punctuation"] {
      let expected = single.map { shares($0, of: type) }
      for (head, mean) in shares(all, of: type).enumerated() {
        let values = expected.compactMap { $0[head] }
        try #require(!values.isEmpty)
        #expect(abs((mean ?? -1) - values.reduce(0, +) / Double(values.count)) < 1e-6)
      }
    }
    // Only the last text has punctuation.
    #expect(single.map { shares($0, of: "punctuation")[0] != nil } == [false, false, true])
  }

  @Test("Importance is the mean over texts, each by its own class or all by the target")
  func importance() throws {
    func values(_ json: JSONValue) -> [Double] {
      json["importance"]?.arrayValue?.flatMap { $0.arrayValue?.compactMap(\.doubleValue) ?? [] }
        ?? []
    }
    for options in [["--importance"], ["--importance", "--target", "joy"]] {
      let run = try Program.run(
        ["attention", "-", "--sample", "--format", "json"] + options,
        text: texts.joined(separator: "\n"))
      let mean = values(try run.json)
      let single = try texts.map {
        values(try Program.run(["attention", $0, "--format", "json"] + options).json)
      }
      try #require(mean.count == 32)
      for head in 0..<32 {
        let expected = single.map { $0[head] }.reduce(0, +) / 3
        #expect(abs(mean[head] - expected) < 1e-5)
      }
    }
  }

  @Test("The text is one table for all, and JSON lines one line")
  func forms() throws {
    let input = texts.joined(separator: "\n")
    let text = try Program.run(["attention", "-", "--sample", "--patterns"], text: input)
    #expect(text.lines.first?.hasPrefix("sample: 3 texts, ") == true)
    #expect(text.lines.count { $0.hasPrefix("layer ") } == 1)
    #expect(text.lines.contains { $0.hasPrefix("3.7 ") })
    let lines = try Program.run(["attention", "-", "--sample", "--format", "jsonl"], text: input)
    #expect(try lines.jsonLines.count == 1)
    let part = try sample(texts, "--layer", "2", "--head", "5")
    #expect(heads(part) == [heads(try sample(texts))[2 * 8 + 5]])
  }

  @Test("What is of one text, or drawn, is wrong usage; no text at all is an error")
  func wrongUsage() throws {
    for options in [
      ["--summary"], ["--rollout"], ["--flow"], ["--lens"], ["--split"], ["--ablate", "0"],
      ["--patch", "a"], ["--patch", "a", "--positions", "1"], ["--draw", "heads"],
      ["--format", "svg"], ["--format", "html"],
      ["--format", "ansi"],
    ] {
      let run = try Program.run(["attention", "a", "--sample"] + options)
      #expect(run.status == 2 && run.output.isEmpty, "\(options)")
    }
    let none = try Program.run(["attention", "-", "--sample"], text: "")
    #expect(none.status == 1 && none.output.isEmpty)
    #expect(none.errors.contains("no text"))
  }

  /// A file that is there for as long as `body` runs.
  private func withFile<Result>(
    _ name: String, _ content: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try content.write(to: file, atomically: true, encoding: .utf8)
    return try body(file.path)
  }

  @Test(
    "Of labelled data the labels are no part of the texts",
    arguments: [
      ("data.txt", "", ";"), ("data.csv", "text,label\n", ","),
    ])
  func labelledData(_ name: String, heading: String, separator: String) throws {
    let labels = ["fear", "joy", "sadness"]
    let rows = zip(texts, labels).map { "\($0)\(separator)\($1)\n" }.joined()
    let (data, lines) = try withFile(name, heading + rows) { path in
      (
        try Program.run(
          ["attention", "--data", path, "--sample", "--importance", "--format", "json"]),
        try sample(texts, "--importance")
      )
    }
    #expect(data.status == 0, "\(data.errors)")
    let json = try data.json
    for member in ["texts", "tokens", "patterns", "importance"] {
      #expect(json[member] == lines[member], "\(member)")
    }
  }

  @Test("Importance is also there with each layer divided by its norm")
  func normalized() throws {
    let json = try sample(texts, "--importance")
    let layers = try #require(json["importanceNormalized"]?.arrayValue)
    #expect(layers.count == 4)
    for (layer, plain) in zip(layers, json["importance"]?.arrayValue ?? []) {
      let values = layer.arrayValue?.compactMap(\.doubleValue) ?? []
      let raw = plain.arrayValue?.compactMap(\.doubleValue) ?? []
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
      #expect(abs(values[0] * raw[1] - values[1] * raw[0]) < 1e-6)
    }
  }

  @Test("Data is for a sample, and the only source of its texts")
  func wrongData() throws {
    try withFile("data.txt", "so happy;joy\n") { path in
      for options in [
        ["--data", path], ["--data", path, "--sample", "--file", path],
        ["a text", "another", "--data", path, "--sample"], ["--data", path + "x", "--sample"],
      ] {
        let run = try Program.run(["attention"] + options)
        #expect(run.status == 2 && run.output.isEmpty, "\(options)")
      }
    }
  }
}
