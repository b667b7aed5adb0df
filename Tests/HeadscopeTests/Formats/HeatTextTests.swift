import Attribution
import Model
import TUI
import Testing

@testable import headscope

@Suite("A text cut into what is coloured and what is not")
struct HeatTextTests {
  /// Parts in brackets, cut text in braces.
  private func drawn(_ explanation: Explanation, _ granularity: Granularity) -> String {
    HeatText(explanation, granularity: granularity).segments.reduce(into: "") {
      switch $1 {
      case .gap(let text): $0 += text
      case .part(let part): $0 += "[" + part.text + "]"
      case .cut(let text): $0 += "{" + text + "}"
      }
    }
  }

  @Test("Blanks stand between parts, special tokens where the model reads them")
  func blanks() {
    let explanation = Samples.explanation()
    #expect(drawn(explanation, .word) == "[[CLS]] [so] [anxious] [[SEP]]")
    #expect(drawn(explanation, .piece) == "[[CLS]] [so] [an][xious] [[SEP]]")
  }

  @Test("Both texts of a pair, with what stands behind their last piece")
  func pair() {
    #expect(drawn(Samples.pair, .word) == "[[CLS]] [a]  [[SEP]] [b] [[SEP]]")
  }

  @Test("What was cut off is set apart")
  func cut() {
    var explanation = Samples.explanation()
    explanation.text = "so anxious today"
    explanation.encoding.cutOffAt = [11]
    #expect(drawn(explanation, .word) == "[[CLS]] [so] [anxious] {today} [[SEP]]")
  }

  @Test("Bytes of one character are one part with the sum of their numbers")
  func sharedCharacters() {
    var explanation = Samples.explanation(
      AttributionEstimate(
        method: .saliency, target: 0,
        prediction: Prediction(logits: [1, 0], outputs: [0.7, 0.3], kind: .probabilities),
        values: [1, 2, 4], outputValue: 1, steps: 1, evaluations: 1, isFinal: true))
    explanation.text = "👍!"
    explanation.encoding = Encoding(
      ids: [1, 2, 3], typeIDs: [0, 0, 0], tokens: ["ðŁ", "ĳį", "!"],
      offsets: [0..<1, 0..<1, 1..<2],
      sequences: [0, 0, 0], wordIndices: [0, 0, 1], isSpecial: [false, false, false])
    let heat = HeatText(explanation, granularity: .piece)
    #expect(heat.parts.map(\.text) == ["👍", "!"])
    #expect(heat.parts.map(\.value) == [3, 4])
    #expect(heat.parts[0].pieces == [0, 1])
  }

  @Test("A text without a single piece is shown all the same")
  func noPieces() {
    var explanation = Samples.explanation(Samples.estimate([1, 0]))
    explanation.text = " \u{200B}"
    explanation.encoding = Encoding(
      ids: [2, 3], typeIDs: [0, 0], tokens: ["[CLS]", "[SEP]"], offsets: [0..<0, 0..<0],
      sequences: [nil, nil], wordIndices: [nil, nil], isSpecial: [true, true])
    #expect(drawn(explanation, .piece) == "[[CLS]] [[SEP]]  \u{200B}")
  }
}
