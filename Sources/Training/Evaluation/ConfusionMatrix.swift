internal import Foundation

/// How often each true class was predicted as each class, and what follows from that alone.
///
/// Where a ratio has no denominator it is 0, as scikit-learn has it with `zero_division=0`. Averages run over the classes that occur as truth or
/// as prediction, which is scikit-learn's default.
public struct ConfusionMatrix: Equatable, Sendable {
  /// Counts, a row a true class and a column a predicted one.
  public private(set) var counts: [[Int]]

  /// Starts without rows.
  public init(classCount: Int) {
    counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
  }

  /// Takes counts, a row a true class and as many columns.
  init?(counts: [[Int]]) {
    guard counts.allSatisfy({ $0.count == counts.count && $0.allSatisfy { $0 >= 0 } }) else {
      return nil
    }
    self.counts = counts
  }

  /// The rows of both.
  static func + (left: ConfusionMatrix, right: ConfusionMatrix) -> ConfusionMatrix {
    precondition(left.counts.count == right.counts.count, "Both are of the same classes.")
    var sum = left
    for (truth, row) in right.counts.enumerated() {
      for (predicted, count) in row.enumerated() { sum.counts[truth][predicted] &+= count }
    }
    return sum
  }

  /// Counts predictions; a row of several labels is in as many cells as `ClassifierOutputs.forEachCell` names.
  public init(_ outputs: ClassifierOutputs) {
    self.init(classCount: outputs.classCount)
    for row in 0..<outputs.count {
      outputs.forEachCell(row) { add(truth: $0, predicted: $1) }
    }
  }

  /// Counts a row.
  public mutating func add(truth: Int, predicted: Int) { counts[truth][predicted] += 1 }

  /// Precision, recall and their harmonic mean for one class.
  public struct ClassScore: Equatable, Sendable {
    /// Of the rows predicted as the class, the share that are of it.
    public let precision: Double
    /// Of the rows of the class, the share predicted as it.
    public let recall: Double
    /// The harmonic mean of both.
    public let f1: Double
    /// The rows of the class.
    public let support: Int
    /// The rows predicted as the class.
    public let predictions: Int

    init(hits: Int, support: Int, predictions: Int) {
      precision = predictions > 0 ? Double(hits) / Double(predictions) : 0
      recall = support > 0 ? Double(hits) / Double(support) : 0
      let both = support + predictions
      f1 = both > 0 ? 2 * Double(hits) / Double(both) : 0
      self.support = support
      self.predictions = predictions
    }
  }

  /// How the classes' scores are put together.
  public enum Average: Sendable {
    /// Every class counts the same.
    case macro
    /// Every class counts by its rows.
    case weighted
  }

  /// The number of rows.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// The score of each class.
  public var classScores: [ClassScore] {
    counts.indices.map { label in
      ClassScore(
        hits: counts[label][label], support: counts[label].reduce(0, +),
        predictions: counts.reduce(0) { $0 + $1[label] })
    }
  }

  /// The share of rows that are right; 0 without rows.
  public var accuracy: Double {
    let total = total
    return total > 0 ? Double(counts.indices.reduce(0) { $0 + counts[$1][$1] }) / Double(total) : 0
  }

  /// An average of one of the classes' scores; 0 without rows.
  ///
  /// Classes that are neither in the truth nor predicted are left out.
  public func average(_ average: Average, _ score: KeyPath<ClassScore, Double>) -> Double {
    Self.average(
      classScores.filter { $0.support > 0 || $0.predictions > 0 }, average, score)
  }

  /// An average of one of some classes' scores; 0 where there are none.
  static func average(
    _ scores: [ClassScore], _ average: Average, _ score: KeyPath<ClassScore, Double>
  ) -> Double {
    let weights = scores.map { average == .macro ? 1 : Double($0.support) }
    let total = weights.reduce(0, +)
    guard total > 0 else { return 0 }
    return zip(scores, weights).reduce(0) { $0 + $1.0[keyPath: score] * $1.1 } / total
  }

  /// Matthews' correlation of truth and prediction, −1 to 1; 0 where one of them is always the same.
  ///
  /// Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
  public var matthews: Double {
    let scores = classScores
    let total = Double(total)
    let hits = Double(counts.indices.reduce(0) { $0 + counts[$1][$1] })
    let crossed = scores.reduce(0) { $0 + Double($1.support) * Double($1.predictions) }
    let truth = total * total - scores.reduce(0) { $0 + Double($1.support) * Double($1.support) }
    let predicted =
      total * total - scores.reduce(0) { $0 + Double($1.predictions) * Double($1.predictions) }
    guard truth > 0, predicted > 0 else { return 0 }
    return (hits * total - crossed) / (truth * predicted).squareRoot()
  }
}
