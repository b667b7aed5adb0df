import Attribution
import Model
import TestSupport
import Testing

/// A text of which nothing can be taken out says so whatever its parts are.
@Suite struct NoPartsTests {
  @Test(arguments: Granularity.allCases)
  func thereAreNoFeatures(granularity: Granularity) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    for method in AttributionMethod.allCases where method.takesOutPieces {
      var request = AttributionRequest(method: method, samples: 3)
      request.granularity = granularity
      let none = try await model.attribution(
        for: ExplainedText(model.info.tokenizer.encode(""), texts: [""]), request)
      #expect(none.features == [], "\(method)")
      #expect(none.message == "there is nothing to take out", "\(method)")
    }
  }

  @Test func piecesAreNoFeatures() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let some = try await model.attribution(
      for: ExplainedText(model.info.tokenizer.encode("good"), texts: ["good"]),
      AttributionRequest(method: .occlusion))
    #expect(some.features == nil)
  }
}
