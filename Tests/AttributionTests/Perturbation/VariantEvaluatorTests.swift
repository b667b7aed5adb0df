import Model
import TestSupport
import Testing

@testable import Attribution

@Suite struct VariantEvaluatorTests {
  /// Different pieces of the vocabulary, one text each.
  private static let variants = (0..<12).map {
    TextVariant(ids: [2, Int32(10 + $0), Int32(11 + $0), 3], typeIDs: [0, 0, 0, 0])
  }

  @Test func theErrorOfBF16IsThatOfTheFirstVariants() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let (coarse, exact, error, none) = try await model.perform { classifier in
      var coarse = VariantEvaluator(classifier, in: .bf16, gates: nil)
      var exact = VariantEvaluator(classifier, in: .fp32, gates: nil)
      // In two calls, the second of which has more than is checked.
      let first = try coarse.logits(of: Array(Self.variants[..<5]))
      let rest = try coarse.logits(of: Self.variants)
      #expect(Array(rest[..<5]) == first)
      return (
        rest, try exact.logits(of: Self.variants), try coarse.error(of: .logit),
        try exact.error(of: .logit)
      )
    }
    #expect(none == nil)
    let found = try #require(error)
    for label in found.indices {
      let squares = (0..<VariantEvaluator.checks).map {
        let difference = Double(coarse[$0][label]) - Double(exact[$0][label])
        return difference * difference
      }
      let expected = (squares.reduce(0, +) / Double(VariantEvaluator.checks)).squareRoot()
      #expect(abs(found[label] - expected) < 1e-6)
      #expect(expected > 0)
    }
  }

  @Test(arguments: [AttributionMethod.lime, .partitionSHAP, .occlusion])
  func methodsTellItWhereTheySample(_ method: AttributionMethod) async throws {
    let text = "a film so good"
    func run(_ model: ModelActor) async throws -> AttributionEstimate {
      try await model.attribution(
        for: ExplainedText(model.info.tokenizer.encode(text), texts: [text]),
        AttributionRequest(method: method, output: .probability, samples: 60))
    }
    let coarse = try await run(GoldenModels.loadInBFloat16("bert-tiny"))
    let error = try #require(coarse.arithmeticError)
    #expect(error > 0 && error < 0.05)
    #expect(coarse.explaining(coarse.target == 0 ? 1 : 0)?.arithmeticError != nil)
    let exact = try await run(GoldenModels.load("bert-tiny"))
    #expect(exact.arithmeticError == nil)
  }
}
