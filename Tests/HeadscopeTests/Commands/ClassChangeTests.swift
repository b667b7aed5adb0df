import Attribution
import Foundation
import TUI
import TestSupport
import Testing

@testable import Model
@testable import headscope

/// What another class of an explained text costs.
@Suite struct ClassChangeTests {
  /// Counts the products of matrices that a task begins.
  private final class Products: @unchecked Sendable {
    private let lock = NSLock()
    private var begun = 0
    var count: Int { lock.withLock { begun } }
    func begin() { lock.withLock { begun += 1 } }
  }

  /// The estimate of a class, and the products that it took.
  private func explain(
    _ method: AttributionMethod, _ target: AttributionRequest.Target,
    by service: LiveModelService
  ) async throws -> (estimate: AttributionEstimate, products: Int) {
    let products = Products()
    let request = AttributionRequest(
      method: method, target: target, steps: 2, samples: method.isSampled ? 20 : nil)
    var last: AttributionEstimate?
    try await WorkBoundary.$current.withValue(WorkBoundary { products.begin() }) {
      for try await result in service.explain(ModelInput(text: "a film so good"), [request]) {
        last = result.estimate
      }
    }
    return (try #require(last), products.count)
  }

  @Test(
    "Another class costs no product of matrices, but where a gradient is one class's",
    arguments: AttributionMethod.allCases)
  func anotherClass(_ method: AttributionMethod) async throws {
    let service = LiveModelService(options: LoadOptions(threads: 1))
    _ = try await service.open(Fixtures.model("bert-tiny").path)
    let first = try await explain(method, .predicted, by: service)
    #expect(first.products > 0)
    for label in 0..<4 where label != first.estimate.target {
      let second = try await explain(method, .index(label), by: service)
      #expect(second.estimate.target == label)
      let needsGradient = method.family == .gradient || method == .gradientAttention
      #expect((second.products > 0) == needsGradient, "\(method)")
      if !method.hasTarget { #expect(second.estimate.values == first.estimate.values) }
    }
  }
}
