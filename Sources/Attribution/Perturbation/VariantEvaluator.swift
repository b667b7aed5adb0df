import Model

/// Asks the model of many variants of a text, each different one once.
///
/// Variants of a long text go through the network end to end, without padding; what was asked before is looked up. The memory that it
/// takes has a bound that does not grow with the number of variants.
struct VariantEvaluator {
  /// Answers kept at most; beyond it the oldest half is forgotten.
  static let limit = 1 << 14
  /// Variants that are asked about in fp32 too, where the answers are not: enough for the size of the error, and hardly any of the cost.
  static let checks = 4

  /// Model evaluations so far: texts and variants that were not known.
  private(set) var evaluations = 0
  private let classifier: SequenceClassifier
  private let arithmetic: Arithmetic
  private let intervention: Intervention
  /// Where the classifier reads variants as long as the text.
  private let pooled: (position: Int, count: Int)?
  private var known: [[Int32]: [Float]] = [:]
  private var order: [[Int32]] = []
  /// The first variants, with their answers.
  private var checked: (batch: RaggedBatch, logits: [[Float]]) = (RaggedBatch(), [])

  /// Makes an evaluator of one model.
  ///
  /// - Parameters:
  ///   - classifier: the model.
  ///   - arithmetic: what its answers are computed in.
  ///   - gates: how open the heads are; nil: all of them.
  ///   - pooled: where variants of as many tokens are read, whatever their ids say; nil: where the architecture does.
  init(
    _ classifier: SequenceClassifier, in arithmetic: Arithmetic, gates: HeadGates?,
    pooled: (position: Int, count: Int)? = nil
  ) {
    self.pooled = pooled
    self.classifier = classifier
    self.arithmetic = arithmetic
    intervention = Intervention(headGates: gates?.values)
  }

  /// What the loaded model says of the text itself; one of the variants, where these are computed alike.
  ///
  /// - Throws: `ModelError(.invalidInput)` for a text without tokens; `CancellationError`.
  mutating func prediction(of text: Encoding) throws -> Prediction {
    let batch = try RaggedBatch([text])
    guard arithmetic != classifier.forwardArithmetic else {
      return classifier.prediction(try logits(of: [(text.ids, text.typeIDs)])[0])
    }
    evaluations += 1
    return try classifier.predictions(batch, intervention: intervention)[0]
  }

  /// The logits of every variant, `[variants][labels]`.
  ///
  /// - Parameter variants: token ids and segment ids, none empty.
  /// - Throws: `CancellationError` between two products of matrices.
  mutating func logits(
    of variants: [(ids: [Int32], typeIDs: [Int32])]
  ) throws -> [[Float]] {
    // Ids alone do not tell one text from a pair that is cut elsewhere.
    let keys = variants.map { $0.ids + [-1] + $0.typeIDs }
    var answers: [[Int32]: [Float]] = [:]
    var batch = RaggedBatch()
    var asked: [[Int32]] = []
    for (key, variant) in zip(keys, variants) where answers[key] == nil {
      answers[key] = known[key] ?? []
      guard known[key] == nil else { continue }
      let position = pooled.flatMap { $0.count == variant.ids.count ? $0.position : nil }
      func append(to batch: inout RaggedBatch) {
        batch.append(ids: variant.ids, typeIDs: variant.typeIDs, pooledPosition: position)
      }
      append(to: &batch)
      asked.append(key)
      if arithmetic != .fp32, checked.batch.count < Self.checks { append(to: &checked.batch) }
    }
    if !asked.isEmpty {
      let result = try classifier.forward(
        batch, intervention: intervention, arithmetic: arithmetic)
      evaluations += asked.count
      checked.logits += result.logits.prefix(checked.batch.count - checked.logits.count)
      for (key, logits) in zip(asked, result.logits) {
        answers[key] = logits
        known[key] = logits
      }
      order += asked
      forgetOldest()
    }
    return keys.map { answers[$0] ?? [] }
  }

  /// How far the model's answers are from those in fp32, of every class: the root mean square over the first variants.
  ///
  /// - Returns: nil where the answers are in fp32 themselves.
  /// - Throws: `CancellationError`.
  func error(of function: OutputFunction) throws -> [Double]? {
    guard !checked.logits.isEmpty else { return nil }
    let exact = try classifier.forward(
      checked.batch, intervention: intervention, arithmetic: .fp32
    ).logits
    let pairs = zip(checked.logits, exact).map {
      (classifier.prediction($0), classifier.prediction($1))
    }
    return exact[0].indices.map { label in
      let squares = pairs.reduce(0.0) { sum, pair in
        let error = Double(pair.0.value(of: label, function) - pair.1.value(of: label, function))
        return sum + error * error
      }
      return (squares / Double(pairs.count)).squareRoot()
    }
  }

  private mutating func forgetOldest() {
    guard order.count > Self.limit else { return }
    let old = order.count - Self.limit / 2
    for key in order[..<old] { known[key] = nil }
    order.removeFirst(old)
  }
}
