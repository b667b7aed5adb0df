/// How much the scores change where the input hardly does.
///
/// SENS_MAX of Yeh et al. 2019, "On the (In)fidelity and Sensitivity of Explanations", as `captum.metrics.sensitivity_max` of captum 0.9,
/// which draws 10 inputs evenly from the cube of radius 0.02 about the embeddings. Which inputs are drawn is the caller's matter.
public struct Sensitivity: Equatable, Sendable {
  /// ‖φ(x′) − φ(x)‖ / ‖φ(x)‖ of each input x′, in Frobenius's norm; a norm of 0 below is taken as 1.
  public let ratios: [Double]
  /// The largest of them.
  public let maximum: Double

  /// Computes the measure.
  ///
  /// - Parameters:
  ///   - scores: φ(x), in any layout.
  ///   - perturbed: φ(x′) of inputs near x in the same layout, at least one.
  public init(of scores: [Double], perturbed: [[Double]]) {
    precondition(!perturbed.isEmpty, "at least one perturbed input")
    precondition(perturbed.allSatisfy { $0.count == scores.count }, "scores of the same parts")
    let norm = scores.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let found = perturbed.map { other in
      let squares = zip(scores, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return squares.squareRoot() / (norm == 0 ? 1 : norm)
    }
    ratios = found
    // NaN must not hide behind a number.
    maximum = found.reduce(0) { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }
  }
}
