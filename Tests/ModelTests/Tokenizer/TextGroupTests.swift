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
