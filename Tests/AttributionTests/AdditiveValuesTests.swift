import Model
import TestSupport
import Testing

@testable import Attribution

/// Numbers of parts that stand at several places, where they are added up.
@Suite struct AdditiveValuesTests {
  private func estimate(_ values: [Float], _ features: [TextFeature]?) -> AttributionEstimate {
    AttributionEstimate(
      method: .lime, target: 0, prediction: Prediction(logits: [1], outputs: [1], kind: .outputs),
      values: values, outputValue: 1, steps: 1, evaluations: 1, isFinal: true, features: features)
  }

  @Test func aPartAtSeveralPlacesHasItsNumberOnce() {
    // `so` (0.6) stands at pieces 1 and 3, `good` (1) is pieces 2 and 4, and a third `so` was cut off.
    let features = [
      TextFeature(
        text: "so", sequence: 0, ranges: [0..<2, 8..<10, 20..<22], pieces: [[1], [3], []]),
      TextFeature(text: "good", sequence: 0, ranges: [3..<7], pieces: [[2, 4]]),
    ]
    let found = estimate([0, 0.6, 0.5, 0.6, 0.5], features)
    #expect(found.additiveValues == [0, 0.3, 0.5, 0.3, 0.5])
    let sum = found.additiveValues.reduce(0, +)
    #expect(abs(sum - 1.6) < 1e-6)
    #expect(estimate([1, 2], nil).additiveValues == [1, 2])
  }

  @Test func limesWeightsAddUp() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let text = "so good so bad so good"
    let explained = ExplainedText(model.info.tokenizer.encode(text), texts: [text])
    let found = try await model.attribution(
      for: explained, AttributionRequest(method: .lime, output: .probability, samples: 50))
    let surrogate = try #require(found.surrogate)
    let weights = surrogate.terms.reduce(0.0) { $0 + $1.weight }
    let sum = found.additiveValues.reduce(0.0) { $0 + Double($1) }
    #expect(abs(sum - weights) < 1e-5)
    let words = AttributionSummary.words(of: found, explained.encoding, in: text)
    #expect(words.map(\.text) == ["so", "good", "so", "bad", "so", "good"])
    for term in surrogate.terms {
      let name = found.features?[term.feature].text
      let own = words.filter { $0.text == name }.reduce(0.0) { $0 + Double($1.value) }
      #expect(abs(own - term.weight) < 1e-5)
    }
  }

  @Test func wordsThatWereTakenOutAsOneAreOneInASummary() {
    let encoding = Encoding(
      ids: [1, 2, 3, 4], typeIDs: [0, 0, 0, 0], tokens: ["很", "好", "good", "film"],
      offsets: [0..<1, 1..<2, 3..<7, 8..<12], sequences: [0, 0, 0, 0],
      wordIndices: [0, 1, 2, 3], isSpecial: [false, false, false, false])
    let text = "很好 good film"
    let features = [
      TextFeature(text: "很好", sequence: 0, ranges: [0..<2], pieces: [[0, 1]]),
      TextFeature(text: "good", sequence: 0, ranges: [3..<7], pieces: [[2]]),
      TextFeature(text: "film", sequence: 0, ranges: [8..<12], pieces: [[3]]),
    ]
    let values: [Float] = [0.5, 0.5, 2, -1]
    let joined = AttributionSummary.words(of: estimate(values, features), encoding, in: text)
    #expect(joined.map(\.text) == ["很好", "good", "film"])
    #expect(joined.map(\.value) == [1, 2, -1])
    let apart = AttributionSummary.words(of: estimate(values, nil), encoding, in: text)
    #expect(apart.map(\.text) == ["很", "好", "good", "film"])
  }

  /// Held against what taking words out does, a number that stands for two places counts once.
  @Test func repeatedWordsAreNotCountedTwiceInTrust() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let text = "so good so bad"
    let explained = ExplainedText(model.info.tokenizer.encode(text), texts: [text])
    var request = AttributionRequest(method: .lime, output: .probability)
    request.samples = 30
    let encoding = explained.encoding
    let places = encoding.words(in: text).map(\.pieces)
    var estimate = estimate(
      [Float](repeating: 0, count: encoding.count),
      [
        TextFeature(
          text: "so", sequence: 0, ranges: [0..<2, 8..<10], pieces: [places[0], places[2]]),
        TextFeature(text: "good", sequence: 0, ranges: [3..<7], pieces: [places[1]]),
        TextFeature(text: "bad", sequence: 0, ranges: [11..<14], pieces: [places[3]]),
      ])
    estimate.prediction = Prediction(
      logits: [1, 0, 0, 0], outputs: [0.4, 0.2, 0.2, 0.2], kind: .probabilities)
    estimate.values[places[0][0]] = 3
    estimate.values[places[2][0]] = 3
    estimate.values[places[1][0]] = 2
    estimate.values[places[3][0]] = 1
    let report = try await model.trust(
      in: [
        TrustReport.Subject(request, estimate),
        TrustReport.Subject(AttributionRequest(method: .occlusion), occlusion(estimate, places)),
      ], of: explained)
    // 1.5, 2, 1.5, 1 in both: the same order, ties too.
    let tau = try #require(report.agreement.kendall[0][1])
    #expect(abs(tau - 1) < 1e-12)
  }

  private func occlusion(
    _ estimate: AttributionEstimate, _ places: [[Int]]
  ) -> AttributionEstimate {
    var result = estimate
    result.method = .occlusion
    result.features = nil
    for (pieces, value) in zip(places, [1.5, 2, 1.5, 1] as [Float]) {
      result.values[pieces[0]] = value
    }
    return result
  }
}
