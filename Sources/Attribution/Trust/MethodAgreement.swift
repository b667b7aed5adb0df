/// How much alike several methods rank the parts of one text.
///
/// Methods that disagree are the rule (Krishna et al. 2022, "The Disagreement Problem in Explainable Machine Learning"); agreement is no
/// proof that they are right.
public struct MethodAgreement: Equatable, Sendable {
  /// What of the scores is compared.
  public enum Comparison: String, Sendable, CaseIterable {
    /// Their absolute values: which parts matter, whichever way.
    case magnitude
    /// The scores as they are, but absolute values where one of the two methods knows no direction.
    case signed
  }

  /// Kendall's τ-b, `[methods][methods]`, symmetric; nil where one of the two ranks nothing.
  public let kendall: [[Double?]]
  /// The share of the highest parts that both have, `[methods][methods]`, symmetric; nil for a text without parts.
  public let topOverlap: [[Double?]]

  /// Compares each method with each.
  ///
  /// - Parameters:
  ///   - scores: one a part, `[methods][parts]`.
  ///   - unsigned: the methods whose scores have no direction, such as gradient norms.
  ///   - comparison: what is compared.
  ///   - topCount: how many parts are the highest ones; all of them where there are fewer.
  /// - Complexity: O(n log n) for each pair of methods.
  public init(
    of scores: [[Double]], unsigned: Set<Int> = [], by comparison: Comparison, topCount: Int
  ) {
    precondition(topCount > 0, "the top holds at least one")
    let count = scores.count
    let magnitudes = scores.map { $0.map(abs) }
    var kendall = Array(repeating: Array(repeating: Double?.none, count: count), count: count)
    var topOverlap = kendall
    for first in scores.indices {
      for second in first..<count {
        let hasSign =
          comparison == .signed && !unsigned.contains(first) && !unsigned.contains(second)
        let compared = hasSign ? scores : magnitudes
        let tau = RankCorrelation.kendall(compared[first], compared[second])
        let overlap = RankCorrelation.topOverlap(
          compared[first], compared[second], count: topCount)
        (kendall[first][second], kendall[second][first]) = (tau, tau)
        (topOverlap[first][second], topOverlap[second][first]) = (overlap, overlap)
      }
    }
    self.kendall = kendall
    self.topOverlap = topOverlap
  }
}
