/// Kernel SHAP's values of every label: Shapley's, as the coefficients of one weighted regression on subsets of the parts.
///
/// Lundberg and Lee 2017; subsets, weights, selection and regression are those of shap 0.51's `KernelExplainer` (`_kernel.py`), subset for
/// subset for a seed, or those of captum 0.9's `KernelShap` in distribution. The sum is F(x) − F(nothing) but for rounding, whatever was
/// asked: captum, which gives the two ends a weight of 10⁶ instead, comes near. Where shap's selection finds no part (of a change below its
/// precision) it leaves all at 0; here they share the change alike.
public struct KernelSHAPValues: Equatable, Sendable {
  /// Each part's value, `[parts][labels]`.
  public private(set) var values: [[Double]]
  /// Standard errors of them over the subsets drawn, infinite where too few are known to tell; nil where nothing is drawn.
  ///
  /// Of parts that a regularization chose as though they had been chosen beforehand, and 0 of the others.
  public private(set) var standardErrors: [[Double]]?
  /// The parts that each label's regression has, `[labels]`, in the order in which they were chosen.
  public private(set) var chosen: [[Int]]
  /// The outputs with no part kept.
  public let base: [Double]
  /// The outputs with all parts kept.
  public let output: [Double]
  /// Samples so far as the library counts them: shap's different subsets beside the two ends, captum's draws with these.
  public private(set) var samples = 0

  /// Subsets of one call of the model, at first and at most: estimates come early, and later ones do not cost more than they tell.
  private static let block = 16...64
  /// shap takes values nearer to 0 for rounding.
  private static let rounding = 1e-10

  /// Computes values.
  ///
  /// Up to 11 parts shap's default number of samples is enough for all subsets: the values are then Shapley's, where `regularization` is
  /// `.all`.
  ///
  /// - Parameters:
  ///   - count: the parts.
  ///   - samples: how many; nil: the library's number.
  ///   - sampling: whose subsets.
  ///   - regularization: which parts a label's regression may have; nil: as the library chooses when it is not told.
  ///   - seed: decides what is drawn; shap's sampling takes the lower 32 bits.
  ///   - evaluate: the model's outputs for masks, `[masks][labels]`.
  ///   - report: called with the values so far after every call of the model; nil: nobody waits for them.
  /// - Complexity: a variant a different subset, and for every call of the model the cube of the parts.
  public init(
    of count: Int, samples: Int? = nil, sampling: CoalitionSampling = .shap,
    regularization: KernelSHAPRegularization? = nil, seed: UInt64,
    evaluate: ([FeatureMask]) throws -> [[Double]],
    report: ((KernelSHAPValues) throws -> Void)? = nil
  ) throws {
    precondition((samples ?? 1) > 0, "at least one sample")
    try self.init(
      of: count,
      sample: count < 2
        ? nil
        : CoalitionSample(
          sampling, partCount: count, samples: samples ?? sampling.defaultSamples(parts: count),
          seed: seed),
      regularization: regularization ?? sampling.defaultRegularization, evaluate: evaluate,
      report: report)
  }

  /// Computes values from given subsets.
  ///
  /// - Parameters:
  ///   - count: the parts.
  ///   - sample: the subsets; nil for less than two parts, which the two ends tell all of.
  init(
    of count: Int, sample: CoalitionSample?, regularization: KernelSHAPRegularization,
    evaluate: ([FeatureMask]) throws -> [[Double]],
    report: ((KernelSHAPValues) throws -> Void)? = nil
  ) throws {
    let endMasks = [false, true].map { FeatureMask(count: count, keepingAll: $0) }
    var next = 0
    func block() -> [FeatureMask] {
      guard let sample else { return [] }
      let first = next
      next = min(
        first + min(max(first / 2, Self.block.lowerBound), Self.block.upperBound),
        sample.masks.count)
      // What was drawn together is asked together.
      if let draw = sample.draws.first(where: { $0.upperBound > next }), draw.lowerBound < next {
        next = draw.upperBound
      }
      return Array(sample.masks[first..<next])
    }
    let answers = try evaluate(endMasks + block())
    (base, output) = (answers[0], answers[1])
    chosen = base.map { _ in Array(0..<count) }
    // One part alone changes all that there is to change.
    values = Array(repeating: zip(output, base).map { $0 - $1 }, count: count)
    guard let sample else {
      try report?(self)
      return
    }
    var responses = CoalitionResponses(sample, partCount: count, base: base, output: output)
    responses.add(Array(answers.dropFirst(endMasks.count)))
    while true {
      if responses.isComplete || report != nil {
        solve(responses, regularization)
        samples = sample.samples(among: responses.outputs.count)
        try report?(self)
      }
      guard !responses.isComplete else { return }
      responses.add(try evaluate(block()))
    }
  }

  private mutating func solve(
    _ responses: CoalitionResponses, _ regularization: KernelSHAPRegularization
  ) {
    let count = responses.sample.partCount
    let moments = responses.moments
    chosen = base.indices.map { label in
      let found = regularization.choose(from: responses, moments, label: label)
      return found.isEmpty ? Array(0..<count) : found
    }
    let isDrawn = !responses.isComplete || responses.sample.drawnWeight > 0
    values = Array(repeating: Array(repeating: 0, count: base.count), count: count)
    standardErrors = isDrawn ? values : nil
    // Labels with the same parts have the same equations.
    for (parts, labels) in Dictionary(grouping: base.indices, by: { chosen[$0] }) {
      let regression = CoalitionRegression(on: parts, responses, moments)
      let found = labels.map { regression.values(label: $0) }
      let errors = isDrawn ? regression.standardErrors(labels: labels, values: found) : []
      for (index, label) in labels.enumerated() {
        for (place, part) in parts.enumerated() {
          let value = found[index][place]
          values[part][label] = abs(value) < Self.rounding ? 0 : value
          if isDrawn { standardErrors?[part][label] = errors[index][place] }
        }
      }
    }
  }
}
