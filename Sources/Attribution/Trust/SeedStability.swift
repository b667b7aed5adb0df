/// How much an explanation that draws samples depends on its seed.
public struct SeedStability: Equatable, Sendable {
  /// The mean τ-b of two runs over all pairs that have one; nil where none has.
  public let meanKendall: Double?
  /// The mean share of the highest parts that two runs have in common; nil for fewer than two runs, or no parts.
  public let meanTopOverlap: Double?
  /// Each part's mean over the runs.
  public let means: [Double]
  /// Each part's standard deviation over the runs, with n − 1 below; nil for fewer than two.
  ///
  /// This is how far a single run may be off; the standard error of the mean is this over √n.
  public let standardDeviations: [Double]?

  /// Compares runs of one method on one text.
  ///
  /// - Parameters:
  ///   - runs: the scores for each seed, `[runs][parts]`.
  ///   - comparison: what is ranked.
  ///   - topCount: how many parts are the highest ones; all of them where there are fewer.
  /// - Complexity: O(n log n) for each pair of runs.
  public init(of runs: [[Double]], by comparison: MethodAgreement.Comparison, topCount: Int) {
    let agreement = MethodAgreement(of: runs, by: comparison, topCount: topCount)
    func mean(_ matrix: [[Double?]]) -> Double? {
      let pairs = runs.indices.flatMap { matrix[$0][($0 + 1)...].compactMap(\.self) }
      return pairs.isEmpty ? nil : pairs.reduce(0, +) / Double(pairs.count)
    }
    meanKendall = mean(agreement.kendall)
    meanTopOverlap = mean(agreement.topOverlap)
    let means = (runs.first ?? []).indices.map { part in
      runs.reduce(0) { $0 + $1[part] } / Double(runs.count)
    }
    self.means = means
    standardDeviations =
      runs.count < 2
      ? nil
      : means.enumerated().map { part, mean in
        (runs.reduce(0) { $0 + ($1[part] - mean) * ($1[part] - mean) } / Double(runs.count - 1))
          .squareRoot()
      }
  }
}
