import Foundation
import TestSupport
import Testing

@testable import Model

/// What the reference library makes of odd texts, with small vocabularies and every component.
@Suite struct TokenizerReferenceTests {
  static let folder = Fixtures.packageRoot.appendingPathComponent("Tests/Fixtures/Tokenizer")

  static func json(_ name: String) throws -> JSONValue {
    try JSONValue.parse(Data(contentsOf: folder.appendingPathComponent(name)), source: name)
  }

  /// The odd texts of the fixtures.
  static let texts: [String] =
    (try? json("odd-texts.json").arrayValue?.compactMap(\.stringValue)) ?? []

  /// The small tokenizers by the names of the fixtures.
  static func tokenizer(_ name: String) throws -> Tokenizer {
    func load(
      _ path: String, _ architecture: ModelConfiguration.Architecture, lowercase: Bool? = nil
    ) throws -> Tokenizer {
      try Tokenizer.load(
        directory: folder.appendingPathComponent(path), architecture: architecture,
        lowercase: lowercase)
    }
    switch name {
    case "wordpiece": return try load("wordpiece", .bert)
    case "wordpiece-cased": return try load("wordpiece", .bert, lowercase: false)
    case "wordpiece-added": return try load("wordpiece-added", .bert)
    case "byte-pairs-gpt2": return try load("byte-pairs", .gpt2)
    case "byte-pairs-roberta": return try load("byte-pairs", .roberta)
    case "byte-pairs-sequence": return try load("byte-pairs-sequence", .roberta)
    case "unigram": return try load("unigram", .xlmRoberta)
    case "unigram-bytes": return try load("unigram-bytes", .xlmRoberta)
    default:
      // A component on its own, in front of the pieces of `wordpiece`.
      let state = try #require(try json("components.json")[name])
      let reader = ComponentReader(source: name)
      let parts = try load("wordpiece", .bert).parts
      return Tokenizer(
        Tokenizer.Parts(
          normalizer: try reader.normalizer(state["normalizer"]),
          preTokenizer: try reader.preTokenizer(state["pre_tokenizer"]), model: parts.model,
          added: AddedVocabulary([], normalizer: nil), postProcessor: PostProcessor()),
        specialTokens: .init())
    }
  }

  static let names: [String] =
    (try? json("expected.json").objectValue?.members.map(\.key)) ?? []

  @Test func fixturesAreThere() {
    #expect(Self.names.count == 28)
    #expect(Self.texts.count > 1_000)
  }

  @Test(arguments: names)
  func encodesOddTextsAsTheReference(name: String) throws {
    let expected = try #require(try Self.json("expected.json")[name])
    let count = ReferenceDigest.split(expected["ids"]).count
    ReferenceDigest.compare(
      Array(Self.texts.prefix(count)), block: 1, try Self.tokenizer(name), expected, name)
  }
}
