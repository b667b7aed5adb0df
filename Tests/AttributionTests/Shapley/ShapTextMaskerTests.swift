import Foundation
import Model
import TestSupport
import Testing

@testable import Attribution

/// The string round trip against shap 0.51's text masker.
@Suite struct ShapTextMaskerTests {
  /// A text as a tokenizer of the golden reads it, and that tokenizer's mask token and separator.
  private struct Source {
    var encoding: Encoding
    var maskToken: String?
    var separator: String?

    init(_ text: String, _ tokenizer: String) throws {
      let architectures: [String: ModelConfiguration.Architecture] = [
        "bert-tiny": .bert, "gpt2-tiny": .gpt2, "roberta-tiny": .roberta,
      ]
      guard let architecture = architectures[tokenizer] else {
        #expect(tokenizer == #"\W+"#)
        encoding = ShapTextMaskerTests.words(text)
        return
      }
      let made = try Tokenizer.load(
        directory: Fixtures.model(tokenizer), architecture: architecture)
      encoding = made.encode(text)
      maskToken = made.specialTokens.mask.flatMap(made.token(for:))
      separator = made.specialTokens.separator.flatMap(made.token(for:))
    }

    func masker(
      of text: String, replacement: String? = nil, collapses: Bool? = nil
    ) -> ShapTextMasker {
      ShapTextMasker(
        encoding, of: text, maskToken: maskToken, separator: separator, replacement: replacement,
        collapses: collapses)
    }
  }

  /// Pieces of one text between special tokens.
  private static func encoding(_ tokens: [String], _ offsets: [Range<Int>]) -> Encoding {
    let isSpecial = tokens.map { ["[CLS]", "[SEP]"].contains($0) }
    return Encoding(
      ids: tokens.indices.map { Int32($0) }, typeIDs: tokens.map { _ in 0 }, tokens: tokens,
      offsets: offsets, sequences: isSpecial.map { $0 ? nil : 0 },
      wordIndices: isSpecial.enumerated().map { $1 ? nil : $0 }, isSpecial: isSpecial)
  }

  /// shap's `SimpleTokenizer`: what is between matches of `\W+`, with the match that follows left to the next piece.
  private static func words(_ text: String) -> Encoding {
    let isWord = text.unicodeScalars.map {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_"
    }
    var offsets: [Range<Int>] = []
    var start = 0
    for place in isWord.indices where !isWord[place] {
      if place == 0 || isWord[place - 1] { offsets.append(start..<place) }
      start = place + 1
    }
    if start < isWord.count { offsets.append(start..<isWord.count) }
    return encoding(offsets.indices.map { String($0) }, offsets)
  }

  private func mask(_ bits: some Sequence<Bool>) -> FeatureMask {
    let bits = Array(bits)
    var mask = FeatureMask(count: bits.count, keepingAll: false)
    for (place, isKept) in bits.enumerated() { mask[place] = isKept }
    return mask
  }

  private func merges(_ tree: PartitionTree) -> [[Int]] {
    tree.merges.map { [$0.left, $0.right, $0.size] }
  }

