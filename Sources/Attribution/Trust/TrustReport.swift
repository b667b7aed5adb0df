public import Model

/// How far the explanations of one text and class can be trusted, measured on variants of the text that all of them share.
public struct TrustReport: Equatable, Sendable {
  /// What is measured, and how.
  public struct Settings: Equatable, Sendable {
    /// The parts that are ranked and taken out.
    public var granularity = Granularity.word
    /// How a text is divided where the parts are fields.
    public var fields = FieldSplit.automatic
    /// What stands for what is taken out; ERASER removes it.
    public var replacement = PieceReplacement.removal
    /// How many of the strongest parts methods are compared by.
    public var topCount = 3
    /// Whether also to measure what needs explanations of its own: infidelity, sensitivity, and stability over seeds.
    public var isThorough = false
    /// Random subsets of parts that infidelity is measured on.
    public var subsets = 50
    /// Random displacements that sensitivity is measured on, as captum's default.
    public var displacements = 10
    /// The largest of a displacement's numbers, captum's default.
    public var radius: Float = 0.02
    /// Seeds that a method that samples is run with.
    public var seeds = 5

    /// The settings of captum and ERASER.
    public init() {}

    /// Explanations of displaced vectors that the sensitivity of a method takes; none where changed texts are read anew.
    public func displacements(of request: AttributionRequest) -> Int {
      request.readsVariantsAnew ? 0 : displacements
    }

    /// Explanations that the stability of a method takes; none of a method that draws nothing.
    public func seeds(of method: AttributionMethod) -> Int {
      method.isSampled && seeds > 1 ? seeds : 0
    }
  }

  /// An explanation to measure.
  public struct Subject: Equatable, Sendable {
    /// What was asked.
    public var request: AttributionRequest
    /// The final answer.
    public var estimate: AttributionEstimate

    /// Pairs a question with its answer.
    public init(_ request: AttributionRequest, _ estimate: AttributionEstimate) {
      self.request = request
      self.estimate = estimate
    }
  }

  /// What was measured of one method.
  public struct Row: Equatable, Sendable {
    /// The method.
    public var method: AttributionMethod
    /// Comprehensiveness, sufficiency, curves and the agreement with leaving out one part at a time.
    public var faithfulness: Faithfulness
    /// |Σ − (F(x) − F(b))| over |F(x) − F(b)|; nil for methods whose values need not add up.
    public var incompleteness: Double?
    /// How well the values foretell what taking out random parts does; nil where it was not asked for.
    public var infidelity: Infidelity?
    /// How much the values change with small changes of the vectors; nil where it was not asked for, and where changed texts are read anew.
    public var sensitivity: Sensitivity?
    /// How much the values change with the seed; nil where it was not asked for, and for methods that draw nothing.
    public var stability: SeedStability?
    /// Whether the method read changed texts anew, so that there are no vectors of the text's to displace.
    public var readsVariantsAnew: Bool

    /// Makes a row of what is measured always.
    public init(
      method: AttributionMethod, faithfulness: Faithfulness, incompleteness: Double? = nil,
      readsVariantsAnew: Bool = false
    ) {
      self.method = method
      self.readsVariantsAnew = readsVariantsAnew
      self.faithfulness = faithfulness
      self.incompleteness = incompleteness
    }
  }

  /// A method each, in the order given.
  public var rows: [Row]
  /// How alike the methods rank the parts.
  public var agreement: MethodAgreement
  /// What was measured.
  public var settings: Settings
  /// The class.
  public var target: Int
  /// Different variants that the model was asked about.
  public var evaluations: Int

  /// Makes a report from its parts.
  public init(
    rows: [Row], agreement: MethodAgreement, settings: Settings, target: Int, evaluations: Int
  ) {
    self.rows = rows
    self.agreement = agreement
    self.settings = settings
    self.target = target
    self.evaluations = evaluations
  }

