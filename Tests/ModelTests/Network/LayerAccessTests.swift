import Model
import TestSupport
import Testing

/// Entering the network at a layer, reading what its blocks add, and the classifier at every depth.
@Suite struct LayerAccessTests {
  private static let texts = batch([5, 8, 9, 10, 11], [5, 30, 31])

  @Test(arguments: GoldenModels.tiny)
  func statesOfALayerLeadToTheSameLogits(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let plain = try await model.perform { try $0.forward(Self.texts, capture: .hiddenStates) }
    for layer in 0..<model.info.configuration.layerCount {
      let states = plain.captures.map { $0.hiddenStates[layer] }
      let joined = Tensor(
        shape: [Self.texts.rows, model.info.configuration.hiddenSize],
        values: states.flatMap(\.values))
      let logits = try await model.perform {
        try $0.forward(Self.texts, states: joined, enteringLayer: layer).logits
      }
      for (found, expected) in zip(logits, plain.logits) {
        #expect(maximumDifference(found, expected) < 1e-5, "layer \(layer)")
      }
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func aLayersOutputIsTheNextOnesInput(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let (states, pooled, positions) = try await model.perform { classifier in
      (
        try classifier.forward(Self.texts, capture: .hiddenStates).captures.map(\.hiddenStates),
        try classifier.pooledVectors(Self.texts), classifier.pooledPositions(Self.texts)
      )
    }
    let layers = model.info.configuration.layerCount
    for layer in 0..<layers - 1 {
      let output = try await model.perform {
        try $0.embed(Self.texts, at: .output(ofLayer: layer))
      }
      let expected = states.flatMap { $0[layer + 1].values }
      #expect(maximumDifference(output.values, expected) < 1e-5)
    }
    // GPT-2's last captured state is behind its final norm.
    guard model.info.configuration.architecture != .gpt2 else { return }
    for (index, vector) in pooled.enumerated() {
      let expected = states[index][layers].row(positions[index])
      #expect(maximumDifference(vector, expected) < 1e-5)
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func theLastDepthIsTheModelItself(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let plain = try await model.perform { try $0.forward(Self.texts).logits }
    let lens = try await model.perform { try $0.logitsOfEveryLayer(Self.texts) }
    #expect(lens.count == 2)
    for (depths, logits) in zip(lens, plain) {
      #expect(depths.count == model.info.configuration.layerCount + 1)
      #expect(maximumDifference(depths.last ?? [], logits) < 1e-5)
    }
  }

  /// What the lens sees at a depth is what the model says when that state is put behind its last layer.
  @Test(arguments: GoldenModels.tiny)
  func aDepthIsItsStateReadByTheHead(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let text = batch([5, 8, 9, 10, 11])
    let layerCount = model.info.configuration.layerCount
    let (lens, states, position) = try await model.perform {
      (
        try $0.logitsOfEveryLayer(text)[0],
        try $0.forward(text, capture: .hiddenStates).captures[0].hiddenStates,
        $0.pooledPositions(text)[0]
      )
    }
    for depth in 0..<layerCount {
      let patch = Intervention(replacements: [
        .init(
          site: .residual(layerCount), sequence: 0, position: position,
          values: Array(states[depth].row(position)))
      ])
      let logits = try await model.perform { try $0.forward(text, intervention: patch).logits[0] }
      #expect(maximumDifference(lens[depth], logits) < 1e-5, "depth \(depth)")
    }
  }

  @Test(arguments: GoldenModels.tiny.filter { $0.contains("gpt2") })
  func blocksAddUpToTheNextState(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let capture = try await model.perform {
      try $0.forward(batch([5, 8, 9]), capture: [.hiddenStates, .blocks]).captures[0]
    }
    // The last state is kept after the final norm.
    for layer in 0..<model.info.configuration.layerCount - 1 {
      let attention = try #require(capture.layers[layer].attentionOutput)
      let feedForward = try #require(capture.layers[layer].feedForwardOutput)
      let sum = zip(capture.hiddenStates[layer].values, zip(attention.values, feedForward.values))
        .map { $0 + $1.0 + $1.1 }
      #expect(maximumDifference(sum, capture.hiddenStates[layer + 1].values) < 1e-5)
      #expect(feedForward.values.contains { abs($0) > 1e-4 })
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func nothingIsKeptThatWasNotAskedFor(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let capture = try await model.perform {
      try $0.forward(batch([5, 8, 9]), capture: .attention).captures[0]
    }
    #expect(capture.layers.allSatisfy { $0.attention != nil && $0.context == nil })
    #expect(capture.layers.allSatisfy { $0.feedForwardOutput == nil && $0.query == nil })
    #expect(capture.hiddenStates.isEmpty)
  }
}
