import Attribution
import Model
import Training

/// Explains a run's probe sentences while it goes on: what joins training and attribution.
enum ProbeExplainer {
  /// The request that `explain` makes without options, so that both give the same numbers.
  static func request(_ method: AttributionMethod) -> AttributionRequest {
    AttributionRequest(method: method)
  }

  /// The method that a recipe names.
  ///
  /// - Throws: `UsageError` for one that there is not.
  static func method(_ probe: Recipe.Probe) throws -> AttributionMethod {
    guard let method = AttributionMethod(rawValue: probe.method) else {
      throw UsageError(
        "`method` in [probe]: there is no `\(probe.method)`.",
        advice: "Known are "
          + AttributionMethod.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    }
    return method
  }

  /// A prober for one recipe.
  static func prober(_ probe: Recipe.Probe) throws -> Prober? {
    guard !probe.texts.isEmpty else { return nil }
    let request = request(try method(probe))
    return { probe, model, info in
      try probe.texts.compactMap { try explain($0, request, model, info) }
    }
  }

  /// - Returns: nil for a text of which nothing is left to read.
  private static func explain(
    _ text: String, _ request: AttributionRequest, _ model: SequenceClassifier, _ info: ModelInfo
  ) throws -> Probe? {
    let encoding = info.tokenizer.encode(
      text, cleaner: info.cleaner, maximumTokens: info.configuration.maximumTokens)
    guard encoding.count > 0 else { return nil }
    var last: AttributionEstimate?
    try request.explain(
      ExplainedText(encoding, texts: [text]), with: model, tokenizer: info.tokenizer,
      progressively: false
    ) { last = $0 }
    guard let estimate = last else { preconditionFailure("every method reports a final estimate") }
    let forward = try model.forward(RaggedBatch([encoding]), capture: .attention)
    let maps = AttentionMaps(forward.captures[0], of: info.configuration.architecture)
    let roles = TokenRoles(encoding, info.tokenizer)
    let scores = try HeadPatternScores(maps, roles, HeadStatistics(maps, roles))
    let heads = scores.heads.map {
      Probe.Head(pattern: $0.best.pattern.rawValue, score: Float($0.best.score))
    }
    let count = maps.headCount
    return Probe(
      text: text, encoding: encoding, labels: info.configuration.labels,
      logits: estimate.prediction.logits, probabilities: estimate.prediction.outputs,
      attribution: Probe.Attribution(
        method: estimate.method.rawValue, target: estimate.target, values: estimate.values,
        baseOutput: estimate.baseOutput, outputValue: estimate.outputValue, delta: estimate.delta),
      heads: (0..<maps.layerCount).map { Array(heads[$0 * count..<($0 + 1) * count]) })
  }
}
