import Model

/// How differently any two heads look at one text, and a plane on which heads that do the same stand together.
///
/// Clark et al. 2019, section 6: the Jensen-Shannon divergence of the two heads' attention (smoothed as 0.999·A + 0.001/tokens),
/// summed over the queries. It is computed as H(m) − (H(a) + H(b))/2, one logarithm a weight and pair of heads.
public struct HeadDistances: Equatable, Sendable {
  /// The share of every row that is made even, so that a weight of 0 has a logarithm.
  static let smoothing: Float = 0.001
  /// Logarithms that may be spent, about an eighth of a second with AVX2: 12 × 12 heads use every query up to 114 tokens.
  public static let defaultBudget = 1 << 27

  /// Heads.
  public let count: Int
  /// Divergences in nats, `[head, head]` in the order of `AttentionMaps.heads`; symmetric, 0 on the diagonal.
  public let values: [Double]
  /// How many queries were compared; fewer than the text has where the budget did not reach, and then evenly spread, the first among
  /// them, and the sum scaled up to all.
  public let comparedQueries: Int

  /// Compares all pairs of heads.
  ///
  /// - Parameters:
  ///   - maps: the attention.
  ///   - budget: how many logarithms may be spent; at least one query is compared.
  /// - Throws: `CancellationError`, looked for between queries.
  /// - Complexity: O(heads² · queries · tokens), the product bounded by twice the budget.
  public init(_ maps: AttentionMaps, budget: Int = defaultBudget) throws {
    let heads = maps.heads
    let tokens = maps.tokenCount
    count = heads.count
    let pairs = max(1, heads.count * (heads.count - 1) / 2)
    comparedQueries = min(tokens, max(1, budget / pairs / tokens))
    var sums = [Double](repeating: 0, count: count * count)
    // rows: [head, key] of one query, which stay in the cache while all pairs are compared.
    var rows = [Float](repeating: 0, count: count * tokens)
    for sample in 0..<comparedQueries {
      try Task.checkCancellation()
      let query = tokens * sample / comparedQueries
      for (index, head) in heads.enumerated() {
        let row = maps.row(head, query: query)
        for (key, weight) in row.enumerated() {
          rows[index * tokens + key] =
            (1 - Self.smoothing) * weight + Self.smoothing / Float(tokens)
        }
      }
      let entropies = (0..<count).map {
        let row = rows[$0 * tokens..<($0 + 1) * tokens]
        return VectorArithmetic.entropyOfMean(row, row)
      }
      for first in 0..<count {
        for second in 0..<first {
          let mean = VectorArithmetic.entropyOfMean(
            rows[first * tokens..<(first + 1) * tokens],
            rows[second * tokens..<(second + 1) * tokens])
          sums[first * count + second] +=
            mean - (entropies[first] + entropies[second]) / 2
        }
      }
    }
    let scale = Double(tokens) / Double(comparedQueries)
    for first in 0..<count {
      for second in 0..<first {
        // Rounding can leave equal heads a hair below 0.
        let value = max(0, sums[first * count + second] * scale)
        sums[first * count + second] = value
        sums[second * count + first] = value
      }
    }
    values = sums
  }

  /// The divergence between two heads by their numbers.
  public subscript(first: Int, second: Int) -> Double { values[first * count + second] }

  /// The heads on a plane, by classical scaling.
  ///
  /// The divergence is taken as the square of the distance: its root is a metric that embeds in a Euclidean space (Fuglede and Topsøe
  /// 2004), so that this is the exact projection on the two directions in which the heads differ most. Clark et al. fitted the
  /// divergence itself by stress minimisation, which depends on where it starts.
  ///
  /// - Complexity: O(heads³), some 10 ms for 144.
  public func layout() -> ClassicalScaling {
    ClassicalScaling(squaredDistances: values, count: count)
  }
}
