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

  /// The axis of that name, or nil for a metric.
  init?(_ name: String) {
    if let rank = Self.steps.firstIndex(of: name.lowercased()) {
      self = .step(rank: rank)
      return
    }
    switch name.lowercased() {
    case "epoch", "epochs", "current_epoch": self = .epoch
    case "wall_time", "_timestamp", "timestamp", "time": self = .wallTime
    case "total_steps", "max_steps": self = .totalSteps
    case "percentage", "elapsed_time", "remaining_time": self = .progress
    default: return nil
    }
  }

  /// Seconds since 1970, or nil for a number that must be something else: a duration.
  static func wallTime(_ value: Double) -> Double? {
    if (1e9..<1e11).contains(value) { return value }
    return (1e12..<1e14).contains(value) ? value / 1000 : nil
  }
}
