/// A metric over the folds of a cross-validation.
public struct MetricSpread: Equatable, Sendable {
  /// The value of each fold.
  public let values: [Double]

  /// Takes the folds' values.
  public init(_ values: [Double]) { self.values = values }

  /// The mean; 0 without values.
  public var mean: Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

  /// The standard deviation over the folds, as NumPy's `std` and scikit-learn's examples have it (divided by their number).
  public var standardDeviation: Double {
    guard !values.isEmpty else { return 0 }
    let mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count)).squareRoot()
  }
}
