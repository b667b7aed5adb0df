/// What was understood of one training run.
///
/// Readers add to it as bytes arrive; a copy is a snapshot and costs nothing until one of the two changes.
public struct RunLog: Sendable {
  /// The checkpoint that the trainer itself holds to be the best.
  public struct Best: Equatable, Sendable {
    /// The metric it was chosen by.
    public var metric: Double
    /// The step, where the log tells it.
    public var step: Int64?
  }

  /// What the run is called beside others.
  public let name: String
  /// The file or folder it was read from; `-` for standard input.
  public let path: String
  /// How the log is written; nil while that cannot be told.
  public internal(set) var format: LogFormat?
  /// Whether the run has ended, and how.
  public internal(set) var state = RunState.unknown
  /// The metrics in the order in which the log first names them.
  public private(set) var series: [MetricSeries] = []
  /// What could not be understood; each kind of problem once a file, with how often.
  public private(set) var problems: [LogProblem] = []
  /// What the log ends with that is not whole yet; gone when the rest arrives.
  public internal(set) var waiting: LogProblem?
  /// The best checkpoint, where the log tells it.
  public internal(set) var best: Best?
  /// How many steps the run is planned to take, where the log tells it.
  public internal(set) var totalSteps: Int64?

  private var places: [String: Int] = [:]

  /// Starts a run of which nothing was read yet.
  public init(name: String, path: String, format: LogFormat? = nil) {
    self.name = name
    self.path = path
    self.format = format
  }

  /// Puts together what one run wrote apart: Keras' callback has a folder of event files for training and one for validation.
  ///
  /// - Parameter parts: the logs, that of training first, each with the data it is of. A tag that does not say that itself gets it as
  ///   its group: `validation/epoch_loss`.
  /// - Complexity: O(metrics).
  init(name: String, path: String, parts: [(data: String, log: RunLog)]) {
    self.init(name: name, path: path, format: parts.first?.log.format)
    state = parts.first?.log.state ?? .unknown
    best = parts.lazy.compactMap(\.log.best).first
    totalSteps = parts.lazy.compactMap(\.log.totalSteps).first
    waiting = parts.lazy.compactMap(\.log.waiting).first
    problems = parts.flatMap(\.log.problems)
    for (data, log) in parts {
      for part in log.series {
        let whole = MetricName.namesSplit(part.tag) ? part : part.named(data + "/" + part.tag)
        guard places[whole.tag] == nil else { continue }
        places[whole.tag] = series.count
        series.append(whole)
      }
    }
  }

  /// The metric of that name, or nil.
  ///
  /// - Complexity: O(1).
  public subscript(tag: String) -> MetricSeries? { places[tag].map { series[$0] } }

  /// Everything there is to say about the log's own faults.
  public var allProblems: [LogProblem] { problems + (waiting.map { [$0] } ?? []) }

  /// The largest step of any metric, or nil where there is none.
  public var lastStep: Int64? { series.compactMap(\.last?.step).max() }
  /// The smallest step of any metric, or nil where there is none.
  public var firstStep: Int64? { series.compactMap(\.first?.step).min() }

  /// Adds a point to a metric, which begins with it where it is new.
  ///
  /// - Returns: How many points of the metric this one superseded.
  mutating func append(
    _ tag: String, step: Int64, value: Double, wallTime: Double? = nil, epoch: Double? = nil,
    redraws: Bool = false
  ) -> Int {
    let place: Int
    if let known = places[tag] {
      place = known
    } else {
      place = series.count
      places[tag] = place
      series.append(MetricSeries(tag: tag))
    }
    return series[place].append(
      step: step, value: value, wallTime: wallTime, epoch: epoch, redraws: redraws)
  }

  /// Gives up every metric's points at and behind a step.
  ///
  /// - Returns: How many there were.
  mutating func supersede(from step: Int64) -> Int {
    series.indices.reduce(0) { $0 + series[$1].supersede(from: step) }
  }

  /// Notes a problem; of several of one kind in one file the first is kept, and counted.
  mutating func note(_ problem: LogProblem) {
    let known = problems.firstIndex { $0.kind == problem.kind && $0.file == problem.file }
    if let known { problems[known].count += 1 } else { problems.append(problem) }
  }

  /// Forgets what was read, for the log is read anew.
  mutating func clear() { self = RunLog(name: name, path: path, format: format) }
}
