/// How well a classifier's confidence tells how often it is right, for a reliability diagram.
///
/// Guo et al., "On Calibration of Modern Neural Networks", 2017. Where rows have several labels, each label of each row counts: its probability
/// against whether it is there.
public struct Calibration: Equatable, Sendable {
  /// Rows, or of several labels decisions, whose confidence lies in one interval.
  public struct Bin: Equatable, Sendable {
    /// The interval, without its lower and with its upper end.
    public let range: ClosedRange<Double>
    /// How many there are.
    public let count: Int
    /// Their mean confidence; 0 where there are none.
    public let confidence: Double
    /// The share of them that is right; 0 where there are none.
    public let accuracy: Double
  }

  /// Intervals of equal width from 0 to 1.
  public let bins: [Bin]
  /// The expected calibration error: the mean distance between confidence and accuracy, bins counting by what is in them.
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
    func add(_ confidence: Double, isRight: Bool) {
      let place = (confidence * Double(binCount)).rounded(.up) - 1
      let bin = place.isFinite ? Int(min(max(place, 0), Double(binCount - 1))) : 0
      counts[bin] += 1
      confidences[bin] += confidence
      if isRight { hits[bin] += 1 }
    }
    for row in 0..<outputs.count {
      if outputs.isMultiLabel {
        for label in 0..<outputs.classCount {
          add(outputs.probability(row, label), isRight: outputs.isTrue(row, label))
        }
      } else {
        add(outputs.confidence(row), isRight: outputs.isRight(row))
      }
    }
    bins = (0..<binCount).map { bin in
      let count = Double(max(1, counts[bin]))
      return Bin(
        range: Double(bin) / Double(binCount)...Double(bin + 1) / Double(binCount),
        count: counts[bin], confidence: confidences[bin] / count,
        accuracy: Double(hits[bin]) / count)
    }
    let total = Double(max(1, counts.reduce(0, +)))
    expectedError = bins.reduce(0) {
      $0 + Double($1.count) / total * abs($1.accuracy - $1.confidence)
    }
  }
}
