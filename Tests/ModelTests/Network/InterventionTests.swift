import Model
import TestSupport
import Testing

/// What a forward pass changes inside the network: properties that need no reference.
@Suite struct InterventionTests {
  @Test(arguments: GoldenModels.tiny)
  func withAllHeadsClosedThePredictionDependsOnThePooledTokenAlone(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let configuration = model.info.configuration
    let closed = Intervention(
      headGates: configuration.gates(0))
    // Two texts that share nothing but the pooled token, at the same position.
    let isCausal = configuration.architecture == .gpt2
    let first: [Int32] = isCausal ? [7, 8, 9, 10] : [5, 8, 9, 10]
    let second: [Int32] = isCausal ? [20, 21, 22, 10] : [5, 20, 21, 22]
    let logits = try await model.perform { classifier in
      try classifier.forward(batch(first, second), intervention: closed).logits
    }
    #expect(maximumDifference(logits[0], logits[1]) < 1e-6)
    let open = try await model.perform { try $0.forward(batch(first, second)).logits }
    #expect(maximumDifference(open[0], open[1]) > 1e-3)
  }

  @Test(arguments: GoldenModels.tiny)
  func aGateOfOneSequenceLeavesTheOthersAlone(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let configuration = model.info.configuration
    var gates = configuration.gates(1)
    gates[0][1] = 0
    let texts = batch([5, 8, 9, 10], [5, 8, 9, 10])
    let logits = try await model.perform { [gates] classifier in
      try classifier.forward(texts, intervention: Intervention(sequenceHeadGates: [1: gates]))
        .logits
    }
    let plain = try await model.perform { try $0.forward(texts).logits }
    #expect(logits[0] == plain[0])
    #expect(maximumDifference(logits[1], plain[1]) > 1e-4)
  }

