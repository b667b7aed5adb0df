import Attribution
import Model
import Testing

@testable import TUI

@Suite struct HeatUnitTests {
  private let model = SampleModel()

  private func units(_ text: String, pair: String? = nil, _ granularity: Granularity) -> [HeatUnit]
  {
    let input = ModelInput(text: text, pair: pair)
    return HeatUnit.units(of: model.encode(input), input: input, by: granularity)
  }

  @Test func wordsJoinTheirPieces() {
    let units = units("so anxious", .word)
    #expect(units.map(\.text) == ["so", "anxious"])
    #expect(units.map(\.pieces) == [[1], [2, 3]])
    #expect(units.map(\.hasGap) == [false, true])
  }

  @Test func piecesShowSpecialTokens() {
    let units = units("anxious", .piece)
    #expect(units.map(\.text) == ["[CLS]", "anxi", "ous", "[SEP]"])
    #expect(units.map(\.isSpecial) == [true, false, false, true])
    #expect(units.map(\.hasGap) == [false, true, false, true])
  }

  @Test func aCharacterOfSeveralPiecesStandsOnTheFirst() {
    // As byte-level BPE reads “a 😀 b”: the emoji's four bytes are three pieces.
    let encoding = Encoding(
      ids: [1, 2, 3, 4, 5], typeIDs: [0, 0, 0, 0, 0], tokens: ["a", "Ġð", "Ł", "ĺĢ", "Ġb"],
      offsets: [0..<1, 1..<3, 2..<3, 2..<3, 3..<5], sequences: [0, 0, 0, 0, 0],
      wordIndices: [0, 1, 1, 1, 2], isSpecial: [false, false, false, false, false],
      cutOffAt: [nil])
    let units = HeatUnit.units(
      of: encoding, input: ModelInput(text: "a 😀 b"), by: .piece)
    #expect(units.map(\.text) == ["a", "😀", "·", "·", "b"])
    #expect(units.map(\.hasGap) == [false, true, false, false, true])
  }

