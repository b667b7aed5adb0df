/// Which parts of a text count as the rationale of an explanation, at several lengths: two conventions that published numbers follow.
///
/// In both, parts are ranked by signed score for the class explained, falling, so that what speaks against the class comes last; equal
/// scores in the text's order, where NumPy's `argsort` leaves the order open. ERASER's own baselines have no negative scores (attention,
/// |x·∇F|, LIME's weights cut at 0): who wants strength without direction hands in absolute values.
public enum RationaleConvention: String, Sendable, CaseIterable {
  /// ERASER (DeYoung et al. 2020): 1, 5, 10, 20 and 50 % of the parts, rounded up, so that at least one part is taken.
  ///
  /// The benchmark's code averages plainly over the thresholds (`metrics.py` of jayded/eraserbenchmark) and rounds up in its baselines
  /// (`soft_encoder_model.py` of successar/Eraser-Benchmark-Baseline-Models); the paper divides by one more, counting an empty rationale.
  /// The code is followed. On short texts several thresholds take the same parts and all count.
  case eraser
  /// ferret (Attanasio et al. 2023): 10, 20, … 100 % of the parts, rounded down, of those only parts with a positive score.
  ///
  /// A rationale that is empty or equal to the one before is left out of the mean; where none is left, comprehensiveness is 0 and
  /// sufficiency 1 (`faithfulness_measures.py` of g8a9/ferret).
  case ferret

  /// The shares of the text's parts that are taken, in rising order.
  public var fractions: [Double] {
    switch self {
    case .eraser: [0.01, 0.05, 0.1, 0.2, 0.5]
    // As numpy.arange(0.1, 1.1, 0.1) computes them.
    case .ferret: (0..<10).map { 0.1 + Double($0) * 0.1 }
    }
  }

  /// How many of a text's parts a share of them is.
  public func partCount(_ fraction: Double, of count: Int) -> Int {
    let exact = fraction * Double(count)
    return min(count, Int(exact.rounded(self == .eraser ? .up : .down)))
  }

  /// How many of the highest parts the rationales consist of, one for each share that counts.
  ///
  /// - Parameter ranked: the scores, falling.
  func rationales(ofRanked ranked: [Double]) -> [(fraction: Double, partCount: Int)] {
    let all = fractions.map { ($0, partCount($0, of: ranked.count)) }
    guard self == .ferret else { return all }
    let positive = ranked.prefix { $0 > 0 }.count
    var last = 0
    return all.compactMap { fraction, wanted in
      let count = min(wanted, positive)
      // Rationales are the beginnings of one order: equal when equally long.
      guard count != last else { return nil }
      last = count
      return (fraction, count)
    }
  }
}
