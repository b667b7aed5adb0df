/// The order in which scores rank the parts of a text.
enum Ranking {
  /// Indices of the scores, the highest first; equal ones in the text's order, NaN last.
  ///
  /// - Complexity: O(n log n).
  static func falling(_ scores: [Double]) -> [Int] {
    // NaN compares with nothing and would leave the order undefined.
    func key(_ index: Int) -> Double { scores[index].isNaN ? .infinity : -scores[index] }
    return scores.indices.sorted { (key($0), $0) < (key($1), $1) }
  }
}
