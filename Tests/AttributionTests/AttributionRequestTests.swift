import Attribution
import Model
import TestSupport
import Testing

/// What a request promises: equal ones give equal numbers, and one that cannot be met is refused.
@Suite struct AttributionRequestTests {
  private let text = "a film so good, not bad"

  private func estimate(
    _ request: AttributionRequest, _ model: ModelActor
  ) async throws -> AttributionEstimate {
    try await model.attribution(
      for: ExplainedText(model.info.tokenizer.encode(text), texts: [text]), request)
  }

  private func request(
    _ method: AttributionMethod, target: AttributionRequest.Target = .predicted, seed: UInt64 = 0
  ) -> AttributionRequest {
    AttributionRequest(
      method: method, target: target, steps: 5, samples: method.isSampled ? 30 : nil, seed: seed)
  }

  @Test(arguments: AttributionMethod.allCases)
  func equalRequestsGiveTheSameBytes(_ method: AttributionMethod) async throws {
    var bits: [[UInt32]] = []
    // Each model by itself, so that nothing one run left can help the other.
    for _ in 0..<2 {
      let found = try await estimate(request(method, seed: 5), GoldenModels.load("bert-tiny"))
      bits.append((found.values + (found.uncertainty ?? [])).map(\.bitPattern))
    }
    #expect(bits[0] == bits[1])
  }

  @Test(arguments: AttributionMethod.allCases.filter(\.isSampled))
  func anotherSeedGivesOthers(_ method: AttributionMethod) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    var requests = [request(method, seed: 1), request(method, seed: 2)]
    for index in requests.indices { requests[index].samples = 20 }
    let first = try await estimate(requests[0], model)
    #expect(first.values != (try await estimate(requests[1], model)).values)
  }

  /// The same model with its classes in another order.
  @Test(arguments: AttributionMethod.allCases)
  func anotherOrderOfTheLabelsGivesTheSameValues(_ method: AttributionMethod) async throws {
    let order = [2, 0, 3, 1]
    let plain = try await GoldenModels.load("bert-tiny")
    try await Fixtures.withVariant(of: Fixtures.model("bert-tiny")) { stored in
      guard stored.name.hasPrefix("classifier.") else { return nil }
      let values = try stored.floats()
      let size = stored.rowSize
      return (
        stored.shape, order.flatMap { Array(values[$0 * size..<($0 + 1) * size]) }
      )
    } _: { folder in
      let permuted = try await GoldenModels.load(folder)
      for (label, was) in order.enumerated() {
        let found = try await estimate(request(method, target: .index(label)), permuted)
        let expected = try await estimate(request(method, target: .index(was)), plain)
        #expect(relativeDifference(found.values, expected.values) < 1e-4)
        #expect(abs(found.outputValue - expected.outputValue) < 1e-5)
      }
    }
  }

  /// captum's `test_riemann_0`: there is no rule of no steps.
  @Test(arguments: AttributionMethod.allCases)
  func noStepsAreRefused(_ method: AttributionMethod) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    var request = request(method)
    request.steps = 0
    let error = await #expect(throws: ModelError.self) { try await estimate(request, model) }
    #expect(error?.kind == .invalidInput)
  }
}