  @Test(arguments: try PartitionGolden().maskers)
  func stringsAreShaps(_ expected: PartitionGolden.Masker) throws {
    for text in expected.texts {
      let source = try Source(text.text, expected.tokenizer)
      #expect(source.separator == expected.separator)
      let special = source.encoding.isSpecial
      #expect(special.prefix { $0 }.count == expected.keepPrefix)
      #expect(special.reversed().prefix { $0 }.count == expected.keepSuffix)
      let masker = source.masker(of: text.text)
      #expect(masker.maskToken == expected.maskToken)
      #expect(masker.collapses == expected.autoCollapse)
      #expect(masker.segments == text.segments)
      #expect(masker.isInvariant == text.invariants.map { $0 == "1" })
      if masker.segments.count > 1 { #expect(masker.tokensForTree == text.tokens) }
      #expect(merges(masker.tree) == text.merges)
      let separate = source.masker(of: text.text, collapses: false)
      let collapsed = source.masker(of: text.text, collapses: true)
      for variant in text.masked {
        let mask = mask(variant.mask.map { $0 == "1" })
        #expect(separate.string(mask) == variant.separate)
        #expect(collapsed.string(mask) == variant.collapsed)
      }
    }
  }

  /// The whole way from the text as typed.
  @Test(arguments: try PartitionGolden().cases)
  func valuesAreShaps(_ expected: PartitionGolden.Case) throws {
    let classifier = try PartitionGolden().classifier
    let source = try Source(expected.text, expected.tokenizer)
    let isOwn = expected.maskToken == source.maskToken ?? "..."
    let masker = source.masker(
      of: expected.text, replacement: isOwn ? nil : expected.maskToken,
      collapses: expected.collapse)
    #expect(masker.maskToken == expected.maskToken)
    let tree = masker.tree
    #expect(merges(tree) == expected.clustering.map { [Int($0[0]), Int($0[1]), Int($0[3])] })
    let context = try expected.fixedContext.map { try #require(OwenValues.Context(rawValue: $0)) }
    var asked: [String] = []
    let found = try OwenValues(tree, limit: expected.maxEvals, context: context) { masks in
      let strings = masker.strings(masks)
      asked += strings
      return strings.map(classifier.probabilities)
    }
    if let strings = expected.strings { #expect(asked.sorted() == strings.sorted()) }
    #expect(found.evaluations == expected.evaluations + 2)
    func isClose(_ first: [[Double]], _ second: [[Double]]) -> Bool {
      first.count == second.count
        && zip(first, second).allSatisfy { zip($0, $1).allSatisfy { abs($0 - $1) < 1e-9 } }
    }
    #expect(isClose([found.base], [expected.base]))
    #expect(isClose(found.hierarchical, expected.hierarchical))
    #expect(isClose(found.values, expected.values))
  }

  /// Made with shap 0.51: f = #good − #bad/2 + 2 where `not` and `good` are both there, of words with `...` for those that are masked.
  @Test func twentyStringsTellTwoWordsThatSayMoreTogether() throws {
    let masker = try Source("this film is not good", #"\W+"#).masker(of: "this film is not good")
    #expect(masker.maskToken == "...")
    var asked: [String] = []
    let found = try OwenValues(masker.tree, limit: 1000) { masks in
      let strings = masker.strings(masks)
      asked += strings
      return strings.map { string in
        let words = string.split { !$0.isLetter }
        func count(_ word: Substring) -> Double { Double(words.count { $0 == word }) }
        let isDenied = words.contains("not") && words.contains("good")
        return [count("good") - count("bad") / 2 + (isDenied ? 2 : 0)]
      }
    }
    #expect(found.values == [[0], [0], [0], [1], [2]])
    #expect(found.base == [0])
    #expect(asked.count == 20)
    #expect(asked.contains("...") && asked.contains("this film is not good"))
  }

  /// shap's own test, `test_masker_call_pretrained_tokenizer_fast`, of distilbert-base-uncased.
  @Test func publishedMaskOfWordPieces() {
    let encoding = Self.encoding(
      ["[CLS]", "i", "ate", "a", "can", "##no", "##li", "[SEP]"],
      [0..<0, 0..<1, 2..<5, 6..<7, 8..<11, 11..<13, 13..<15, 0..<0])
    let masker = ShapTextMasker(
      encoding, of: "I ate a Cannoli", maskToken: "[MASK]", separator: "[SEP]")
    #expect(masker.segments == ["", "I ", "ate ", "a ", "Can", "no", "li", ""])
    #expect(masker.tokensForTree == ["", "I", "ate", "a", "Can", "##no", "##li", ""])
    #expect(!masker.collapses)
    let kept = mask([true, false, true, true, false, true, true, true])
    #expect(masker.string(kept) == "[MASK]ate a [MASK]noli")
  }

  /// shap's own test, `test_text_infill_with_collapse_mask_token`, of gpt2.
  @Test(arguments: [
    ("111110000", "This is a test string ..."), ("111001111", "This is a ... to be infilled"),
    ("000111111", "... test string to be infilled"), ("000000000", "..."),
  ])
  func publishedInfills(_ bits: String, _ expected: String) {
    let encoding = Self.encoding(
      ["This", "Ġis", "Ġa", "Ġtest", "Ġstring", "Ġto", "Ġbe", "Ġinf", "illed"],
      [0..<4, 4..<7, 7..<9, 9..<14, 14..<21, 21..<24, 24..<27, 27..<31, 31..<36])
    let text = "This is a test string to be infilled"
    let masker = ShapTextMasker(encoding, of: text, maskToken: nil, separator: nil)
    #expect(masker.string(mask(bits.map { $0 == "1" })) == expected)
    let said = ShapTextMasker(
      encoding, of: text, maskToken: "[MASK]", separator: nil, replacement: "...")
    #expect(said.string(mask(bits.map { $0 == "1" })) == expected, "one that is said collapses")
  }

  /// shap's own test, `test_text_infill_with_collapse_mask_token_mistralai`: a token before the text, none behind it.
  @Test(arguments: [
    ("111110000", "This is a test string ..."), ("111001111", "This is a ... to be infilled"),
    ("000111111", "... test string to be infilled"), ("000000000", "..."),
  ])
  func publishedInfillsBehindASpecialToken(_ bits: String, _ expected: String) {
    let words = "This is a test string to be infilled"
    let encoding = Self.encoding(
      ["[CLS]", "▁This", "▁is", "▁a", "▁test", "▁string", "▁to", "▁be", "▁inf", "illed"],
      [0..<0, 0..<4, 4..<7, 7..<9, 9..<14, 14..<21, 21..<24, 24..<27, 27..<31, 31..<36])
    let masker = ShapTextMasker(
      encoding, of: words, maskToken: nil, separator: nil, replacement: "...", collapses: true)
    #expect(masker.isInvariant == [true] + [Bool](repeating: false, count: 9))
    for first in [true, false] {
      #expect(masker.string(mask([first] + bits.map { $0 == "1" })) == expected)
    }
  }

  /// The tokenizer of `xlm-roberta-tiny` with another template.
  private func unigram(_ parts: [JSONFragment]) throws -> Tokenizer {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headscope-\(UUID())")
    try FileManager.default.copyItem(at: Fixtures.model("xlm-roberta-tiny"), to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "tokenizer.json")
    var settings = try JSONDecoder().decode(
      [String: JSONFragment].self, from: Data(contentsOf: file))
    guard case .object(var template)? = settings["post_processor"] else {
      throw ModelError(.missing, "No template.", advice: "")
    }
    template["single"] = .array(parts)
    settings["post_processor"] = .object(template)
    try JSONEncoder().encode(settings).write(to: file)
    return try Tokenizer.load(directory: folder, architecture: .roberta)
  }

  /// shap's own tests of `keep_prefix` and `keep_suffix`: GPT-2 0 and 0, BART 1 and 1, Marian and T5 0 and 1, Mistral 1 and 0.
  ///
  /// The templates decide; of those tokenizers none is small enough to be here.
  @Test(arguments: [(0, 0), (1, 1), (0, 1), (1, 0)])
  func specialTokensAtTheEndsAreKept(_ prefix: Int, _ suffix: Int) throws {
    func special(_ token: String) -> JSONFragment {
      .object(["SpecialToken": .object(["id": .string(token), "type_id": .integer(0)])])
    }
    let sequence = JSONFragment.object([
      "Sequence": .object(["id": .string("A"), "type_id": .integer(0)])
    ])
    let tokenizer = try unigram(
      [JSONFragment](repeating: special("<s>"), count: prefix) + [sequence]
        + [JSONFragment](repeating: special("</s>"), count: suffix))
    let text = "a film so good"
    let masker = ShapTextMasker(tokenizer.encode(text), of: text, tokenizer: tokenizer)
    #expect(masker.isInvariant.prefix { $0 }.count == prefix)
    #expect(masker.isInvariant.reversed().prefix { $0 }.count == suffix)
    let count = masker.segments.count
    // shap's test_sentencepiece_tokenizer_output: with all kept no sign for blanks is left.
    #expect(masker.string(FeatureMask(count: count, keepingAll: true)) == text)
    let none = masker.string(FeatureMask(count: count, keepingAll: false))
    let masks = none.split(separator: " ")
    #expect(masks.count == count - prefix - suffix)
    #expect(masks.allSatisfy { $0 == "<mask>" })
  }

  /// shap asks the model once where only separators differ, though one with a blank behind it is masked.
  @Test func separatorsAreNotAskedAgain() throws {
    let text = "good [SEP] bad"
    let masker = try Source(text, "bert-tiny").masker(of: text)
    #expect(masker.segments == ["", "good ", "[SEP] ", "bad", ""])
    let all = FeatureMask(count: 5, keepingAll: true)
    let without = mask([true, true, false, true, true])
    #expect(masker.string(without) == "good [MASK]bad")
    #expect(masker.strings([all, without, all]) == [text, text, text])
    #expect(masker.strings([without, all]) == ["good [MASK]bad", "good [MASK]bad"])
    let none = FeatureMask(count: 5, keepingAll: false)
    #expect(masker.strings([none, all]) == ["[MASK] [MASK] [MASK]", text])
  }

  @Test func ofAPairTheFirstTextIsMasked() throws {
    let tokenizer = try Tokenizer.load(
      directory: Fixtures.model("roberta-tiny"), architecture: .roberta)
    let encoding = tokenizer.encode("film", pair: "good film")
    let masker = ShapTextMasker(encoding, of: "film", tokenizer: tokenizer)
    let count = try #require(encoding.sequences.firstIndex(of: 1))
    #expect(masker.segments.count == count)
    #expect(masker.segments.joined() == "film")
    let all = FeatureMask(count: count, keepingAll: true)
    #expect(masker.string(all) == "film")
    #expect(masker.string(all.complement).split(separator: " ").allSatisfy { $0 == "<mask>" })
  }

  /// Whatever Python takes for a blank, and a line break at which its `.` stops.
  @Test func blanksAreThoseOfPython() {
    let text = "a\u{1F}\u{3000}b\n\ncafe\u{301}\r\nd"
    let encoding = Self.encoding(
      ["a", "b", "cafe", "d"], [0..<1, 3..<4, 6..<11, 13..<14])
    let masker = ShapTextMasker(encoding, of: text, maskToken: nil, separator: nil)
    #expect(masker.segments == ["a\u{1F}\u{3000}", "b\n\n", "cafe\u{301}\r\n", "d"])
    #expect(masker.tokensForTree == ["a", "b", "cafe\u{301}", "d"])
    #expect(masker.string(FeatureMask(count: 4, keepingAll: true)) == "a b cafe\u{301} d")
    // `^.*\W$` does not reach over two line breaks and a blank.
    let far = ShapTextMasker(
      Self.encoding(["a", "b"], [0..<1, 4..<5]), of: "a\n\n b", maskToken: nil, separator: nil)
    #expect(far.tokensForTree == ["a", "##b"])
  }

  @Test func aTextOfNothing() throws {
    let masker = try Source("", "bert-tiny").masker(of: "")
    #expect(masker.segments == ["", ""])
    #expect(masker.string(FeatureMask(count: 2, keepingAll: false)).isEmpty)
    let none = try Source("", "gpt2-tiny").masker(of: "")
    #expect(none.segments.isEmpty)
    #expect(none.string(FeatureMask(count: 0, keepingAll: true)).isEmpty)
  }
}
