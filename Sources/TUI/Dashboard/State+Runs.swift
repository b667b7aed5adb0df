internal import Training

/// Runs of this program, started and steered from the Train screen.
extension State {
  /// Asks how the runs on screen stand whose logs are this program's.
  func lookAtRuns() -> [Effect] {
    var folders: [Int: String] = [:]
    for run in train.runs {
      let folder = RunFolder(logAt: run.log.path)
      if let folder { folders[run.id] = folder.path }
    }
    return folders.isEmpty ? [] : [.lookAtRuns(folders)]
  }

  private var chosenRun: FollowedRun? {
    train.runs.indices.contains(train.runCursor) ? train.runs[train.runCursor] : nil
  }

  mutating func performOnRuns(_ action: Action) -> [Effect] {
    if action == .trainRun {
      overlay = .form(train.form ?? newForm)
      return []
    }
    guard let run = chosenRun, let standing = train.standings[run.id] else {
      message = Message(
        .note,
        train.runs.isEmpty
          ? "There is no run yet: \(name(of: .trainRun)) starts one"
          : "This log is someone else's: only runs of headscope train are steered from here")
      return []
    }
    let folder = standing.folder.path
    if train.isExpected(run.id), standing.isLive {
      steerLater(run.id, standing, action)
      return []
    }
    switch (action, standing.process) {
    case (.pauseRun, .running):
      message = Message(.note, "Pauses behind the step; \(name(of: .pauseRun)) lets it go on")
      return [.steerRun(folder: folder, .pause)]
    case (.pauseRun, .paused):
      message = Message(.note, "Goes on")
      return [.steerRun(folder: folder, .resume)]
    case (_, .stopping): message = Message(.note, "It stops behind the step that runs")
    case (.pauseRun, .ended(.finished)):
      message = Message(.note, "This run is finished: \(name(of: .trainRun)) starts another one")
    case (.pauseRun, .ended):
      message = Message(.note, "Starts again, from its last checkpoint on")
      return [.startRun(.again(folder: folder))]
    case (_, .running), (_, .paused):
      message = Message(
        .note, "Stops behind the step, with a checkpoint; \(name(of: .pauseRun)) goes on later")
      return [.steerRun(folder: folder, .stop)]
    case (_, .ended): message = Message(.note, "This run does not go on any more")
    }
    return []
  }

  /// A run clears what it was told when it begins: what it is told before that waits for its log.
  private mutating func steerLater(_ run: Int, _ standing: RunStanding, _ action: Action) {
    let folder = standing.folder.path
    switch (action, standing.process) {
    case (.pauseRun, .paused):
      train.commandsForLater[folder] = nil
      train.standings[run]?.process = .running
      message = Message(.note, "Goes on")
    case (.pauseRun, .running):
      train.commandsForLater[folder] = .pause
      train.standings[run]?.process = .paused
      message = Message(.note, "Pauses when it has begun; \(name(of: .pauseRun)) lets it go on")
    default:
      train.commandsForLater[folder] = .stop
      train.standings[run]?.process = .stopping
      message = Message(.note, "Stops when it has begun")
    }
  }

  /// Tells runs that have a log now what they were to be told.
  mutating func steerBegun() -> [Effect] {
    let begun = train.commandsForLater.filter { folder, _ in
      train.placeholder(of: RunFolder(path: folder).log) == nil
    }
    for folder in begun.keys { train.commandsForLater[folder] = nil }
    return begun.sorted { $0.key < $1.key }.map { .steerRun(folder: $0.key, $0.value) }
  }

  // MARK: What became of it

  mutating func runStarted(_ folder: String) -> [Effect] {
    train.form = nil
    train.startedFolder = folder
    let isWatched = train.runs.contains {
      $0.log.path == folder || $0.log.path.hasPrefix(folder + "/")
    }
    if !isWatched {
      train.expect(RunFolder(path: folder), name: Self.runName(folder))
    } else if let place = train.placeholder(of: RunFolder(path: folder).log) {
      train.standings[train.runs[place].id]?.process = .running
    }
    findStarted()
    message = Message(
      .note, "\(Self.runName(folder)) has started; it goes on when this window is closed")
    return (isWatched ? [] : [.watch(folder)]) + lookAtRuns()
  }

  /// Puts the cursor on the run that was just started, once it is there.
  mutating func findStarted() {
    guard let folder = train.startedFolder,
      let place = train.runs.lastIndex(where: { $0.log.path.hasPrefix(folder + "/") })
    else { return }
    train.runCursor = place
    train.startedFolder = nil
  }

  mutating func runEnded(_ folder: String, _ problem: String?) -> [Effect] {
    if let problem { message = Message(.error, "\(Self.runName(folder)): \(problem)") }
    if let place = train.placeholder(of: RunFolder(path: folder).log),
      case let run = train.runs[place].id, train.standings[run]?.isLive == true
    {
      train.commandsForLater[folder] = nil
      train.standings[run]?.process = .ended(problem.map { .failed($0) } ?? .stopped)
    }
    return lookAtRuns()
  }

  private static func runName(_ folder: String) -> String {
    folder.split(separator: "/").last.map(String.init) ?? folder
  }

  /// The models that the run under the cursor has made, on its screen.
  var runModels: [ModelChoice] {
    guard screen == .train, let run = chosenRun, let standing = train.standings[run.id] else {
      return []
    }
    return standing.models.map { ModelChoice(name: $0, source: "of \(run.log.name)") }
  }

  // MARK: The form

  /// A form with the model on screen, and a folder that no run on screen has.
  private var newForm: TrainForm {
    let start = model?.path ?? laterModel ?? ""
    let stem = "runs/" + Self.runName(model?.name ?? laterModel ?? "run")
    let taken = Set(train.runs.map { Self.runName(RunFolder(logAt: $0.log.path)?.path ?? "") })
    let output =
      (1...).lazy.map { $0 == 1 ? stem : "\(stem)-\($0)" }
      .first { !taken.contains(Self.runName($0)) } ?? stem
    return TrainForm(model: start, output: output)
  }

  mutating func handle(_ chord: KeyChord, _ form: TrainForm) -> [Effect] {
    var form = form
    switch chord.key {
    case .tab, .down: form.move(by: 1)
    case .backTab, .up: form.move(by: -1)
    case .enter:
      train.form = form
      if let problem = form.problem {
        form.focus = problem.field
        overlay = .form(form)
        message = Message(.warning, problem.text)
        return []
      }
      overlay = nil
      return [.startRun(.form(form))]
    default:
      var editor = form[form.focus]
      _ = type(chord, into: &editor)
      form[form.focus] = editor
    }
    // What was typed is there again when the form is opened anew.
    train.form = form
    overlay = .form(form)
    return []
  }

  mutating func press(_ mouse: MouseEvent, _ form: TrainForm) {
    let place = FormOverlay.place(self)
    guard place.frame.contains(row: mouse.row, column: mouse.column) else {
      overlay = nil
      return
    }
    let line = mouse.row - place.lines.row
    guard TrainForm.Field.allCases.indices.contains(line) else { return }
    var form = form
    form.focus = TrainForm.Field.allCases[line]
    overlay = .form(form)
  }
}
