internal import Foundation

/// Whether two models differ in how often they are right on the same rows.
///
/// McNemar, "Note on the sampling error of the difference between correlated proportions or percentages", 1947. Only rows on which one is right and
/// the other wrong say anything.
public struct McNemarTest: Equatable, Sendable {
  /// Rows that the first alone has right.
  public let firstOnly: Int
  /// Rows that the second alone has right.
  public let secondOnly: Int

  /// Counts rows.
  public init(firstOnly: Int, secondOnly: Int) {
    self.firstOnly = firstOnly
    self.secondOnly = secondOnly
  }

  /// Compares predictions for the same rows.
  public init(first: ClassifierOutputs, second: ClassifierOutputs) {
    precondition(first.hasTruth(of: second), "Two models are compared on the same rows.")
    var firstOnly = 0
    var secondOnly = 0
    for row in 0..<first.count {
      let (firstIsRight, secondIsRight) = (first.isRight(row), second.isRight(row))
      if firstIsRight, !secondIsRight { firstOnly += 1 }
      if secondIsRight, !firstIsRight { secondOnly += 1 }
    }
    self.init(firstOnly: firstOnly, secondOnly: secondOnly)
  }

  /// The exact two-sided probability of a split at least as uneven by chance, from the binomial distribution.
  ///
  /// - Complexity: O(rows that differ).
  public var exactPValue: Double {
    let total = firstOnly + secondOnly
    guard total > 0 else { return 1 }
    let halves = Double(total) * log(0.5)
    var tail = 0.0
    // The largest term last, so that small ones are not lost.
    for hits in 0...min(firstOnly, secondOnly) {
      tail += exp(
        lgamma(Double(total + 1)) - lgamma(Double(hits + 1)) - lgamma(Double(total - hits + 1))
          + halves)
    }
    return min(1, 2 * tail)
  }

  /// The statistic with Edwards' correction for continuity; 0 where the models do not differ.
  public var chiSquared: Double {
    let total = Double(firstOnly + secondOnly)
    guard total > 0 else { return 0 }
    let distance = max(0, abs(Double(firstOnly - secondOnly)) - 1)
    return distance * distance / total
  }

  /// The probability of a statistic at least as large by chance, from the χ² distribution of one degree of freedom.
  public var chiSquaredPValue: Double { erfc((chiSquared / 2).squareRoot()) }
}
