import Foundation
import Model
import TestSupport
import Testing

@testable import Training

@Suite("Encoded examples")
struct EncodedExamplesTests {
  @Test("A pair far behind single texts keeps its segments")
  func latePair() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "pairs.jsonl")
    let lines = (0..<150).map { row in
      let pair = row < 140 ? "" : #", "pair": "so bad""#
      return #"{"text": "this film is good \#(row)"\#(pair), "label": "\#(row % 2)"}"#
    }
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
    let tokenizer = try await GoldenModels.load("bert-tiny").info.tokenizer
    let data = try LabeledDataset.read([file.path])
    let examples = try EncodedExamples(
      data, tokenizer, cleaner: TextCleaner(), maximumTokens: 40, isMultiLabel: false,
      labelCount: 2)
    for row in [0, 139, 140, 149] {
      let expected = tokenizer.encode(try data.text(row), pair: try data.pair(row))
      #expect(expected.typeIDs.contains(1) == (row >= 140))
      #expect(examples.batch([row]) == (try RaggedBatch([expected])))
    }
  }
}
