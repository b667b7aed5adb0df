internal import Training

/// What one model was worth on one data file, or a run at one of its evaluations: a row of the list of all.
struct JudgedModel: Equatable, Sendable {
  /// What is judged.
  var name: String
  /// The data, or the step of the run.
  var data: String
  /// A digest of the weights; empty for a run.
  var digest = ""
  /// Rows; 0 where that is not known.
  var count = 0
  /// The metrics that are known.
  var values: [Metric: Double]

  /// What was judged here.
  init(_ evaluation: Evaluation) {
    name = evaluation.model.name
    data = evaluation.dataNames
    digest = evaluation.model.digest
    count = evaluation.rows.count
    values = evaluation.report.values
  }

  /// What a run's log tells.
  init(run: String, _ moment: TrainingCourse.Moment) {
    name = run
    data = "step \(moment.step)"
    values = moment.values
  }

  /// All that was judged, and the runs that are watched before and after training, by a metric, the best first.
  static func all(_ state: State) -> [JudgedModel] {
    let metric = state.evaluate.sorting
    let runs = state.train.runs.flatMap { run -> [JudgedModel] in
      guard let course = TrainingCourse(run.log) else { return [] }
      return [course.before, course.after].map { JudgedModel(run: run.log.name, $0) }
    }
    return (state.evaluate.history + runs).enumerated().sorted { left, right in
      switch (left.element.values[metric], right.element.values[metric]) {
      case (let first?, let second?) where first != second:
        return metric.isLowerBetter ? first < second : first > second
      case (.some, nil): return true
      case (nil, .some): return false
      default: return left.offset < right.offset
      }
    }.map(\.element)
  }
}