  @Test func sentencesEndAtStopsBeforeBlanksAndAtLines() {
    #expect(
      units("No. Yes! v1.2 is\nout", .sentence).map(\.text) == ["No.", "Yes!", "v1.2 is", "out"])
  }

  @Test func aSentenceOpensIntoItsWords() {
    let input = ModelInput(text: "one two. three")
    let encoding = model.encode(input)
    let units = HeatUnit.units(of: encoding, input: input, by: .sentence, unfolded: [1])
    #expect(units.map(\.text) == ["one", "two", ".", "three"])
  }

  @Test func bothTextsOfAPairAreThere() {
    let units = units("one", pair: "two", .word)
    #expect(units.map(\.text) == ["one", "two"])
    #expect(units.map(\.sequence) == [0, 1])
    #expect(units[1].hasGap)
  }

  @Test func valuesAddUpAndErrorsGoByTheParts() throws {
    let unit = units("anxious", .word)[0]
    #expect(unit.value([9, 1, 2, 9]) == 3)
    var estimate = AttributionEstimate(
      method: .kernelSHAP, target: 0,
      prediction: Prediction(logits: [0, 0], outputs: [0.5, 0.5], kind: .probabilities),
      values: [9, 1, 2, 9], uncertainty: [9, 3, 4, 9], outputValue: 0, steps: 1, evaluations: 1,
      isFinal: true)
    #expect(unit.uncertainty(try #require(AttributionErrors(estimate))) == 5)
    // Taken out as a whole, its pieces share one error.
    estimate.features = [
      TextFeature(text: "anxious", sequence: 0, ranges: [0..<7], pieces: [unit.pieces])
    ]
    #expect(unit.uncertainty(try #require(AttributionErrors(estimate))) == 7)
  }

  @Test func byteLevelPiecesKeepTheirBlankOutside() {
    let encoding = Encoding(
      ids: [1, 2], typeIDs: [0, 0], tokens: ["so", "Ġit"], offsets: [0..<2, 2..<5],
      sequences: [0, 0], wordIndices: [0, 1], isSpecial: [false, false])
    let units = HeatUnit.units(of: encoding, input: ModelInput(text: "so it"), by: .word)
    #expect(units.map(\.text) == ["so", "it"])
    #expect(units[1].hasGap)
  }

  @Test func aSentenceIsDrawnWithoutTheLineEndsThatArePieces() {
    let encoding = Encoding(
      ids: [1, 2, 3], typeIDs: [0, 0, 0], tokens: ["so", "Ċ", "it"],
      offsets: [0..<2, 2..<3, 3..<5],
      sequences: [0, 0, 0], wordIndices: [0, 1, 2], isSpecial: [false, false, false])
    let units = HeatUnit.units(of: encoding, input: ModelInput(text: "so\nit"), by: .sentence)
    #expect(units.map(\.text) == ["so", "it"])
    #expect(units.map(\.pieces) == [[0, 1], [2]])
    #expect(units.map(\.startsLine) == [false, true])
  }

  @Test func whatNoPieceStandsForIsNotLost() {
    let encoding = Encoding(
      ids: [1, 2], typeIDs: [0, 0], tokens: ["a", "b"], offsets: [1..<2, 4..<5], sequences: [0, 0],
      wordIndices: [0, 1], isSpecial: [false, false])
    let units = HeatUnit.units(
      of: encoding, input: ModelInput(text: "\u{1B}a \u{7}b"), by: .word)
    #expect(units.map(\.unread) == ["\u{1B}", "\u{7}"])
    #expect(units.map(\.text) == ["a", "b"])
    #expect(units.map(\.hasGap) == [false, true])
    let layout = HeatLayout(units, width: 20)
    #expect(layout.segments.map(\.column) == [0, 4, 6, 10])
    #expect(layout.segments.map(\.isUnread) == [true, false, true, false])
  }

  @Test func whatACleaningTookOutStaysInItsPlace() {
    // "the sky, http://a.b is blue !!" without the address, the comma and the end.
    let encoding = Encoding(
      ids: [1, 2], typeIDs: [0, 0], tokens: ["sky", "blue"], offsets: [4..<7, 23..<27],
      sequences: [0, 0], wordIndices: [0, 1], isSpecial: [false, false])
    let text = "the sky, http://a.b is blue !!"
    let units = HeatUnit.units(of: encoding, input: ModelInput(text: text), by: .word)
    #expect(units.map(\.unread) == ["the", ", http://a.b is"])
    #expect(units.map(\.unreadBehind) == ["", " !!"])
    let layout = HeatLayout(units, width: 40)
    var line = ""
    for segment in layout.segments {
      while line.count < segment.column { line += " " }
      line += segment.text
    }
    #expect(line == text)
    #expect(layout.segments.filter { !$0.isUnread }.map(\.text) == ["sky", "blue"])
  }

  @Test func contractionsAndEmojiOfSeveralPiecesAreOneWord() {
    let units = units("we don't 👩‍👩‍👧 fit", .word)
    #expect(units.map(\.text) == ["we", "don't", "👩‍👩‍👧", "fit"])
    #expect(units[2].pieces.count == 5)
    #expect(units.map(\.hasGap) == [false, true, true, true])
  }

  /// "one two" and "three", of each of which the first word was read.
  private func cutPair(by granularity: Granularity) -> [HeatUnit] {
    let encoding = Encoding(
      ids: [1, 2], typeIDs: [0, 1], tokens: ["one", "three"], offsets: [0..<3, 0..<5],
      sequences: [0, 1], wordIndices: [0, 1], isSpecial: [false, false], cutOffAt: [3, nil])
    return HeatUnit.units(
      of: encoding,
      input: ModelInput(text: "one" + String(repeating: " two", count: 300), pair: "three"),
      by: granularity)
  }

  @Test func whatIsNotReadIsCountedBehindItsOwnText() {
    let units = cutPair(by: .word)
    // 300 times four characters.
    #expect(units.map(\.unreadBehind) == [" … 1,200 more characters are not read", ""])
  }

  @Test func theNoticeIsNeverCut() {
    let units = cutPair(by: .word)
    for width in [12, 17, 30, 80] {
      let layout = HeatLayout(units, width: width)
      let words = layout.segments.filter(\.isUnread).map(\.text)
      #expect(words.prefix(7) == ["…", "1,200", "more", "characters", "are", "not", "read"])
      for segment in layout.segments { #expect(segment.column + segment.columns <= width) }
    }
  }

  @Test func theSecondTextBeginsBehindAMark() {
    let layout = HeatLayout(cutPair(by: .word), width: 80)
    #expect(layout.segments.map(\.text).suffix(2) == ["║", "three"])
    let (mark, word) = (layout.segments.suffix(2)[layout.segments.count - 2], layout.segments.last)
    #expect(mark.isUnread && mark.columns == 1)
    #expect(word?.column == mark.column + 2 && word?.line == mark.line)
  }
}
