/// How far the scores are from telling what a change of the input does to the output.
///
/// The mean of (I·φ − (F(x) − F(x − I)))² over perturbations I (Yeh et al. 2019, "On the (In)fidelity and Sensitivity of Explanations"),
/// as `captum.metrics.infidelity` of captum 0.9. 0 is perfect; the unit is that of the output, squared. For parts that are kept or left
/// out, I is 1 for those left out.
public struct Infidelity: Equatable, Sendable {
  /// The mean over the perturbations.
  public let value: Double
  /// The same with the scores multiplied by `scale`, for methods whose scores have no unit; captum's `normalize`.
  public let normalized: Double
  /// β = Σ ab / Σ a², the factor of the scores that gives the least infidelity; 0 where no perturbation touches a score.
  public let scale: Double
  /// The mean of (F(x) − F(x − I))²: what scores that are all 0 would have.
  public let ofNothing: Double
  /// The perturbations.
  public let sampleCount: Int

  /// The share of what the output does that the scores do not foretell at their best scale, 0…1; nil where the output does not move.
  public var missedShare: Double? { ofNothing > 0 ? normalized / ofNothing : nil }

  /// Computes the measure from what the scores expect and what the output does.
  ///
  /// - Parameters:
  ///   - expected: I·φ of each perturbation.
  ///   - changes: F(x) − F(x − I) of each.
  public init(expected: [Double], changes: [Double]) {
    precondition(!expected.isEmpty, "at least one perturbation")
    precondition(expected.count == changes.count, "a change of the output for each perturbation")
    sampleCount = expected.count
    let squares = expected.reduce(0) { $0 + $1 * $1 }
    let products = zip(expected, changes).reduce(0) { $0 + $1.0 * $1.1 }
    // A denominator of 0 is taken as 1, as captum does; the numerator is then 0.
    let scale = products / (squares == 0 ? 1 : squares)
    func mean(_ scale: Double) -> Double {
      zip(expected, changes).reduce(0) {
        let difference = scale * $1.0 - $1.1
        return $0 + difference * difference
      } / Double(expected.count)
    }
    self.scale = scale
    value = mean(1)
    normalized = mean(scale)
    ofNothing = mean(0)
  }

  /// Computes the measure of scores.
  ///
  /// For scores with the input as a factor, such as integrated gradients, I is counted in shares of the input's distance from the baseline,
  /// as captum's `infidelity_perturb_func_decorator` does; for gradients as it is.
  ///
  /// - Parameters:
  ///   - scores: φ.
  ///   - perturbations: what was taken from the input each time, `[perturbations][scores]`.
  ///   - changes: F(x) − F(x − I) of each.
  public init(of scores: [Double], perturbations: [[Double]], changes: [Double]) {
    precondition(
      perturbations.allSatisfy { $0.count == scores.count }, "a perturbation of each score's input")
    self.init(
      expected: perturbations.map { zip($0, scores).reduce(0) { $0 + $1.0 * $1.1 } },
      changes: changes)
  }
}
