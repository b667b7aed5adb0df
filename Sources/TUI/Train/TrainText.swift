internal import Model
internal import Training

/// What the Train screen says in words.
enum TrainText {
  /// What an axis is called.
  static func name(_ axis: CurveAxis) -> String {
    switch axis {
    case .step: "steps"
    case .epoch: "epochs"
    case .time: "time"
    }
  }

  /// How the curves are drawn, for the status line.
  static func settings(_ state: State) -> String {
    let train = state.train
    var parts = ["over \(name(train.axis))"]
    if train.smoothing > 0 { parts.append("smoothed \(train.smoothing)") }
    if train.window != nil { parts.append("enlarged") }
    if !train.hidden.isEmpty { parts.append("\(train.hidden.count) hidden") }
    return parts.joined(separator: " · ")
  }

  /// What is under the cursor, or how it goes as a whole.
  static func status(_ state: State) -> String {
    let train = state.train
    if let cursor = train.cursor {
      let place = train.axis == .step ? cursor.rounded() : cursor
      let name = train.axis == .time ? "after" : train.axis.rawValue
      return
        "at \(name) \(train.axis == .step ? "\(Int(place))" : CurveNumber.place(place, axis: train.axis))"
    }
    let growing = train.runs.count { $0.activity == .growing }
    let problems = train.runs.reduce(0) { $0 + $1.log.allProblems.count }
    var parts: [String] = []
    if growing > 0 { parts.append("\(Wording.count(growing, "run")) growing") }
    if problems > 0 { parts.append("\(Wording.count(problems, "remark")) on the logs") }
    return parts.joined(separator: " · ")
  }

  /// How a run stands, in a word: of this program's by its process, of others by their logs.
  static func word(_ run: FollowedRun, _ standing: RunStanding?) -> String {
    // A part of a cross-validation may be done while the whole goes on, or was stopped in the next.
    if standing != nil, run.log.state == .finished { return "finished" }
    switch standing?.process {
    case .running?: return "running"
    case .paused?: return "paused"
    case .stopping?: return "stopping"
    case .ended(.finished)?: return "finished"
    case .ended(.stopped)?: return "stopped"
    case .ended(.failed)?: return "failed"
    case .ended(.interrupted)?: return "interrupted"
    case nil: return word(run)
    }
  }

  private static func word(_ run: FollowedRun) -> String {
    switch run.log.state {
    case .finished: return "finished"
    case .interrupted: return "interrupted"
    case .running, .unknown: break
    }
    switch run.activity {
    case .growing: return "growing"
    case .quiet(let since): return "quiet since \(CurveNumber.clock(since))"
    case .gone: return run.log.path == "-" ? "closed" : "gone"
    case .still: return run.log.state == .running ? "running" : ""
    }
  }

  /// How far a run is, how fast it goes and how long it will take.
  static func progress(_ run: FollowedRun) -> [Fact] {
    guard let last = run.log.lastStep else {
      return [Fact(text: "nothing logged yet", importance: 0)]
    }
    var facts: [Fact] = []
    if let total = run.log.totalSteps, total > 0 {
      let share = Int((Double(last) / Double(total) * 100).rounded(.down))
      facts += [
        Fact(text: "step \(last)/\(total)", importance: 2),
        Fact(text: "\(min(max(share, 0), 100)) %", importance: 3),
      ]
    } else {
      facts.append(Fact(text: "step \(last)", importance: 2))
    }
    if run.log.state != .finished, let pace = run.stepsPerSecond {
      facts.append(
        Fact(
          text: pace >= 1 ? "\(short(pace)) it/s" : "\(short(1 / pace)) s/it", importance: 1))
    }
    if let examples = examplesPerSecond(run) {
      facts.append(Fact(text: "\(short(examples)) ex/s", importance: 0))
    }
    if run.log.state != .finished, run.activity != .gone, let left = run.secondsLeft {
      facts.append(Fact(text: "\(CurveNumber.duration(left)) left", importance: 4))
    }
    return facts
  }

  /// Facts in a line, the least important left out where there is no room.
  static func line(_ facts: [Fact], width: Int) -> String {
    lines(facts, count: 1, width: width).first ?? ""
  }

  /// All facts in as few lines as they fit into, none of them torn.
  static func paragraph(_ facts: [Fact], width: Int) -> [String] {
    var lines: [String] = []
    for fact in facts {
      let joined = (lines.last.map { $0 + " · " } ?? "") + fact.text
      if !lines.isEmpty, VisibleText.columns(of: joined) <= width {
        lines[lines.count - 1] = joined
      } else {
        lines.append(fact.text)
      }
    }
    return lines
  }

