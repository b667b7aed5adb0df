extension RunLog {
  /// Adds all that a record tells, at the step that the axis gives it.
  ///
  /// - Parameter place: Where the record stands, for problems.
  mutating func append(
    _ record: MetricRecord, at step: Int64, redraws: Bool = false, file: String,
    place: @autoclosure () -> String
  ) {
    var superseded = 0
    for (tag, value) in record.values {
      superseded += append(
        tag, step: step, value: value, wallTime: record.wallTime, epoch: record.epoch,
        redraws: redraws)
    }
    if superseded > 0 { noteResumed(at: step, superseded, file: file, place: place()) }
    for tag in record.texts where self[tag] != nil {
      note(LogProblem(.notNumber, file: file, place: place(), "\(tag) is no number here"))
    }
    if let total = record.totalSteps { totalSteps = total }
  }

  /// Says that the run went back to a step.
  mutating func noteResumed(at step: Int64, _ count: Int, file: String, place: String) {
    note(
      LogProblem(
        .resumed, file: file, place: place,
        "the run goes back to step \(step): \(count) earlier point\(count == 1 ? " is" : "s are") "
          + "superseded"))
  }
}
