/// How much alike two lists of numbers rank the same things.
public enum RankCorrelation {
  /// Kendall's τ-b: pairs in the same order less pairs in the opposite one, ties counted out.
  ///
  /// (C − D) / √((P − T₁)(P − T₂)) with P = n(n−1)/2 pairs of which T are tied (Kendall 1945), by Knight's merge sort (1966); bit for
  /// bit what `scipy.stats.kendalltau` of scipy 1.17 gives. 1 is the same order, −1 the reverse.
  ///
  /// - Returns: nil where scipy gives NaN: fewer than two things, a list without any order, a number that is NaN.
  /// - Complexity: O(n log n).
  public static func kendall<Value: BinaryFloatingPoint>(
    _ first: [Value], _ second: [Value]
  ) -> Double? {
    precondition(first.count == second.count, "both lists score the same things")
    let count = first.count
    guard count > 1, !hasNaN(first), !hasNaN(second) else { return nil }
    let order = first.indices.sorted { (first[$0], second[$0]) < (first[$1], second[$1]) }
    let tiedFirst = tiedPairs(count) { first[order[$0 - 1]] == first[order[$0]] }
    let tiedBoth = tiedPairs(count) {
      first[order[$0 - 1]] == first[order[$0]] && second[order[$0 - 1]] == second[order[$0]]
    }
    var sequence = order.map { second[$0] }
    // Within a tie of the first list the second rises, so that a tied pair is no inversion.
    let discordant = sortCountingInversions(&sequence)
    let tiedSecond = tiedPairs(count) { sequence[$0 - 1] == sequence[$0] }
    let pairs = count * (count - 1) / 2
    guard tiedFirst < pairs, tiedSecond < pairs else { return nil }
    let difference = pairs - tiedFirst - tiedSecond + tiedBoth - 2 * discordant
    let tau =
      Double(difference) / Double(pairs - tiedFirst).squareRoot()
      / Double(pairs - tiedSecond).squareRoot()
    return min(1, max(-1, tau))
  }

  /// Spearman's ρ: Pearson's correlation of the ranks, where equal numbers share the mean of theirs.
  ///
  /// Spearman 1904; as `scipy.stats.spearmanr`. The shortcut 1 − 6Σd²/(n³ − n) is right only without ties and is not used.
  ///
  /// - Returns: nil for fewer than two things, a list without any order, a number that is NaN.
  /// - Complexity: O(n log n).
  public static func spearman<Value: BinaryFloatingPoint>(
    _ first: [Value], _ second: [Value]
  ) -> Double? {
    precondition(first.count == second.count, "both lists score the same things")
    guard first.count > 1, !hasNaN(first), !hasNaN(second) else { return nil }
    var (covariance, firstVariance, secondVariance) = (0.0, 0.0, 0.0)
    for (a, b) in zip(centredRanks(first), centredRanks(second)) {
      covariance += a * b
      firstVariance += a * a
      secondVariance += b * b
    }
    guard firstVariance > 0, secondVariance > 0 else { return nil }
    return min(1, max(-1, covariance / (firstVariance * secondVariance).squareRoot()))
  }

  /// The share of the k highest of one list that are among the k highest of the other: |A ∩ B| / k.
  ///
  /// "Feature agreement" of Krishna et al. 2022 where both lists are absolute values. Of equal numbers the earlier counts as the higher,
  /// in both lists, so that the answer is the same every time; two lists without any order overlap wholly for that reason.
  ///
  /// - Parameter count: k; at most the length of the lists is used.
  /// - Returns: nil for empty lists.
  /// - Complexity: O(n log n).
  public static func topOverlap<Value: BinaryFloatingPoint>(
    _ first: [Value], _ second: [Value], count: Int
  ) -> Double? {
    precondition(first.count == second.count, "both lists score the same things")
    precondition(count > 0, "the top holds at least one")
    guard !first.isEmpty else { return nil }
    let top = min(count, first.count)
    let chosen = Set(Ranking.falling(first.map { Double($0) }).prefix(top))
    let shared = Ranking.falling(second.map { Double($0) }).prefix(top).count(
      where: chosen.contains)
    return Double(shared) / Double(top)
  }

  private static func hasNaN(_ values: [some BinaryFloatingPoint]) -> Bool {
    values.contains { $0.isNaN }
  }

  /// Pairs within the runs of a sorted list, where `continues` tells whether an item belongs to the run of the one before.
  private static func tiedPairs(_ count: Int, continues: (Int) -> Bool) -> Int {
    var (pairs, run) = (0, 0)
    for index in 1..<count {
      run = continues(index) ? run + 1 : 0
      pairs += run
    }
    return pairs
  }

  /// Sorts by merging and counts the pairs that stood in falling order.
  private static func sortCountingInversions(_ values: inout [some Comparable]) -> Int {
    var inversions = 0
    var width = 1
    var merged = values
    while width < values.count {
      for start in stride(from: 0, to: values.count, by: 2 * width) {
        let (middle, end) = (
          min(start + width, values.count), min(start + 2 * width, values.count)
        )
        var (left, right) = (start, middle)
        for place in start..<end {
          // Equal items are no inversion: the left one goes first.
          if right < end, left == middle || values[right] < values[left] {
            merged[place] = values[right]
            inversions += middle - left
            right += 1
          } else {
            merged[place] = values[left]
            left += 1
          }
        }
      }
      swap(&values, &merged)
      width *= 2
    }
    return inversions
  }

  /// Twice the distance of each rank from the mean rank, which is a whole number also where ranks are shared.
  private static func centredRanks(_ values: [some BinaryFloatingPoint]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for index in order[start..<end] { ranks[index] = Double(start + end - order.count) }
      start = end
    }
    return ranks
  }
}
