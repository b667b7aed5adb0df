import Model
import Testing

@testable import Attribution

/// What texts read like with edits made.
@Suite struct CounterfactualTextTests {
  /// A text and its pieces, in order; those with `##` go on with the word before.
  private func text(_ text: String, _ pieces: [String]) -> CounterfactualText {
    let scalars = Array(text.unicodeScalars)
    var encoding = Encoding(
      ids: [], typeIDs: [], tokens: [], offsets: [], sequences: [], wordIndices: [], isSpecial: [])
    var groups: [TextGroup] = []
    var place = 0
    var word = -1
    for piece in pieces {
      let isContinuation = piece.hasPrefix("##")
      if !isContinuation { word += 1 }
      let wanted = Array((isContinuation ? String(piece.dropFirst(2)) : piece).unicodeScalars)
      while place + wanted.count <= scalars.count,
        Array(scalars[place..<place + wanted.count]) != wanted
      {
        place += 1
      }
      encoding.ids.append(Int32(groups.count))
      encoding.typeIDs.append(0)
      encoding.tokens.append(piece)
      encoding.offsets.append(place..<place + wanted.count)
      encoding.sequences.append(0)
      encoding.wordIndices.append(word)
      encoding.isSpecial.append(false)
      groups.append(
        TextGroup(
          text: piece, range: place..<place + wanted.count, sequence: 0, pieces: [groups.count]))
      place += wanted.count
    }
    return CounterfactualText([text], encoding, parts: groups)
  }

  private func deleting(_ parts: Int..., from text: CounterfactualText) -> String {
    text.applying(parts.map { CounterfactualEdit($0, .deletion) }) { _ in
      PieceSpelling(text: "", isContinuation: false)
    }[0]
  }

  /// A piece of WordPiece's spelling in a part's place.
  private func replacing(
    _ part: Int, by piece: String, in text: CounterfactualText, deleting parts: Int...
  ) -> String {
    let edits =
      [CounterfactualEdit(part, .replacement(1))] + parts.map { CounterfactualEdit($0, .deletion) }
    return text.applying(edits) { _ in PieceSpelling(piece, marksContinuations: true) }[0]
  }

  @Test func aWordTakesABlankWithIt() {
    let film = text("a good film", ["a", "good", "film"])
    #expect(deleting(0, from: film) == "good film")
    #expect(deleting(1, from: film) == "a film")
    #expect(deleting(2, from: film) == "a good")
    #expect(deleting(0, 1, from: film) == "film")
    #expect(deleting(0, 2, from: film) == "good")
    #expect(deleting(1, 2, from: film) == "a")
    #expect(deleting(0, 1, 2, from: film) == "")
    #expect(deleting(from: film) == "a good film")
    #expect(deleting(0, from: text("film", ["film"])) == "")
  }

