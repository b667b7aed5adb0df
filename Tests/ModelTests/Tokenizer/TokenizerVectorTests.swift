import Foundation
import TestSupport
import Testing

@testable import Model

/// Ids that other projects published for their tokenizers.
@Suite(
  .enabled(
    if: SharedData.has("data/tokenizer-vectors") && SharedData.has("data/vocab"),
    "needs the shared data: set HEADSCOPE_SHARED, or put it at ../shared"))
struct TokenizerVectorTests {
  private func vector(_ file: String) throws -> JSONValue {
    let url = SharedData.root.appending(path: "data/tokenizer-vectors/" + file)
    return try JSONValue.parse(Data(contentsOf: url), source: file)
  }

  private func text(_ value: JSONValue, _ key: String = "text") throws -> String {
    try #require(value[key]?.stringValue)
  }

  private func ids(_ value: JSONValue?) throws -> [Int32] {
    try #require(value?.arrayValue).map { Int32(try #require($0.intValue)) }
  }

  private func tokens(_ value: JSONValue) throws -> [String] {
    try #require(value["bpe_tokens"]?.arrayValue).map { try #require($0.stringValue) }
  }

  @Test(arguments: ["bert-base-uncased", "bert-base-uncased/vocab.txt"])
  func encodesAsPublishedForBERT(name: String) throws {
    let vector = try vector("bert_uncased_encoded.json")
    let encoding = try TokenizerSharedDataTests.tokenizer(name).encode(text(vector))
    #expect(encoding.ids == (try ids(vector["token_ids"])))
    #expect(Array(encoding.tokens.dropFirst().dropLast()) == (try tokens(vector)))
  }

  @Test func encodesAsPublishedForGPT2() throws {
    let vector = try vector("gpt2_encoded_tokens.json")
    let encoding = try TokenizerSharedDataTests.tokenizer("gpt2").encode(text(vector))
    #expect(encoding.ids == (try ids(vector["token_ids"])))
    #expect(encoding.tokens == (try tokens(vector)))
  }

  /// The ids are of the multilingual vocabulary (up to 106,895; the English cased one ends at 28,995), which is not
  /// among the shared data.
  ///
  /// Each piece is the longest of the whole vocabulary that fits, thus also the longest of those that the vector names:
  /// these at their ids, with lines that no text can match in between, must give the same ids.
  @Test func encodesAsPublishedForMultilingualDistilBERT() throws {
    let vector = try vector("distilbert_cased_encoded.json")
    let expected = try ids(vector["token_ids"])
    let pieces = ["[CLS]"] + (try tokens(vector)) + ["[SEP]"]
    try #require(pieces.count == expected.count)
    var lines = (0...Int(expected.max() ?? 0)).map { "no piece \($0)" }
    lines[0] = "[PAD]"
    lines[100] = "[UNK]"
    lines[103] = "[MASK]"
    for (piece, id) in zip(pieces, expected) { lines[Int(id)] = piece }
    let folder = FileManager.default.temporaryDirectory.appending(path: "vectors-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(lines.joined(separator: "\n").utf8).write(to: folder.appending(path: "vocab.txt"))
    let tokenizer = try Tokenizer.load(
      directory: folder, architecture: .distilBERT, lowercase: false)
    #expect(try tokenizer.encode(text(vector)).ids == expected)
  }

  /// Left out are the tokenizers whose vocabularies are not among the shared data: Llama 2 and 3.2, Falcon, Gemma,
  /// Whisper large, T5 and multilingual DistilBERT.
  ///
  /// Whisper's English vocabulary is GPT-2's with special tokens behind: between those the ids are GPT-2's.
  @Test(arguments: [
    ("bert-base-uncased", "bert-base-uncased", 0, 0),
    ("google-bert/bert-base-uncased", "bert-base-uncased/vocab.txt", 0, 0),
    ("distilgpt2", "gpt2", 0, 0), ("openai/whisper-tiny.en", "gpt2", 2, 1),
  ])
  func encodesAsPublishedForHubModels(
    published: String, name: String, leading: Int, trailing: Int
  ) throws {
    let cases = try #require(try vector("tokenizer_tests.json")[published]?.arrayValue)
    #expect(cases.count == 18)
    let tokenizer = try TokenizerSharedDataTests.tokenizer(name)
    for value in cases {
      let input = try text(value, "input")
      let expected = try ids(value["encoded"]?["input_ids"])
      #expect(
        tokenizer.encode(input).ids == Array(expected.dropFirst(leading).dropLast(trailing)),
        "\(published), \(input.debugDescription)")
    }
  }
}
