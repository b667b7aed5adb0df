/// All that is told of a classifier's outputs on labelled examples: what `evaluate`, the trainer and the Evaluate screen show.
public struct ClassificationReport: Sendable {
  /// The outputs it is of.
  public let outputs: ClassifierOutputs
  /// The names of the classes.
  public let labels: [String]
  /// Whether the outputs are probabilities; without them there is neither loss nor calibration.
  public let hasProbabilities: Bool
  /// The values of the metrics that are defined.
  public let values: [Metric: Double]
  /// How often each class was taken for each.
  public let matrix: ConfusionMatrix
  /// Precision, recall and F1 of each class.
  public let classScores: [ConfusionMatrix.ClassScore]
  /// The rows of each class and all others, ranked by the class's output.
  public let rankings: [BinaryRanking]
  /// Confidence against accuracy; nil where outputs are no probabilities.
  public let calibration: Calibration?
  /// Where some metrics would lie for other examples of the kind; more may be drawn later.
  public var intervals: [Metric: Bootstrap.Interval]

  /// The metrics that intervals are drawn for: those that cost O(rows) a draw.
  public static let intervalMetrics: [Metric] = [.accuracy, .macroF1, .weightedF1, .loss]

  /// Computes everything.
  ///
  /// - Parameters:
  ///   - outputs: The outputs.
  ///   - labels: The names of the classes.
  ///   - hasProbabilities: Whether the outputs are probabilities.
  ///   - bootstrap: The draws of the intervals; nil for none.
  /// - Complexity: O(classes · rows · log rows), and O(draws · rows).
  public init(
    _ outputs: ClassifierOutputs, labels: [String], hasProbabilities: Bool = true,
    bootstrap: Bootstrap? = nil
  ) {
    precondition(labels.count == outputs.classCount, "Every class has a name.")
    self.outputs = outputs
    self.labels = labels
    self.hasProbabilities = hasProbabilities
    matrix = ConfusionMatrix(outputs)
    classScores = outputs.isMultiLabel ? outputs.classScores : matrix.classScores
    rankings = labels.indices.map { BinaryRanking(outputs, label: $0) }
    calibration = hasProbabilities ? Calibration(outputs) : nil
    var values: [Metric: Double] = [:]
    for metric in Metric.allCases where hasProbabilities || !metric.needsProbabilities {
      values[metric] = metric.value(outputs)
    }
    self.values = values
    let drawn = Self.intervalMetrics.filter { values[$0] != nil }
    let found = bootstrap?.intervals(drawn, of: outputs) ?? []
    intervals = Dictionary(
      zip(drawn, found).compactMap { metric, interval in interval.map { (metric, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The cells of the confusion matrix that are mistakes, the largest first.
  ///
  /// - Parameter most: How many at most.
  public func confusions(most: Int) -> [(truth: Int, predicted: Int, count: Int)] {
    let cells = matrix.counts.enumerated().flatMap { truth, row in
      row.enumerated().compactMap { predicted, count in
        truth != predicted && count > 0 ? (truth: truth, predicted: predicted, count: count) : nil
      }
    }
    return Array(
      cells.sorted { ($1.count, $0.truth, $0.predicted) < ($0.count, $1.truth, $1.predicted) }
        .prefix(most))
  }
}
