import Testing

@testable import Model

@Suite struct TextFieldGroupsTests {
  private func fields(
    _ name: String, _ text: String, by split: FieldSplit = .automatic
  ) throws -> [String] {
    try TokenizerReferenceTests.tokenizer(name).encode(text).fields(in: text, by: split)
      .map(\.text)
  }

  /// An encoding of pieces that stand where they are said to.
  private func encoding(_ offsets: [Range<Int>]) -> Encoding {
    Encoding(
      ids: offsets.map { _ in 1 }, typeIDs: offsets.map { _ in 0 },
      tokens: offsets.map { _ in "piece" }, offsets: offsets, sequences: offsets.map { _ in 0 },
      wordIndices: offsets.map { _ in 0 }, isSpecial: offsets.map { _ in false })
  }

  @Test(arguments: ["wordpiece", "byte-pairs-gpt2", "byte-pairs-roberta", "unigram"])
  func groupsPiecesByFields(name: String) throws {
    #expect(
      try fields(
        name, " CEF:0|Vendor|5|src=10.0.0.1  dst=10.0.0.2\tmsg=Failed login. From host\n\n")
        == ["CEF:0|Vendor|5|", "src=10.0.0.1", "dst=10.0.0.2", "msg=Failed login. From host"])
    #expect(
      try fields(name, "From: the dog\r\nSubject: no food. Help!\r\n\r\nHello.\r\nBye.")
        == ["From: the dog", "Subject: no food. Help!\r\n\r\nHello.\r\nBye."])
    #expect(
      try fields(name, #"{ "user": "张三", "ok": { "n": [1, 2] } }"#)
        == [#"{ "user": "张三","#, #""ok": {"#, #""n": [1, 2] } }"#])
    #expect(
      try fields(name, "USER: the dog HOST: a", by: .pattern("[A-Z]+:"))
        == ["USER: the dog", "HOST: a"])
  }

  @Test(arguments: ["wordpiece", "byte-pairs-gpt2"])
  func givesTheRangesOfFieldsWithoutBlanks(name: String) throws {
    let text = "  a=1  \r\n b=\"x y\" "
    let encoding = try TokenizerReferenceTests.tokenizer(name).encode(text)
    let groups = try encoding.fields(in: text)
    #expect(groups.map(\.range) == [2..<5, 10..<17])
    #expect(groups.map(\.sequence) == [0, 0])
    #expect(
      groups.flatMap(\.pieces) == encoding.isSpecial.indices.filter { !encoding.isSpecial[$0] })
  }

  @Test func groupsByTheSentencesOfATextWithoutFields() throws {
    let text = "I am sad. Is it good? x=1"
    let encoding = try TokenizerReferenceTests.tokenizer("wordpiece").encode(text)
    #expect(try encoding.fields(in: text) == encoding.sentences(in: text))
    #expect(try encoding.fields(in: text).map(\.text) == ["I am sad.", "Is it good?", "x=1"])
    #expect(
      try encoding.fields(in: text, by: .pattern("\\d{9}")) == encoding.sentences(in: text))
  }

  @Test func dividesEachTextOfAPairForItself() throws {
    let (text, pair) = ("a=1 b=2", "I am. It is.")
    let encoding = try TokenizerReferenceTests.tokenizer("wordpiece").encode(text, pair: pair)
    let groups = try encoding.fields(in: text, pair: pair)
    #expect(groups.map(\.text) == ["a=1", "b=2", "I am.", "It is."])
    #expect(groups.map(\.range) == [0..<3, 4..<7, 0..<5, 6..<12])
    #expect(groups.map(\.sequence) == [0, 0, 1, 1])
    let all = try encoding.fields(in: text, pair: pair, includingSpecialTokens: true)
    #expect(
      all.map(\.text) == ["[CLS]", "a=1", "b=2", "[SEP]", "I am.", "It is.", "[SEP]"])
    #expect(all.filter { !$0.isSpecial } == groups)
    let both = try encoding.fields(in: pair, pair: text)
    #expect(both.map(\.sequence) == [0, 0, 1, 1])
  }

  @Test func leavesOutFieldsThatWereCutOff() throws {
    let text = "a=1 b=\"the dog\" c=3"
    let encoding = try TokenizerReferenceTests.tokenizer("wordpiece").encode(text, maximumTokens: 9)
    #expect(encoding.isTruncated)
    #expect(try encoding.fields(in: text).map(\.text) == ["a=1", "b=\"the"])
  }

  @Test func givesAPieceToTheFieldItBeginsIn() throws {
    // {"a":"x","b":1}
    let text = #"{"a":"x","b":1}"#
    let pieces = [0..<2, 2..<3, 3..<6, 6..<7, 7..<10, 10..<11, 11..<13, 13..<14, 14..<15]
    let groups = try encoding(pieces).fields(in: text)
    #expect(groups.map(\.text) == [#"{"a":"x",""#, #"b":1}"#])
    #expect(groups.map(\.pieces) == [[0, 1, 2, 3, 4], [5, 6, 7, 8]])
    // The blank before a key is of the key's piece: a=1 b=2
    #expect(
      try encoding([0..<3, 3..<5, 5..<7]).fields(in: "a=1 b=2").map(\.text) == ["a=1", "b=2"])
    // A field that no piece begins in.
    #expect(try encoding([0..<5, 5..<8]).fields(in: "a=&b=&c=").map(\.text) == ["a=&b=", "&c="])
  }

  /// A pattern may match within a grapheme cluster, which stays whole.
  @Test func neverSplitsACharacter() throws {
    let text = "ab\u{301}c"
    let groups = try encoding([0..<1, 1..<2, 2..<3, 3..<4])
      .fields(in: text, by: .pattern("\u{301}"))
    #expect(groups.map(\.text) == ["ab\u{301}c"])
  }

  @Test func bearsOffsetsBeyondTheText() throws {
    #expect(try encoding([0..<90, 91..<95]).fields(in: "a=1 b=2").map(\.pieces) == [[0, 1]])
    #expect(try encoding([0..<1, 1..<2]).fields(in: "").map(\.pieces) == [[0, 1]])
    #expect(try encoding([]).fields(in: "a=1").isEmpty)
  }

  @Test func refusesWhatIsNoPattern() {
    #expect(throws: ModelError.self) {
      try encoding([0..<1]).fields(in: "a", by: .pattern("(a"))
    }
  }

  @Test(arguments: ["wordpiece-added", "byte-pairs-roberta", "byte-pairs-gpt2", "unigram"])
  func putsEveryPieceInExactlyOneGroup(name: String) throws {
    let tokenizer = try TokenizerReferenceTests.tokenizer(name)
    for text in TokenizerReferenceTests.texts.prefix(400) {
      let text = "a=1 \(text) b=2"
      let encoding = tokenizer.encode(text, pair: "{\"a\": 1}")
      let ordinary = encoding.isSpecial.indices.filter { !encoding.isSpecial[$0] }
      let groups = try encoding.fields(in: text, pair: "{\"a\": 1}")
      #expect(groups.flatMap(\.pieces) == ordinary)
      let words = try encoding.fields(in: text, pair: "{\"a\": 1}", by: .pattern("\\s"))
      #expect(words.flatMap(\.pieces) == ordinary)
    }
  }
}
