import Attribution
import Model
import TestSupport
import Testing

/// Saliency, gradient norm and input × gradient against captum in double precision, and what must hold of the sampled ones.
@Suite struct GradientFamilyTests {
  @Test(arguments: GoldenModels.tiny + GoldenModels.trainedHere)
  func numbersOfTheReference(_ name: String) async throws {
    let golden = try Golden(name)
    let model = try await GoldenModels.load(name)
    #expect(!golden.pointwise.isEmpty)
    for expected in golden.pointwise {
      let encoding = Encoding(try golden.text(expected.text), model.info.tokenizer)
      func values(
        _ method: AttributionMethod, _ reduction: AttributionRequest.Reduction
      ) async throws -> [Float] {
        try await model.attribution(
          for: encoding,
          AttributionRequest(
            method: method, target: .index(expected.target),
            output: expected.output == "logit" ? .logit : .probability,
            layer: expected.layer == "embeddings" ? .embeddings : .wordEmbeddings,
            reduction: reduction)
        ).values
      }
      let pairs = [
        (try await values(.saliency, .sum), expected.saliency.sum),
        (try await values(.saliency, .l2), expected.saliency.l2),
        (try await values(.gradientNorm, .sum), expected.saliency.l2),
        (try await values(.inputTimesGradient, .sum), expected.inputTimesGradient.sum),
        (try await values(.inputTimesGradient, .l2), expected.inputTimesGradient.l2),
      ]
      for (index, (found, reference)) in pairs.enumerated() {
        #expect(relativeDifference(found, reference) <= 1e-4, "\(expected), number \(index)")
      }
    }
  }

  @Test func sampledMethodsGiveTheSameNumbersForTheSameSeedOnly() async throws {
    let text = try Golden("bert-tiny").text("crowd")
    let model = try await GoldenModels.load("bert-tiny")
    let encoding = Encoding(text, model.info.tokenizer)
    for method in [AttributionMethod.smoothGrad, .gradientSHAP] {
      func run(_ seed: UInt64) async throws -> [Float] {
        try await model.attribution(
          for: encoding, AttributionRequest(method: method, seed: seed)
        ).values
      }
      let first = try await run(1)
      #expect(first == (try await run(1)))
      #expect(first != (try await run(2)))
    }
  }

  @Test func gradientSHAPOfManySamplesComesNearTheIntegral() async throws {
    let golden = try Golden("bert-tiny")
    let reference = try #require(golden.integrals.first)
    let model = try await GoldenModels.load("bert-tiny")
    let encoding = Encoding(try golden.text(reference.text), model.info.tokenizer)
    let found = try await model.attribution(
      for: encoding,
      AttributionRequest(method: .gradientSHAP, target: .index(reference.target), samples: 400))
    let errors = try #require(found.uncertainty)
    for (index, value) in found.values.enumerated() {
      // Five standard errors: not once in a million tokens by chance, and the seed is fixed.
      #expect(abs(value - reference.sum[index]) <= 5 * errors[index] + 1e-5, "token \(index)")
    }
  }

  @Test(arguments: [AttributionMethod.integratedGradients, .inputTimesGradient])
  func explanationsOfABF16ModelAreThoseOfFP32(_ method: AttributionMethod) async throws {
    let text = try Golden("bert-tiny").text("crowd")
    func estimate(_ model: ModelActor) async throws -> AttributionEstimate {
      try await model.attribution(
        for: Encoding(text, model.info.tokenizer), AttributionRequest(method: method))
    }
    let rounded = try await estimate(GoldenModels.loadInBFloat16("bert-tiny"))
    #expect(rounded.arithmetic == .fp32)
    #expect(try await rounded == estimate(GoldenModels.load("bert-tiny")))
  }

  @Test func aStreamEndsWithItsOnlyFinalEstimate() async throws {
    let text = try Golden("bert-tiny").text("crowd")
    let model = try await GoldenModels.load("bert-tiny")
    var estimates: [AttributionEstimate] = []
    for try await estimate in model.attributions(
      for: ExplainedText(Encoding(text, model.info.tokenizer), texts: []), AttributionRequest())
    {
      estimates.append(estimate)
    }
    #expect(estimates.count > 1)
    #expect(estimates.dropLast().allSatisfy { !$0.isFinal })
    #expect(estimates.last?.isFinal == true)
    #expect(estimates.last?.method == .integratedGradients)
  }
}
