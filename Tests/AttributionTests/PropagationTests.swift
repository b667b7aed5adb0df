import Attribution
import Model
import TestSupport
import Testing

/// AttnLRP, CP-LRP and DeepLIFT against independent implementations in double precision, and what must hold of them.
@Suite struct PropagationTests {
  private func layer(_ name: String) -> ExplainedLayer {
    name == "embeddings" ? .embeddings : .wordEmbeddings
  }

  @Test(arguments: try PropagationGolden.relevance())
  func relevanceOfTheReference(_ expected: PropagationGolden.RelevanceCase) async throws {
    let model = try await GoldenModels.load(expected.model)
    let encoding = Encoding(
      ids: expected.ids, typeIDs: expected.typeIDs, model.info.tokenizer)
    #expect(!expected.relevance.isEmpty)
    for reference in expected.relevance {
      let found = try await model.attribution(
        for: encoding,
        AttributionRequest(
          method: reference.rule == "attnLRP" ? .attnLRP : .cpLRP,
          target: .index(expected.target), layer: layer(reference.layer)))
      #expect(
        relativeDifference(found.values, reference.sum) <= 1e-4,
        "\(reference.rule) at \(reference.layer)")
      let delta = try #require(found.delta)
      let sum = reference.sum.reduce(0, +)
      #expect(abs(delta - (sum - found.outputValue)) < 1e-4)
    }
  }

  @Test(arguments: try PropagationGolden.relevance())
  func deepLIFTOfTheReference(_ expected: PropagationGolden.RelevanceCase) async throws {
    let model = try await GoldenModels.load(expected.model)
    let encoding = Encoding(
      ids: expected.ids, typeIDs: expected.typeIDs, model.info.tokenizer)
    #expect(!expected.deepLIFT.isEmpty)
    for reference in expected.deepLIFT {
      let found = try await model.attribution(
        for: encoding,
        AttributionRequest(
          method: .deepLIFT, target: .index(expected.target),
          output: reference.output == "logit" ? .logit : .probability,
          layer: layer(reference.layer)))
      #expect(
        relativeDifference(found.values, reference.sum) <= 1e-4,
        "\(reference.output) at \(reference.layer)")
      #expect(abs(try #require(found.baseOutput) - reference.baseOutput) < 1e-5)
      #expect(abs(found.outputValue - reference.outputValue) < 1e-5)
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func deepLIFTAddsUpAtEveryLayerAndBaseline(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let golden = try Golden(name)
    let layers: [ExplainedLayer] =
      [.embeddings, .wordEmbeddings]
      + (0..<model.info.configuration.layerCount).map { .output(ofLayer: $0) }
    for text in ["crowd", "limit", "word"] {
      guard let golden = try? golden.text(text) else { continue }
      let encoding = Encoding(golden, model.info.tokenizer)
      for layer in layers {
        for baseline in [AttributionRequest.Baseline.padding, .zero] {
          for output in [OutputFunction.logit, .probability] {
            let found = try await model.attribution(
              for: encoding,
              AttributionRequest(
                method: .deepLIFT, output: output, layer: layer, baseline: baseline))
            let base = try #require(found.baseOutput)
            let change = abs(found.outputValue - base)
            #expect(
              abs(try #require(found.delta)) <= 1e-3 * change + 1e-5,
              "\(text), \(layer), \(baseline), \(output)")
            let sum = found.values.reduce(0, +)
            #expect(abs(sum - (found.outputValue - base)) <= 1e-3 * change + 1e-5)
          }
        }
      }
    }
  }

  /// captum's `ReLUDeepLiftModel` by the method itself: 2 and 1 together, delta 0.
  ///
  /// `HeadPropagationTests` has each number's share.
  @Test func deepLIFTOfCaptumsFunctionIsExact() async throws {
    let function = HeadFunction(
      .relu, at: [1, 2], inner: [[1, 0], [0, 1]], bias: [0, -1.5], outer: [[2, 2]],
      outerBias: [0])
    try await function.withModel { model in
      let found = try await model.attribution(
        for: model.info.tokenizer.encode("good film"),
        AttributionRequest(
          method: .deepLIFT, target: .index(0), layer: HeadFunction.layer, baseline: .zero))
      #expect(found.values == [3, 0, 0, 0])
      #expect(found.delta == 0)
      #expect(found.baseOutput == 0)
      #expect(found.outputValue == 3)
    }
  }

  @Test func deepLIFTOfATextWithItselfIsNothing() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let text = "a film so good"
    let found = try await model.attribution(
      for: model.info.tokenizer.encode(text),
      AttributionRequest(method: .deepLIFT, baseline: .text(text)))
    #expect(found.values.allSatisfy { $0 == 0 })
    #expect(abs(try #require(found.baseOutput) - found.outputValue) < 1e-5)
  }

  /// What goes behind a layer is linear in nothing but that layer's output: the layers' integrals are complete too.
  @Test(arguments: GoldenModels.tiny)
  func integralsAtLayersAreComplete(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let encoding = model.info.tokenizer.encode("a film so good")
    for layer in 0..<model.info.configuration.layerCount {
      let found = try await model.attribution(
        for: encoding,
        AttributionRequest(layer: .output(ofLayer: layer), steps: 300))
      let base = try #require(found.baseOutput)
      // DistilBERT's ReLU makes a corner on the path.
      #expect(abs(try #require(found.delta)) < 2e-2 * abs(found.outputValue - base) + 1e-5)
    }
  }

  @Test func whatTheModelDoesNotHaveIsRefused() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let encoding = model.info.tokenizer.encode("a film so good")
    var requests = [
      AttributionRequest(layer: .output(ofLayer: 2)),
      AttributionRequest(method: .attnLRP, output: .probability),
    ]
    for neuron in [
      NeuronIndex(layer: 2, index: 0),
      NeuronIndex(layer: 0, index: model.info.configuration.hiddenSize),
    ] {
      var request = AttributionRequest()
      request.neuron = neuron
      requests.append(request)
    }
    var behind = AttributionRequest(layer: .output(ofLayer: 1))
    behind.neuron = NeuronIndex(layer: 1, index: 0)
    var perturbed = AttributionRequest(method: .occlusion)
    perturbed.neuron = NeuronIndex(layer: 1, index: 0)
    for request in requests + [behind, perturbed] {
      await #expect(throws: ModelError.self, "\(request)") {
        try await model.attribution(for: encoding, request)
      }
    }
  }
}
