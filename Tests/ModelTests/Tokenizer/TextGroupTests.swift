import Testing

@testable import Model

@Suite struct TextGroupTests {
  private func words(_ name: String, _ text: String, pair: String? = nil) throws -> [String] {
    let encoding = try TokenizerReferenceTests.tokenizer(name).encode(text, pair: pair)
    return encoding.words(in: text, pair: pair).map(\.text)
  }

  private func sentences(_ text: String) throws -> [String] {
    try TokenizerReferenceTests.tokenizer("wordpiece").encode(text).sentences(in: text)
      .map(\.text)
  }

  @Test(arguments: ["wordpiece", "byte-pairs-roberta"])
  func joinsWhatIsWrittenAsOneWord(name: String) throws {
    #expect(
      try words(name, "don't well-acted 1,000 e.g. yes!")
        == ["don't", "well-acted", "1,000", "e.g", ".", "yes", "!"])
  }

  @Test(arguments: ["wordpiece", "unigram"])
  func takesEachChineseCharacterForAWord(name: String) throws {
    #expect(try words(name, "今天很好") == ["今", "天", "很", "好"])
  }

  @Test func keepsTheBytesOfACharacterTogether() throws {
    #expect(try words("byte-pairs-roberta", "a 😀 b") == ["a", "😀", "b"])
  }

  /// The normalizer strips the accents, so that no piece's offsets reach them.
  @Test func keepsTheMarksOnAWordsLastCharacter() throws {
    #expect(
      try words("wordpiece", "cafe\u{301} re\u{301}sume\u{301}!")
        == ["cafe\u{301}", "re\u{301}sume\u{301}", "!"])
  }

  @Test(arguments: ["byte-pairs-gpt2", "byte-pairs-roberta", "unigram"])
  func leavesBlanksOutOfWords(name: String) throws {
    let text = "the  dog 今 is "
    let found = try words(name, text)
    #expect(found == ["the", "dog", "今", "is"])
    let groups = try TokenizerReferenceTests.tokenizer(name).encode(text).words(in: text)
    let scalars = Array(text.unicodeScalars)
    for group in groups {
      #expect(String(String.UnicodeScalarView(scalars[group.range])) == group.text)
    }
  }

  /// A line's end is a part of its own: it is read as one.
  @Test func keepsALinesEndApart() throws {
    #expect(try words("byte-pairs-gpt2", "the\ndog") == ["the", "\n", "dog"])
  }

  @Test func tellsTheTextsOfAPairApart() throws {
    let encoding = try TokenizerReferenceTests.tokenizer("wordpiece").encode("the", pair: "the dog")
    let groups = encoding.words(in: "the", pair: "the dog")
    #expect(groups.map(\.sequence) == [0, 1, 1])
    #expect(groups.map(\.text) == ["the", "the", "dog"])
    #expect(groups.map(\.range) == [0..<3, 0..<3, 4..<7])
  }

  @Test func endsSentencesAtTheirMarks() throws {
    #expect(
      try sentences("I am sad. Is it \"good?\" 3.14 it is… yes!\nno")
        == ["I am sad.", "Is it \"good?\"", "3.14 it is…", "yes!", "no"])
    #expect(try sentences("今天很好。我很高兴！好") == ["今天很好。", "我很高兴！", "好"])
  }

  @Test func endsSentencesBehindClosingMarksAndRunsOfStops() throws {
    #expect(
      try sentences("He said \"no.\" Then left. (He left.) Now.")
        == ["He said \"no.\"", "Then left.", "(He left.)", "Now."])
    #expect(
      try sentences("Well... no. It cost 3.5 at a.b") == ["Well...", "no.", "It cost 3.5 at a.b"])
    #expect(try sentences("好。不好！！好") == ["好。", "不好！！", "好"])
  }

  @Test func givesBlankPiecesToTheSentenceBefore() throws {
    let text = "One.  Two\n\nthree"
    let encoding = try TokenizerReferenceTests.tokenizer("byte-pairs-gpt2").encode(text)
    #expect(encoding.sentences(in: text).map(\.text) == ["One.", "Two", "three"])
  }

  /// RoBERTa's offsets leave the space out, so that a piece of nothing else has none.
  @Test func endsSentencesBeforeABlankWithoutOffsets() throws {
    let text = " One. Two!  今 "
    let encoding = try TokenizerReferenceTests.tokenizer("byte-pairs-roberta").encode(text)
    #expect(encoding.offsets.indices.contains { encoding.tokens[$0] == "Ġ" })
    #expect(encoding.sentences(in: text).map(\.text) == ["One.", "Two!", "今"])
  }

  /// Every family member, joiner and selector is a piece of its own.
  private func scalarPieces(_ text: String, isOneWord: Bool = false) -> Encoding {
    let scalars = text.unicodeScalars.map { String($0) }
    let count = scalars.count
    return Encoding(
      ids: Array(repeating: 1, count: count), typeIDs: Array(repeating: 0, count: count),
      tokens: scalars, offsets: (0..<count).map { $0..<$0 + 1 },
      sequences: Array(repeating: 0, count: count),
      wordIndices: (0..<count).map { isOneWord ? 0 : $0 },
      isSpecial: Array(repeating: false, count: count))
  }

  /// Grapheme clusters by UAX #29: a family, a flag, a skin tone, a keycap, Hangul jamo, a Thai vowel sign.
  @Test(arguments: ["👩‍👩‍👧", "🇫🇷", "👍🏽", "1️⃣", "\u{1112}\u{1161}\u{11AB}", "กี", "e\u{301}"])
  func neverSplitsACharacter(character: String) {
    let encoding = scalarPieces(character)
    #expect(encoding.count > 1)
    #expect(encoding.words(in: character).map(\.text) == [character])
    #expect(encoding.sentences(in: character).map(\.text) == [character])
  }

  @Test func separatesNeighbouringCharacters() {
    let text = "👩‍👩‍👧👍🏽!"
    #expect(scalarPieces(text).words(in: text).map(\.text) == ["👩‍👩‍👧", "👍🏽", "!"])
  }

  @Test(arguments: ["byte-pairs-gpt2", "byte-pairs-roberta", "unigram", "unigram-bytes"])
  func keepsAnEmojiOfSeveralPiecesTogether(name: String) throws {
    let text = "my 👩‍👩‍👧 yes"
    let words = try words(name, text)
    #expect(words.filter { $0.contains("👩‍👩‍👧") }.count == 1)
    #expect(words.count == 3)
    #expect(try TokenizerReferenceTests.tokenizer(name).encode("👩‍👩‍👧").count > 3)
  }

  @Test func putsNoWordIntoTwoSentences() {
    // A pre-tokenizer that cuts at white space only has one word here.
    let text = "a。b"
    let encoding = scalarPieces(text, isOneWord: true)
    #expect(encoding.sentences(in: text).map(\.pieces) == [[0, 1], [2]])
    #expect(encoding.words(in: text).map(\.pieces) == [[0, 1], [2]])
  }

  @Test func givesSpecialTokensGroupsOfTheirOwnWhereWanted() throws {
    let encoding = try TokenizerReferenceTests.tokenizer("wordpiece").encode("the", pair: "the.")
    func words(_ special: Bool) -> [TextGroup] {
      encoding.words(in: "the", pair: "the.", includingSpecialTokens: special)
    }
    #expect(words(true).map(\.text) == ["[CLS]", "the", "[SEP]", "the", ".", "[SEP]"])
    #expect(words(true).map(\.isSpecial) == [true, false, true, false, false, true])
    #expect(words(false) == words(true).filter { !$0.isSpecial })
    let sentences = encoding.sentences(in: "the", pair: "the.", includingSpecialTokens: true)
    #expect(sentences.map(\.text) == ["[CLS]", "the", "[SEP]", "the.", "[SEP]"])
    #expect(
      encoding.pieces(in: "the", pair: "the.").map(\.pieces) == encoding.ids.indices.map { [$0] })
  }

  @Test func bearsOffsetsBeyondTheText() {
    var encoding = scalarPieces("ab", isOneWord: true)
    encoding.offsets = [0..<90, 91..<95]
    #expect(encoding.sentences(in: "one two").map(\.pieces) == [[0, 1]])
    #expect(encoding.words(in: "one two").map(\.text) == ["one two"])
    #expect(encoding.words(in: "").map(\.text) == ["a"])
  }

  @Test(arguments: ["wordpiece-added", "byte-pairs-roberta", "byte-pairs-gpt2", "unigram"])
  func putsEveryPieceInExactlyOneGroup(name: String) throws {
    let tokenizer = try TokenizerReferenceTests.tokenizer(name)
    for text in TokenizerReferenceTests.texts.prefix(400) {
      let encoding = tokenizer.encode(text, pair: "a pair.")
      let ordinary = encoding.isSpecial.indices.filter { !encoding.isSpecial[$0] }
      #expect(encoding.words(in: text, pair: "a pair.").flatMap(\.pieces) == ordinary)
      #expect(encoding.sentences(in: text, pair: "a pair.").flatMap(\.pieces) == ordinary)
    }
  }
}
