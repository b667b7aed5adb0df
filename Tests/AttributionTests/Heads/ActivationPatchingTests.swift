import Attribution
import Model
import Synchronization
import TestSupport
import Testing

/// Patching has no reference here; what must hold whatever the model is.
@Suite struct ActivationPatchingTests {
  private static let clean = Encoding.of([5, 8, 9, 10, 11])
  private static let corrupted = Encoding.of([5, 8, 30, 10, 11])

  private static func patch(
    _ model: ModelActor, from source: Encoding, into text: Encoding,
    at site: ActivationPatching.Site
  ) async throws -> ActivationPatching {
    let configuration = model.info.configuration
    return try await model.perform {
      try ActivationPatching.run(
        from: source, into: text, at: site, label: 0, of: .logit,
        gates: HeadGates(layers: configuration.layerCount, heads: configuration.headCount),
        with: $0)
    }
  }

  @Test(arguments: GoldenModels.tiny, ActivationPatching.Site.allCases)
  func aTextPatchedWithItselfStaysAsItIs(
    _ name: String, site: ActivationPatching.Site
  ) async throws {
    let model = try await GoldenModels.load(name)
    let result = try await Self.patch(model, from: Self.clean, into: Self.clean, at: site)
    #expect(result.outputs.count == model.info.configuration.layerCount)
    for output in result.outputs.joined() { #expect(abs(output - result.clean) < 1e-5) }
    #expect(result.recovered == nil)
  }

  /// The two texts differ in one token: its embedding carries the whole difference, the others nothing.
  @Test(arguments: GoldenModels.tiny)
  func theChangedTokensStateCarriesAllOfIt(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let result = try await Self.patch(model, from: Self.clean, into: Self.corrupted, at: .residual)
    let recovered = try #require(result.recovered)
    #expect(abs(result.clean - result.corrupted) > 1e-3)
    for (position, share) in recovered[0].enumerated() {
      #expect(abs(share - (position == 2 ? 1 : 0)) < 1e-2, "position \(position)")
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func headsAreCellsOfTheirOwn(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let result = try await Self.patch(model, from: Self.clean, into: Self.corrupted, at: .head)
    #expect(result.outputs.allSatisfy { $0.count == model.info.configuration.headCount })
    #expect(result.outputs.joined().contains { abs($0 - result.corrupted) > 1e-4 })
  }

  @Test func textsOfDifferentLengthsArePatchedWhereBothHaveTokens() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let result = try await Self.patch(
      model, from: .of([5, 30, 31]), into: Self.clean, at: .feedForward)
    #expect(result.outputs.allSatisfy { $0.count == 3 })
  }

  // MARK: - Heads at single positions

  private static func texts(
    _ model: ModelActor, from source: Encoding, into text: Encoding
  ) async throws -> ActivationPatching.Texts {
    let gates = HeadGates.open(in: model.info.configuration)
    return try await model.perform {
      try ActivationPatching.Texts(from: source, into: text, gates: gates, with: $0)
    }
  }

  private static func patchHeads(
    _ model: ModelActor, from source: Encoding, into text: Encoding, at positions: [Int]
  ) async throws -> HeadPositionPatching {
    let texts = try await texts(model, from: source, into: text)
    return try await model.perform {
      try HeadPositionPatching.run(texts, at: positions, label: 0, of: .logit, with: $0)
    }
  }

  @Test(arguments: GoldenModels.tiny)
  func aHeadTakenFromTheSameTextChangesNothingAnywhere(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let result = try await Self.patchHeads(
      model, from: Self.clean, into: Self.clean, at: [0, 2, 4])
    let configuration = model.info.configuration
    #expect(result.outputs.count == configuration.layerCount)
    #expect(result.outputs.allSatisfy { $0.count == configuration.headCount })
    for outputs in result.outputs.joined() {
      #expect(outputs.count == 3)
      for output in outputs { #expect(abs(output - result.clean) < 1e-5) }
    }
    #expect(result.recovered == nil)
  }

  /// Of a text of one token there is one position: a head there is the head at all positions.
  @Test(arguments: GoldenModels.tiny)
  func theOnlyPositionOfATextIsTheWholeHead(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let (source, text) = (Encoding.of([5]), Encoding.of([30]))
    let whole = try await Self.patch(model, from: source, into: text, at: .head)
    let single = try await Self.patchHeads(model, from: source, into: text, at: [0])
    for (heads, outputs) in zip(single.outputs.joined(), whole.outputs.joined()) {
      #expect(abs(heads[0] - outputs) < 1e-6)
    }
  }

  /// In the last layer nothing reads a head's context but the position that it stands at: of all positions only the one that the
  /// classifier reads can change the output, and it changes it as all together do.
  @Test func inTheLastLayerOnlyThePositionThatIsReadCarriesAnything() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let positions = [0, 1, 2, 3, 4]
    let whole = try await Self.patch(model, from: Self.clean, into: Self.corrupted, at: .head)
    let single = try await Self.patchHeads(
      model, from: Self.clean, into: Self.corrupted, at: positions)
    let last = model.info.configuration.layerCount - 1
    for (head, outputs) in single.outputs[last].enumerated() {
      #expect(abs(outputs[0] - whole.outputs[last][head]) < 1e-6)
      for output in outputs.dropFirst() { #expect(abs(output - single.corrupted) < 1e-6) }
    }
    #expect(single.outputs[0].joined().contains { abs($0 - single.corrupted) > 1e-4 })
  }

  // MARK: - Runs of the network

  /// How many cells were done after each run of the network.
  private static func runs(
    _ model: ModelActor, of tokens: Int, at site: ActivationPatching.Site
  ) async throws -> [Int] {
    let ids = (0..<tokens).map { Int32(5 + $0 % 20) }
    let texts = try await texts(model, from: .of(ids), into: .of(ids.reversed()))
    return try await model.perform { classifier in
      var done: [Int] = []
      _ = try ActivationPatching.run(texts, at: site, label: 0, of: .logit, with: classifier) {
        count, _ in done.append(count)
      }
      return done
    }
  }

  @Test(arguments: ActivationPatching.Site.allCases)
  func aLayerIsOneBatchWhereItFits(_ site: ActivationPatching.Site) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let configuration = model.info.configuration
    let tokens = 8
    let columns = site == .head ? configuration.headCount : tokens
    #expect(columns * tokens <= SequenceClassifier.maximumRows)
    let runs = try await Self.runs(model, of: tokens, at: site)
    #expect(runs == (1...configuration.layerCount).map { $0 * columns })
  }

  @Test func aLayerThatDoesNotFitIsAsFewBatchesAsHoldIt() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    // 24 variants of 24 tokens are 576 rows; 512 rows hold 21 of them.
    #expect(SequenceClassifier.maximumRows == 512)
    let runs = try await Self.runs(model, of: 24, at: .residual)
    let expected = (0..<model.info.configuration.layerCount).flatMap { layer -> [Int] in
      [24 * layer + 21, 24 * layer + 24]
    }
    #expect(runs == expected)
  }

  @Test func cancelledWorkEndsBeforeTheNextBatch() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let texts = try await Self.texts(model, from: Self.clean, into: Self.corrupted)
    let runs = Mutex(0)
    let work = Task {
      try await model.perform { classifier in
        _ = try ActivationPatching.run(
          texts, at: .residual, label: 0, of: .logit, with: classifier
        ) { _, _ in
          runs.withLock { $0 += 1 }
          withUnsafeCurrentTask { $0?.cancel() }
        }
      }
    }
    await #expect(throws: CancellationError.self) { try await work.value }
    #expect(runs.withLock { $0 } == 1)
    #expect(model.info.configuration.layerCount > 1)
  }
}
