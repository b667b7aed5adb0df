/// How well a classifier's confidence tells how often it is right, for a reliability diagram.
///
/// Guo et al., "On Calibration of Modern Neural Networks", 2017.
public struct Calibration: Equatable, Sendable {
  /// Rows whose confidence lies in one interval.
  public struct Bin: Equatable, Sendable {
    /// The interval, without its lower and with its upper end.
    public let range: ClosedRange<Double>
    /// How many rows.
    public let count: Int
    /// Their mean confidence; 0 without rows.
    public let confidence: Double
    /// The share of them that is right; 0 without rows.
    public let accuracy: Double
  }

  /// Intervals of equal width from 0 to 1.
  public let bins: [Bin]
  /// The expected calibration error: the mean distance between confidence and accuracy, bins counting by their rows.
  public let expectedError: Double

  /// Sorts the rows into bins.
  ///
  /// - Parameter binCount: How many; 15 are usual.
  /// - Complexity: O(rows).
  public init(_ outputs: ClassifierOutputs, binCount: Int = 15) {
    precondition(binCount > 0, "Calibration needs at least one bin.")
    var counts = [Int](repeating: 0, count: binCount)
    var confidences = [Double](repeating: 0, count: binCount)
    var hits = [Int](repeating: 0, count: binCount)
    for row in 0..<outputs.count {
      let confidence = outputs.confidence(row)
      let place = (confidence * Double(binCount)).rounded(.up) - 1
      let bin = place.isFinite ? Int(min(max(place, 0), Double(binCount - 1))) : 0
      counts[bin] += 1
      confidences[bin] += confidence
      if outputs.predicted[row] == outputs.truth[row] { hits[bin] += 1 }
    }
    bins = (0..<binCount).map { bin in
      let count = Double(max(1, counts[bin]))
      return Bin(
        range: Double(bin) / Double(binCount)...Double(bin + 1) / Double(binCount),
        count: counts[bin], confidence: confidences[bin] / count,
        accuracy: Double(hits[bin]) / count)
    }
    let total = Double(max(1, outputs.count))
    expectedError = bins.reduce(0) {
      $0 + Double($1.count) / total * abs($1.accuracy - $1.confidence)
    }
  }
}
