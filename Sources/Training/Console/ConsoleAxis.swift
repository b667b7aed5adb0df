/// Gives what a script prints its steps.
///
/// In this order: the step that the line tells; the progress bar of the line, epochs laid end to end; for a trainer's
/// dictionary the largest bar seen before it (evaluations draw shorter ones); else what `StepAxis` makes of epochs and
/// of the number of records.
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
    // Where epochs are told, "step 10/100" counts within one.
    if line.record.epoch != nil { line.record.totalSteps = nil }
    if line.record.step == nil {
      if line.isDictionary {
        line.record.step = trainerStep(epoch: line.record.epoch)
      } else if let bar = line.bar {
        return (step(of: bar), true)
      }
    }
    return (records.step(of: line.record), false)
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
    guard let epoch, let whole = Int64(exactly: (epoch - epochOrigin).rounded(.down)), whole >= 0
    else { return (bars[bar.total]?.base ?? 0) &+ bar.position }
    return whole &* bar.total &+ bar.position
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
