import Attribution
import Model
import Testing

@testable import headscope

@Suite struct ShortenedEncodingTests {
  /// `[CLS] a b [SEP]`.
  private let whole = Encoding(
    ids: [101, 7, 8, 102], typeIDs: [0, 0, 0, 0], tokens: ["[CLS]", "a", "b", "[SEP]"],
    offsets: [0..<0, 0..<1, 2..<3, 0..<0], sequences: [nil, 0, 0, nil],
    wordIndices: [nil, 0, 1, nil], isSpecial: [true, false, false, true])

  private func estimate(_ values: [Float]) -> AttributionEstimate {
    AttributionEstimate(
      method: .integratedGradients, target: 0,
      prediction: Prediction(logits: [1], outputs: [1], kind: .outputs), values: values,
      uncertainty: values, outputValue: 1, steps: 1, evaluations: 1, isFinal: true,
      path: [.init(alpha: 0.5, weight: 1, output: 1, slope: 1, attributions: values)])
  }

  @Test func aMaskKeepsItsOwnNumber() {
    let shortened = ShortenedEncoding(whole, removing: [1], mask: 103)
    #expect(shortened.encoding.ids == [101, 103, 8, 102])
    let restored = shortened.restored(estimate([0.5, -0.25, 2, 1]))
    #expect(restored.values == [0.5, -0.25, 2, 1])
    #expect(restored.path[0].attributions == [0.5, -0.25, 2, 1])
  }

  @Test func whatIsLeftOutHasAColumnOfZero() {
    let shortened = ShortenedEncoding(whole, removing: [1], mask: nil)
    #expect(shortened.encoding.ids == [101, 8, 102])
    let restored = shortened.restored(estimate([0.5, 2, 1]))
    #expect(restored.values == [0.5, 0, 2, 1])
    #expect(restored.uncertainty == [0.5, 0, 2, 1])
    #expect(restored.path[0].attributions == [0.5, 0, 2, 1])
  }

  @Test func theTreeIsOfThePiecesOfTheWholeText() {
    let shortened = ShortenedEncoding(whole, removing: [1], mask: nil)
    var estimate = estimate([0.5, 2, 1])
    estimate.partition = PartitionValues(
      PartitionTree(joining: ["b"]), leafPieces: [[1]], own: [2])
    #expect(shortened.restored(estimate).partition?.leafPieces == [[2]])
  }

  @Test func partsAndLayersAreOfThePiecesOfTheWholeText() {
    let shortened = ShortenedEncoding(whole, removing: [1], mask: nil)
    var estimate = estimate([0.5, 2, 1])
    estimate.features = [TextFeature(text: "b", sequence: 0, ranges: [2..<3], pieces: [[1]])]
    estimate.layers = [[1, 2, 3]]
    estimate.covariance = [1, 2, 3, 2, 4, 5, 3, 5, 6]
    let restored = shortened.restored(estimate)
    #expect(restored.features?.first?.pieces == [[2]])
    #expect(restored.layers == [[1, 0, 2, 3]])
    #expect(restored.covariance == [1, 0, 2, 3, 0, 0, 0, 0, 2, 0, 4, 5, 3, 0, 5, 6])
  }

  @Test func specialTokensStay() {
    let shortened = ShortenedEncoding(whole, removing: [0, 3], mask: nil)
    #expect(shortened.encoding == whole)
  }
}
