import Attribution
import Model
import Testing

@testable import headscope

@Suite("The formats of summarize")
struct SummaryFormatTests {
  private static func result(_ texts: Range<Int> = 0..<3) -> SummaryResult {
    var summary = AttributionSummary()
    for text in texts {
      switch text {
      case 0:
        summary.add(words: [("happy", 2), ("so", -0.5)], predicted: 0, labelled: 0, target: 0)
      case 1:
        summary.add(words: [("Happy", 1), ("\u{1B}a", 0.5)], predicted: 0, labelled: 1, target: 0)
      default: summary.add(words: [("scared", 4)], predicted: 1, labelled: 1, target: 1)
      }
    }
    return SummaryResult(
      model: "mini", digest: "sha256:abc", labels: ["joy", "fear"], method: "input-x-gradient",
      parameters: ["output": "logit"], data: ["rows.csv"], seconds: 0.25, summary: summary)
  }

  @Test("The table has a block for all, each class and each confusion")
  func table() {
    let lines = SummaryTable.text(Self.result(), top: 2, minimumTexts: 2)
      .split(separator: "\n").map(String.init)
    #expect(lines[0] == "mini on rows.csv: 3 texts by input-x-gradient (output logit), 0.2 s")
    #expect(lines[1] == "Means are of words that are in 2 texts or more.")
    // 2 + 0.5 + 1 + 0.5 + 4 over five words.
    #expect(lines[2] == "all: 3 texts, 4 words, mean |attribution| 1.6000")
    #expect(lines.contains { $0.hasPrefix("predicted joy: 2 texts, 3 words") })
    #expect(lines.contains { $0.hasPrefix("predicted fear: 1 text, 1 word,") })
    #expect(lines.contains { $0.hasPrefix("fear taken for joy: 1 text, 2 words") })
    let happy = lines.first { $0.hasPrefix("mean") && $0.contains("happy") }
    #expect(
      happy?.split(separator: " ").map(String.init)
        == ["mean", "happy", "+3.0000", "+1.5000", "1.5000", "2", "2"])
    #expect(lines.contains { $0.hasPrefix("against") && $0.contains("so") })
    #expect(!lines.joined().contains("\u{1B}"))
  }

  @Test("A summary of nothing is a heading")
  func empty() {
    let text = SummaryTable.text(Self.result(0..<0), top: 2, minimumTexts: 2)
    #expect(text.contains("all: 0 texts, 0 words, mean |attribution| 0.0000\n"))
    #expect(!text.contains("predicted"))
  }

  @Test("The JSON has the same as numbers")
  func json() throws {
    let json = try JSONValue.parse(SummaryJSON.text(Self.result(), top: 1, minimumTexts: 2))
    #expect(json["version"] == .integer(1))
    #expect(json["texts"] == .integer(3))
    #expect(json["forgotten"] == .integer(0))
    #expect(json["parameters"]?["output"] == .string("logit"))
    #expect(json["all"]?["meanAbsolute"]?.doubleValue == 1.6)
    #expect(json["all"]?["targets"]?["joy"] == .integer(2))
    let sum = try #require(json["all"]?["top"]?["sum"]?.arrayValue)
    #expect(sum.map { $0["text"]?.stringValue } == ["scared"])
    let mean = try #require(json["all"]?["top"]?["mean"]?.arrayValue?.first)
    #expect(mean["text"] == .string("happy"))
    #expect(mean["texts"] == .integer(2))
    #expect(mean["occurrences"] == .integer(2))
    #expect(mean["sum"]?.doubleValue == 3)
    #expect(mean["mean"]?.doubleValue == 1.5)
    #expect(json["classes"]?.arrayValue?.map { $0["label"]?.stringValue } == ["joy", "fear"])
    let confusions = try #require(json["confusions"]?.arrayValue)
    #expect(confusions.count == 1)
    #expect(confusions[0]["label"] == .string("fear"))
    #expect(confusions[0]["predicted"] == .string("joy"))
    #expect(confusions[0]["texts"] == .integer(1))
  }

  @Test("Files of parts, put together, are the whole")
  func files() throws {
    func read(_ result: SummaryResult) throws -> SummaryResult {
      try SummaryResult.read(try JSONValue.parse(result.document), source: "file")
    }
    var merged = try read(Self.result(0..<1))
    try merged.merge(try read(Self.result(1..<3)))
    #expect(merged.summary == Self.result().summary)
    #expect(merged.data == ["rows.csv"])
    #expect(merged.seconds == 0.5)
  }

  @Test("Summaries of two models, or made in two ways, are not put together")
  func mismatch() throws {
    var result = Self.result()
    var other = Self.result()
    other.digest = "sha256:def"
    #expect(throws: ModelError.self) { try result.merge(other) }
    other = Self.result()
    other.parameters["steps"] = "50"
    #expect(throws: ModelError.self) { try result.merge(other) }
    #expect(result == Self.result())
  }

  @Test("What is no summary, or names a class that is none, is refused")
  func damaged() throws {
    #expect(throws: ModelError.self) {
      try SummaryResult.read(try JSONValue.parse("{}"), source: "file")
    }
    var result = Self.result()
    result.labels = ["joy"]
    let json = try JSONValue.parse(result.document)
    #expect(throws: ModelError.self) { try SummaryResult.read(json, source: "file") }
  }
}
