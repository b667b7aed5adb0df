internal import Foundation

/// What a classifier said of examples that have any number of labels, each probability for itself.
///
/// A label is predicted from a probability of a half on. Metrics are scikit-learn's of indicator matrices.
public struct MultiLabelOutputs: Equatable, Sendable {
  /// A label is predicted from this probability on.
  public static let threshold = 0.5

  /// What is defined for rows of several labels.
  public static let metrics: [Metric] = [
    .accuracy, .macroF1, .weightedF1, .macroPrecision, .macroRecall, .weightedPrecision,
    .weightedRecall, .rocAUC, .loss,
  ]

  /// The number of classes.
  public let classCount: Int
  /// Whether a row has a label, `classCount` a row.
  public private(set) var truth: [Bool] = []
  /// The probabilities, `classCount` a row.
  public private(set) var probabilities: [Double] = []

  /// Starts without rows.
  public init(classCount: Int) {
    precondition(classCount > 0, "A classifier has at least one class.")
    self.classCount = classCount
  }

  /// The number of rows.
  public var count: Int { truth.count / classCount }

  /// Adds a row, one truth and one probability a class.
  public mutating func append(
    truth: some Collection<Bool>, probabilities: some Collection<Double>
  ) {
    precondition(
      truth.count == classCount && probabilities.count == classCount, "A row has all classes.")
    self.truth += truth
    self.probabilities += probabilities
  }

  /// The value of a metric; nil where it is not defined for rows of several labels.
  ///
  /// - Accuracy is the share of rows of which every label is right, the loss the mean binary cross-entropy of all labels of all rows.
  /// - Labels that no row has, or all rows have, are left out of ROC areas.
  /// - Complexity: O(classes · rows · log rows) for ROC areas, O(classes · rows) for the others.
  public func value(_ metric: Metric) -> Double? {
    guard count > 0 else { return nil }
    switch metric {
    case .accuracy: return accuracy
    case .macroF1: return ConfusionMatrix.average(classScores, .macro, \.f1)
    case .macroPrecision: return ConfusionMatrix.average(classScores, .macro, \.precision)
    case .macroRecall: return ConfusionMatrix.average(classScores, .macro, \.recall)
    case .weightedF1: return ConfusionMatrix.average(classScores, .weighted, \.f1)
    case .weightedPrecision: return ConfusionMatrix.average(classScores, .weighted, \.precision)
    case .weightedRecall: return ConfusionMatrix.average(classScores, .weighted, \.recall)
    case .rocAUC:
      let areas = (0..<classCount).compactMap { label in
        BinaryRanking(rows(label)).rocArea
      }
      return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
    case .loss: return loss
    case .rocAUCOneVersusOne, .matthews, .calibrationError: return nil
    }
  }

  private func rows(_ label: Int) -> [(score: Double, isPositive: Bool)] {
    stride(from: label, to: truth.count, by: classCount).map { (probabilities[$0], truth[$0]) }
  }

  private var classScores: [ConfusionMatrix.ClassScore] {
    (0..<classCount).map { BinaryRanking(rows($0)).score(at: Self.threshold) }
  }

  private var accuracy: Double {
    let right = (0..<count).count { row in
      (row * classCount..<(row + 1) * classCount).allSatisfy {
        (probabilities[$0] >= Self.threshold) == truth[$0]
      }
    }
    return Double(right) / Double(count)
  }

  private var loss: Double {
    let sum = truth.indices.reduce(0.0) { sum, index in
      let probability = truth[index] ? probabilities[index] : 1 - probabilities[index]
      return sum - log(min(max(probability, Double.ulpOfOne), 1))
    }
    return sum / Double(truth.count)
  }
}
