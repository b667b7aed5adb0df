internal import Training

/// What the Train screen shows.
struct TrainState: Equatable, Sendable {
  /// Names a curve.
  struct CurveKey: Hashable, Sendable {
    var run: Int
    var tag: String
  }

  /// A metric with all curves of it.
  struct Chart: Equatable, Sendable {
    /// The metric of all of them.
    var name: MetricName
    /// Run after run, training before evaluation.
    var curves: [(key: CurveKey, split: MetricName.Split)]

    static func == (left: Self, right: Self) -> Bool {
      left.name == right.name
        && left.curves.elementsEqual(right.curves) { $0.key == $1.key && $0.split == $1.split }
    }
  }

  /// The weights of the past that one goes through.
  static let smoothings = [0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999]
  /// Points that a curve has before it is smoothed: few evaluations are read one by one.
  static let smoothedCount = 30
  /// Runs of one source; more have no colour of their own for long.
  static let sourceSpan = 10_000
  private static let letters = Array("abcdefghijklmnopqrstuvwxyz")

  /// In the order in which they were found, which gives each its letter and colour.
  var runs: [FollowedRun] = []
  /// Whether anything was asked to be watched.
  var isWatching = false
  var hidden: Set<Int> = []
  var charts: [Chart] = []
  /// The metric of the chosen chart.
  var selected = ""
  var isEnlarged = false
  var runCursor = 0
  var axis = CurveAxis.step
  /// Metrics whose chart is logarithmic.
  var logarithmic: Set<String> = []
  /// Index into `smoothings`.
  var smoothingStep = 0
  var hasBlocks = false
  /// What of the axis is shown; nil for all.
  var window: ClosedRange<Double>?
  /// The place on the axis that values are read at.
  var cursor: Double?
  /// The curves of the charts in sight, ready to be drawn.
  var curves: [CurveKey: Curve] = [:]
  /// The probe sentences of the runs that have any.
  var probes: [Int: ProbeLog] = [:]
  /// The sentence under the cursor.
  var probeCursor = 0
  /// How the runs of this program stand.
  var standings: [Int: RunStanding] = [:]
  /// The folder of the run that was just started: the cursor goes to it when its log appears.
  var startedFolder: String?
  /// What runs that were just started are to be told once they have begun, by their folders.
  var commandsForLater: [String: RunFolder.Command] = [:]
  /// What was last typed to start a run.
  var form: TrainForm?
  /// Where each run's learning rate was cut.
  var cuts: [Int: RateCuts] = [:]

  var smoothing: Double { Self.smoothings[smoothingStep] }
  var shownRuns: [FollowedRun] { runs.filter { !hidden.contains($0.id) } }

  /// The number of the chosen chart.
  var selectedPlace: Int { charts.firstIndex { $0.name.metric == selected } ?? 0 }
  /// The chosen chart.
  var chart: Chart? { charts.isEmpty ? nil : charts[selectedPlace] }

  /// The number of a run in the order in which they were found.
  func place(of run: Int) -> Int { runs.firstIndex { $0.id == run } ?? 0 }

  /// What tells a run apart without colour: `a` to `z`, then `a2` and so on.
  func mark(_ run: Int) -> String { Self.mark(place: place(of: run)) }

  private static func mark(place: Int) -> String {
    let (round, letter) = place.quotientAndRemainder(dividingBy: letters.count)
    return "\(letters[letter])" + (round > 0 ? "\(round + 1)" : "")
  }

  /// The mark of a curve: the run's, evaluations with a capital, of the test data with a stroke behind it.
  func mark(_ key: CurveKey, _ split: MetricName.Split) -> String {
    switch split {
    case .training: mark(key.run)
    case .evaluation: mark(key.run).uppercased()
    case .test: mark(key.run).uppercased() + Self.testStroke
    }
  }

  /// Tells the test data's marks from those of the evaluations: `A'` from `A`.
  private static let testStroke = "'"

  /// What the marks of the curves mean; empty where all are of training data.
  var markRule: String {
    let splits = Set(charts.flatMap { $0.curves.map(\.split) })
    var rules: [String] = []
    if splits.contains(.evaluation) { rules.append("capitals: evaluation") }
    if splits.contains(.test) { rules.append("A\(Self.testStroke): test") }
    return rules.joined(separator: " · ")
  }

  /// The columns of the longest mark of a run in the list.
  var runMarkColumns: Int { Self.mark(place: max(runs.count - 1, 0)).count }

  /// The columns of the longest mark of a curve.
  var curveMarkColumns: Int {
    let hasTest = charts.contains { $0.curves.contains { $0.split == .test } }
    return runMarkColumns + (hasTest ? Self.testStroke.count : 0)
  }

  /// The colour of a run.
  func role(_ run: Int) -> ThemeRole { ThemeRole.curves[place(of: run) % ThemeRole.curves.count] }

  /// A run's metric as its log has it.
  func series(_ key: CurveKey) -> MetricSeries? {
    runs.first { $0.id == key.run }?.log[key.tag]
  }

  /// Takes over what is known now of the runs of one source.
  mutating func take(_ new: [FollowedRun], from source: Int) {
    isWatching = true
    let base = source * Self.sourceSpan
    for run in new.prefix(Self.sourceSpan) {
      var run = run
      run.id += base
      if let place = runs.firstIndex(where: { $0.id == run.id }) {
        runs[place] = run
      } else if let place = placeholder(of: run.log.path) {
        // Mark and colour stay.
        if hidden.remove(runs[place].id) != nil { hidden.insert(run.id) }
        standings[run.id] = standings.removeValue(forKey: runs[place].id)
        runs[place] = run
      } else {
        runs.append(run)
      }
    }
    findCharts()
  }

