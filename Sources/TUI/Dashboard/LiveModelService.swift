public import Attribution
public import Foundation
public import Model

/// The models of this process behind the dashboard: loads them and asks the model thread.
public actor LiveModelService: ModelService {
  private let options: LoadOptions
  private let locate: @Sendable (String) throws -> ModelDirectory
  private let environment: [String: String]
  private let recentFile: URL
  private var model: ModelActor?
  /// How long a gradient pass took last: where refinement will be slow it is shown as it grows,
  /// elsewhere a frame between would only cost bytes.
  private var passSeconds = 0.0

  /// Models opened by path that are offered again.
  private static let recentLimit = 12
  /// A gradient pass above this makes 50 steps something to wait for.
  private static let slowPass = 0.03

  /// Makes a service that has no model yet.
  ///
  /// - Parameters:
  ///   - options: How models are loaded.
  ///   - dataFolder: Where the recently opened ones are kept.
  ///   - environment: Says where the hub cache is.
  ///   - locate: Finds the folder of a name.
  public init(
    options: LoadOptions, dataFolder: URL, environment: [String: String],
    locate: @escaping @Sendable (String) throws -> ModelDirectory
  ) {
    self.options = options
    self.environment = environment
    self.locate = locate
    recentFile = dataFolder.appendingPathComponent("recent-models")
  }

  /// Loads the model of a name; the old one stays when it fails.
  public func open(_ name: String) async throws -> ModelSummary {
    let loaded = try await ModelActor.load(try locate(name), options: options)
    model = loaded
    passSeconds = 0
    remember(name)
    return ModelSummary(loaded.info)
  }

  /// The models opened lately, then those of the hub cache.
  public func choices() async -> [ModelChoice] {
    var names: Set<String> = []
    let recent = recentNames().map { ModelChoice(name: $0, source: "recent") }
    let cached = ModelLocation.cachedModels(environment: environment)
      .map { ModelChoice(name: $0.name, source: "hub cache") }
    return (recent + cached).filter { names.insert($0.name).inserted }
  }

  /// Explains an input on the model thread, one request after the other.
  public nonisolated func explain(
    _ input: ModelInput, _ requests: [AttributionRequest]
  ) -> AsyncThrowingStream<ModelResult, any Error> {
    AsyncThrowingStream { continuation in
      let task = Task {
        do {
          try await self.run(input, requests) { continuation.yield($0) }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func run(
    _ input: ModelInput, _ requests: [AttributionRequest],
    report: @Sendable (ModelResult) -> Void
  ) async throws {
    guard let model else { throw ModelError(.missing, "No model is loaded.", advice: "Open one.") }
    let tokenizer = model.info.tokenizer
    let whole = tokenizer.encode(
      input.text, pair: input.pair, maximumTokens: model.info.configuration.maximumTokens)
    let (asked, places) = without(input.removed, whole, mask: tokenizer.specialTokens.mask)
    for request in requests {
      let clock = ContinuousClock()
      let start = clock.now
      let progressively = passSeconds > Self.slowPass && !request.method.isOnePass
      for try await estimate in model.attributions(
        for: asked, request, progressively: progressively)
      {
        // The gradient pass of a progressive run is on screen already.
        guard estimate.method == request.method else { continue }
        let seconds = (clock.now - start).seconds
        if request.method.isOnePass { passSeconds = seconds }
        report(
          ModelResult(
            encoding: whole, estimate: spread(estimate, over: whole.count, places),
            seconds: seconds))
      }
    }
  }

  /// The encoding with pieces masked, or left out where the model has no mask token, and for each
  /// of its pieces the place in the whole one.
  private func without(
    _ removed: [Int], _ whole: Encoding, mask: Int32?
  ) -> (Encoding, places: [Int]) {
    let all = Array(whole.ids.indices)
    guard !removed.isEmpty else { return (whole, all) }
    let gone = Set(removed)
    if let mask {
      var masked = whole
      for index in all where gone.contains(index) { masked.ids[index] = mask }
      return (masked, all)
    }
    let kept = all.filter { !gone.contains($0) }
    let encoding = Encoding(
      ids: kept.map { whole.ids[$0] }, typeIDs: kept.map { whole.typeIDs[$0] },
      tokens: kept.map { whole.tokens[$0] }, offsets: kept.map { whole.offsets[$0] },
      sequences: kept.map { whole.sequences[$0] }, wordIndices: kept.map { whole.wordIndices[$0] },
      isSpecial: kept.map { whole.isSpecial[$0] }, cutOffAt: whole.cutOffAt)
    return (encoding, kept)
  }

  /// Puts numbers back to the pieces they belong to; pieces left out get zero.
  private func spread(
    _ estimate: AttributionEstimate, over count: Int, _ places: [Int]
  ) -> AttributionEstimate {
    guard places.count != count else { return estimate }
    func spread(_ values: [Float]) -> [Float] {
      var result = [Float](repeating: 0, count: count)
      for (value, place) in zip(values, places) { result[place] = value }
      return result
    }
    var estimate = estimate
    estimate.values = spread(estimate.values)
    estimate.uncertainty = estimate.uncertainty.map(spread)
    for index in estimate.path.indices {
      estimate.path[index].attributions = spread(estimate.path[index].attributions)
    }
    return estimate
  }

  // MARK: Recent models

  private func recentNames() -> [String] {
    guard let data = try? Data(contentsOf: recentFile) else { return [] }
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
  }

  /// Keeps a name at the front of the recent ones; that it cannot be kept stops nothing.
  private func remember(_ name: String) {
    let names = [name] + recentNames().filter { $0 != name }
    let text = names.prefix(Self.recentLimit).map { $0 + "\n" }.joined()
    try? FileManager.default.createDirectory(
      at: recentFile.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? Data(text.utf8).write(to: recentFile, options: .atomic)
  }
}

extension Duration {
  /// As a number of seconds.
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
