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
  /// What is added to the states that enter the first layer, a row for each of the text's tokens; nil: nothing.
  private let changes: Tensor?
  private var known: [[Int32]: [Float]] = [:]
  private var order: [[Int32]] = []
  /// The first variants, with their answers.
  private var checked: (question: Question, logits: [[Float]]) = (Question(), [])

  /// Variants in one batch, with which of the text's tokens theirs are.
  private struct Question {
    var batch = RaggedBatch()
    var sources: [Int: [Int?]] = [:]

    mutating func append(_ variant: TextVariant, pooled: (position: Int, count: Int)?) {
      let position = pooled.flatMap { $0.count == variant.ids.count ? $0.position : nil }
      if !variant.sources.isEmpty { sources[batch.count] = variant.sources }
      batch.append(ids: variant.ids, typeIDs: variant.typeIDs, pooledPosition: position)
    }
  }

  /// Makes an evaluator of one model.
  ///
  /// - Parameters:
  ///   - classifier: the model.
  ///   - arithmetic: what its answers are computed in.
  ///   - gates: how open the heads are; nil: all of them.
  ///   - pooled: where variants of as many tokens are read, whatever their ids say; nil: where the architecture does.
  ///   - changes: what is added to the states that enter the first layer, `[the text's tokens, hidden]`; what stands for a token has none.
  init(
    _ classifier: SequenceClassifier, in arithmetic: Arithmetic, gates: HeadGates?,
    pooled: (position: Int, count: Int)? = nil, displacedBy changes: Tensor? = nil
  ) {
    self.pooled = pooled
    self.changes = changes
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
      let whole = TextVariant(
        ids: text.ids, typeIDs: text.typeIDs, sources: Array(text.ids.indices))
      return classifier.prediction(try logits(of: [whole])[0])
    }
    evaluations += 1
    return try classifier.predictions(batch, intervention: intervention)[0]
  }

  /// The logits of every variant, `[variants][labels]`.
  ///
  /// - Parameter variants: token ids and segment ids, none empty.
  /// - Throws: `CancellationError` between two products of matrices.
  mutating func logits(of variants: [TextVariant]) throws -> [[Float]] {
    let keys = variants.map(key)
    var answers: [[Int32]: [Float]] = [:]
    var question = Question()
    var asked: [[Int32]] = []
    for (key, variant) in zip(keys, variants) where answers[key] == nil {
      answers[key] = known[key] ?? []
      guard known[key] == nil else { continue }
      question.append(variant, pooled: pooled)
      asked.append(key)
      if arithmetic != .fp32, checked.question.batch.count < Self.checks {
        checked.question.append(variant, pooled: pooled)
      }
    }
    if !asked.isEmpty {
      let logits = try ask(question, in: arithmetic)
      evaluations += asked.count
      checked.logits += logits.prefix(checked.question.batch.count - checked.logits.count)
      for (key, logits) in zip(asked, logits) {
        answers[key] = logits
        known[key] = logits
      }
      order += asked
      forgetOldest()
    }
    return keys.map { answers[$0] ?? [] }
  }

  /// What tells a variant from others: ids alone do not tell one text from a pair that is cut elsewhere, nor which of equal tokens is left.
  private func key(_ variant: TextVariant) -> [Int32] {
    let key = variant.ids + [-1] + variant.typeIDs
    return changes == nil ? key : key + variant.sources.map { Int32($0 ?? -1) }
  }

  private func ask(_ question: Question, in arithmetic: Arithmetic) throws -> [[Float]] {
    var intervention = intervention
    intervention.displacement = changes.map { .init($0, rows: question.sources) }
    return try classifier.forward(
      question.batch, intervention: intervention, arithmetic: arithmetic
    ).logits
  }

  /// How far the model's answers are from those in fp32, of every class: the root mean square over the first variants.
  ///
  /// - Returns: nil where the answers are in fp32 themselves.
  /// - Throws: `CancellationError`.
  func error(of function: OutputFunction) throws -> [Double]? {
    guard !checked.logits.isEmpty else { return nil }
    let exact = try ask(checked.question, in: .fp32)
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
