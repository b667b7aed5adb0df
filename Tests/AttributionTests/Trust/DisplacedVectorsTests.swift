import Model
import TestSupport
import Testing

@testable import Attribution

/// The sensitivity of methods that read what attention did, and of those that take parts out.
@Suite struct DisplacedVectorsTests {
  private static let methods = AttributionMethod.allCases.filter {
    $0.family == .attention || $0.isPerturbation
  }
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
    let request = AttributionRequest(method: method, samples: method.isPerturbation ? 60 : nil)
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

  /// A text without a word has the other words' vectors with what was added to them, also where a word stands twice; put into BERT in
  /// another way, the same outputs.
  @Test(arguments: [PieceReplacement.removal, .mask])
  func variantsKeepTheDisplacementOfTheirTokens(_ replacement: PieceReplacement) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let text = "good good film so good the crowd. so good the film, so good good"
    let explained = ExplainedText(model.info.tokenizer.encode(text), texts: [text])
    let encoding = explained.encoding
    var asked = AttributionRequest(method: .occlusion, target: .index(0))
    (asked.granularity, asked.replacement) = (.piece, replacement)
    let request = asked
    let mask = try #require(model.info.tokenizer.specialTokens.mask)
    let (found, expected) = try await model.perform { classifier in
      let hidden = classifier.configuration.hiddenSize
      var generator = SeededGenerator(seed: 3)
      let numbers = (0..<encoding.count * hidden).map { _ in
        Float(generator.uniform()) * 0.2 - 0.1
      }
      let changes = Tensor(shape: [encoding.count, hidden], values: numbers)
      var found: [Float] = []
      var given = numbers.makeIterator()
      try request.explain(
        explained, with: classifier, tokenizer: model.info.tokenizer, progressively: false,
        displacement: { given.next() ?? .nan }
      ) { found = $0.values }
      func output(without piece: Int?) throws -> Float {
        var variant = RaggedBatch()
        let kept = encoding.ids.indices.filter { $0 != piece || replacement == .mask }
        variant.append(
          ids: kept.map { $0 == piece ? mask : encoding.ids[$0] },
          typeIDs: kept.map { encoding.typeIDs[$0] })
        var vectors = try classifier.embed(variant, at: .embeddings)
        for (place, source) in kept.enumerated() where source != piece {
          for (offset, change) in changes.row(source).enumerated() {
            vectors.values[place * hidden + offset] += change
          }
        }
        return try classifier.forward(
          variant, vectors: vectors, at: .embeddings, arithmetic: .fp32
        ).logits[0][0]
      }
      let whole = try output(without: nil)
      let expected = try encoding.ids.indices.map { piece in
        encoding.isSpecial[piece] ? 0 : whole - (try output(without: piece))
      }
      return (found, expected)
    }
    #expect(found.count == expected.count && found.count > 15)
    for (first, second) in zip(found, expected) { #expect(abs(first - second) < 1e-5) }
  }

  /// What enters BERT's first layer are its embeddings: put in by another way, they give the same attention.
  @Test func theStatesAreDisplacedWhereTheyEnterTheFirstLayer() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let explained = ExplainedText(model.info.tokenizer.encode(text), texts: [text])
    let (found, expected) = try await model.perform { classifier in
      var generator = SeededGenerator(seed: 3)
      let shape = [explained.encoding.count, classifier.configuration.hiddenSize]
      let changes = Tensor(
        shape: shape,
        values: (0..<shape[0] * shape[1]).map { _ in Float(generator.uniform()) * 0.2 - 0.1 })
      var found: [Float] = []
      try AttentionAttribution(
        of: explained, AttributionRequest(method: .rawAttention), with: classifier,
        displacedBy: changes
      ) { found = $0.values }.run()
      let batch = try RaggedBatch([explained.encoding])
      var vectors = try classifier.embed(batch, at: .embeddings)
      for (place, change) in changes.values.enumerated() { vectors.values[place] += change }
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
