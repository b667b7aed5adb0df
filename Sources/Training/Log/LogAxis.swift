/// What a column or key of a log counts, where it is no metric.
///
/// The names are those that the field's trainers and loggers write.
enum LogAxis: Sendable {
  /// Optimizer steps; the least `rank` counts where a log has several of them.
  case step(rank: Int)
  case epoch
  /// Seconds or milliseconds since 1970, if the values are that large.
  case wallTime
  /// How many steps are planned.
  case totalSteps
  /// How far the run is, in words or per cent: it says nothing that steps do not.
  case progress

  /// wandb's `_step` counts calls of `log`, so that any other count is better.
  private static let steps = [
    "step", "global_step", "trainer/global_step", "current_steps", "steps", "iteration", "iter",
    "num_updates", "_step",
  ]

  private static let axes: [String: LogAxis] = {
    var axes: [String: LogAxis] = [
      "epoch": .epoch, "epochs": .epoch, "current_epoch": .epoch, "wall_time": .wallTime,
      "_timestamp": .wallTime, "timestamp": .wallTime, "time": .wallTime,
      "total_steps": .totalSteps, "max_steps": .totalSteps, "percentage": .progress,
      "elapsed_time": .progress, "remaining_time": .progress,
    ]
    for (rank, name) in steps.enumerated() { axes[name] = .step(rank: rank) }
    return axes
  }()

  /// The axis of that name in any case, or nil for a metric.
  ///
  /// - Complexity: O(1): this is asked of every key of every line.
  init?(_ name: String) {
    guard let axis = Self.axes[name] ?? Self.axes[name.lowercased()] else { return nil }
    self = axis
  }

  /// Seconds since 1970, or nil for a number that must be something else: a duration.
  static func wallTime(_ value: Double) -> Double? {
    if (1e9..<1e11).contains(value) { return value }
    return (1e12..<1e14).contains(value) ? value / 1000 : nil
  }
}
