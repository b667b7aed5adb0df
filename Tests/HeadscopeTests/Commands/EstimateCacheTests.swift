import Attribution
import Model
import Testing

@testable import headscope

@Suite struct EstimateCacheTests {
  private func text(_ ids: [Int32], offset: Int = 0, words: String = "") -> ExplainedText {
    let encoding = Encoding(
      ids: ids, typeIDs: ids.map { _ in 0 }, tokens: ids.map(String.init),
      offsets: ids.indices.map { $0 + offset..<$0 + offset + 1 }, sequences: ids.map { _ in 0 },
      wordIndices: Array(ids.indices), isSpecial: ids.map { _ in false },
      cutOffAt: [offset == 0 ? nil : offset])
    return ExplainedText(encoding, texts: [words])
  }

  private func estimate(_ value: Float, isFinal: Bool = true) -> AttributionEstimate {
    AttributionEstimate(
      method: .integratedGradients, target: 0,
      prediction: Prediction(logits: [1], outputs: [1], kind: .outputs), values: [value],
      outputValue: 1, steps: 1, evaluations: 1, isFinal: isFinal)
  }

  @Test func theSameIdsAreTheSameTextForTheModel() {
    var cache = EstimateCache()
    cache.keep(estimate(3), seconds: 20, of: text([1, 2]), AttributionRequest())
    let found = cache.estimate(of: text([1, 2], offset: 1), AttributionRequest())
    #expect(found?.estimate == estimate(3))
    #expect(found?.seconds == 20)
  }

  @Test func otherIdsSegmentsAndRequestsAreNot() {
    var cache = EstimateCache()
    cache.keep(estimate(3), seconds: 1, of: text([1, 2]), AttributionRequest())
    #expect(cache.estimate(of: text([1, 3]), AttributionRequest()) == nil)
    #expect(cache.estimate(of: text([1, 2]), AttributionRequest(steps: 51)) == nil)
    var second = text([1, 2])
    second.encoding.typeIDs = [0, 1]
    #expect(cache.estimate(of: second, AttributionRequest()) == nil)
  }

  @Test func estimatesOnTheWayAreNotKept() {
    var cache = EstimateCache()
    cache.keep(estimate(3, isFinal: false), seconds: 1, of: text([1]), AttributionRequest())
    #expect(cache.estimate(of: text([1]), AttributionRequest()) == nil)
  }

  @Test func theOneUsedLongestAgoGoesFirst() {
    var cache = EstimateCache()
    for id in 0..<Int32(EstimateCache.limit) {
      cache.keep(estimate(Float(id)), seconds: 1, of: text([id]), AttributionRequest())
    }
    _ = cache.estimate(of: text([0]), AttributionRequest())
    cache.keep(estimate(99), seconds: 1, of: text([99]), AttributionRequest())
    #expect(cache.estimate(of: text([0]), AttributionRequest()) != nil)
    #expect(cache.estimate(of: text([1]), AttributionRequest()) == nil)
    #expect(cache.estimate(of: text([99]), AttributionRequest()) != nil)
  }

  @Test func amongEqualIdsOtherWordsAreAnotherTextForMethodsThatLeaveThemOut() {
    var cache = EstimateCache()
    let lime = AttributionRequest(method: .lime)
    cache.keep(estimate(3), seconds: 1, of: text([1, 1], words: "Good good"), lime)
    #expect(cache.estimate(of: text([1, 1], words: "good good"), lime) == nil)
    #expect(cache.estimate(of: text([1, 1], words: "Good good"), lime) != nil)
  }
}
