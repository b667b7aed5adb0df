/// Gives every record of a log its step, whatever the log counts.
///
/// - A step that the log tells is taken; where it falls while the epoch rises it counts within the epoch, and the epochs
///   are laid end to end.
/// - Without a step, a whole epoch is the step; where epochs have fractions or there are none, records are counted: one more for each
///   new epoch, so that a training and an evaluation record of the same moment share a step.
struct StepAxis: Sendable {
  private var base: Int64 = 0
  private var lastStep: Int64?
  /// The least step told: a counter that begins at 0 is one behind the number of steps.
  private var origin = Int64.max
  private var lastEpoch: Double?
  private var counted: Int64 = -1
  private var countsRecords = false

  /// The step of the next record.
  mutating func step(of record: MetricRecord) -> Int64 {
    defer { if let epoch = record.epoch { lastEpoch = epoch } }
    if let step = record.step {
      if let lastStep, step < lastStep, let epoch = record.epoch, let lastEpoch, epoch > lastEpoch {
        base = base &+ lastStep &+ (min(origin, step) == 0 ? 1 : 0)
      }
      lastStep = step
      origin = min(origin, step)
      return base &+ step
    }
    if let lastStep { return base &+ lastStep }
    if let epoch = record.epoch, !countsRecords {
      if let whole = Int64(exactly: epoch) { return whole }
      countsRecords = true
    }
    if record.epoch == nil || record.epoch != lastEpoch || counted < 0 { counted += 1 }
    return counted
  }
}