  /// Measures explanations of one text and class.
  ///
  /// - Parameters:
  ///   - explanations: of one text and one class.
  ///   - text: the text.
  ///   - settings: what to measure.
  ///   - classifier: the model.
  ///   - tokenizer: finds what stands for parts that are taken out.
  /// - Throws: `ModelError` for what the model does not have; `CancellationError` between two products of matrices.
  /// - Complexity: 30 parts and five methods need about 300 different variants.
  public init(
    on explanations: [Subject],
    of text: ExplainedText, _ settings: Settings, with classifier: SequenceClassifier,
    tokenizer: Tokenizer
  ) throws {
    precondition(!explanations.isEmpty, "there is something to trust")
    self.settings = settings
    target = explanations[0].estimate.target
    let target = target
    precondition(
      explanations.allSatisfy { $0.estimate.target == target }, "explanations of one class")
    let parted = try PartedText(
      text, by: settings.granularity, fields: settings.fields, replacement: settings.replacement,
      tokenizer: tokenizer, configuration: classifier.configuration)
    let position = classifier.pooledPositions(try RaggedBatch([text.encoding]))[0]
    var evaluator = VariantEvaluator(
      classifier, in: .fp32, gates: explanations[0].request.headGates,
      pooled: (position, text.encoding.count))
    func predictions(_ masks: [FeatureMask]) throws -> [Prediction] {
      try evaluator.logits(of: masks.map(parted.variant)).map(classifier.prediction)
    }
    let scores = explanations.map { parted.scores($0.estimate.additiveValues) }
    let faithfulness = try FaithfulnessPlan(scores: scores).results(target: 0) { masks in
      try predictions(masks).map { [Double($0.outputs[target])] }
    }
    let unsigned = explanations.indices.filter { explanations[$0].estimate.method.isUnsigned }
    agreement = MethodAgreement(
      of: scores, unsigned: Set(unsigned), by: .signed, topCount: settings.topCount)
    rows = zip(explanations, faithfulness).map { explanation, faithfulness in
      Row(
        method: explanation.estimate.method, faithfulness: faithfulness,
        incompleteness: explanation.estimate.incompleteness,
        readsVariantsAnew: explanation.request.readsVariantsAnew)
    }
    if settings.isThorough {
      let count = parted.groups.count
      var generator = SeededGenerator(seed: explanations[0].request.seed)
      let masks = (0..<settings.subsets).map { _ in
        var mask = FeatureMask(count: count, keepingAll: true)
        for part in 0..<count where generator.uniform() < 0.5 { mask[part] = false }
        return mask
      }
      let whole = try predictions([FeatureMask(count: count, keepingAll: true)])[0]
      let without = try predictions(masks)
      for (index, explanation) in explanations.enumerated() {
        var request = explanation.request
        if count > 0, settings.subsets > 0 {
          rows[index].infidelity = Infidelity(
            of: scores[index],
            perturbations: masks.map { mask in (0..<count).map { mask[$0] ? 0 : 1 } },
            changes: without.map {
              Double(whole.value(of: target, request.output) - $0.value(of: target, request.output))
            })
        }
        request.target = .index(target)
        rows[index].sensitivity = try Self.sensitivity(
          of: explanation.estimate, request, text, settings, classifier, tokenizer)
        rows[index].stability = try Self.stability(
          request, text, settings, parted, classifier, tokenizer)
      }
    }
    evaluations = evaluator.evaluations
  }

  private static func sensitivity(
    of estimate: AttributionEstimate, _ request: AttributionRequest, _ text: ExplainedText,
    _ settings: Settings, _ classifier: SequenceClassifier, _ tokenizer: Tokenizer
  ) throws -> Sensitivity? {
    let count = settings.displacements(of: request)
    guard count > 0 else { return nil }
    var generator = SeededGenerator(seed: request.seed)
    let displacement = { (2 * Float(generator.uniform()) - 1) * settings.radius }
    let perturbed = try (0..<count).map { _ in
      var values: [Float] = []
      try request.explain(
        text, with: classifier, tokenizer: tokenizer, progressively: false,
        displacement: displacement
      ) { values = $0.values }
      return values.map(Double.init)
    }
    return Sensitivity(of: estimate.values.map(Double.init), perturbed: perturbed)
  }

  private static func stability(
    _ request: AttributionRequest, _ text: ExplainedText, _ settings: Settings,
    _ parted: PartedText, _ classifier: SequenceClassifier, _ tokenizer: Tokenizer
  ) throws -> SeedStability? {
    let count = settings.seeds(of: request.method)
    guard count > 0 else { return nil }
    let runs = try (0..<count).map { seed in
      var request = request
      request.seed &+= UInt64(seed)
      var scores: [Double] = []
      try request.explain(
        text, with: classifier, tokenizer: tokenizer, progressively: false
      ) { scores = parted.scores($0.additiveValues) }
      return scores
    }
    return SeedStability(of: runs, by: .signed, topCount: settings.topCount)
  }
}

extension AttributionEstimate {
  /// What is missing from the sum of the values, as a share of F(x) − F(b); nil where they need not add up.
  public var incompleteness: Double? {
    guard let delta, let baseOutput, outputValue != baseOutput else { return nil }
    return abs(Double(delta) / (Double(outputValue) - Double(baseOutput)))
  }
}

extension ModelActor {
  /// Measures how far explanations of one text and class can be trusted.
  ///
  /// - Throws: as `TrustReport.init`.
  public func trust(
    in explanations: [TrustReport.Subject],
    of text: ExplainedText, _ settings: TrustReport.Settings = .init()
  ) throws -> TrustReport {
    try perform { classifier in
      try TrustReport(
        on: explanations, of: text, settings, with: classifier, tokenizer: info.tokenizer)
    }
  }
}
