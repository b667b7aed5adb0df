import Attribution
import Model
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
}
