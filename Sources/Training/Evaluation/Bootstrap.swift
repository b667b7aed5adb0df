internal import Model

/// Where a metric would lie for other examples of the same kind: percentiles over random draws of the rows with replacement.
///
/// Efron, "Bootstrap Methods: Another Look at the Jackknife", 1979.
public struct Bootstrap: Equatable, Sendable {
  /// How many draws.
  public var draws: Int
  /// The seed of the draws.
  public var seed: UInt64
  /// The share of draws that an interval holds.
  public var level: Double

  /// Chooses draws, seed and level.
  public init(draws: Int = 1000, seed: UInt64 = 42, level: Double = 0.95) {
    precondition(draws > 0, "A bootstrap needs draws.")
    precondition((0..<1).contains(level), "An interval's level is a share below one.")
    self.draws = draws
    self.seed = seed
    self.level = level
  }

  /// An interval of a metric, both ends included.
  public struct Interval: Equatable, Sendable {
    /// The value for the rows as they are.
    public let value: Double
    /// The lower end.
    public let lower: Double
    /// The upper end.
    public let upper: Double
  }

  /// The percentile intervals of several metrics, on the same draws; nil for one that is not defined.
  ///
  /// - Parameter isCancelled: Ends the drawing once it says so: what is given then is of no use.
  /// - Complexity: O(draws) times that of the metrics.
  public func intervals(
    _ metrics: [Metric], of outputs: ClassifierOutputs, isCancelled: () -> Bool = { false }
  ) -> [Interval?] {
    var drawn = [[Double]](repeating: [], count: metrics.count)
    forEachDraw(outputs.count, isCancelled) { rows in
      let values = Self.values(metrics, of: outputs.selecting(rows))
      for (place, value) in values.enumerated() {
        if let value { drawn[place].append(value) }
      }
    }
    return zip(Self.values(metrics, of: outputs), drawn).map { value, drawn in
      value.flatMap { interval($0, drawn) }
    }
  }

  /// What a second model changes in a metric, and how sure that is.
  public struct Difference: Equatable, Sendable {
    /// The metric.
    public let metric: Metric
    /// Its value for the first model.
    public let first: Double
    /// Its value for the second model.
    public let second: Double
    /// The second's less the first's.
    public let difference: Interval
    /// Twice the smaller share of draws in which the difference is not above, or not below, zero: at most 1.
    public let pValue: Double
  }

  /// Compares two models on the same rows, drawn together.
  ///
  /// - Parameter isCancelled: Ends the drawing once it says so: what is given then is of no use.
  /// - Complexity: O(draws) times that of the metrics.
  public func differences(
    _ metrics: [Metric], first: ClassifierOutputs, second: ClassifierOutputs,
    isCancelled: () -> Bool = { false }
  ) -> [Difference?] {
    precondition(first.hasTruth(of: second), "Two models are compared on the same rows.")
    var drawn = [[Double]](repeating: [], count: metrics.count)
    forEachDraw(first.count, isCancelled) { rows in
      let before = Self.values(metrics, of: first.selecting(rows))
      let after = Self.values(metrics, of: second.selecting(rows))
      for place in metrics.indices {
        if let before = before[place], let after = after[place] {
          drawn[place].append(after - before)
        }
      }
    }
    let before = Self.values(metrics, of: first)
    let after = Self.values(metrics, of: second)
    return metrics.indices.map { place in
      guard let before = before[place], let after = after[place],
        let interval = interval(after - before, drawn[place])
      else { return nil }
      let notAbove = drawn[place].count { $0 <= 0 }
      let notBelow = drawn[place].count { $0 >= 0 }
      return Difference(
        metric: metrics[place], first: before, second: after, difference: interval,
        pValue: min(1, 2 * Double(min(notAbove, notBelow)) / Double(drawn[place].count)))
    }
  }

  private static func values(_ metrics: [Metric], of outputs: ClassifierOutputs) -> [Double?] {
    guard outputs.count > 0 else { return metrics.map { _ in nil } }
    guard !outputs.isMultiLabel else { return metrics.map { $0.value(outputs) } }
    let matrix = ConfusionMatrix(outputs)
    return metrics.map { $0.value(matrix) ?? $0.value(outputs) }
  }

  private func forEachDraw(
    _ count: Int, _ isCancelled: () -> Bool, _ body: ([Int]) -> Void
  ) {
    guard count > 0 else { return }
    var generator = SeededGenerator(seed: seed)
    var rows = [Int](repeating: 0, count: count)
    for _ in 0..<draws where !isCancelled() {
      for place in rows.indices { rows[place] = Int(generator.uniform() * Double(count)) }
      body(rows)
    }
  }

  private func interval(_ value: Double, _ drawn: [Double]) -> Interval? {
    guard !drawn.isEmpty else { return nil }
    let sorted = drawn.sorted()
    let tail = (1 - level) / 2
    return Interval(
      value: value, lower: Self.quantile(sorted, tail), upper: Self.quantile(sorted, 1 - tail))
  }

  /// A quantile of sorted values, interpolated between neighbours as NumPy does.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let low = Int(place.rounded(.down))
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
  }
}
