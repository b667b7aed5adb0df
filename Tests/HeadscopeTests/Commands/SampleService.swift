import Attribution
import Foundation
import TUI
import TestSupport

@testable import Model
@testable import headscope

extension LiveModelService {
  /// A service with the sample model open.
  static func onSample() async throws -> LiveModelService {
    let service = LiveModelService(options: LoadOptions())
    _ = try await service.open(Fixtures.packageRoot.appending(path: "Models/emotion-mini").path)
    return service
  }
}

/// All that a service says of a text.
func explained(
  _ text: String, removed: [Int] = [], by service: LiveModelService
) async throws -> [ModelResult] {
  var results: [ModelResult] = []
  let request = AttributionRequest(steps: 2)
  for try await result in service.explain(ModelInput(text: text, removed: removed), [request]) {
    results.append(result)
  }
  return results
}
