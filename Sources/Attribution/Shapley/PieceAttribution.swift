import Model

/// Methods that take pieces out of a text and ask what that does: occlusion, Shapley's values, Partition SHAP.
///
/// The parts are the text's pieces; special tokens stay. One instance explains one text; it works on the model's thread.
struct PieceAttribution {
  private let encoding: Encoding
  private let request: AttributionRequest
  private let classifier: SequenceClassifier
  private let report: (AttributionEstimate) throws -> Void
  /// Indices of the pieces that can be taken out.
  private let parts: [Int]
  private let tokens: [String]
  private let separators: Set<String>
  private let replacement: Int32?
  private let filler: Int32?

  /// Prepares an explanation.
  ///
  /// - Parameters:
  ///   - encoding: the text.
  ///   - request: method and parameters.
  ///   - classifier: the model.
  ///   - tokenizer: finds what stands for a piece that is taken out.
  ///   - report: called with every estimate, the final one last.
  /// - Throws: `ModelError(.invalidInput)` for what the model does not have, and for more pieces than all subsets can be asked of.
  init(
    of encoding: Encoding, _ request: AttributionRequest, with classifier: SequenceClassifier,
    tokenizer: Tokenizer, report: @escaping (AttributionEstimate) throws -> Void
  ) throws {
    try request.check(against: classifier.configuration)
    self.encoding = encoding
    self.request = request
    self.classifier = classifier
    self.report = report
    parts = encoding.ids.indices.filter { !encoding.isSpecial[$0] }
    tokens = parts.map { Self.plain(encoding.tokens[$0]) }
    let special = tokenizer.specialTokens
    separators = Set([special.separator].compactMap { $0.flatMap(tokenizer.token(for:)) })
    replacement = try request.replacement.id(
      for: encoding, tokenizer, classifier.configuration)
    filler = special.padding ?? special.endOfText
    guard request.method != .exactShapley || parts.count <= ShapleyValues.exactLimit else {
      throw ModelError(
        .invalidInput,
        "exact-shapley asks for all subsets of the pieces, and the text has \(parts.count); "
          + "\(ShapleyValues.exactLimit) are possible.",
        advice: "Use shapley-sampling, or partition-shap.")
    }
  }

  /// A piece as the rules of the tree read it: without the vocabulary's signs for blanks.
  private static func plain(_ token: String) -> String {
    let plain = token.drop { $0 == "Ġ" || $0 == "▁" }
    return plain.isEmpty ? token : String(plain)
  }

  /// Computes the explanation.
  ///
  /// - Parameter progressively: also report estimates on the way.
  /// - Throws: `CancellationError` between two products of matrices.
  func run(progressively: Bool) throws {
    let position = classifier.pooledPositions(try RaggedBatch([encoding]))[0]
    var evaluator = VariantEvaluator(
      classifier, in: classifier.sampleArithmetic, gates: request.headGates,
      pooled: (position, encoding.count))
    let prediction = try evaluator.prediction(of: encoding)
    let target = request.target.label(in: prediction)
    func outputs(_ masks: [FeatureMask]) throws -> [[Double]] {
      try evaluator.logits(of: masks.map(variant)).map {
        [Double(classifier.prediction($0).value(of: target, request.output))]
      }
    }
    func estimate(
      _ values: [[Double]], errors: [[Double]]? = nil, base: Double?, output: Double, steps: Int,
      isFinal: Bool
    ) -> AttributionEstimate {
      let found = values.map { Float($0[0]) }
      return AttributionEstimate(
        method: request.method, target: target, prediction: prediction, values: column(found),
        uncertainty: errors.map { column($0.map { Float($0[0]) }) },
        baseOutput: base.map(Float.init),
        outputValue: Float(output),
        delta: base.map { Float(values.reduce(0) { $0 + $1[0] } - (output - $0)) }, steps: steps,
        evaluations: evaluator.evaluations, arithmetic: classifier.sampleArithmetic,
        isFinal: isFinal,
        message: parts.isEmpty ? "there is nothing to take out" : nil)
    }
    guard !parts.isEmpty else {
      let output = Double(prediction.value(of: target, request.output))
      return try report(
        estimate([], base: nil, output: output, steps: 1, isFinal: true))
    }
    switch request.method {
    case .partitionSHAP:
      let tree = PartitionTree(joining: tokens, separators: separators)
      func give(_ values: OwenValues, isFinal: Bool) throws {
        try report(
          estimate(
            values.values, base: values.base[0], output: values.output[0],
            steps: values.evaluations, isFinal: isFinal))
      }
      let values = try OwenValues(
        tree, limit: request.evaluationLimit, evaluate: outputs,
        report: progressively ? { try give($0, isFinal: false) } : nil)
      try give(values, isFinal: true)
    case .shapleySampling:
      func give(_ values: ShapleyValues, isFinal: Bool) throws {
        try report(
          estimate(
            values.values, errors: values.standardErrors, base: values.base[0],
            output: values.output[0], steps: values.samples, isFinal: isFinal))
      }
      let values = try ShapleyValues(
        of: parts.count, permutations: request.sampleCount, seed: request.seed, evaluate: outputs
      ) { if progressively { try give($0, isFinal: false) } }
      try give(values, isFinal: true)
    case .exactShapley:
      let values = try ShapleyValues(exactlyOf: parts.count, evaluate: outputs)
      try report(
        estimate(
          values.values, base: values.base[0], output: values.output[0], steps: values.samples,
          isFinal: true))
    default:
      let all = FeatureMask(count: parts.count, keepingAll: true)
      let variants = parts.indices.map { part in
        var mask = all
        mask[part] = false
        return mask
      }
      let found = try outputs([all] + variants)
      try report(
        estimate(
          found.dropFirst().map { [found[0][0] - $0[0]] }, base: nil, output: found[0][0],
          steps: found.count, isFinal: true))
    }
  }

  /// Token ids and segment ids of the variant that keeps some pieces.
  private func variant(_ mask: FeatureMask) -> (ids: [Int32], typeIDs: [Int32]) {
    var (ids, typeIDs) = (encoding.ids, encoding.typeIDs)
    for (part, piece) in parts.enumerated().reversed() where !mask[part] {
      if let replacement {
        ids[piece] = replacement
      } else {
        ids.remove(at: piece)
        typeIDs.remove(at: piece)
      }
    }
    if ids.isEmpty, let filler { return ([filler], [0]) }
    return (ids, typeIDs)
  }

  /// A number a piece, 0 for special tokens.
  private func column(_ values: [Float]) -> [Float] {
    var result = [Float](repeating: 0, count: encoding.count)
    for (piece, value) in zip(parts, values) { result[piece] = value }
    return result
  }
}
