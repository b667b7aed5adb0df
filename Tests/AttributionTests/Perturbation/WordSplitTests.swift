import Model
import Testing

@testable import Attribution

/// Texts in words and what is between them, against the numbers of lime's own `lime/tests/test_lime_text.py`.
@Suite struct WordSplitTests {
  private static let none = Encoding(
    ids: [], typeIDs: [], tokens: [], offsets: [], sequences: [], wordIndices: [], isSpecial: [])

  private func text(
    _ text: String, _ split: WordSplit, isBag: Bool = true, groups: [TextGroup]? = nil
  ) throws -> PerturbedText {
    try PerturbedText(
      ExplainedText(Self.none, texts: [text], encode: { _ in Self.none }), split: split,
      isBag: isBag, form: .strings, groups: groups)
  }

  /// lime's `positions`: which of the text's parts each word is.
  private func positions(_ text: PerturbedText, _ parts: [WordSplit.Part]) -> [[Int]] {
    text.features.map { feature in
      feature.ranges.compactMap { range in parts.firstIndex { $0.range == range } }
    }
  }

  private func keepingAll(_ text: PerturbedText) -> FeatureMask {
    FeatureMask(count: text.features.count, keepingAll: true)
  }

  @Test func wordsAndWhatIsBetweenThem() throws {
    let sentence = "Please, take your time. Please"
    let parts = try WordSplit.word.parts(of: sentence, tokenRanges: [])
    let scalars = Array(sentence.unicodeScalars)
    let pieces = parts.map { String(String.UnicodeScalarView(scalars[$0.range])) }
    #expect(pieces == ["Please", ", ", "take", " ", "your", " ", "time", ". ", "Please"])
    #expect(parts.map(\.range.lowerBound) == [0, 6, 8, 12, 13, 17, 18, 22, 24])
    let indexed = try text(sentence, .word)
    #expect(indexed.features.map(\.text) == ["Please", "take", "your", "time"])
    #expect(positions(indexed, parts) == [[0, 8], [2], [4], [6]])
  }

  /// Boundaries as UAX #29 has them: apostrophes and decimal points within words, Han characters and Hiragana each, Katakana and Hangul in
  /// runs, an emoji with what belongs to it.
  @Test(arguments: [
    ("Don't pay 3.14, ok?", ["Don't", "pay", "3.14", "ok"]),
    ("snake_case _ a.b 1,000", ["snake_case", "a.b", "1,000"]),
    ("我很高兴，今天", ["我", "很", "高", "兴", "今", "天"]),
    ("カタカナとひら", ["カタカナ", "と", "ひ", "ら"]),
    ("한국어를 3월 A형", ["한국어를", "3월", "A형"]),
    ("ok👍🏽👍 ❤️!", ["ok", "👍🏽", "👍", "❤️"]),
    ("e\u{301}t\u{E9} \u{1B}x", ["e\u{301}t\u{E9}", "x"]), (" ,!", []), ("", []),
  ])
  func unicodeWords(sentence: String, words: [String]) throws {
    let scalars = Array(sentence.unicodeScalars)
    let parts = try WordSplit.unicode.parts(of: sentence, tokenRanges: [])
    let found = parts.filter(\.isWord).map { String(String.UnicodeScalarView(scalars[$0.range])) }
    #expect(found == words)
    #expect(parts.flatMap { Array($0.range) } == Array(scalars.indices))
  }

  @Test func charactersOfABag() throws {
    let sentence = "Please, take your time"
    let parts = try WordSplit.character.parts(of: sentence, tokenRanges: [])
    #expect(parts.map(\.range.lowerBound) == Array(0..<22))
    let indexed = try text(sentence, .character)
    #expect(indexed.features.map(\.text).joined() == "Pleas, tkyourim")
    #expect(
      positions(indexed, parts) == [
        [0], [1], [2, 5, 11, 21], [3, 9], [4], [6], [7, 12, 17], [8, 18], [10], [13], [14], [15],
        [16], [19], [20],
      ])
  }

  @Test func charactersByPlace() throws {
    let sentence = "Please, take your time"
    let indexed = try text(sentence, .character, isBag: false)
    #expect(indexed.features.map(\.text) == sentence.map { String($0) })
    #expect(indexed.features.flatMap(\.ranges) == (0..<22).map { $0..<$0 + 1 })
  }

  /// lime's test with a tokenizer of the caller's: two letters at a time.
  @Test func partsThatSomebodyElseFound() throws {
    let ranges = stride(from: 0, to: 10, by: 2).map { $0..<$0 + 2 }
    let parts = try WordSplit.token.parts(of: "aabbccddaa", tokenRanges: ranges)
    #expect(parts.map(\.range.lowerBound) == [0, 2, 4, 6, 8])
    #expect(parts.map(\.isWord) == [true, true, true, true, true])
    let groups = ranges.map { TextGroup(text: "", range: $0, sequence: 0, pieces: []) }
    let indexed = try text("aabbccddaa", .token, groups: groups)
    #expect(indexed.features.map(\.text) == ["aa", "bb", "cc", "dd"])
    #expect(positions(indexed, parts) == [[0, 4], [1], [2], [3]])
  }

  @Test(arguments: [
    WordSplit.word, .unicode, .character, .pattern(#"\W+"#), .pattern(#"(?:\W+)|$"#),
  ])
  func whereNothingIsLeftOutTheTextIsItself(_ split: WordSplit) throws {
    for sentence in [
      "This is a good movie. This, it is a great movie.",
      "This is a good movie. This is a great movie",
    ] {
      for isBag in [true, false] {
        let indexed = try text(sentence, split, isBag: isBag)
        #expect(indexed.string(keepingAll(indexed)) == sentence)
      }
    }
  }
}
