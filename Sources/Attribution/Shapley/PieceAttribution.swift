import Model

/// Methods that take parts out of a text and ask what that does: occlusion, Shapley's values, Kernel SHAP, Partition SHAP.
///
/// The parts are pieces, words or sentences; special tokens stay. All classes are explained by the same variants. One instance explains
/// one text; it works on the model's thread.
struct PieceAttribution {
  private let text: ExplainedText
  private let encoding: Encoding
  private let request: AttributionRequest
  private let classifier: SequenceClassifier
  private let report: (AttributionEstimate) throws -> Void
  private let changes: Tensor?
  private let parted: PartedText
  /// What shap's own masker makes of the text, where variants are strings.
  private let strings: (masker: ShapTextMasker, encode: @Sendable (String) -> Encoding)?
  /// The parts as the rules of the tree read them.
  private let names: [String]
  private let separators: Set<String>

  /// Prepares an explanation.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - request: method and parameters.
  ///   - classifier: the model.
  ///   - tokenizer: finds what stands for a piece that is taken out.
  ///   - changes: what is added to the states that enter the first layer, `[tokens, hidden]`, where variants are made of the text's pieces;
  ///     nil: nothing.
  ///   - report: called with every estimate, the final one last.
  /// - Throws: `ModelError(.invalidInput)` for what the model does not have, and for more parts than all subsets can be asked of.
  init(
    of text: ExplainedText, _ request: AttributionRequest, with classifier: SequenceClassifier,
    tokenizer: Tokenizer, displacedBy changes: Tensor? = nil,
    report: @escaping (AttributionEstimate) throws -> Void
  ) throws {
    try request.check(against: classifier.configuration)
    self.text = text
    encoding = text.encoding
    self.request = request
    self.classifier = classifier
    self.report = report
    self.changes = changes
    let parted = try PartedText(
      text, by: request.granularity, fields: request.fields, replacement: request.replacement,
      tokenizer: tokenizer, configuration: classifier.configuration)
    self.parted = parted
    let tokens = text.encoding.tokens
    names = parted.groups.map { group in
      request.granularity == .piece ? Self.plain(tokens[group.pieces[0]]) : group.text
    }
    if request.usesLibraryMasker, let encode = text.encode,
      let typed = text.texts.first
    {
      strings = (ShapTextMasker(text.encoding, of: typed, tokenizer: tokenizer), encode)
    } else {
      strings = nil
    }
    let special = tokenizer.specialTokens
    separators = Set([special.separator].compactMap { $0.flatMap(tokenizer.token(for:)) })
    guard request.method != .exactShapley || parted.groups.count <= ShapleyValues.exactLimit else {
      throw ModelError(
        .invalidInput,
        "exact-shapley asks for all subsets of the \(request.granularity.rawValue)s, and the text has "
          + "\(parted.groups.count); \(ShapleyValues.exactLimit) are possible.",
        advice: "Use shapley-sampling, kernel-shap or partition-shap, or larger parts.")
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
    let count = strings?.masker.segments.count ?? parted.groups.count
    let position = classifier.pooledPositions(try RaggedBatch([encoding]))[0]
    let arithmetic = strings == nil ? classifier.sampleArithmetic : .fp32
    // A string that is read anew may have other pieces in as many places.
    var evaluator = VariantEvaluator(
      classifier, in: arithmetic, gates: request.headGates,
      pooled: strings == nil ? (position, encoding.count) : nil, displacedBy: changes)
    let prediction = try evaluator.prediction(of: encoding)
    let target = request.target.label(in: prediction)
    let keepsAll = prediction.outputs.count <= ClassAttribution.limit
    let labels = keepsAll ? Array(prediction.outputs.indices) : [target]
    func outputs(of variants: [TextVariant]) throws -> [[Double]] {
      try evaluator.logits(of: variants).map { logits in
        let said = classifier.prediction(logits)
        return labels.map { Double(said.value(of: $0, request.output)) }
      }
    }
    func outputs(_ masks: [FeatureMask]) throws -> [[Double]] { try outputs(of: variants(masks)) }
    func give(
      _ values: [[Double]], errors: [[Double]]? = nil, base: [Double]?, output: [Double],
      steps: Int, isFinal: Bool, partition: ((_ label: Int) -> PartitionValues)? = nil,
      opened: [(part: OpenedPart, values: [[Double]])] = []
    ) throws {
      let inexactness = isFinal ? try evaluator.error(of: request.output) : nil
      let shares = labels.indices.map { label in
        ClassAttribution(
          values: column(
            values.map { Float($0[label]) },
            opened: opened.map { ($0.part, $0.values.map { Float($0[label]) }) }),
          uncertainty: errors.map { column($0.map { Float($0[label]) }) },
          baseOutput: base.map { Float($0[label]) }, outputValue: Float(output[label]),
          delta: base.map {
            Float(values.reduce(0) { $0 + $1[label] } - (output[label] - $0[label]))
          }, partition: partition?(label),
          arithmeticError: inexactness.map { Float($0[labels[label]]) })
      }
      let share = shares[keepsAll ? target : 0]
      try report(
        AttributionEstimate(
          method: request.method, target: target, prediction: prediction, values: share.values,
          uncertainty: share.uncertainty, baseOutput: share.baseOutput,
          outputValue: share.outputValue, delta: share.delta, steps: steps,
          evaluations: evaluator.evaluations, arithmetic: arithmetic,
          arithmeticError: share.arithmeticError,
          isFinal: isFinal,
          message: count == 0
            ? "there is nothing to take out" : strings == nil ? nil : text.messageOfRoundTrip,
          features: features, opened: isFinal ? askedParts : [], partition: share.partition,
          classes: isFinal && keepsAll ? shares : []))
    }
    guard count > 0 else {
      let output = labels.map { Double(prediction.value(of: $0, request.output)) }
      return try give([], base: nil, output: output, steps: 1, isFinal: true)
    }
    switch request.method {
    case .partitionSHAP:
      let tree =
        strings?.masker.tree ?? PartitionTree(joining: names, separators: separators)
      func show(
        _ found: OwenValues, opened: [(part: OpenedPart, values: [[Double]])] = [], asked: Int = 0,
        isFinal: Bool
      ) throws {
        try give(
          found.values, base: found.base, output: found.output, steps: found.evaluations + asked,
          isFinal: isFinal,
          partition: isFinal
            ? { label in
              PartitionValues(
                tree, leafPieces: leafPieces, own: found.hierarchical.map { $0[label] })
            } : nil, opened: opened)
      }
      let openedParts = self.openedParts
      // A split asks for two: shap begins one while a single one is left, an exact budget does not.
      let limit =
        strings == nil ? max(request.evaluationLimit / 2 * 2, 2) : request.evaluationLimit
      let found = try OwenValues(
        tree, limit: limit, watching: Set(openedParts.map(\.part)),
        evaluate: outputs, report: progressively ? { try show($0, isFinal: false) } : nil)
      var opened: [(part: OpenedPart, values: [[Double]])] = []
      var asked = 0
      for part in openedParts {
        let inner = try part.values(
          in: found, separators: separators, limit: limit
        ) { kept in
          try outputs(of: kept.map { parted.variant($0.parts, keeping: $0.pieces) })
        }
        opened.append((part, inner.values))
        asked += inner.evaluations
      }
      try show(found, opened: opened, asked: asked, isFinal: true)
    case .shapleySampling:
      func show(_ found: ShapleyValues, isFinal: Bool) throws {
        try give(
          found.values, errors: found.standardErrors, base: found.base, output: found.output,
          steps: found.samples, isFinal: isFinal)
      }
      let found = try ShapleyValues(
        of: count, permutations: request.sampleCount, seed: request.seed, evaluate: outputs
      ) { if progressively { try show($0, isFinal: false) } }
      try show(found, isFinal: true)
    case .kernelSHAP:
      func show(_ found: KernelSHAPValues, isFinal: Bool) throws {
        try give(
          found.values, errors: found.standardErrors, base: found.base, output: found.output,
          steps: found.samples, isFinal: isFinal)
      }
      let found = try KernelSHAPValues(
        of: count, samples: request.samples, sampling: request.coalitionSampling,
        regularization: request.regularization, seed: request.seed, evaluate: outputs,
        report: progressively ? { try show($0, isFinal: false) } : nil)
      try show(found, isFinal: true)
    case .exactShapley:
      let found = try ShapleyValues(exactlyOf: count, evaluate: outputs)
      try give(
        found.values, base: found.base, output: found.output, steps: found.samples, isFinal: true)
    default:
      // A window slides a part at a time; a part has the mean of the windows that it is in, as captum's Occlusion.
      let width = min(max(request.window, 1), count)
      let all = FeatureMask(count: count, keepingAll: true)
      let windows = (0...count - width).map { $0..<$0 + width }
      let found = try outputs(
        [all]
          + windows.map { window in
            var mask = all
            for part in window { mask[part] = false }
            return mask
          })
      let changes = found.dropFirst().map { without in zip(found[0], without).map { $0 - $1 } }
      let values = (0..<count).map { part in
        let own = zip(windows, changes).filter { $0.0.contains(part) }.map(\.1)
        return labels.indices.map { label in
          own.reduce(0) { $0 + $1[label] } / Double(own.count)
        }
      }
      try give(values, base: nil, output: found[0], steps: found.count, isFinal: true)
    }
  }

  /// The variants that keep some parts.
  private func variants(_ masks: [FeatureMask]) -> [TextVariant] {
    guard let strings else { return masks.map(parted.variant) }
    let nothing = parted.variant(FeatureMask(count: parted.groups.count, keepingAll: false))
    return strings.masker.strings(masks).map { text in
      let read = strings.encode(text)
      return read.ids.isEmpty ? nothing : TextVariant(ids: read.ids, typeIDs: read.typeIDs)
    }
  }

  /// The parts, where these are not the pieces, or there are none.
  private var features: [TextFeature]? {
    if let strings { return strings.masker.features(of: encoding) }
    return request.granularity == .piece && !parted.groups.isEmpty
      ? nil : parted.groups.compactMap { TextFeature($0) }
  }

  /// The numbers of the parts that are to be opened into words.
  private var askedParts: Set<Int> {
    guard request.method.opensParts, strings == nil, request.granularity.opensIntoWords else {
      return []
    }
    return Set(
      parted.groups.indices.filter { index in
        parted.groups[index].pieces.first.map(request.openedParts.contains) == true
      })
  }

  /// Those of them that are more than a word.
  private var openedParts: [OpenedPart] {
    let asked = askedParts.sorted()
    guard !asked.isEmpty else { return [] }
    let words = text.parts(.word)
    return asked.compactMap { OpenedPart($0, parted.groups[$0], words: words) }
  }

  /// The pieces of every part.
  private var leafPieces: [[Int]] {
    guard let strings else { return parted.groups.map(\.pieces) }
    return strings.masker.segments.indices.map { $0 < encoding.count ? [$0] : [] }
  }

  /// A number a piece from one a part; shap's parts are all pieces of the first text, special ones too.
  private func column(
    _ values: [Float], opened: [(part: OpenedPart, values: [Float])] = []
  ) -> [Float] {
    guard strings != nil else {
      var column = parted.column(values)
      for (part, values) in opened {
        for (word, value) in zip(part.words, values) {
          for piece in word.pieces { column[piece] = value / Float(word.pieces.count) }
        }
      }
      return column
    }
    return Array(values.prefix(encoding.count))
      + [Float](repeating: 0, count: max(encoding.count - values.count, 0))
  }
}
