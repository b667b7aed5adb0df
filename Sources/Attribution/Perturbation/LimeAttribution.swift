import Model

/// LIME: a linear model fitted to what the real one says of variants with words left out.
///
/// Ribeiro, Singh and Guestrin, "Why Should I Trust You?", 2016; masks, weights, selection and regression are those of lime 0.2.0.1 for the
/// same seed. One instance explains one text; it works on the model's thread.
struct LimeAttribution {
  /// Variants of one call of the network, so that estimates can be shown between them.
  private static let block = 64
  /// A further estimate is reported when there are this many times the samples of the last one.
  private static let growth = 1.5

  private let text: ExplainedText
  private let perturbed: PerturbedText
  private let request: AttributionRequest
  private let classifier: SequenceClassifier
  private let arithmetic: Arithmetic
  private let report: (AttributionEstimate) throws -> Void
  private let changes: Tensor?

  /// Prepares an explanation.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - request: method and parameters.
  ///   - classifier: the model.
  ///   - tokenizer: finds what stands for a part that is left out.
  ///   - changes: what is added to the states that enter the first layer, `[tokens, hidden]`, where variants are made of the text's pieces;
  ///     nil: nothing.
  ///   - report: called with every estimate, the final one last.
  /// - Throws: `ModelError(.invalidInput)` for a target, a word pattern or heads that there are not.
  init(
    of text: ExplainedText, _ request: AttributionRequest, with classifier: SequenceClassifier,
    tokenizer: Tokenizer, displacedBy changes: Tensor? = nil,
    report: @escaping (AttributionEstimate) throws -> Void
  ) throws {
    try request.check(against: classifier.configuration)
    let special = tokenizer.specialTokens
    perturbed = try PerturbedText(
      text, split: request.lime.split, isBag: request.lime.isBag,
      form: request.readsStrings ? .strings : .pieces,
      maskString: request.lime.maskString, mask: special.mask,
      filler: special.padding ?? special.endOfText,
      groups: request.granularity.opensIntoWords
        ? text.parts(request.granularity, fields: request.fields) : nil)
    self.request = request
    self.classifier = classifier
    self.report = report
    arithmetic = request.readsStrings ? .fp32 : classifier.sampleArithmetic
    self.text = text
    self.changes = changes
  }

  /// Computes the explanation.
  ///
  /// - Parameter progressively: also report estimates from fewer samples on the way.
  /// - Throws: `CancellationError` between two products of matrices.
  func run(progressively: Bool) throws {
    let count = perturbed.features.count
    var evaluator = VariantEvaluator(
      classifier, in: arithmetic, gates: request.headGates, displacedBy: changes)
    let prediction = try evaluator.prediction(of: text.encoding)
    guard count > 0 else {
      let share = share(of: request.target.label(in: prediction), prediction, nil)
      return try report(
        estimate(prediction, share, evaluations: 1, samples: 1, isFinal: true))
    }
    let target = request.target.label(in: prediction)
    let samples = request.sampleCount
    let keepsAll = prediction.outputs.count <= ClassAttribution.limit
    var moments = WeightedMoments(featureCount: count)
    var sample = NeighborhoodSample(
      labels: keepsAll ? Array(prediction.outputs.indices) : [target])
    var neighborhood = LimeNeighborhood(
      featureCount: count, samples: samples, seed: UInt32(truncatingIfNeeded: request.seed))
    var reported = Self.block
    while moments.count < samples {
      let masks = (0..<min(Self.block, samples - moments.count)).compactMap { _ in
        neighborhood.next()
      }
      let logits = try evaluator.logits(of: masks.map(perturbed.variant))
      for (mask, logits) in zip(masks, logits) {
        let said = classifier.prediction(logits)
        let weight = LimeNeighborhood.weight(mask, width: request.lime.kernelWidth)
        let responses = said.outputs.indices.map { Double(said.value(of: $0, request.output)) }
        moments.add(mask, weight: weight, responses: responses)
        sample.add(mask, weight: weight, responses: responses)
      }
      let isFinal = moments.count == samples
      guard isFinal || (progressively && moments.count >= reported) else { continue }
      reported = Int(Double(moments.count) * Self.growth)
      let errors = isFinal ? try evaluator.error(of: request.output) : nil
      func share(_ label: Int) -> ClassAttribution {
        var surrogate = LocalSurrogate(
          moments, label: label, featureLimit: request.lime.featureLimit,
          selection: request.lime.selection)
        surrogate.points = sample.points(of: surrogate, label: label)
        return self.share(
          of: label, prediction, surrogate, arithmeticError: errors.map { Float($0[label]) })
      }
      let classes = isFinal && keepsAll ? prediction.outputs.indices.map(share) : []
      try report(
        estimate(
          prediction, classes.isEmpty ? share(target) : classes[target], classes: classes,
          evaluations: evaluator.evaluations, samples: moments.count, isFinal: isFinal))
    }
  }

  private func estimate(
    _ prediction: Prediction, _ share: ClassAttribution, classes: [ClassAttribution] = [],
    evaluations: Int, samples: Int, isFinal: Bool
  ) -> AttributionEstimate {
    AttributionEstimate(
      method: .lime, target: request.target.label(in: prediction), prediction: prediction,
      values: share.values, uncertainty: share.uncertainty, outputValue: share.outputValue,
      steps: samples, evaluations: evaluations, arithmetic: arithmetic,
      arithmeticError: share.arithmeticError, isFinal: isFinal,
      message: perturbed.features.isEmpty
        ? "there is no word to leave out"
        : request.readsStrings ? text.messageOfRoundTrip : nil,
      features: perturbed.features, surrogate: share.surrogate, classes: classes)
  }

  /// What a label's linear model says of the pieces.
  private func share(
    of label: Int, _ prediction: Prediction, _ surrogate: LocalSurrogate?,
    arithmeticError: Float? = nil
  ) -> ClassAttribution {
    var values = [Float](repeating: 0, count: perturbed.features.count)
    var errors = values
    for term in surrogate?.terms ?? [] {
      values[term.feature] = Float(term.weight)
      errors[term.feature] = Float(term.standardError)
    }
    return ClassAttribution(
      values: perturbed.spread(values), uncertainty: perturbed.spread(errors),
      outputValue: prediction.value(of: label, request.output), surrogate: surrogate,
      arithmeticError: arithmeticError)
  }
}
