/// One thing that was looked at to find out whether an explanation can be trusted.
///
/// The functions that make checks hold the limits, each with its reason; whoever has better ones passes them, or makes the result itself.
public struct ExplanationCheck: Equatable, Sendable {
  /// What was looked at.
  public enum Kind: String, Sendable, CaseIterable {
    /// Whether the values add up to what they share out; the number is the signed difference.
    case completeness
    /// F(x) − F(x without the parts ranked highest), averaged.
    case comprehensiveness
    /// F(x) − F(the parts ranked highest alone), averaged.
    case sufficiency
    /// Kendall's τ-b between values and what leaving out one part at a time does.
    case leaveOneOut = "leave-one-out"
    /// The mean τ-b between this method and others.
    case agreement
    /// The mean square by which the values, at their best scale, miss what taking out random parts does.
    case infidelity
    /// How much the values change at most, as a share of themselves, where the vectors hardly do.
    case sensitivity
    /// The mean τ-b between runs of the method with other seeds.
    case stability
    /// R² of the linear model that the values are the weights of.
    case surrogate
    /// How many of the named parts have an error larger than their value.
    case uncertainty
  }

  /// What came out.
  public enum Result: Equatable, Sendable {
    case passed(Double)
    case failed(Double)
    case notRun
  }

  /// What was looked at.
  public var kind: Kind
  /// What came out.
  public var result: Result

  /// Makes a check from its result.
  public init(_ kind: Kind, _ result: Result) {
    self.kind = kind
    self.result = result
  }

  /// The number that came out; nil where the check was not run.
  public var value: Double? {
    switch result {
    case .passed(let value), .failed(let value): value
    case .notRun: nil
    }
  }

  /// Whether the check was run and failed.
  public var hasFailed: Bool { if case .failed = result { true } else { false } }

  /// Whether the check was run and passed.
  public var hasPassed: Bool { if case .passed = result { true } else { false } }

  /// Whether the values add up.
  ///
  /// - Parameters:
  ///   - delta: Σ values − `change`; nil for methods whose values need not add up.
  ///   - change: what is shared out, `ExplanationFacts.change`.
  ///   - limit: the share of the change that may be missing; 1 % is where the adaptive integral stops.
  public static func completeness(
    delta: Double?, change: Double, limit: Double = 0.01
  ) -> Self {
    // A change of nothing leaves room for rounding only.
    Self(.completeness, delta) { abs($0) <= max(limit * abs(change), 1e-5) }
  }

  /// Whether the output falls without the parts ranked highest.
  ///
  /// - Parameters:
  ///   - value: the mean fall; nil where it was not measured.
  ///   - limit: the fall that must be exceeded; parts without which the output stays, or rises, do not matter to it.
  public static func comprehensiveness(_ value: Double?, limit: Double = 0) -> Self {
    Self(.comprehensiveness, value) { $0 > limit }
  }

  /// Whether the parts ranked highest are enough.
  ///
  /// - Parameters:
  ///   - value: the mean fall of the output with them alone; nil where it was not measured.
  ///   - comprehensiveness: the mean fall without them: they must do better alone than all the rest does.
  public static func sufficiency(_ value: Double?, comprehensiveness: Double?) -> Self {
    guard let comprehensiveness, comprehensiveness.isFinite else {
      return Self(.sufficiency, .notRun)
    }
    return Self(.sufficiency, value) { $0 < max(comprehensiveness, 0) || $0 <= 0 }
  }

  /// Whether the values rank the parts as leaving out one at a time does.
  ///
  /// - Parameters:
  ///   - tau: Kendall's τ-b; nil where it was not measured, or one of the two ranks nothing.
  ///   - limit: what must be exceeded; a random order has 0, and a fifth is little more.
  public static func leaveOneOut(tau: Double?, limit: Double = 0.2) -> Self {
    Self(.leaveOneOut, tau) { $0 > limit }
  }

  /// Whether other methods rank the parts alike.
  ///
  /// - Parameters:
  ///   - taus: Kendall's τ-b with each of the other methods, nil where there is none.
  ///   - limit: what their mean must exceed, as for `leaveOneOut(tau:limit:)`.
  public static func agreement(taus: [Double?], limit: Double = 0.2) -> Self {
    let found = taus.compactMap(\.self)
    let mean = found.isEmpty ? nil : found.reduce(0, +) / Double(found.count)
    return Self(.agreement, mean) { $0 > limit }
  }

  /// Whether the values foretell what taking out random parts does.
  ///
  /// - Parameters:
  ///   - measured: nil where it was not measured.
  ///   - limit: the share of it that may be missed; beyond a half most of what the model does is not in the values. Values that have the
  ///     wrong sign altogether foretell nothing.
  public static func infidelity(_ measured: Infidelity?, limit: Double = 0.5) -> Self {
    guard let measured, let missed = measured.missedShare else { return Self(.infidelity, .notRun) }
    return Self(.infidelity, measured.normalized) { _ in measured.scale > 0 && missed <= limit }
  }

  /// Whether the values stay where the vectors hardly change.
  ///
  /// - Parameters:
  ///   - maximum: the largest change as a share of the values; nil where it was not measured.
  ///   - limit: the share that may change; values of which more than half is gone for a change that the model's answer does not show are
  ///     not the text's.
  public static func sensitivity(_ maximum: Double?, limit: Double = 0.5) -> Self {
    Self(.sensitivity, maximum) { $0 <= limit }
  }

  /// Whether other seeds rank the parts alike.
  ///
  /// - Parameters:
  ///   - tau: the mean of Kendall's τ-b between runs; nil where it was not measured.
  ///   - limit: what must be exceeded: at a half, of four pairs of parts three are in the same order.
  public static func stability(tau: Double?, limit: Double = 0.5) -> Self {
    Self(.stability, tau) { $0 > limit }
  }

  /// Whether the linear model fits the real one near the text.
  ///
  /// - Parameters:
  ///   - score: R²; nil for methods without such a model.
  ///   - limit: the least that passes; below a half most of what the model does is not in its weights.
  public static func surrogate(score: Double?, limit: Double = 0.5) -> Self {
    Self(.surrogate, score) { $0 >= limit }
  }

  /// Whether the signs of the named parts are sure: their errors are not larger than their values.
  ///
  /// - Parameter parts: `ExplanationFacts.decisiveParts`; without any error among them the check is not run.
  public static func uncertainty(of parts: [ExplanationFacts.Part]) -> Self {
    guard parts.contains(where: { $0.uncertainty != nil }) else {
      return Self(.uncertainty, .notRun)
    }
    let open = parts.count { part in part.uncertainty.map { !($0 <= abs(part.value)) } ?? false }
    return Self(.uncertainty, Double(open)) { $0 == 0 }
  }

  /// A number that is not there, or is none, is a check that was not run.
  private init(_ kind: Kind, _ value: Double?, passes: (Double) -> Bool) {
    self.kind = kind
    guard let value, value.isFinite else {
      result = .notRun
      return
    }
    result = passes(value) ? .passed(value) : .failed(value)
  }
}
