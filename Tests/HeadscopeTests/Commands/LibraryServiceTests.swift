import Attribution
import Foundation
import Model
import TUI
import TestSupport
import Testing

@testable import headscope

/// The dashboard's numbers where it is to compute as a Python library does.
@Suite struct LibraryServiceTests {
  private let text = "i felt so anxious"

  private func service() async throws -> LiveModelService {
    let service = LiveModelService(options: LoadOptions())
    _ = try await service.open(Fixtures.packageRoot.appending(path: "Models/emotion-mini").path)
    return service
  }

  private func request(_ method: AttributionMethod) -> AttributionRequest {
    var request = AttributionRequest(method: method, output: .probability, samples: 40, seed: 42)
    request.followsLibrary = true
    request.evaluationLimit = 40
    return request
  }

  private func explained(
    _ input: ModelInput, _ request: AttributionRequest
  ) async throws -> AttributionEstimate? {
    let service = try await service()
    var last: AttributionEstimate?
    for try await result in service.explain(input, [request]) { last = result.estimate }
    return last
  }

  @Test(arguments: [AttributionMethod.lime, .partitionSHAP, .kernelSHAP])
  func theyAreThoseOfTheCommand(method: AttributionMethod) async throws {
    let shown = try #require(try await explained(ModelInput(text: text), request(method)))
    let model = try await LoadedModel.load(
      Fixtures.packageRoot.appending(path: "Models/emotion-mini").path, LoadOptions())
    let input = InputText(text: text)
    let printed = try await model.actor.attribution(
      for: model.explained(
        input, try model.encode(input, maximumLength: nil), maximumLength: nil), request(method))
    #expect(maximumDifference(shown.values, printed.values) < 1e-6)
    #expect(shown.features == printed.features)
    #expect(shown.evaluations == printed.evaluations)
  }

  @Test func shapsOwnPartsAreTheTokensWithTheirBlanks() async throws {
    let shown = try #require(try await explained(ModelInput(text: text), request(.partitionSHAP)))
    #expect(shown.features?.map(\.text).joined() == text)
    #expect(shown.arithmetic == .fp32)
  }

  @Test(arguments: [AttributionMethod.lime, .partitionSHAP])
  func aTextWithWordsTakenOutIsRefused(method: AttributionMethod) async throws {
    let input = ModelInput(text: text, removed: [4])
    await #expect(throws: ModelError.self) { try await explained(input, request(method)) }
    var own = request(method)
    own.followsLibrary = false
    #expect(try await explained(input, own) != nil)
  }

  @Test func stringsThatAreCleanedOtherwiseAreExplainedAnew() throws {
    var cache = EstimateCache()
    let encoding = Encoding.of([1, 2])
    let explained = ExplainedText(encoding, texts: [text])
    let estimate = AttributionEstimate(
      method: .lime, target: 0,
      prediction: Prediction(logits: [1], outputs: [1], kind: .outputs), values: [1, 2],
      outputValue: 1, steps: 1, evaluations: 1, isFinal: true)
    let digits = try TextCleaner(names: ["digits"])
    cache.keep(estimate, seconds: 1, of: explained, request(.lime))
    #expect(cache.estimate(of: explained, request(.lime)) != nil)
    #expect(cache.estimate(of: explained, request(.lime), by: digits) == nil)
    var own = request(.lime)
    own.followsLibrary = false
    cache.keep(estimate, seconds: 1, of: explained, own)
    #expect(cache.estimate(of: explained, own, by: digits) != nil)
  }
}
