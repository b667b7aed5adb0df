import Foundation
import TestSupport
import Testing

@testable import Model

@Suite struct TokenizerTests {
  private func small(_ name: String) throws -> Tokenizer {
    try TokenizerReferenceTests.tokenizer(name)
  }

  @Test func putsTheTemplateAroundAText() throws {
    let encoding = try small("wordpiece").encode("so sad")
    #expect(encoding.tokens.first == "[CLS]")
    #expect(encoding.tokens.last == "[SEP]")
    #expect(encoding.isSpecial == encoding.sequences.map { $0 == nil })
    #expect(encoding.offsets.first == 0..<0)
    #expect(encoding.wordIndices.first == .some(nil))
  }

  @Test func leavesTheTemplateOutWhenAsked() throws {
    let tokenizer = try small("wordpiece")
    let bare = tokenizer.encode("so sad", addingSpecialTokens: false)
    #expect(bare.ids == Array(tokenizer.encode("so sad").ids.dropFirst().dropLast()))
    #expect(!bare.isSpecial.contains(true))
  }

  @Test func marksTheSecondTextOfAPair() throws {
    let encoding = try small("wordpiece").encode("the", pair: "dog")
    #expect(encoding.tokens == ["[CLS]", "the", "[SEP]", "dog", "[SEP]"])
    #expect(encoding.typeIDs == [0, 0, 0, 1, 1])
    #expect(encoding.sequences == [nil, 0, nil, 1, nil])
    #expect(encoding.wordIndices == [nil, 0, nil, 0, nil])
    #expect(encoding.cutOffAt == [nil, nil])
  }

  @Test func robertaSeparatesAPairByTwo() throws {
    let encoding = try small("byte-pairs-roberta").encode("the", pair: "the")
    #expect(encoding.tokens.filter { $0 == "</s>" }.count == 3)
    #expect(encoding.typeIDs.allSatisfy { $0 == 0 })
  }

  @Test func cutsTheEndOfALongText() throws {
    let encoding = try small("wordpiece").encode("the the the the the", maximumTokens: 5)
    #expect(encoding.tokens == ["[CLS]", "the", "the", "the", "[SEP]"])
    #expect(encoding.cutOffAt == [12])
    #expect(encoding.isTruncated)
  }

  @Test(arguments: [
    // first, second, room, kept of the first, kept of the second: the reference's longest_first.
    (2, 8, 9, 2, 4), (8, 2, 9, 4, 2), (8, 8, 10, 3, 4), (9, 8, 10, 4, 3), (1, 1, 9, 1, 1),
    (5, 5, 3, 0, 0), (8, 8, 0, 0, 0),
  ])
  func cutsTheLongerTextOfAPairFirst(_ case: (Int, Int, Int, Int, Int)) throws {
    func text(_ count: Int) -> String {
      Array(repeating: "the", count: count).joined(separator: " ")
    }
    let encoding = try small("wordpiece").encode(
      text(`case`.0), pair: text(`case`.1), maximumTokens: `case`.2)
    #expect(encoding.sequences.count { $0 == 0 } == `case`.3)
    #expect(encoding.sequences.count { $0 == 1 } == `case`.4)
  }

  @Test func offsetsAreThoseOfTheTextAsTyped() throws {
    // U+0301 is stripped, U+0000 removed, İ grows: the words still stand where they were typed.
    let encoding = try small("wordpiece").encode(
      "cafe\u{301} \u{0}the 中", addingSpecialTokens: false)
    let words = encoding.wordIndices.map { $0 ?? -1 }
    let theIndex = try #require(encoding.tokens.firstIndex(of: "the"))
    #expect(encoding.offsets[theIndex] == 7..<10)
    #expect(encoding.offsets.last == 11..<12)
    #expect(words.last == 2)
  }

  @Test func encodesEmptyText() throws {
    for name in ["wordpiece", "byte-pairs-roberta", "unigram"] {
      let encoding = try small(name).encode("")
      #expect(encoding.count == 2)
      #expect(encoding.isSpecial == [true, true])
    }
    #expect(try small("byte-pairs-gpt2").encode("").count == 0)
  }

  @Test func findsIDsAndPieces() throws {
    let tokenizer = try small("wordpiece-added")
    for id in 0..<Int32(tokenizer.vocabularySize) {
      let token = try #require(tokenizer.token(for: id))
      #expect(tokenizer.id(for: token) == id)
    }
    #expect(tokenizer.token(for: -1) == nil)
    #expect(tokenizer.token(for: Int32(tokenizer.vocabularySize)) == nil)
    #expect(tokenizer.id(for: "not a piece") == nil)
  }

