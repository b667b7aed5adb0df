/// The output while the parts of a text are taken out, or put in, one after the other.
public struct PerturbationCurve: Equatable, Sendable {
  /// The output after some of the parts.
  public struct Point: Equatable, Sendable {
    /// The share of the parts taken out or put in so far, 0…1.
    public let fraction: Double
    /// The output for what is then there.
    public let output: Double

    /// Makes a point from its parts.
    public init(fraction: Double, output: Double) {
      self.fraction = fraction
      self.output = output
    }
  }

  /// From no part moved to all of them; one point where the text has no parts.
  public let points: [Point]
  /// The area under the points by the trapezoidal rule, the way from none to all counted as 1: the mean height of the curve.
  ///
  /// The deletion and insertion scores of Petsiuk et al. 2018 (RISE). Low is good for deletion, high for insertion.
  public let area: Double

  /// Makes a curve from points by rising fraction, the first 0 and the last 1.
  public init(_ points: [Point]) {
    precondition(!points.isEmpty, "a curve has a beginning")
    self.points = points
    guard points.count > 1 else {
      area = points[0].output
      return
    }
    area = zip(points, points.dropFirst()).reduce(0) {
      $0 + ($1.1.fraction - $1.0.fraction) * ($1.0.output + $1.1.output) / 2
    }
  }
}
