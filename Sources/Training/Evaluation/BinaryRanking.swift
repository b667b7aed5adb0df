/// Rows of a class and rows of others in the order of a score, equal scores being one step.
///
/// ROC and precision-recall curves, their areas and what a threshold does are all read from here.
///
/// - Complexity: O(rows · log rows) to make.
public struct BinaryRanking: Equatable, Sendable {
  /// The different scores, falling; a row is positive from its score on.
  public private(set) var thresholds: [Double] = []
  /// How many rows of the class have at least each of the scores.
  public private(set) var truePositives: [Int] = []
  /// How many other rows have at least each of the scores.
  public private(set) var falsePositives: [Int] = []
  /// The rows of the class.
  public var positiveCount: Int { truePositives.last ?? 0 }
  /// The other rows.
  public var negativeCount: Int { falsePositives.last ?? 0 }

  /// Ranks rows.
  public init(_ rows: some Sequence<(score: Double, isPositive: Bool)>) {
    var hits = 0
    var misses = 0
    for (score, isPositive) in rows.sorted(by: { $0.score > $1.score }) {
      if isPositive { hits += 1 } else { misses += 1 }
      if thresholds.last == score {
        truePositives[truePositives.count - 1] = hits
        falsePositives[falsePositives.count - 1] = misses
      } else {
        thresholds.append(score)
        truePositives.append(hits)
        falsePositives.append(misses)
      }
    }
  }

  /// Ranks all rows by the probability of a class.
  public init(_ outputs: ClassifierOutputs, label: Int) {
    self.init(
      (0..<outputs.count).map { (outputs.probability($0, label), outputs.isTrue($0, label)) })
  }

  /// The area under the ROC curve: how often a row of the class has a larger score than another row, equal ones counting half.
  ///
  /// nil where one of both kinds is missing: the area is not defined then.
  public var rocArea: Double? {
    guard positiveCount > 0, negativeCount > 0 else { return nil }
    // Twice the number of pairs in order, exact in whole numbers.
    var doubled = 0.0
    var hits = 0
    var misses = 0
    for step in thresholds.indices {
      let newMisses = falsePositives[step] - misses
      doubled += Double(newMisses) * Double(hits + truePositives[step])
      hits = truePositives[step]
      misses = falsePositives[step]
    }
    return doubled / (2 * Double(positiveCount) * Double(negativeCount))
  }

  /// Average precision: the sum of precisions, each times the recall it adds; nil without rows of the class.
  public var averagePrecision: Double? {
    guard positiveCount > 0 else { return nil }
    var sum = 0.0
    var hits = 0
    for step in thresholds.indices {
      let found = truePositives[step] + falsePositives[step]
      sum += Double(truePositives[step] - hits) * Double(truePositives[step]) / Double(found)
      hits = truePositives[step]
    }
    return sum / Double(positiveCount)
  }

  /// What calling every row from a score on positive does.
  ///
  /// - Complexity: O(log rows).
  public func score(at threshold: Double) -> ConfusionMatrix.ClassScore {
    var low = 0
    var high = thresholds.count
    while low < high {
      let middle = (low + high) / 2
      if thresholds[middle] >= threshold { low = middle + 1 } else { high = middle }
    }
    let hits = low > 0 ? truePositives[low - 1] : 0
    let found = low > 0 ? hits + falsePositives[low - 1] : 0
    return ConfusionMatrix.ClassScore(hits: hits, support: positiveCount, predictions: found)
  }

  /// The ROC curve from (0, 0) to (1, 1), a point a score; empty where one of both kinds is missing.
  public var rocCurve: [ROCPoint] {
    guard positiveCount > 0, negativeCount > 0 else { return [] }
    let points = thresholds.indices.map { step in
      ROCPoint(
        falsePositiveRate: Double(falsePositives[step]) / Double(negativeCount),
        truePositiveRate: Double(truePositives[step]) / Double(positiveCount),
        threshold: thresholds[step])
    }
    return [ROCPoint(falsePositiveRate: 0, truePositiveRate: 0, threshold: .infinity)] + points
  }

  /// The precision-recall curve in the order of falling scores, so of rising recall; empty without rows of the class.
  public var precisionRecallCurve: [PrecisionRecallPoint] {
    guard positiveCount > 0 else { return [] }
    let points = thresholds.indices.map { step in
      PrecisionRecallPoint(
        precision: Double(truePositives[step])
          / Double(truePositives[step] + falsePositives[step]),
        recall: Double(truePositives[step]) / Double(positiveCount), threshold: thresholds[step])
    }
    return [PrecisionRecallPoint(precision: 1, recall: 0, threshold: .infinity)] + points
  }
}

/// A point of a ROC curve.
public struct ROCPoint: Equatable, Sendable {
  /// The share of other rows that are called positive.
  public let falsePositiveRate: Double
  /// The share of the class's rows that are called positive.
  public let truePositiveRate: Double
  /// The score from which on rows are called positive; infinite for none.
  public let threshold: Double
}

/// A point of a precision-recall curve.
public struct PrecisionRecallPoint: Equatable, Sendable {
  /// Of the rows called positive, the share that are of the class.
  public let precision: Double
  /// The share of the class's rows that are called positive.
  public let recall: Double
  /// The score from which on rows are called positive; infinite for none.
  public let threshold: Double
}