  @Test func findsSpecialTokensByRole() throws {
    let bert = try small("wordpiece")
    #expect(
      bert.specialTokens
        == .init(padding: 0, unknown: 1, mask: 4, classification: 2, separator: 3))
    let gpt2 = try small("byte-pairs-gpt2").specialTokens
    #expect(gpt2.endOfText == 5)
  }

  @Test func showsByteLevelPieces() throws {
    let tokenizer = try small("byte-pairs-gpt2")
    #expect(tokenizer.displayText(of: "Ġthe") == " the")
    #expect(tokenizer.displayText(of: "â") == "<0xE2>")
    #expect(tokenizer.displayText(of: "Ã©x") == "éx")
    #expect(tokenizer.displayText(of: "<|endoftext|>") == "<|endoftext|>")
    #expect(try small("unigram").displayText(of: "▁the") == " the")
    #expect(try small("wordpiece").displayText(of: "##ing") == "##ing")
  }

  @Test func byteLevelPiecesGiveTheTextBack() throws {
    let tokenizer = try small("byte-pairs-gpt2")
    for text in TokenizerReferenceTests.texts where !text.contains("<|endoftext|>") {
      let encoding = tokenizer.encode(text)
      let bytes = encoding.tokens.joined().unicodeScalars.compactMap {
        ByteLevelAlphabet.byte(of: $0)
      }
      #expect(bytes == Array(text.utf8))
    }
  }

  @Test(arguments: [
    "wordpiece", "wordpiece-added", "byte-pairs-gpt2", "byte-pairs-roberta", "unigram",
    "unigram-bytes",
  ])
  func offsetsStayInsideTheTextAndInOrder(name: String) throws {
    let tokenizer = try small(name)
    for text in TokenizerReferenceTests.texts {
      let encoding = tokenizer.encode(text)
      let count = text.unicodeScalars.count
      var last = 0
      for (offset, special) in zip(encoding.offsets, encoding.isSpecial) where !special {
        #expect(offset.upperBound <= count)
        #expect(offset.lowerBound >= last)
        last = offset.lowerBound
      }
    }
  }

  @Test func copesWithAHundredThousandScalars() throws {
    for name in ["wordpiece", "byte-pairs-gpt2", "unigram"] {
      let tokenizer = try small(name)
      for unit in ["x", "the dog ", "中", "İ", "é\u{301}", "\u{1F600}"] {
        let count = 100_000 / unit.unicodeScalars.count
        let encoding = tokenizer.encode(String(repeating: unit, count: count))
        #expect(encoding.count > 0)
      }
    }
  }

  @Test func gpt2WordsAreThoseOfItsExpression() throws {
    let expression = try RegularExpression(GPT2Words.expression, source: "GPT-2")
    for text in TokenizerReferenceTests.texts {
      let scalars = AlignedText(UTF8Text.scalars(of: text)[...]).scalars[...]
      #expect(
        GPT2Words.matches(in: scalars) == expression.matches(in: scalars),
        "\(text.debugDescription)")
    }
  }

  @Test func cachedWordsAreCutAsNewOnes() throws {
    let tokenizer = try small("byte-pairs-roberta")
    for text in TokenizerReferenceTests.texts.prefix(200) {
      #expect(tokenizer.encode(text) == tokenizer.encode(text))
    }
  }

  // MARK: - Bad files

  private func folder(_ files: [String: String]) throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tokenizer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    return folder
  }

  private func error(_ files: [String: String]) throws -> ModelError? {
    let folder = try folder(files)
    defer { try? FileManager.default.removeItem(at: folder) }
    return #expect(throws: ModelError.self) {
      try Tokenizer.load(directory: folder, architecture: .bert)
    }
  }

  /// Whether a plain vocabulary keeps capitals where no file says, and what is said of it.
  @Test(arguments: [
    ("[UNK]\n[CLS]\n[SEP]\nthe\nfilm\nThe", true), ("[UNK]\n[CLS]\n[SEP]\nthe\nfilm\nℝ", false),
  ])
  func takesTheCasingOfAPlainVocabularyFromItsPieces(pieces: String, isCased: Bool) throws {
    let folder = try folder(["vocab.txt": pieces])
    defer { try? FileManager.default.removeItem(at: folder) }
    var warnings: [String] = []
    let tokenizer = try Tokenizer.load(directory: folder, architecture: .bert) {
      warnings.append($0)
    }
    #expect(
      tokenizer.encode("The film").tokens
        == ["[CLS]", isCased ? "The" : "the", "film", "[SEP]"])
    #expect(warnings.count == (isCased ? 1 : 0))
    #expect(warnings.allSatisfy { $0.contains("`lowercase`") })
    warnings = []
    _ = try Tokenizer.load(directory: folder, architecture: .bert, lowercase: true) {
      warnings.append($0)
    }
    #expect(warnings == [])
  }

  @Test func saysThatThereIsNoVocabulary() throws {
    #expect(try error([:])?.kind == .missing)
  }

  @Test(arguments: ["vocab.txt", "tokenizer.json", "vocab.json", "sentencepiece.bpe.model"])
  func aDamagedFileIsNamedByItsPathWithAWayOut(name: String) throws {
    let folder = try folder([name: "{"])
    defer { try? FileManager.default.removeItem(at: folder) }
    let error = #expect(throws: ModelError.self) {
      try Tokenizer.load(directory: folder, architecture: .bert)
    }
    #expect(error?.problem.contains(folder.appendingPathComponent(name).path) == true)
    #expect(error?.advice?.isEmpty == false)
  }

  @Test func anotherVocabularyIsTheAdviceWhereThereIsNoOther() throws {
    let file = #"{"model":{"type":"WordPiece","vocab":{"a":0}}}"#
    #expect(try error(["tokenizer.json": file])?.advice?.contains("--vocabulary") == true)
  }

  @Test(arguments: [
    ("vocab.txt", false, ModelError.Kind.missing, "there is no such vocabulary file"),
    ("vocab.csv", true, .unsupported, "is no vocabulary file known here"),
  ])
  func aVocabularyThatCannotBeReadIsNamedByItsPath(
    name: String, exists: Bool, kind: ModelError.Kind, words: String
  ) throws {
    let folder = try folder(exists ? [name: "a"] : [:])
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    let error = #expect(throws: ModelError.self) {
      try Tokenizer.load(directory: folder, architecture: .bert, vocabularyFile: file)
    }
    #expect(error?.kind == kind)
    #expect(error?.problem.contains(file.path) == true)
    #expect(error?.problem.contains(words) == true)
  }

  @Test func namesAnUnknownComponent() throws {
    let model = #""model":{"type":"WordPiece","vocab":{"[UNK]":0}}"#
    for (key, value) in [
      ("normalizer", #"{"type":"Sorcery"}"#), ("pre_tokenizer", #"{"type":"Sorcery"}"#),
      ("post_processor", #"{"type":"Sorcery"}"#),
      ("pre_tokenizer", #"{"type":"Sequence","pretokenizers":[{"type":"Sorcery"}]}"#),
    ] {
      let found = try error(["tokenizer.json": "{\"\(key)\":\(value),\(model)}"])
      #expect(found?.kind == .unsupported)
      #expect(found?.problem.contains("Sorcery") == true)
    }
    let found = try error(["tokenizer.json": #"{"model":{"type":"Sorcery","vocab":{"a":0}}}"#])
    #expect(found?.problem.contains("Sorcery") == true)
  }

  @Test func saysWhatADamagedVocabularyLacks() throws {
    #expect(try error(["vocab.txt": "[CLS]\n[SEP]\na\n"])?.problem.contains("[UNK]") == true)
    #expect(try error(["vocab.txt": "[UNK]\n[SEP]\na\n"])?.problem.contains("[CLS]") == true)
    #expect(try error(["tokenizer.json": "{"])?.kind == .damaged)
    #expect(try error(["tokenizer.json": "{}"])?.kind == .damaged)
    #expect(
      try error(["tokenizer.json": #"{"model":{"type":"WordPiece","vocab":{"[UNK]":99999999999}}}"#]
      )?
      .kind == .damaged)
    #expect(
      try error([
        "tokenizer.json": #"{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}"#
      ])?.problem.contains("merge 1") == true)
  }

  @Test(arguments: [
    "wordpiece-added/tokenizer.json", "byte-pairs-sequence/tokenizer.json",
    "unigram-bytes/tokenizer.json", "unigram/sentencepiece.bpe.model", "wordpiece/vocab.txt",
  ])
  func survivesMutatedFiles(path: String) throws {
    let source = TokenizerReferenceTests.folder.appendingPathComponent(path)
    let original = Array(try Data(contentsOf: source))
    let folder = try folder([:])
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appendingPathComponent(source.lastPathComponent)
    var random = SeededGenerator(seed: UInt64(original.count))
    // Parts of JSON to put where they do not belong.
    let parts = [
      "null", "{}", "[]", "-1", "1e999", "\"\"", "\"type\"", ",", "}", "]", "99999999999999999999",
      "\"\\ud800\"", "[[[[", "NaN", "true", "0",
    ].map { Array($0.utf8) }
    var loaded = 0
    for _ in 0..<1_000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        // Half of the mutations hit the first 1,500 bytes, where the components are.
        let limit = Bool.random(using: &random) ? min(1_500, bytes.count) : bytes.count
        let place = Int.random(in: 0..<limit, using: &random)
        let end = min(place + Int.random(in: 0..<12, using: &random), bytes.count)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<end)
        case 2: bytes.replaceSubrange(place..<end, with: parts.randomElement(using: &random) ?? [])
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
        default: bytes[place] = bytes[Int.random(in: 0..<bytes.count, using: &random)]
        }
      }
      if Int.random(in: 0..<20, using: &random) == 0 {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      }
      try Data(bytes).write(to: url)
      do {
        let tokenizer = try Tokenizer.load(directory: folder, architecture: .xlmRoberta)
        let encoding = tokenizer.encode("The naïve 中文 dog's 1999 [MASK] <mask>\u{0}!", pair: "é")
        #expect(encoding.ids.count == encoding.offsets.count)
        loaded += 1
      } catch is ModelError {
        // Refused in words: that is the other allowed outcome.
      }
    }
    #expect(loaded > 0 && loaded < 1_000)
  }
}
