import Testing

@testable import Model

@Suite("Words and sentences of an encoding")
struct TextGroupsTests {
  /// An encoding with a piece for each stretch of letters and each other character that is no blank, every piece a word.
  private func encoding(_ texts: [String]) -> Encoding {
    var encoding = Encoding(
      ids: [], typeIDs: [], tokens: [], offsets: [], sequences: [], wordIndices: [], isSpecial: [])
    for (sequence, text) in texts.enumerated() {
      let scalars = Array(text.unicodeScalars)
      var start = 0
      var word = 0
      while start < scalars.count {
        var end = start + 1
        guard !scalars[start].properties.isWhitespace else {
          start = end
          continue
        }
        if scalars[start].isASCII, scalars[start].properties.isAlphabetic {
          while end < scalars.count, scalars[end].properties.isAlphabetic, scalars[end].isASCII {
            end += 1
          }
        }
        encoding.ids.append(1)
        encoding.typeIDs.append(0)
        encoding.tokens.append(String(String.UnicodeScalarView(scalars[start..<end])))
        encoding.offsets.append(start..<end)
        encoding.sequences.append(sequence)
        encoding.wordIndices.append(word)
        encoding.isSpecial.append(false)
        word += 1
        start = end
      }
    }
    return encoding
  }

  private func sentences(_ text: String, pair: String? = nil) -> [String] {
    let encoding = encoding([text] + (pair.map { [$0] } ?? []))
    return TextGroups(encoding, text: text, pair: pair).sentences.map { pieces in
      pieces.map { encoding.tokens[$0] }.joined(separator: " ")
    }
  }

  @Test("Pieces of one word are one group, special tokens none")
  func words() {
    let encoding = Encoding(
      ids: [2, 10, 11, 12, 3], typeIDs: [0, 0, 0, 0, 0],
      tokens: ["[CLS]", "so", "an", "##xious", "[SEP]"],
      offsets: [0..<0, 0..<2, 3..<5, 5..<10, 0..<0], sequences: [nil, 0, 0, 0, nil],
      wordIndices: [nil, 0, 1, 1, nil], isSpecial: [true, false, false, false, true])
    let groups = TextGroups(encoding, text: "so anxious")
    #expect(groups.words == [[1], [2, 3]])
    #expect(groups.sentences == [[1, 2, 3]])
  }

  @Test("A stop ends a sentence where a blank follows")
  func stops() {
    #expect(sentences("I came. I saw! Why?") == ["I came .", "I saw !", "Why ?"])
    #expect(sentences("It cost 3.5 at a.b") == ["It cost 3 . 5 at a . b"])
    #expect(sentences("Well... no") == ["Well . . .", "no"])
  }

  @Test("Closing quotes and brackets belong to the sentence they close")
  func closers() {
    #expect(sentences("He said \"no.\" Then left.") == ["He said \" no . \"", "Then left ."])
    #expect(sentences("(He left.) Now.") == ["( He left . )", "Now ."])
  }

  @Test("Ideographic stops need no blank, and a run of them is one end")
  func ideographic() {
    #expect(sentences("好。不好！！好") == ["好 。", "不 好 ！ ！", "好"])
  }

  @Test("A line break ends a sentence, and so does the first text of a pair")
  func breaksAndPairs() {
    #expect(sentences("one two\nthree") == ["one two", "three"])
    #expect(sentences("one", pair: "two. three") == ["one", "two .", "three"])
  }

  @Test("Nothing has no groups, and offsets beyond the text do no harm")
  func degenerate() {
    #expect(sentences("").isEmpty)
    var encoding = encoding(["one two"])
    encoding.offsets = [0..<90, 91..<95]
    #expect(TextGroups(encoding, text: "one two").sentences == [[0, 1]])
  }
}
