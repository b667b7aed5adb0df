internal import Model
public import Training

/// What a run's evaluations found before training and at its end, as its log has them.
public struct TrainingCourse: Equatable, Sendable {
  /// One evaluation.
  public struct Moment: Equatable, Sendable {
    /// The step behind which it was made.
    public var step: Int64
    /// The metrics that the log tells.
    public var values: [Metric: Double]
  }

  /// The first evaluation: of a run of `train` that of its start, with a new head.
  public let before: Moment
  /// The evaluation of the best checkpoint; where none is named that with the largest F1 or accuracy, else the last one.
  public let after: Moment

  /// Reads a log; nil where it does not tell two evaluations.
  ///
  /// - Complexity: O(evaluations).
  public init?(_ log: RunLog) {
    var moments: [Int64: [Metric: Double]] = [:]
    for series in log.series {
      let name = MetricName(series.tag)
      guard name.split == .evaluation,
        let metric = Metric(rawValue: name.metric.replacing("_", with: "-"))
      else { continue }
      for index in 0..<series.points.count where series[index].value.isFinite {
        moments[series[index].step, default: [:]][metric] = series[index].value
      }
    }
    guard let first = moments.keys.min(), let last = moments.keys.max(), first < last else {
      return nil
    }
    let later = moments.keys.filter { $0 > first }.sorted()
    let judge = [Metric.weightedF1, .accuracy].first { metric in
      later.allSatisfy { moments[$0]?[metric] != nil }
    }
    let named = log.best?.step.flatMap { later.contains($0) ? $0 : nil }
    let best = judge.flatMap { judge in
      later.max { left, right in
        // Of equal ones the first.
        let (first, second) = (moments[left]?[judge] ?? 0, moments[right]?[judge] ?? 0)
        return first != second ? first < second : left > right
      }
    }
    let end = named ?? best ?? last
    before = Moment(step: first, values: moments[first] ?? [:])
    after = Moment(step: end, values: moments[end] ?? [:])
  }

  /// The course of the run that left a model in its folder; nil where the folder is not a run's.
  public init?(folder: String) {
    let path = RunFolder(path: folder).log
    guard FileSystem.exists(path), let log = try? RunFinder.find(path).first?.load(),
      let course = TrainingCourse(log)
    else { return nil }
    self = course
  }
}