  /// Puts a run that was just started into the list, before it has a log.
  mutating func expect(_ folder: RunFolder, name: String) {
    let id = min(runs.map(\.id).min() ?? 0, 0) - 1
    runs.append(FollowedRun(id: id, log: RunLog(name: name, path: folder.log)))
    standings[id] = RunStanding(folder: folder, process: .running)
  }

  /// Whether a run stands in the list without a log.
  func isExpected(_ run: Int) -> Bool { run < 0 }

  /// The place of the run without a log that a log is of.
  func placeholder(of log: String) -> Int? {
    runs.firstIndex {
      isExpected($0.id) && log.hasPrefix((RunFolder(logAt: $0.log.path)?.path ?? "") + "/")
    }
  }

  /// Takes over how runs stand; of one without a log what was said of it holds until its folder says more.
  mutating func take(_ new: [Int: RunStanding]) {
    let old = standings
    standings = new
    for (run, standing) in old where isExpected(run) && runs.contains(where: { $0.id == run }) {
      let waits = commandsForLater[standing.folder.path] != nil && new[run]?.isLive == true
      if new[run] == nil || waits { standings[run] = standing }
    }
  }

  /// Shows this run alone, or all again.
  mutating func toggleOnly() {
    guard runs.indices.contains(runCursor) else { return }
    let others = Set(runs.map(\.id)).subtracting([runs[runCursor].id])
    hidden = hidden == others ? [] : others
    findCharts()
  }

  /// Sets up the charts of the shown runs: one a metric, what one looks at first, first.
  mutating func findCharts() {
    var found: [Chart] = []
    var places: [String: Int] = [:]
    for run in shownRuns {
      for series in run.log.series {
        let name = MetricName(series.tag)
        let place: Int
        if let known = places[name.metric] {
          place = known
        } else {
          place = found.count
          places[name.metric] = place
          found.append(Chart(name: name, curves: []))
        }
        found[place].curves.append((CurveKey(run: run.id, tag: series.tag), name.split))
      }
    }
    for place in found.indices {
      found[place].curves = found[place].curves.enumerated().sorted {
        let left = (self.place(of: $0.element.key.run), $0.element.split.order, $0.offset)
        return left < (self.place(of: $1.element.key.run), $1.element.split.order, $1.offset)
      }.map(\.element)
    }
    // What was told once, as a run's whole time is, is no curve.
    let curves = found.filter { chart in
      chart.name.rank < 6 || chart.curves.contains { (series($0.key)?.points.count ?? 0) > 1 }
    }
    charts = (curves.isEmpty ? found : curves).enumerated().sorted {
      ($0.element.name.rank, $0.offset) < ($1.element.name.rank, $1.offset)
    }.map(\.element)
    if !charts.contains(where: { $0.name.metric == selected }) {
      selected = charts.first?.name.metric ?? ""
    }
  }

  /// Brings the curves of some charts up to the present points and settings.
  mutating func prepare(_ charts: some Sequence<Chart>) {
    var keys = Set(charts.flatMap { $0.curves.map(\.key) })
    let rates = self.charts.first { $0.name.isLearningRate }?.curves.map(\.key) ?? []
    keys.formUnion(rates)
    for key in Array(curves.keys) where !keys.contains(key) { curves[key] = nil }
    for run in shownRuns {
      lazy var origin =
        axis == .time
        ? run.log.series.compactMap { $0.points.wallTimes.first { !$0.isNaN } }.min() ?? 0 : 0
      for series in run.log.series {
        let key = CurveKey(run: run.id, tag: series.tag)
        guard keys.contains(key) else { continue }
        let smoothing = series.points.count >= Self.smoothedCount ? self.smoothing : 0
        if let curve = curves[key], curve.axis == axis, curve.smoothing == smoothing {
          curves[key]?.follow(series, generation: run.generation)
        } else {
          curves[key] = Curve(
            series, generation: run.generation, axis: axis, smoothing: smoothing, origin: origin)
        }
        if rates.contains(key) {
          cuts[run.id, default: RateCuts()].follow(series, generation: run.generation)
        }
      }
    }
  }

  /// All of the axis that there is to show.
  var span: ClosedRange<Double>? {
    let spans: [ClosedRange<Double>] =
      axis == .step
      ? shownRuns.compactMap { run in
        guard let first = run.log.firstStep, let last = run.log.lastStep else { return nil }
        return Double(first)...Double(max(first, last))
      } : curves.values.compactMap(\.span)
    guard let low = spans.map(\.lowerBound).min(), let high = spans.map(\.upperBound).max() else {
      return nil
    }
    return high > low ? low...high : low - 0.5...low + 0.5
  }

  /// What of the axis is drawn.
  var shown: ClosedRange<Double>? { window ?? span }
}

extension MetricName.Split {
  /// Training first.
  var order: Int {
    switch self {
    case .training: 0
    case .evaluation: 1
    case .test: 2
    }
  }

  /// What it is called in a sentence.
  var word: String {
    switch self {
    case .training: "train"
    case .evaluation: "eval"
    case .test: "test"
    }
  }
}
