/// Accuracy on the rows that are decided against how many are: rows below a confidence go to a human.
///
/// El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", 2010.
public struct CoverageCurve: Equatable, Sendable {
  /// What deciding only from a confidence on does.
  public struct Point: Equatable, Sendable {
    /// The confidence.
    public let threshold: Double
    /// The share of rows that are decided.
    public let coverage: Double
    /// The share of these that is right.
    public let accuracy: Double
  }

  /// A point a different confidence, in the order of falling confidence, so of rising coverage.
  public let points: [Point]

  /// Ranks rows by their confidence.
  ///
  /// - Complexity: O(rows · log rows).
  public init(_ outputs: ClassifierOutputs) {
    let ranking = BinaryRanking(
      (0..<outputs.count).map {
        (outputs.confidence($0), outputs.isRight($0))
      })
    points = ranking.thresholds.indices.map { step in
      let hits = Double(ranking.truePositives[step])
      let decided = hits + Double(ranking.falsePositives[step])
      return Point(
        threshold: ranking.thresholds[step], coverage: decided / Double(outputs.count),
        accuracy: hits / decided)
    }
  }

  /// What deciding only from `threshold` on does; nil where no row is decided.
  ///
  /// - Complexity: O(log rows).
  public func point(at threshold: Double) -> Point? {
    var low = 0
    var high = points.count
    while low < high {
      let middle = (low + high) / 2
      if points[middle].threshold >= threshold { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? points[low - 1] : nil
  }

  /// The least confidence from which on at least `accuracy` of the decided rows are right; nil where there is none.
  ///
  /// - Complexity: O(rows).
  public func threshold(reaching accuracy: Double) -> Point? {
    points.last { $0.accuracy >= accuracy }
  }
}
