internal import Training

/// The ROC and the precision-recall curve of a class, in as many points as a plot has dots: frames do not cost more where there are more rows.
struct ClassCurves: Sendable {
  /// A point in the unit square.
  typealias Point = (x: Double, y: Double)

  private static let mostPoints = 2_000

  /// The share of the others that is taken, and the share of the class that is found.
  let roc: [Point]
  /// Recall and precision.
  let precisionRecall: [Point]

  /// Takes a class's ranking.
  ///
  /// - Complexity: O(rows).
  init(_ ranking: BinaryRanking) {
    roc = Self.thinned(ranking.rocCurve).map { ($0.falsePositiveRate, $0.truePositiveRate) }
    precisionRecall = Self.thinned(ranking.precisionRecallCurve).map { ($0.recall, $0.precision) }
  }

  /// Points at even places, the first and the last among them.
  static func thinned<Value>(_ points: [Value]) -> [Value] {
    guard points.count > mostPoints else { return points }
    return (0..<mostPoints).map { points[$0 * (points.count - 1) / (mostPoints - 1)] }
  }
}
