import Attribution
import Model
import TestSupport
import Testing

/// Sequential integrated gradients, conductance, integrals at layers and of neurons, and AtMan against captum and the authors' rules.
@Suite struct PathMethodTests {
  private func encoding(
    _ expected: PropagationGolden.PathCase, _ model: ModelActor
  ) -> Encoding {
    Encoding(ids: expected.ids, typeIDs: expected.typeIDs, model.info.tokenizer)
  }

  @Test(arguments: try PropagationGolden.paths())
  func sequentialIntegralsOfTheReference(_ expected: PropagationGolden.PathCase) async throws {
    let model = try await GoldenModels.load(expected.model)
    let found = try await model.attribution(
      for: encoding(expected, model),
      AttributionRequest(
        method: .sequentialIntegratedGradients, target: .index(expected.target),
        steps: expected.sequential.steps))
    #expect(relativeDifference(found.values, expected.sequential.sum) <= 1e-4)
  }

  @Test(arguments: try PropagationGolden.paths())
  func conductanceOfTheReference(_ expected: PropagationGolden.PathCase) async throws {
    let model = try await GoldenModels.load(expected.model)
    for block in expected.layers.blocks {
      let found = try await model.attribution(
        for: encoding(expected, model),
        AttributionRequest(
          method: .layerConductance, target: .index(expected.target),
          layer: .output(ofLayer: block.layer), steps: expected.layers.steps))
      #expect(relativeDifference(found.values, block.conductance.sum) <= 1e-4)
      #expect(abs(try #require(found.delta) - block.conductance.delta) < 1e-4)
      #expect(abs(try #require(found.baseOutput) - expected.layers.baseOutput) < 1e-5)
      // All layers come from every run.
      let layers = try #require(found.layers)
      #expect(layers.count == expected.layers.blocks.count)
      #expect(layers[block.layer] == found.values)
    }
  }

  @Test(arguments: try PropagationGolden.paths())
  func integralsAtLayersOfTheReference(_ expected: PropagationGolden.PathCase) async throws {
    let model = try await GoldenModels.load(expected.model)
    for block in expected.layers.blocks {
      let found = try await model.attribution(
        for: encoding(expected, model),
        AttributionRequest(
          target: .index(expected.target), layer: .output(ofLayer: block.layer),
          steps: expected.layers.steps))
      #expect(relativeDifference(found.values, block.integral.sum) <= 1e-4)
    }
  }

  @Test(arguments: try PropagationGolden.paths())
  func neuronsOfTheReference(_ expected: PropagationGolden.PathCase) async throws {
    let model = try await GoldenModels.load(expected.model)
    #expect(!expected.neurons.isEmpty)
    for neuron in expected.neurons {
      func estimate(_ method: AttributionMethod) async throws -> AttributionEstimate {
        var request = AttributionRequest(method: method, target: .index(expected.target))
        request.neuron = NeuronIndex(layer: neuron.layer, index: neuron.index)
        return try await model.attribution(for: encoding(expected, model), request)
      }
      let integral = try await estimate(.integratedGradients)
      #expect(relativeDifference(integral.values, neuron.integral.sum) <= 1e-4)
      #expect(abs(integral.outputValue - neuron.outputValue) < 1e-5)
      #expect(abs(try #require(integral.baseOutput) - neuron.baseOutput) < 1e-5)
      let norm = try await estimate(.gradientNorm).values
      #expect(relativeDifference(norm, neuron.gradient.l2) <= 1e-4)
      let product = try await estimate(.inputTimesGradient).values
      #expect(relativeDifference(product, neuron.gradient.inputTimesGradient) <= 1e-4)
      let multipliers = try await estimate(.deepLIFT)
      #expect(abs(try #require(multipliers.delta)) < 1e-4)
    }
  }

  @Test(arguments: try PropagationGolden.paths())
  func suppressionOfTheReference(_ expected: PropagationGolden.PathCase) async throws {
    let model = try await GoldenModels.load(expected.model)
    var request = AttributionRequest(method: .atMan, target: .index(expected.target))
    request.suppression = expected.atman.factor
    let plain = try await model.attribution(for: encoding(expected, model), request)
    // Differences of fp32 losses near 1.
    #expect(maximumDifference(plain.values, expected.atman.plain) < 1e-5)
    for similar in expected.atman.similar {
      request.similarity = similar.threshold
      let found = try await model.attribution(for: encoding(expected, model), request)
      #expect(maximumDifference(found.values, similar.sum) < 1e-5)
    }
    request.suppression = 1
    let none = try await model.attribution(for: encoding(expected, model), request)
    #expect(none.values.allSatisfy { abs($0) < 1e-6 }, "a factor of 1 suppresses nothing")
  }
}
