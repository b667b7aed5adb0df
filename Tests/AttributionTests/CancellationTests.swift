import Attribution
import Foundation
import Model
import TestSupport
import Testing

/// Work that nobody waits for any more ends at its next product of matrices.
@Suite struct CancellationTests {
  /// Counts the products that a task begins, and cancels it at one of them.
  private final class Products: @unchecked Sendable {
    private let lock = NSLock()
    private let last: Int
    private var begun = 0

    /// - Parameter last: the product at which the task is cancelled.
    init(cancellingAt last: Int) { self.last = last }

    var count: Int { lock.withLock { begun } }

    func begin() {
      let isLast = lock.withLock {
        begun += 1
        return begun == last
      }
      if isLast { withUnsafeCurrentTask { $0?.cancel() } }
    }
  }

  private let text = "a film so good that the crowd was not in front of the good film"

  private func explained(_ text: String, _ model: ModelActor) -> ExplainedText {
    ExplainedText(model.info.tokenizer.encode(text), texts: [text])
  }

  /// Runs work that is cancelled at a product, and looks that it began none after it.
  private func cancel(
    at product: Int, _ name: String, _ work: @escaping @Sendable () async throws -> Void
  ) async {
    let products = Products(cancellingAt: product)
    let task = Task {
      try await WorkBoundary.$current.withValue(WorkBoundary { products.begin() }) {
        try await work()
      }
    }
    await #expect(throws: CancellationError.self, "\(name), at product \(product)") {
      try await task.value
    }
    #expect(products.count == product, "\(name) began no product after it was cancelled")
  }

  /// The products that work begins when nobody stops it.
  private func products(
    _ work: @escaping @Sendable () async throws -> Void
  ) async throws -> Int {
    let products = Products(cancellingAt: .max)
    try await WorkBoundary.$current.withValue(WorkBoundary { products.begin() }) {
      try await work()
    }
    return products.count
  }

  /// In the beginning, in the middle, and just before the end.
  private func cancelThroughout(
    _ name: String, _ work: @escaping @Sendable () async throws -> Void
  ) async throws {
    let all = try await products(work)
    #expect(all > 2, "\(name) has products of matrices")
    for place in Set([1, all / 2, all - 1]) { await cancel(at: place, name, work) }
  }

  @Test(arguments: AttributionMethod.allCases)
  func everyMethodEndsAtTheNextProduct(_ method: AttributionMethod) async throws {
    let model = try await GoldenModels.load("bert-tiny")
    var request = AttributionRequest(
      method: method, steps: 8, samples: method == .lime ? 200 : nil)
    request.evaluationLimit = 100
    let explained = explained(method.isForShortTexts ? "a film so good" : text, model)
    try await cancelThroughout(method.rawValue) { [request] in
      _ = try await model.attribution(for: explained, request)
    }
  }

  @Test func aCancelledStreamHasNoFinalEstimate() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let request = AttributionRequest(method: .lime, samples: 2000)
    let explained = explained(text, model)
    var finals = 0
    // Whoever stops to listen cancels what is behind the stream.
    for try await estimate in model.attributions(for: explained, request) {
      if estimate.isFinal { finals += 1 }
      break
    }
    #expect(finals == 0)
    // The model is free for the next one.
    let next = try await model.attribution(for: explained, AttributionRequest(method: .saliency))
    #expect(next.isFinal)
  }

  @Test func measuringTrustEndsAtTheNextProduct() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let explained = explained(text, model)
    var subjects: [TrustReport.Subject] = []
    for method in [AttributionMethod.saliency, .smoothGrad] {
      let request = AttributionRequest(method: method)
      subjects.append(
        TrustReport.Subject(request, try await model.attribution(for: explained, request)))
    }
    for isThorough in [false, true] {
      var settings = TrustReport.Settings()
      settings.isThorough = isThorough
      try await cancelThroughout("trust") { [subjects, settings] in
        _ = try await model.trust(in: subjects, of: explained, settings)
      }
    }
  }

  @Test func searchingCounterfactualsEndsAtTheNextProduct() async throws {
    let model = try await GoldenModels.load("bert-tiny")
    let explained = explained(text, model)
    for kinds in [CounterfactualSettings.Kinds.deletions, .replacements] {
      try await cancelThroughout("counterfactuals") {
        _ = try await model.counterfactuals(of: explained, kinds)
      }
    }
  }

  /// A pass backwards has no fewer products than one forwards, so that three passes would have three times as many.
  @Test(arguments: GoldenModels.tiny)
  func relevanceIsOnePassForwardsAndOneBackwards(_ name: String) async throws {
    let model = try await GoldenModels.load(name)
    let encoding = model.info.tokenizer.encode("a film so good")
    let forwards = try await products { _ = try await model.predict(encoding) }
    let gradient = try await products {
      _ = try await model.attribution(for: encoding, AttributionRequest(method: .saliency))
    }
    #expect(gradient >= 2 * forwards)
    for method in [AttributionMethod.attnLRP, .cpLRP] {
      let all = try await products {
        _ = try await model.attribution(for: encoding, AttributionRequest(method: method))
      }
      #expect(all == gradient, "\(method.rawValue) costs what the gradient does")
      #expect(all < 3 * forwards, "\(method.rawValue): there are no more than two passes")
    }
  }
}
