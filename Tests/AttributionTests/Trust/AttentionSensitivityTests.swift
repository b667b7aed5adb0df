import Model
import TestSupport
import Testing

@testable import Attribution

/// The sensitivity of methods that read what attention did.
@Suite struct AttentionSensitivityTests {
  private static let methods = AttributionMethod.allCases.filter { $0.family == .attention }
  private let text = "a film so good that the crowd was in front"

  private func sensitivity(
    _ request: AttributionRequest, radius: Float, _ model: ModelActor
  ) async throws -> Sensitivity {
    let explained = ExplainedText(model.info.tokenizer.encode(text), texts: [text])
    let estimate = try await model.attribution(for: explained, request)
    var settings = TrustReport.Settings()
    settings.isThorough = true
    settings.radius = radius
    settings.displacements = 3
    let report = try await model.trust(
      in: [TrustReport.Subject(request, estimate)], of: explained, settings)
    return try #require(report.rows[0].sensitivity)
  }

  @Test(arguments: methods, ["bert-tiny", "gpt2-tiny"])
  func itGrowsWithTheRadius(_ method: AttributionMethod, _ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let request = AttributionRequest(method: method)
    let none = try await sensitivity(request, radius: 0, model)
    let small = try await sensitivity(request, radius: 0.002, model)
    let large = try await sensitivity(request, radius: 0.2, model)
    #expect(none.ratios.count == 3)
    #expect(none.maximum < 1e-3 && none.maximum < small.maximum)
    #expect(small.maximum < large.maximum)
  }

  @Test func similarTokensAreFoundAmongTheDisplaced() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    var request = AttributionRequest(method: .atMan)
    request.similarity = 0.1
    let found = try await sensitivity(request, radius: 0.02, model)
    #expect(found.maximum > 0 && found.maximum.isFinite)
  }

  /// What enters BERT's first layer are its embeddings: put in by another way, they give the same attention.
  @Test func theStatesAreDisplacedWhereTheyEnterTheFirstLayer() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let explained = ExplainedText(model.info.tokenizer.encode(text), texts: [text])
    let (found, expected) = try await model.perform { classifier in
      /// Numbers without a pattern, the same each time.
      func noise() -> () -> Float {
        var generator = SeededGenerator(seed: 3)
        return { Float(generator.uniform()) * 0.2 - 0.1 }
      }
      var found: [Float] = []
      try AttentionAttribution(
        of: explained, AttributionRequest(method: .rawAttention), with: classifier,
        displacement: noise()
      ) { found = $0.values }.run()
      let batch = try RaggedBatch([explained.encoding])
      let vectors = DisplacedStates(
        try classifier.embed(batch, at: .embeddings), by: noise()
      ).states
      let capture = try classifier.forward(
        batch, vectors: vectors, at: .embeddings, capture: [.attention, .queryKeyValue],
        arithmetic: .fp32
      ).captures[0]
      let attention = try #require(capture.layers.last?.attention)
      let (heads, tokens) = (attention.shape[0], attention.shape[1])
      // The row of [CLS], mean over the heads.
      let expected = (0..<tokens).map { key in
        (0..<heads).reduce(Float(0)) {
          $0 + attention.values[$1 * tokens * tokens + key] / Float(heads)
        }
      }
      return (found, expected)
    }
    #expect(found.count == expected.count)
    for (first, second) in zip(found, expected) { #expect(abs(first - second) < 1e-5) }
  }
}