  @Test(arguments: GoldenModels.tiny)
  func replacingAStateWithItselfChangesNothing(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let text = batch([5, 8, 9, 10, 11])
    let plain = try await model.perform { try $0.forward(text, capture: .hiddenStates) }
    // The last state is kept after GPT-2's final norm, so only those that enter a layer are put back.
    for layer in 0..<model.info.configuration.layerCount {
      let state = plain.captures[0].hiddenStates[layer]
      let same = Intervention(
        replacements: (0..<5).map {
          .init(site: .residual(layer), sequence: 0, position: $0, values: Array(state.row($0)))
        })
      let logits = try await model.perform {
        try $0.forward(text, capture: .hiddenStates, intervention: same).logits
      }
      #expect(logits == plain.logits, "layer \(layer)")
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func replacingEveryStateOfALayerGivesTheOtherTextsPrediction(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let text = batch([5, 8, 9, 10, 11])
    let other = batch([5, 30, 31, 32, 33])
    let donor = try await model.perform { try $0.forward(other, capture: .hiddenStates) }
    let state = donor.captures[0].hiddenStates[1]
    let patch = Intervention(
      replacements: (0..<5).map {
        .init(site: .residual(1), sequence: 0, position: $0, values: Array(state.row($0)))
      })
    let logits = try await model.perform { try $0.forward(text, intervention: patch).logits }
    #expect(maximumDifference(logits[0], donor.logits[0]) < 1e-5)
  }

  @Test(arguments: GoldenModels.tiny)
  func aHeadReplacedByZerosIsAClosedHead(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let configuration = model.info.configuration
    let headSize = configuration.hiddenSize / configuration.headCount
    let text = batch([5, 8, 9, 10, 11])
    var gates = configuration.gates(1)
    gates[0][configuration.headCount - 1] = 0
    let zeros = Intervention(
      replacements: (0..<5).map {
        .init(
          site: .head(layer: 0, head: configuration.headCount - 1), sequence: 0, position: $0,
          values: [Float](repeating: 0, count: headSize))
      })
    let replaced = try await model.perform { try $0.forward(text, intervention: zeros).logits }
    let closed = try await model.perform { [gates] classifier in
      try classifier.forward(text, intervention: Intervention(headGates: gates)).logits
    }
    #expect(maximumDifference(replaced[0], closed[0]) < 1e-6)
  }

  @Test(arguments: GoldenModels.tiny)
  func blocksReplacedByZerosLeaveTheResidualStream(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    guard model.info.configuration.architecture == .gpt2 else {
      // A post-norm layer without its blocks still norms twice: no simple expectation.
      return try await expectBlockReplacementMatters(model)
    }
    let hidden = model.info.configuration.hiddenSize
    let text = batch([5, 8, 9])
    let zeros = (0..<3).flatMap { position in
      [Intervention.Site.attention(0), .feedForward(0)].map {
        Intervention.Replacement(
          site: $0, sequence: 0, position: position, values: [Float](repeating: 0, count: hidden))
      }
    }
    let states = try await model.perform {
      try $0.forward(
        text, capture: .hiddenStates, intervention: Intervention(replacements: zeros)
      ).captures[0].hiddenStates
    }
    #expect(maximumDifference(states[0].values, states[1].values) == 0)
  }

  private func expectBlockReplacementMatters(_ model: ModelActor) async throws {
    let hidden = model.info.configuration.hiddenSize
    let text = batch([5, 8, 9])
    let plain = try await model.perform { try $0.forward(text).logits[0] }
    for site in [Intervention.Site.attention(0), .feedForward(0)] {
      let zero = Intervention(replacements: [
        .init(
          site: site, sequence: 0, position: 0, values: [Float](repeating: 0, count: hidden))
      ])
      let logits = try await model.perform { try $0.forward(text, intervention: zero).logits[0] }
      #expect(maximumDifference(logits, plain) > 1e-4, "\(site)")
    }
  }

  /// In a batch that goes through the network in several runs.
  @Test(arguments: GoldenModels.tiny)
  func displacedSequencesAreThoseOfDisplacedVectors(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let hidden = model.info.configuration.hiddenSize
    let changes = Tensor(
      shape: [2, hidden], values: (0..<2 * hidden).map { Float($0 % 7) * 0.1 - 0.2 })
    let rows: [Int?] = [1, nil, 0, 1]
    let text: [Int32] = [5, 8, 9, 10]
    let found = try await model.perform { classifier in
      var batch = RaggedBatch()
      for _ in 0..<SequenceClassifier.maximumRows / 2 {
        batch.append(ids: text, typeIDs: [0, 0, 0, 0])
      }
      return try classifier.forward(
        batch,
        intervention: Intervention(displacement: .init(changes, rows: [2: rows, 200: rows])),
        arithmetic: .fp32
      ).logits
    }
    let (plain, displaced) = try await model.perform { classifier in
      let alone = batch(text)
      var vectors = try classifier.embed(alone, at: .embeddings)
      let plain = try classifier.forward(
        alone, vectors: vectors, at: .embeddings, arithmetic: .fp32)
      for (place, row) in rows.enumerated() {
        guard let row else { continue }
        for (offset, change) in changes.row(row).enumerated() {
          vectors.values[place * hidden + offset] += change
        }
      }
      let displaced = try classifier.forward(
        alone, vectors: vectors, at: .embeddings, arithmetic: .fp32)
      return (plain.logits[0], displaced.logits[0])
    }
    #expect(found.count > 200 && maximumDifference(plain, displaced) > 1e-3)
    for (sequence, logits) in found.enumerated() {
      let expected = sequence == 2 || sequence == 200 ? displaced : plain
      #expect(maximumDifference(logits, expected) < 1e-5, "sequence \(sequence)")
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func keyFactorsOfOneChangeNothing(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let text = batch([5, 8, 9, 10])
    let plain = try await model.perform { try $0.forward(text).logits }
    let ones = try await model.perform {
      try $0.forward(text, intervention: Intervention(keyFactors: [0: [1, 1, 1, 1]])).logits
    }
    let suppressed = try await model.perform {
      try $0.forward(text, intervention: Intervention(keyFactors: [0: [1, 0, 1, 1]])).logits
    }
    #expect(maximumDifference(ones[0], plain[0]) < 1e-6)
    #expect(maximumDifference(suppressed[0], plain[0]) > 1e-5)
  }

  @Test(arguments: GoldenModels.tiny)
  func gradientsOfAGatedNetworkMatchItsDifferences(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let configuration = model.info.configuration
    var gates = configuration.gates(0.5)
    gates[1][0] = 0
    let hidden = configuration.hiddenSize
    let intervention = Intervention(
      headGates: gates,
      replacements: [
        .init(
          site: .residual(1), sequence: 0, position: 1,
          values: [Float](repeating: 0.1, count: hidden))
      ])
    let text = batch([5, 8, 9, 10])
    let (numeric, analytic) = try await model.perform { classifier in
      let vectors = try classifier.embed(text, at: .embeddings)
      let gradient = try classifier.gradients(
        text, vectors: vectors, at: .embeddings, targets: [1], of: .logit,
        intervention: intervention
      ).gradient
      // Along the gradient itself, where the difference is largest against rounding.
      let length = gradient.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      func output(_ step: Float) throws -> Double {
        var moved = vectors
        for index in moved.values.indices {
          moved.values[index] += step * gradient.values[index] / length
        }
        return try Double(
          classifier.forward(text, vectors: moved, intervention: intervention).logits[0][1])
      }
      let step: Float = 5e-3
      return (try (output(step) - output(-step)) / (2 * Double(step)), Double(length))
    }
    #expect(abs(numeric - analytic) < 1e-2 * analytic)
  }
}
