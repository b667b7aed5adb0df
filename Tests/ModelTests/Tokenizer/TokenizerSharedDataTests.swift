import Foundation
import TestSupport
import Testing

@testable import Model

/// Real vocabularies on real texts: identical ids and offsets to the reference library.
@Suite(
  .enabled(
    if: SharedData.has("data/vocab"),
    "needs the shared data: set HEADSCOPE_SHARED, or put it at ../shared"))
struct TokenizerSharedDataTests {
  /// A tokenizer by the name that the digests have it under.
  static func tokenizer(_ name: String) throws -> Tokenizer {
    func load(
      _ path: String, _ architecture: ModelConfiguration.Architecture, _ file: String? = nil,
      lowercase: Bool? = nil
    ) throws -> Tokenizer {
      let folder = SharedData.root.appendingPathComponent(path)
      return try Tokenizer.load(
        directory: folder, architecture: architecture,
        vocabularyFile: file.map { folder.appendingPathComponent($0) }, lowercase: lowercase)
    }
    switch name {
    case "bert-base-uncased": return try load("data/vocab/bert-base-uncased", .bert)
    case "bert-base-uncased/vocab.txt":
      return try load("data/vocab/bert-base-uncased", .bert, "vocab.txt")
    case "bert-base-cased": return try load("data/vocab/bert-base-cased", .bert, lowercase: false)
    case "bert-base-chinese":
      return try load("data/vocab/bert-base-chinese", .bert, lowercase: false)
    case "gpt2": return try load("data/vocab/gpt2", .gpt2)
    case "roberta": return try load("data/vocab/roberta", .roberta)
    case "roberta/vocab.json": return try load("data/vocab/roberta", .roberta, "vocab.json")
    case "spm-barthez": return try load("data/vocab/spm-barthez", .xlmRoberta)
    case "spm-barthez/sentencepiece.bpe.model":
      return try load("data/vocab/spm-barthez", .xlmRoberta, "sentencepiece.bpe.model")
    default: return try load("models/minilm-emotion", .bert)
    }
  }

  /// The first 2,000 lines of a corpus as the script reads them: bytes up to each line feed.
  static func lines(_ corpus: String) throws -> [String] {
    if corpus == "odd-texts" { return TokenizerReferenceTests.texts }
    let data = try Data(contentsOf: SharedData.root.appendingPathComponent("data/" + corpus))
    return data.split(separator: 0x0A, maxSplits: 2_000, omittingEmptySubsequences: false)
      .prefix(2_000).map { line in
        corpus.hasPrefix("movie-reviews")
          ? String(data: line, encoding: .windowsCP1252) ?? ""
          : String(decoding: line, as: UTF8.self)
      }
  }

  static let names: [String] =
    (try? TokenizerReferenceTests.json("shared-digests.json").objectValue?.members.map(\.key))
    ?? []

  @Test func digestsAreThere() { #expect(Self.names.count == 10) }

  @Test(arguments: names)
  func encodesCorporaAsTheReference(name: String) throws {
    let tokenizer = try Self.tokenizer(name)
    let expected = try #require(try TokenizerReferenceTests.json("shared-digests.json")[name])
    for member in expected.objectValue?.members ?? [] {
      ReferenceDigest.compare(
        try Self.lines(member.key), block: 50, tokenizer, member.value, "\(name), \(member.key)")
    }
  }
}
