/// Gives what a script prints its steps.
///
/// In this order: the step that the line tells, epochs laid end to end where it begins anew in each; the progress bar of the line, epochs
/// laid end to end; for a trainer's dictionary the largest bar seen before it (evaluations draw shorter ones); where bars had metrics in
/// the same epoch, the step of the last of them; else what `StepAxis` makes of epochs and of the number of records.
struct ConsoleAxis: Sendable {
  private struct Bar: Sendable {
    var position: Int64
    /// Steps of the epochs that this bar went through before.
    var base: Int64 = 0
  }

  /// Bars of more lengths than this are some other counting.
  private static let barLimit = 64

  private var records = StepAxis()
  private var bars: [Int64: Bar] = [:]
  private var epoch: Double?
  private var epochTotal: Int64?
  private var epochOrigin: Double = 1

  /// The last step that a line told together with how many there are: `Step [100/600]`.
  private var told: (counter: ConsoleLine.Progress, epoch: Double)?
  /// Whether that counts within an epoch.
  private var countsWithinEpoch = false
  /// Where the last metrics beside a bar stand.
  private var drawn: (step: Int64, epoch: Double?)?

  /// Whether the last epoch's bar is at its end.
  private(set) var isComplete = false

  /// Takes note of a line, and completes its epoch.
  ///
  /// - Returns: The step of its metrics, and whether they are one more state of a bar at that step; nil where it has none.
  mutating func step(of line: inout ConsoleLine) -> (step: Int64, redraws: Bool)? {
    if let given = line.record.epoch {
      epoch = given
      if given < epochOrigin { epochOrigin = 0 }
    }
    if let total = line.epochTotal { epochTotal = total }
    if let bar = line.bar { note(bar) }
    guard !line.record.values.isEmpty else { return nil }
    line.record.epoch = line.record.epoch ?? epoch
    if let epoch = line.record.epoch {
      if let position = line.record.step, let total = line.record.totalSteps, total > 0 {
        line.record.step = step(
          of: ConsoleLine.Progress(position: position, total: total), in: epoch)
      }
      // Where epochs are told, "step 10/100" counts within one.
      line.record.totalSteps = nil
    }
    if line.record.step == nil {
      if line.isDictionary {
        line.record.step = trainerStep(epoch: line.record.epoch)
      } else if let bar = line.bar {
        let step = step(of: bar)
        drawn = (step, epoch)
        return (step, true)
      } else if let drawn, drawn.epoch == line.record.epoch {
        return (drawn.step, false)
      }
    }
    return (records.step(of: line.record), false)
  }

  /// The step of a counter beside an epoch: of the run, until it has begun anew in a later epoch.
  private mutating func step(of counter: ConsoleLine.Progress, in epoch: Double) -> Int64 {
    if let told, told.counter.total == counter.total, epoch > told.epoch,
      counter.position <= told.counter.position
    {
      countsWithinEpoch = true
    }
    told = (counter, epoch)
    return (countsWithinEpoch ? laid(counter) : nil) ?? counter.position
  }

  private mutating func note(_ bar: ConsoleLine.Progress) {
    if var known = bars[bar.total] {
      if epoch == nil, bar.position < known.position, known.position == bar.total {
        known.base = known.base &+ bar.total
      }
      known.position = bar.position
      bars[bar.total] = known
    } else if bars.count < Self.barLimit {
      bars[bar.total] = Bar(position: bar.position)
    }
    isComplete =
      bar.position == bar.total && epochTotal != nil && epoch == epochTotal.map { Double($0) }
  }

  private func step(of bar: ConsoleLine.Progress) -> Int64 {
    laid(bar) ?? (bars[bar.total]?.base ?? 0) &+ bar.position
  }

  /// The step of what counts within an epoch, epochs laid end to end; nil where no epoch is told.
  private func laid(_ counter: ConsoleLine.Progress) -> Int64? {
    guard let epoch, let whole = Int64(exactly: (epoch - epochOrigin).rounded(.down)), whole >= 0
    else { return nil }
    return whole &* counter.total &+ counter.position
  }

  /// The step at which a trainer prints its dictionary.
  ///
  /// The bar may be drawn before or after: of its position and the next one, that counts for which an epoch is a whole number of steps.
  private func trainerStep(epoch: Double?) -> Int64? {
    guard let (_, bar) = bars.max(by: { $0.key < $1.key }) else { return nil }
    guard let epoch, epoch > 0 else { return bar.position }
    for candidate in [bar.position, bar.position &+ 1] {
      let perEpoch = Double(candidate) / epoch
      if abs(perEpoch - perEpoch.rounded()) < 1e-6 * perEpoch { return candidate }
    }
    return bar.position
  }
}