  /// What the trainer itself says of its speed.
  private static func examplesPerSecond(_ run: FollowedRun) -> Double? {
    let names: Set = ["samples_per_second", "examples_per_second"]
    let series = run.log.series.first {
      let name = MetricName($0.tag)
      return name.split == .training
        && (names.contains(name.metric) || name.metric == "train_samples_per_second")
    }
    guard let value = series?.last?.value, value.isFinite else { return nil }
    return value
  }

  private static func short(_ value: Double) -> String {
    value >= 100 ? "\(Int(value.rounded()))" : NumberText.plain(Float(value), decimals: 1)
  }

  /// What a curve does, in a few words.
  static func words(_ trend: CurveTrend) -> String {
    switch trend {
    case .tooFew(let count): count == 1 ? "one point so far" : "\(count) points so far"
    case .notFinite(let step): "not a number since step \(step)"
    case .diverged(let step): "diverged at step \(step)"
    case .overfitting(let step): "over-fitting since step \(step)"
    case .worse(let step): "worse since step \(step)"
    case .falling: "still falling"
    case .rising: "still rising"
    case .level(let step): "level since step \(step)"
    }
  }

  /// Something to be said of a run's curves; where there is little room the more important facts stay.
  struct Fact: Equatable {
    var text: String
    var importance: Int
  }

  /// What one run's curves of a metric do: `train still falling`, `eval over-fitting since step 300, best 0.41 at 300`, what a cut of the rate did.
  static func facts(
    _ chart: TrainState.Chart, run: FollowedRun, train: TrainState
  ) -> [Fact] {
    let own = chart.curves.filter { $0.key.run == run.id }
    let training = own.first { $0.split == .training }.flatMap { train.series($0.key) }
    var facts: [Fact] = []
    for (key, split) in own {
      guard let series = train.series(key) else { continue }
      let direction = MetricName(key.tag).direction
      let trend = CurveTrend(
        series, direction: direction, training: split == .training ? nil : training)
      var text = (own.count > 1 ? split.word + " " : "") + words(trend)
      if split != .training || own.count == 1,
        let best = best(series, direction: direction), series.points.count > 1
      {
        text += ", best \(CurveNumber.value(best.value)) at \(best.step)"
      }
      let importance =
        switch split {
        case .evaluation: 3
        case .training: 1
        case .test: 0
        }
      facts.append(Fact(text: text, importance: importance))
    }
    if chart.name.direction != nil, let series = training,
      let effect = CutEffect(of: train.cuts[run.id]?.cuts ?? [], on: series)
    {
      let change = (effect.after / effect.before - 1) * 100
      facts.append(
        Fact(
          text:
            "rate \(CurveNumber.power(effect.cut.before))→\(CurveNumber.power(effect.cut.after)) at "
            + "\(effect.cut.step): \(NumberText.signed(Float(change), decimals: 0)) % in "
            + "\(effect.steps) steps", importance: 2))
    }
    return facts
  }

  /// Facts in their order as at most so many lines, the least important left out whole where there is no room.
  static func lines(_ facts: [Fact], count: Int, width: Int) -> [String] {
    var facts = facts
    while true {
      let text = facts.map(\.text).joined(separator: " · ")
      let lines = ScreenPainter.wrapped(text, width: width)
      if lines.count <= count { return lines }
      guard facts.count > 1,
        let least = facts.indices.min(by: { facts[$0].importance < facts[$1].importance })
      else {
        return count == 1 ? [NumberText.wholeWords(text, width)] : Array(lines.prefix(count))
      }
      facts.remove(at: least)
    }
  }

  /// The best point of a metric that has a direction.
  static func best(
    _ series: MetricSeries, direction: MetricName.Direction?
  ) -> MetricSeries.Point? {
    let all = 0..<series.points.count
    switch direction {
    case .lower: return series.place(ofLeastIn: all).map { series[$0] }
    case .higher: return series.place(ofGreatestIn: all).map { series[$0] }
    case nil: return nil
    }
  }
}

extension TrainState {
  /// What a saved picture of the curves says of itself.
  var provenance: Provenance {
    var facts = [Provenance.Fact("program", "headscope")]
    facts += shownRuns.map {
      Provenance.Fact("run \(mark($0.id))", "\($0.log.name) (\($0.log.path))")
    }
    facts.append(Provenance.Fact("axis", axis.rawValue))
    if smoothing > 0 { facts.append(Provenance.Fact("smoothing", "\(smoothing)")) }
    return Provenance(facts)
  }
}
