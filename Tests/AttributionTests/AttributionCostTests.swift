import Attribution
import Model
import TestSupport
import Testing

/// What a request says that it will ask of the model.
@Suite struct AttributionCostTests {
  private let words = "one two three four five six seven eight nine ten"

  private func text(_ words: String, _ model: ModelActor) -> ExplainedText {
    ExplainedText(model.info.tokenizer.encode(words), texts: [words])
  }

  private func cost(
    of words: String, by granularity: Granularity = .word, _ method: AttributionMethod,
    _ change: (inout AttributionRequest) -> Void = { _ in }
  ) async throws -> AttributionCost {
    var request = AttributionRequest(method: method)
    request.granularity = granularity
    change(&request)
    return request.cost(of: text(words, try await GoldenModels.load("bert-tiny")))
  }

  @Test func ofTenWordsThereAre1024Variants() async throws {
    #expect(try await cost(of: words, .exactShapley) == .predictions(1024))
    // shap takes 2,068 samples where it is not told.
    #expect(try await cost(of: words, .kernelSHAP) == .predictions(1024))
    #expect(try await cost(of: words, .kernelSHAP) { $0.samples = 500 } == .predictionsAtMost(502))
    #expect(
      try await cost(of: words, .kernelSHAP) { $0.coalitionSampling = .captum }
        == .predictionsAtMost(25))
    // 25 orders with 9 variants of their own each, and the two ends.
    #expect(try await cost(of: words, .shapleySampling) == .predictionsAtMost(227))
    #expect(try await cost(of: words, .partitionSHAP) == .predictionsAtMost(500))
    #expect(try await cost(of: words, .lime) == .predictionsAtMost(1024))
  }

  @Test func occlusionTakesOutEachPartOrWindow() async throws {
    #expect(try await cost(of: words, .occlusion) == .predictions(11))
    #expect(try await cost(of: words, .occlusion) { $0.window = 3 } == .predictions(9))
    #expect(try await cost(of: words, .occlusion) { $0.window = 40 } == .predictions(2))
  }

  @Test func partsAreThoseThatAreAskedFor() async throws {
    let sentences = "One two. Three four five."
    #expect(try await cost(of: sentences, by: .sentence, .exactShapley) == .predictions(4))
    #expect(try await cost(of: sentences, by: .sentence, .lime) == .predictionsAtMost(4))
    // By word LIME has words of its own, without stops.
    #expect(try await cost(of: sentences, by: .word, .lime) == .predictionsAtMost(32))
    #expect(try await cost(of: "so so so", .lime) == .predictionsAtMost(2))
    #expect(
      try await cost(of: "so so so", .lime) { $0.lime.isBag = false } == .predictionsAtMost(8))
  }

  @Test func tooManySubsetsAreNoCost() async throws {
    let many = words + " " + words
    #expect(try await cost(of: many, .exactShapley) == .tooManyParts(20))
    #expect(try await cost(of: many, .kernelSHAP) == .predictionsAtMost(2090))
  }

  @Test func pathsTakeAPassAStep() async throws {
    #expect(try await cost(of: words, .integratedGradients) == .passes(50))
    #expect(try await cost(of: words, .smoothGrad) == .passes(5))
    #expect(try await cost(of: words, .attnLRP) == .passes(1))
    let pieces = try await GoldenModels.load("bert-tiny").info.tokenizer.encode(words).count - 2
    #expect(
      try await cost(of: words, .sequentialIntegratedGradients) { $0.steps = 7 }
        == .passes(7 * pieces))
  }

  @Test(
    arguments: AttributionMethod.allCases.filter { $0.takesOutGroups },
    ["a film so good, not bad", "good", "good good", "...", ""])
  func whatIsAskedIsWhatWasSaid(method: AttributionMethod, words: String) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    for granularity in Granularity.allCases {
      var request = AttributionRequest(method: method, samples: method.isSampled ? 40 : nil)
      request.granularity = granularity
      request.evaluationLimit = 21
      let text = text(words, model)
      let estimate = try await model.attribution(for: text, request)
      // In other arithmetic than the loaded model's the text itself is asked about apart.
      let apart = estimate.arithmetic == .fp32 ? 0 : 1
      let asked = estimate.evaluations - apart
      switch request.cost(of: text) {
      case .predictions(let count): #expect(asked == count, "\(granularity)")
      case .predictionsAtMost(let count):
        #expect(asked <= count, "\(granularity): \(asked) of \(count)")
      case .passes, .tooManyParts: Issue.record("\(method) asks about variants")
      }
    }
  }
}
