import Attribution
import Model
import Testing

/// What a method took out as one though it is several pieces.
@Suite struct FeatureStretchesTests {
  /// Features by the pieces of each of their places.
  private func stretches(_ features: [[[Int]]]?) -> FeatureStretches {
    FeatureStretches(
      AttributionEstimate(
        method: .lime, target: 0,
        prediction: Prediction(logits: [0, 1], outputs: [0.3, 0.7], kind: .probabilities),
        values: [0, 1, 1, 1, 1, 0], outputValue: 0.7, steps: 1, evaluations: 1, isFinal: true,
        features: features?.map {
          TextFeature(text: "", sequence: 0, ranges: $0.map { _ in 0..<1 }, pieces: $0)
        }))
  }

  private func words(_ pieces: [[Int]]) -> [TextGroup] {
    pieces.map {
      TextGroup(
        text: "w\($0[0])", range: 3 * $0[0]..<3 * $0[0] + 2, sequence: 0, pieces: $0)
    }
  }

  @Test func aPieceAtEveryPlaceIsNoStretch() {
    #expect(stretches(nil).isEmpty)
    #expect(stretches([[[1], [3]], [[2]]]).isEmpty)
  }

  @Test func aWordHasThePiecesThatWereTakenOutWithIt() {
    let found = stretches([[[1, 2, 3]], [[4]]])
    #expect(found.whole(of: [2]) == [1, 2, 3])
    #expect(found.whole(of: [2, 3]) == [1, 2, 3])
    #expect(found.extending([3, 4]) == [1, 2, 3, 4])
  }

  @Test func whatHasAllOfItsStretchesHasANumberOfItsOwn() {
    let found = stretches([[[1, 2], [4, 5]], [[3]]])
    #expect(found.whole(of: [1, 2]) == nil)
    #expect(found.whole(of: [1, 2, 3]) == nil)
    #expect(found.whole(of: [3]) == nil)
    #expect(found.whole(of: [0]) == nil)
    #expect(found.extending([3]) == [3])
  }

  @Test func aStretchIsThatOfOnePlaceAndNotOfAll() {
    #expect(stretches([[[1, 2], [4, 5]]]).whole(of: [4]) == [4, 5])
  }

  @Test func neighboursOfAStretchAreJoined() {
    let joined = stretches([[[1, 2, 3]], [[4]]]).joining(words([[1], [2, 3], [4]]))
    #expect(joined.map(\.text) == ["w1 w2", "w4"])
    #expect(joined.map(\.pieces) == [[1, 2, 3], [4]])
    #expect(joined[0].range == 3..<8)
  }
}
