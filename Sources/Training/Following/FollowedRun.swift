/// A run that is followed, as it was at one moment.
public struct FollowedRun: Sendable {
  /// What following told, where the log itself does not.
  public enum Activity: Equatable, Sendable {
    /// Nothing came since it was found.
    case still
    /// It grew a moment ago.
    case growing
    /// It grew while it was followed, and has not for a while; seconds since 1970.
    case quiet(since: Double)
    /// The file is gone, or the pipe was closed.
    case gone
  }

  /// Stays the same as long as the program runs; the order in which runs were found.
  public var id: Int
  /// What was understood.
  public var log: RunLog
  /// Changes whenever anything else here does.
  public var version: Int
  /// Counts how often the log was read anew.
  public var generation: Int
  /// How it stands by the look of its file.
  public var activity: Activity
  /// How fast it goes, from how it grew; nil while that is unknown.
  public var observedPace: Double?

  /// Makes one from its parts.
  public init(
    id: Int, log: RunLog, version: Int = 0, generation: Int = 0, activity: Activity = .still,
    observedPace: Double? = nil
  ) {
    self.id = id
    self.log = log
    self.version = version
    self.generation = generation
    self.activity = activity
    self.observedPace = observedPace
  }

  /// Points of the end of a log whose times tell its pace.
  private static let pacePoints = 100

  /// Steps a second: by the times of the last hundred points where the log tells them, else as it grew while it was followed.
  public var stepsPerSecond: Double? {
    let timed = log.series.filter { !$0.points.wallTimes.isEmpty }
    guard let series = timed.max(by: { $0.points.count < $1.points.count }),
      case let points = series.points, points.count > 1
    else { return observedPace }
    let first = max(points.count - Self.pacePoints, 0)
    let last = points.count - 1
    let seconds = points.wallTimes[last] - points.wallTimes[first]
    let steps = Double(points.steps[last] &- points.steps[first])
    return seconds > 0 && steps > 0 ? steps / seconds : observedPace
  }

  /// Seconds to the last step planned, where both that and the pace are known.
  public var secondsLeft: Double? {
    guard let total = log.totalSteps, let last = log.lastStep, total > last,
      let pace = stepsPerSecond, pace > 0
    else { return nil }
    return Double(total &- last) / pace
  }
}

extension FollowedRun: Equatable {
  /// Whether both are the same run at the same moment.
  ///
  /// - Complexity: O(1): this is asked for every frame.
  public static func == (left: Self, right: Self) -> Bool {
    left.id == right.id && left.version == right.version
  }
}
