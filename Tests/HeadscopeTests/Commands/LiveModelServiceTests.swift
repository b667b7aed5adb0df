import Attribution
import Foundation
import TUI
import TestSupport
import Testing

@testable import Model
@testable import headscope

@Suite struct LiveModelServiceTests {
  private func service() async throws -> LiveModelService {
    let service = LiveModelService(options: LoadOptions())
    _ = try await service.open(Fixtures.packageRoot.appending(path: "Models/emotion-mini").path)
    return service
  }

  private func explained(
    _ text: String, removed: [Int] = [], by service: LiveModelService
  ) async throws -> [ModelResult] {
    var results: [ModelResult] = []
    let request = AttributionRequest(steps: 2)
    for try await result in service.explain(ModelInput(text: text, removed: removed), [request]) {
      results.append(result)
    }
    return results
  }

  @Test func whatTheModelDoesNotReadCostsNothing() async throws {
    let service = try await service()
    let text = Array(repeating: "word", count: 200).joined(separator: " ")
    let first = try await explained(text, by: service)
    let second = try await explained(text + " more of it", by: service)
    #expect(second.count == 1)
    #expect(second.last?.estimate == first.last?.estimate)
    #expect(second.last?.seconds == first.last?.seconds)
  }

  @Test func theSumHoldsWithAWordTakenOut() async throws {
    let result = try await explained("i felt so anxious", removed: [4], by: try await service())
      .last
    let estimate = try #require(result?.estimate)
    let sum = estimate.values.reduce(0, +)
    let change = estimate.outputValue - (estimate.baseOutput ?? .nan)
    #expect(abs(sum - change - (estimate.delta ?? .nan)) < 1e-3)
  }
}