  @Test func oneOfTwoBlanksGoes() {
    let film = text("a  good   film ", ["a", "good", "film"])
    #expect(deleting(1, from: film) == "a    film ")
    #expect(deleting(0, from: film) == " good   film ")
    #expect(deleting(2, from: film) == "a  good   ")
    #expect(
      deleting(1, from: text("a\u{A0}good\u{3000}film", ["a", "good", "film"])) == "a\u{3000}film")
  }

  @Test func linesStayLines() {
    let lines = text("a\ngood film\r\nnow", ["a", "good", "film", "now"])
    #expect(deleting(0, from: lines) == "\ngood film\r\nnow")
    #expect(deleting(1, from: lines) == "a\nfilm\r\nnow")
    #expect(deleting(2, from: lines) == "a\ngood\r\nnow")
    #expect(deleting(1, 2, from: lines) == "a\n\r\nnow")
    #expect(deleting(3, from: lines) == "a\ngood film\r\n")
  }

  @Test func punctuationKeepsItsPlace() {
    let film = text(
      "Good film, (very) good.", ["Good", "film", ",", "(", "very", ")", "good", "."])
    #expect(deleting(1, from: film) == "Good, (very) good.")
    #expect(deleting(2, from: film) == "Good film (very) good.")
    #expect(deleting(3, from: film) == "Good film, very) good.")
    #expect(deleting(4, from: film) == "Good film, () good.")
    #expect(deleting(3, 4, 5, from: film) == "Good film, good.")
    #expect(deleting(6, from: film) == "Good film, (very).")
    #expect(deleting(7, from: film) == "Good film, (very) good")
    #expect(deleting(0, 1, from: film) == ", (very) good.")
    #expect(deleting(1, from: text("it don't", ["it", "don", "'", "t"])) == "it 't")
  }

  @Test func piecesOfAWordGoAlone() {
    let walking = text("she walked home", ["she", "walk", "##ed", "home"])
    #expect(deleting(2, from: walking) == "she walk home")
    #expect(deleting(1, from: walking) == "she ed home")
    #expect(deleting(1, 2, from: walking) == "she home")
  }

  @Test func emojiAndChineseHaveNoBlanks() {
    #expect(deleting(1, from: text("good 👍🏽 film", ["good", "👍🏽", "film"])) == "good film")
    #expect(deleting(1, from: text("good👍film", ["good", "👍", "film"])) == "goodfilm")
    let chinese = text("这部电影很好。", ["这", "部", "电", "影", "很", "好", "。"])
    #expect(deleting(4, from: chinese) == "这部电影好。")
    #expect(deleting(0, 6, from: chinese) == "部电影很好")
    #expect(replacing(4, by: "不", in: chinese) == "这部电影不好。")
    #expect(replacing(4, by: "so", in: chinese) == "这部电影so好。")
    #expect(replacing(5, by: "##坏", in: chinese) == "这部电影很坏。")
  }

  /// The bytes of one emoji stand in the same place.
  @Test func partsThatShareACharacterGoTogether() {
    let scalars = "a 👍 b"
    let range = 2..<3
    var encoding = Encoding(
      ids: [0, 1, 2, 3], typeIDs: [0, 0, 0, 0], tokens: ["a", "ĠðŁ", "ij", "Ġb"],
      offsets: [0..<1, range, range, 4..<5], sequences: [0, 0, 0, 0], wordIndices: [0, 1, 1, 2],
      isSpecial: [false, false, false, false])
    encoding.cutOffAt = [nil]
    let parts = encoding.offsets.enumerated().map {
      TextGroup(text: "", range: $1, sequence: 0, pieces: [$0])
    }
    let text = CounterfactualText([scalars], encoding, parts: parts)
    #expect(deleting(1, from: text) == "a b")
    #expect(deleting(1, 2, from: text) == "a b")
    #expect(deleting(0, 1, 2, 3, from: text) == "")
  }

  @Test func aReplacementStandsInItsPlace() {
    let film = text("A good film, really.", ["A", "good", "film", ",", "really", "."])
    #expect(replacing(0, by: "the", in: film) == "the good film, really.")
    #expect(replacing(1, by: "bad", in: film) == "A bad film, really.")
    #expect(replacing(5, by: "!", in: film) == "A good film, really!")
    #expect(replacing(1, by: "bad", in: film, deleting: 2) == "A bad, really.")
    #expect(replacing(1, by: "bad", in: film, deleting: 0) == "bad film, really.")
    #expect(replacing(2, by: "dog", in: film, deleting: 1, 3) == "A dog really.")
  }

  @Test func aWordIsPartedFromLettersBesideIt() {
    let film = text("good film,bad", ["good", "film", ",", "bad"])
    #expect(replacing(2, by: "dog", in: film) == "good film dog bad")
    let walking = text("she walked home", ["she", "walk", "##ed", "home"])
    #expect(replacing(2, by: "cat", in: walking) == "she walk cat home")
    #expect(replacing(1, by: "talk", in: walking) == "she talked home")
    #expect(replacing(2, by: ",", in: walking) == "she walk, home")
  }

  @Test func aContinuationSticksToTheLeft() {
    let walking = text("she walked home", ["she", "walk", "##ed", "home"])
    #expect(replacing(2, by: "##ing", in: walking) == "she walking home")
    #expect(replacing(3, by: "##ly", in: walking) == "she walkedly")
    #expect(replacing(0, by: "##s", in: walking) == "s walked home")
    #expect(replacing(3, by: "##ly", in: walking, deleting: 2) == "she walkly")
    #expect(replacing(1, by: "##s", in: text("a\nb", ["a", "b"])) == "a\ns")
  }

  @Test func signsOfTheVocabularyAreLeftOut() {
    func spelling(_ piece: String, _ marksContinuations: Bool) -> PieceSpelling {
      PieceSpelling(piece, marksContinuations: marksContinuations)
    }
    #expect(spelling("##ing", true) == PieceSpelling(text: "ing", isContinuation: true))
    #expect(spelling("the", true) == PieceSpelling(text: "the", isContinuation: false))
    #expect(spelling("##", true) == PieceSpelling(text: "##", isContinuation: false))
    #expect(spelling("Ġthe", false) == PieceSpelling(text: "the", isContinuation: false))
    #expect(spelling("▁the", false) == PieceSpelling(text: "the", isContinuation: false))
    #expect(spelling(" the", false) == PieceSpelling(text: "the", isContinuation: false))
    #expect(spelling("ing", false) == PieceSpelling(text: "ing", isContinuation: true))
    #expect(spelling("▁", false) == PieceSpelling(text: "", isContinuation: false))
    #expect(spelling("", false) == PieceSpelling(text: "", isContinuation: true))
  }

  @Test func bothTextsOfAPairAreWritten() {
    let encoding = Encoding(
      ids: [0, 1, 2, 3], typeIDs: [0, 0, 1, 1], tokens: ["a", "film", "a", "film"],
      offsets: [0..<1, 2..<6, 0..<1, 2..<6], sequences: [0, 0, 1, 1], wordIndices: [0, 1, 0, 1],
      isSpecial: [false, false, false, false], cutOffAt: [nil, nil])
    let parts = encoding.offsets.enumerated().map {
      TextGroup(text: "", range: $1, sequence: $0 / 2, pieces: [$0])
    }
    let special = TextGroup(text: "[SEP]", range: 0..<0, sequence: nil, pieces: [])
    let text = CounterfactualText(["a film", "a film"], encoding, parts: parts + [special])
    let edits = [
      CounterfactualEdit(0, .deletion), CounterfactualEdit(3, .replacement(5)),
      CounterfactualEdit(4, .deletion), CounterfactualEdit(99, .deletion),
    ]
    #expect(
      text.applying(edits) { PieceSpelling("dog\($0)", marksContinuations: true) }
        == ["film", "a dog5"])
  }
}
