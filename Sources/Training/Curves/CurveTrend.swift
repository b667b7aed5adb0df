/// What a curve does, as one would say it.
///
/// The finite values are brought down to at most 48 means of equally many neighbouring points, turned so that lower is better (a
/// metric without a direction stays as it is). With R the span of the means, σ their noise (1.4826 · median of
/// |differences − their median| / √2, over the last half), the first of these that holds is said:
///
/// 1. fewer than five points: too few;
/// 2. the last value is not finite: diverged at the first value behind the last finite one;
/// 3. an evaluation whose end (the mean of the last tenth) lies above the least mean by more than max(10 % of the fall to it, 5σ), with
///    at least two means behind that, while the training curve goes on getting better: over-fitting since then;
/// 4. the end lies above the first mean by more than max(2 % R, 2σ): diverged where the curve last crossed its beginning; or it is worse
///    as in 3, without a training curve that gets better: worse since the least mean;
/// 5. between the halves of the last third the mean changes by more than max(1 % R, 2σ√(2/k)) for halves of k means: still falling, or rising;
/// 6. level since the first mean from which on all lie within max(3 % R, 4σ) of the mean of the last third.
///
/// Of metrics without a direction 3 and 4 say nothing.
public enum CurveTrend: Equatable, Sendable {
  case tooFew(Int)
  case notFinite(since: Int64)
  case diverged(at: Int64)
  case overfitting(since: Int64)
  case worse(since: Int64)
  case falling
  case rising
  case level(since: Int64)

  private static let groupLimit = 48
  private static let leastPoints = 5

  /// Reads a curve.
  ///
  /// - Parameters:
  ///   - training: The same metric on the training data, where `series` is an evaluation.
  /// - Complexity: O(log points).
  public init(
    _ series: MetricSeries, direction: MetricName.Direction?, training: MetricSeries? = nil
  ) {
    let count = series.points.count
    guard count >= Self.leastPoints else {
      self = .tooFew(count)
      return
    }
    if let last = series.last, !last.value.isFinite {
      var index = count - 1
      while index > 0, !series.points.values[index - 1].isFinite { index -= 1 }
      self = .notFinite(since: series.points.steps[index])
      return
    }
    let sign = direction == .higher ? -1.0 : 1
    let groups = Self.groups(of: series, sign: sign)
    let means = groups.map(\.mean)
    let size = means.count
    guard size >= 3, let least = means.min(), let greatest = means.max() else {
      self = .tooFew(count)
      return
    }
    let span = greatest - least
    let noise = Self.noise(Array(means.suffix(max(size / 2, 3))))
    let end = Self.mean(means.suffix(max(size / 10, 1)))
    if direction != nil {
      let best = means.firstIndex(of: least) ?? 0
      let step = groups[best].step
      let isWorse =
        best <= size - 3 && end - least > max(0.1 * (means[0] - least), 5 * noise)
      if isWorse, let training, Self.improves(training, since: step, sign: sign) {
        self = .overfitting(since: step)
        return
      }
      if end > means[0] + max(0.02 * span, 2 * noise) {
        let last = means.lastIndex { $0 <= means[0] } ?? 0
        self = .diverged(at: groups[min(last + 1, size - 1)].step)
        return
      }
      if isWorse {
        self = .worse(since: step)
        return
      }
    }
    let third = Array(means.suffix(max(size / 3, 2)))
    let half = third.count / 2
    let change = Self.mean(third.suffix(half)) - Self.mean(third.prefix(half))
    if abs(change) > max(0.01 * span, 2 * noise * (2 / Double(half)).squareRoot()) {
      self = change * sign < 0 ? .falling : .rising
      return
    }
    let level = Self.mean(third[...])
    let band = max(0.03 * span, 4 * noise)
    let first = means.lastIndex { abs($0 - level) > band }.map { $0 + 1 } ?? 0
    self = .level(since: groups[min(first, size - 1)].step)
  }

  private static func groups(
    of series: MetricSeries, sign: Double
  ) -> [(step: Int64, mean: Double)] {
    let count = series.points.count
    let size = min(count, groupLimit)
    return (0..<size).compactMap { group in
      let start = count * group / size
      guard let mean = series.extent(in: start..<count * (group + 1) / size).mean else {
        return nil
      }
      return (series.points.steps[start], mean * sign)
    }
  }

  private static func noise(_ means: [Double]) -> Double {
    let differences = zip(means.dropFirst(), means).map { $0 - $1 }
    let middle = median(differences)
    return 1.4826 * median(differences.map { abs($0 - middle) }) / 2.0.squareRoot()
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  private static func mean(_ values: ArraySlice<Double>) -> Double {
    values.reduce(0, +) / Double(max(values.count, 1))
  }

  /// Whether the last tenth of a training curve is better than the tenth of it before a step.
  private static func improves(_ series: MetricSeries, since step: Int64, sign: Double) -> Bool {
    let count = series.points.count
    let tenth = max(count / 10, 1)
    let place = series.points.firstIndex(atOrBehind: step)
    guard let before = series.extent(in: max(place - tenth, 0)..<max(place, min(1, count))).mean,
      let after = series.extent(in: count - tenth..<count).mean
    else { return false }
    return after * sign < before * sign
  }
}

/// What the last cut of the learning rate did to a curve.
///
/// Compared are the means of the last quarter of the points before the cut and of the last quarter of those behind it, both taken over
/// as many steps: those since the cut, or those between it and the one before, whichever are fewer.
public struct CutEffect: Equatable, Sendable {
  /// The cut.
  public let cut: RateCuts.Cut
  /// The mean before.
  public let before: Double
  /// The mean behind.
  public let after: Double
  /// The steps looked at on each side.
  public let steps: Int64

  /// nil without a cut, or with fewer than four points on a side of it.
  public init?(of cuts: [RateCuts.Cut], on series: MetricSeries) {
    guard let cut = cuts.last, let first = series.first, let last = series.last else { return nil }
    let start = cuts.dropLast().last?.step ?? first.step
    let steps = min(cut.step &- start, last.step &- cut.step)
    guard steps > 0 else { return nil }
    let points = series.points
    let place = points.firstIndex(atOrBehind: cut.step)
    let low = points.firstIndex(atOrBehind: cut.step &- steps)
    let high = points.firstIndex(atOrBehind: cut.step &+ steps &+ 1)
    guard place - low >= 4, high - place >= 4,
      let before = series.extent(in: place - (place - low) / 4..<place).mean,
      let after = series.extent(in: high - (high - place) / 4..<high).mean
    else { return nil }
    self.cut = cut
    self.before = before
    self.after = after
    self.steps = steps
  }
}
