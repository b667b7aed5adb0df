import Model

/// Shapley's values of every label: each part's mean contribution over the orders in which parts can come.
///
/// Shapley 1953; Štrumbelj and Kononenko 2010 for sampling. Their sum is F(x) − F(nothing) exactly, sampled or not.
public struct ShapleyValues: Equatable, Sendable {
  /// Parts of a text that all subsets are asked of at most: 16,384 variants.
  public static let exactLimit = 14

  /// Each part's value, `[parts][labels]`.
  public private(set) var values: [[Double]]
  /// Standard errors of them over the orders drawn; nil where all subsets were asked.
  public private(set) var standardErrors: [[Double]]?
  /// The outputs with no part kept.
  public private(set) var base: [Double] = []
  /// The outputs with all parts kept.
  public private(set) var output: [Double] = []
  /// Orders drawn, or subsets asked.
  public private(set) var samples = 0

  /// All subsets of the parts.
  ///
  /// - Parameters:
  ///   - count: the parts, `exactLimit` at most.
  ///   - evaluate: the model's outputs for masks, `[masks][labels]`.
  /// - Complexity: 2ⁿ variants, n·2ⁿ sums.
  public init(exactlyOf count: Int, evaluate: ([FeatureMask]) throws -> [[Double]]) throws {
    precondition(count <= Self.exactLimit, "all subsets of few parts")
    let subsets = (0..<1 << count).map { bits in
      var mask = FeatureMask(count: count, keepingAll: false)
      for part in 0..<count where bits >> part & 1 == 1 { mask[part] = true }
      return mask
    }
    let outputs = try evaluate(subsets)
    (base, output) = (outputs[0], outputs[subsets.count - 1])
    samples = subsets.count
    values = Array(repeating: Array(repeating: 0, count: base.count), count: count)
    // |S|!·(n − |S| − 1)!/n! for every size of S.
    var weights = [Double](repeating: 1 / Double(max(count, 1)), count: max(count, 1))
    for size in 1..<max(count, 1) {
      weights[size] = weights[size - 1] * Double(size) / Double(count - size)
    }
    for bits in 0..<subsets.count {
      let weight = weights[min(bits.nonzeroBitCount, weights.count - 1)]
      for part in 0..<count where bits >> part & 1 == 0 {
        for label in base.indices {
          values[part][label] +=
            weight * (outputs[bits | 1 << part][label] - outputs[bits][label])
        }
      }
    }
  }

  /// Random orders, each followed by its reverse: what one overrates the other underrates.
  ///
  /// - Parameters:
  ///   - count: the parts.
  ///   - permutations: orders in all.
  ///   - seed: decides them.
  ///   - evaluate: the model's outputs for masks, `[masks][labels]`.
  ///   - report: called with the values so far after every pair of orders.
  /// - Complexity: a variant a part and order.
  public init(
    of count: Int, permutations: Int, seed: UInt64,
    evaluate: ([FeatureMask]) throws -> [[Double]],
    report: (ShapleyValues) throws -> Void = { _ in }
  ) throws {
    precondition(permutations > 0, "at least one order")
    values = []
    var generator = SeededGenerator(seed: seed)
    var sums: [[Double]] = []
    var squares: [[Double]] = []
    var pairs = 0
    while samples < permutations {
      let order = (0..<count).shuffled(using: &generator)
      // A pair of orders is one draw; a last one alone counts by itself.
      let orders = samples + 1 < permutations ? [order, order.reversed()] : [order]
      var masks: [FeatureMask] = []
      for order in orders {
        var mask = FeatureMask(count: count, keepingAll: false)
        masks.append(mask)
        for part in order {
          mask[part] = true
          masks.append(mask)
        }
      }
      let outputs = try evaluate(masks)
      if samples == 0 {
        (base, output) = (outputs[0], outputs[count])
        values = Array(repeating: Array(repeating: 0, count: base.count), count: count)
        sums = values
        squares = values
      }
      var contributions = Array(
        repeating: Array(repeating: 0.0, count: base.count), count: count)
      for (index, order) in orders.enumerated() {
        let first = index * (count + 1)
        for (step, part) in order.enumerated() {
          for label in base.indices {
            contributions[part][label] +=
              outputs[first + step + 1][label] - outputs[first + step][label]
          }
        }
      }
      samples += orders.count
      pairs += 1
      for part in 0..<count {
        for label in base.indices {
          sums[part][label] += contributions[part][label]
          let mean = contributions[part][label] / Double(orders.count)
          squares[part][label] += mean * mean
          values[part][label] = sums[part][label] / Double(samples)
        }
      }
      standardErrors = zip(values, squares).map { means, squares in
        zip(means, squares).map { mean, square in
          pairs > 1
            ? (max(square / Double(pairs) - mean * mean, 0) / Double(pairs - 1)).squareRoot()
            : .infinity
        }
      }
      try report(self)
    }
  }
}
