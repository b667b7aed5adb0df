import Attribution
import Model
import TestSupport
import Testing

/// One run of a method that takes parts out, or reads what attention did, explains every class.
@Suite struct ClassAttributionTests {
  @Test(arguments: [
    AttributionMethod.lime, .partitionSHAP, .kernelSHAP, .shapleySampling, .exactShapley,
    .occlusion, .atMan, .valueZeroing, .rawAttention, .attentionRollout, .attentionFlow,
    .attentionNorm,
  ])
  func everyClassIsWhatARunOfItsOwnGives(_ method: AttributionMethod) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let text = "a film so good"
    let explained = ExplainedText(model.info.tokenizer.encode(text), texts: [text])
    func run(_ target: AttributionRequest.Target) async throws -> AttributionEstimate {
      try await model.attribution(
        for: explained,
        AttributionRequest(method: method, target: target, output: .probability, samples: 60))
    }
    let predicted = try await run(.predicted)
    let labels = model.info.configuration.labels.indices
    #expect(predicted.classes.count == labels.count)
    for label in labels {
      let derived = try #require(predicted.explaining(label))
      let own = try await run(.index(label))
      #expect(derived.target == label)
      #expect(derived.values == own.values)
      #expect(derived.uncertainty == own.uncertainty)
      #expect(derived.baseOutput == own.baseOutput)
      #expect(derived.outputValue == own.outputValue)
      #expect(derived.surrogate == own.surrogate)
    }
    #expect(predicted.explaining(99) == nil)
    // Probabilities sum to 1 whatever is taken out: what one class wins the others lose.
    guard method.takesOutPieces else { return }
    for piece in predicted.values.indices {
      let sum = predicted.classes.reduce(Float(0)) { $0 + $1.values[piece] }
      #expect(abs(sum) < 1e-5)
    }
  }

  @Test(arguments: [AttributionMethod.integratedGradients, .gradientAttention])
  func gradientsExplainOneClass(_ method: AttributionMethod) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let found = try await model.attribution(
      for: model.info.tokenizer.encode("a film"), AttributionRequest(method: method))
    #expect(found.classes.isEmpty)
    #expect(found.explaining(found.target) == found)
    #expect(found.explaining((found.target + 1) % 4) == nil)
  }
}
