import Attribution
import Foundation
import Model

/// Methods that ask the model of variants, what is measured of their answers, and how soon a method begins and ends.
enum ExplanationJob {
  /// How variants are made and computed.
  enum Form: String, CaseIterable {
    /// As strings, read anew, in fp32: what the Python library does.
    case compatible
    case fp32
    case bf16

    var precision: LoadOptions.Precision { self == .bf16 ? .auto : .fp32 }

    func request(_ method: AttributionMethod) -> AttributionRequest {
      var request = AttributionRequest(method: method, output: .probability)
      request.readsStrings = self == .compatible
      return request
    }
  }

  private static func text(_ text: String, _ model: ModelActor) -> ExplainedText {
    let tokenizer = model.info.tokenizer
    return ExplainedText(tokenizer.encode(text), texts: [text]) { tokenizer.encode($0) }
  }

  /// One run with the defaults of the method's library, behind a small one that warms up.
  static func perturb(
    _ model: ModelActor, _ method: AttributionMethod, text: String, form: Form
  ) async throws -> JobResult {
    let explained = self.text(text, model)
    let request = form.request(method)
    var small = request
    small.samples = 64
    small.evaluationLimit = 64
    _ = try await model.attribution(for: explained, small)
    let start = ContinuousClock.now
    let found = try await model.attribution(for: explained, request)
    return JobResult(
      seconds: [start.duration(to: .now).seconds], tokens: explained.encoding.count,
      values: [found.arithmeticError.map(Double.init) ?? 0], backend: model.info.backend)
  }

  /// The five methods whose trust is measured together.
  private static let five: [AttributionMethod] = [
    .integratedGradients, .attnLRP, .deepLIFT, .partitionSHAP, .lime,
  ]

  /// Faithfulness, curves, completeness and agreement of five methods, once their attributions stand; then with what has to be explained again.
  static func trust(_ model: ModelActor, text: String) async throws -> JobResult {
    let explained = self.text(text, model)
    var subjects: [TrustReport.Subject] = []
    for method in five {
      let request = AttributionRequest(
        method: method, output: method.isPerturbation ? .probability : .logit)
      subjects.append(
        TrustReport.Subject(request, try await model.attribution(for: explained, request)))
    }
    var seconds: [Double] = []
    for isThorough in [false, true] {
      var settings = TrustReport.Settings()
      settings.isThorough = isThorough
      let start = ContinuousClock.now
      _ = try await model.trust(in: subjects, of: explained, settings)
      seconds.append(start.duration(to: .now).seconds)
    }
    return JobResult(seconds: seconds, tokens: explained.encoding.count)
  }

  /// The methods that a text of any length is explained by.
  static let methods = AttributionMethod.allCases.filter { !$0.isForShortTexts }

  private static func request(_ method: AttributionMethod) -> AttributionRequest {
    AttributionRequest(method: method, output: method.isPerturbation ? .probability : .logit)
  }

  /// From the question to the first numbers, of each of `methods`.
  static func firstEstimate(_ model: ModelActor, text: String) async throws -> JobResult {
    let explained = self.text(text, model)
    var seconds: [Double] = []
    for method in methods {
      var best = Double.infinity
      for _ in 0..<3 {
        let start = ContinuousClock.now
        for try await _ in model.attributions(for: explained, request(method)) {
          best = min(best, start.duration(to: .now).seconds)
          break
        }
        // What was given up must not run into the next measurement.
        try await model.perform { _ in }
      }
      seconds.append(best)
    }
    return JobResult(seconds: seconds, tokens: explained.encoding.count)
  }

  /// From giving a method up, a while after its start, to an answer of the model thread to something else; the longest of several whiles.
  static func cancel(_ model: ModelActor, text: String) async throws -> JobResult {
    let explained = self.text(text, model)
    var seconds: [Double] = []
    for method in methods {
      var longest = 0.0
      for delay in [1, 3, 7, 13, 29, 61] {
        let request = request(method)
        let task = Task {
          for try await _ in model.attributions(for: explained, request) {}
        }
        try await Task.sleep(for: .milliseconds(delay))
        let start = ContinuousClock.now
        task.cancel()
        try await model.perform { _ in }
        longest = max(longest, start.duration(to: .now).seconds)
        _ = try? await task.value
      }
      seconds.append(longest)
    }
    return JobResult(seconds: seconds, tokens: explained.encoding.count)
  }
}
