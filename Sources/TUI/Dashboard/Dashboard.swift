public import Attribution
public import Foundation
internal import Model
public import Training

/// The loop that joins terminal, model thread and the pure core: waits, updates, draws.
///
/// Main thread only, as `Terminal` is. It sleeps until something happens: while nothing does, it
/// wakes up not once.
public final class Dashboard {
  /// What the shell command that starts it decides.
  public struct Configuration: Sendable {
    /// What the user set.
    public var settings = Settings()
    /// Where themes are found.
    public var themes: ThemeLibrary
    /// The theme asked for; nil takes the settings' or the standard one.
    public var themeName: String?
    /// ASCII asked for; nil takes the settings' word or what the terminal can show.
    public var ascii: Bool?
    /// What to open at the start, as `ModelService.open` takes it.
    public var model: String
    /// The text to start with.
    public var text = ""
    /// The second text of a pair to start with.
    public var pair: String?
    /// The request to start with.
    public var request = AttributionRequest()
    /// The screen that is shown first; one without a text needs no model until another is gone to.
    public var screen = Screen.explain
    /// The file of labelled texts that the model is judged on; nil: none until one is chosen.
    public var evaluated: String?
    /// The logs and folders to watch.
    public var watched: [String] = []
    /// Folders of runs that were started before; what of them is still there is watched where nothing else is.
    public var recentRuns: [String] = []
    /// Starts runs; nil: the dashboard starts none.
    public var launcher: (any RunLauncher)?
    /// Where it is marked that somebody types, for runs to step aside; nil: nowhere.
    public var keyMark: KeyMark?
    /// The file of texts to list and follow, `-` for standard input; nil: none until one is chosen.
    public var texts: String?
    /// The data files to show.
    public var dataFiles: [String] = []
    /// Where the user's templates of prompts are; nil: nowhere.
    public var settingsFolder: URL?
    /// Where bookmarks are kept.
    public var dataFolder: URL
    /// Where `w` saves.
    public var saveFolder: URL
    /// Writes an explanation as `explain --format json` does.
    public var json: @Sendable (ExplanationReport) throws -> String
    /// Writes where heads look as `attention --format json` does.
    public var attentionJSON: @Sendable (SavedAttention) throws -> String
    /// Writes an evaluation, and a second one beside it, as `evaluate --format json` does.
    public var evaluationJSON: @Sendable (EvaluationReport) throws -> String
    /// What a terminal of this environment is likely to look like.
    public var environment: [String: String] = [:]

    /// Makes a configuration; everything else has a default.
    public init(
      themes: ThemeLibrary, model: String, dataFolder: URL, saveFolder: URL,
      json: @escaping @Sendable (ExplanationReport) throws -> String,
      attentionJSON: @escaping @Sendable (SavedAttention) throws -> String,
      evaluationJSON: @escaping @Sendable (EvaluationReport) throws -> String
    ) {
      self.themes = themes
      self.model = model
      self.dataFolder = dataFolder
      self.saveFolder = saveFolder
      self.json = json
      self.attentionJSON = attentionJSON
      self.evaluationJSON = evaluationJSON
    }
  }

  private let terminal: Terminal
  private let service: any ModelService
  private let configuration: Configuration
  private let events: EventQueue<Event>
  private let work: WorkQueue
  private let dataQueue: DataQueue
  private let files: DashboardFiles
  private let runs: RunControl
  private let overlayWriter = OverlayWriter()
  private var state: State
  private var theme: Theme
  private var wakes: [(deadline: ContinuousClock.Instant, timer: Timer)] = []
  private var exitStatus: Int32?
  private var followers: [RunFollower] = []
  /// What they follow, as whole paths.
  private var followed: [String] = []
  private var textFollower: LineFollower?
  /// What it follows, as a whole path, and how many were followed before.
  private var followedTexts: (path: String, number: Int) = ("", 0)

  /// Makes a dashboard on an open terminal.
  ///
  /// - Throws: `TerminalError` when the process has no descriptors left.
  public init(
    terminal: Terminal, service: any ModelService, configuration: Configuration
  ) throws {
    self.terminal = terminal
    self.service = service
    self.configuration = configuration
    let events = try EventQueue<Event>()
    self.events = events
    work = WorkQueue(service) { events.post($0) }
    dataQueue = DataQueue(service) { events.post($0) }
    files = DashboardFiles(
      dataFolder: configuration.dataFolder, saveFolder: configuration.saveFolder)
    runs = RunControl(launcher: configuration.launcher) { events.post($0) }
    let settings = configuration.settings
    let wanted =
      configuration.themeName ?? settings.theme
      ?? ThemeLibrary.standardName(environment: configuration.environment)
    var problem: Message?
    do {
      theme = try configuration.themes.definition(named: wanted).resolved(for: terminal.colorDepth)
    } catch {
      theme = ThemeDefinition.builtIn.resolved(for: terminal.colorDepth)
      problem = Message(
        .warning, Self.sentence(error) + "; the terminal's own colours are used")
    }
    state = State(
      rows: terminal.rows, columns: terminal.columns, settings: settings, themeName: theme.name,
      themeNames: configuration.themes.names,
      isASCII: configuration.ascii ?? settings.ascii ?? terminal.prefersASCII,
      text: configuration.text, pair: configuration.pair, request: configuration.request,
      screen: configuration.screen, laterModel: configuration.model)
    state.evaluate.data = configuration.evaluated ?? ""
    state.hasSignRow = theme.showsSignRow
    state.isMouseOn = terminal.isMouseOn
    if let texts = configuration.texts { state.open(withTextsOf: texts) }
    if let problem {
      let others = state.message.map { "\n" + $0.text } ?? ""
      state.message = Message(problem.kind, problem.text + others)
    }
  }

  /// Runs until the user leaves.
  ///
  /// - Returns: The exit status: 0, or 128 and the number of the signal that ended it.
  public func run() -> Int32 {
    if state.screen.wantsModel {
      state.opening = configuration.model
      perform(.openModel(configuration.model))
    }
    let watched =
      configuration.watched.isEmpty ? configuration.recentRuns : configuration.watched
    if !watched.isEmpty { watch(watched) }
    if !configuration.dataFiles.isEmpty {
      let effects = state.openData(configuration.dataFiles)
      for effect in effects { perform(effect) }
    }
    handle(.textsLoaded(files.bookmarks()))
    draw()
    while exitStatus == nil {
      let inputs = terminal.wait(until: wakes.map(\.deadline).min(), wake: events.descriptor)
      let before = state
      if !inputs.isEmpty { configuration.keyMark?.press() }
      for input in inputs { handle(input) }
      for event in events.drain() { handle(event) }
      fireTimers()
      if (terminal.link == .slow) != state.isLinkSlow {
        handle(.linkChanged(isSlow: terminal.link == .slow))
      }
      if exitStatus == nil, state != before { draw() }
    }
    work.cancelAll()
    dataQueue.cancelAll()
    for follower in followers { follower.stop() }
    textFollower?.stop()
    overlayWriter.finish()
    return exitStatus ?? 0
  }

  private func draw() {
    terminal.draw(
      render(state, size: ScreenSize(rows: state.rows, columns: state.columns), theme: theme))
  }

  private func handle(_ input: InputEvent) {
    switch input {
    case .terminationRequested(let signal): exitStatus = 128 + signal
    // Nobody is there any more: as if the shell had sent SIGHUP.
    case .closed: exitStatus = 129
    default: handle(.input(input))
    }
  }

  private func handle(_ event: Event) {
    guard exitStatus == nil else { return }
    let (next, effects) = update(state, event)
    state = next
    for effect in effects { perform(effect) }
  }

  private func fireTimers() {
    let now = ContinuousClock.now
    let due = wakes.filter { $0.deadline <= now }
    guard !due.isEmpty else { return }
    wakes.removeAll { $0.deadline <= now }
    for wake in due { handle(.timer(wake.timer)) }
  }

  // MARK: Effects

  private func perform(_ effect: Effect) {
    switch effect {
    case .explain(let work): self.work.start(work)
    case .cancel(let lane): work.cancel(lane)
    case .wake(let timer, let delay):
      // A newer key makes older timers pointless; only the latest of each kind can matter.
      wakes.removeAll { $0.timer.isSameKind(as: timer) }
      wakes.append((.now + delay, timer))
    case .copy(let text):
      let isSent = terminal.copyToClipboard(text)
      handle(
        .message(
          isSent
            ? Message(.note, "Copied")
            : Message(.warning, "This terminal takes no copies; w saves to a file")))
    case .save(let format): handle(.message(save(format)))
    case .openModel(let name): open(name)
    case .findModels:
      let service = self.service
      let events = self.events
      Task { events.post(.choices(await service.choices())) }
    case .loadTexts(let path): followTexts(path)
    case .watch(let path):
      let expanded = DashboardFiles.expandingHome(path)
      guard FileManager.default.fileExists(atPath: expanded) else {
        return handle(
          .message(Message(.error, "\(path): no such file or folder; type the path of a log")))
      }
      // A run that is started in a folder that is watched appears by itself.
      let whole = Self.whole(expanded)
      if !followed.contains(where: { whole == $0 || whole.hasPrefix($0 + "/") }) {
        watch([expanded])
      }
    case .lookAtRuns(let folders): runs.look(at: folders)
    case .startRun(let order): runs.start(order)
    case .steerRun(let folder, let command): runs.steer(folder, command)
    case .changeRow(let path, let row, let change):
      let events = self.events
      overlayWriter.change(row, to: change, of: DashboardFiles.expandingHome(path)) {
        events.post(.message($0))
      }
    case .data(.open(let path, let file)):
      dataQueue.start(.open(path: DashboardFiles.expandingHome(path), file: file))
    case .data(let request): dataQueue.start(request)
    case .readTemplate(let language):
      handle(
        .template(
          language,
          configuration.settingsFolder.map { UserTemplate.read(language, from: $0) } ?? .absent))
    case .saveBookmarks(let items):
      do {
        try files.save(bookmarks: items)
      } catch {
        handle(.message(Message(.error, Self.sentence(error))))
      }
    case .setTheme(let name): setTheme(name)
    case .setMouse(let isOn): terminal.setMouse(isOn)
    case .redraw:
      terminal.repaint()
      draw()
    case .suspend: terminal.suspend()
    case .quit: exitStatus = 0
    }
  }

  private func open(_ name: String) {
    // What the old model was asked is of no use any more.
    work.cancelAll()
    Self.open(name, service, events)
  }

  private static func open(
    _ name: String, _ service: any ModelService, _ events: EventQueue<Event>
  ) {
    Task {
      do {
        let summary = try await service.open(name)
        events.post(.modelOpened(summary))
      } catch {
        events.post(.modelFailed(sentence(error)))
      }
    }
  }

  /// Follows what paths lead to, besides what is followed already.
  private func watch(_ paths: [String]) {
    followed += paths.filter { $0 != "-" }.map(Self.whole)
    let source = followers.count
    let events = self.events
    do {
      followers.append(
        try RunFollower(paths) { events.post(.runs($0, source: source)) })
    } catch {
      handle(.message(Message(.error, Self.sentence(error))))
    }
  }

  /// Lists the texts of a file and follows it, in place of the one before.
  private func followTexts(_ path: String) {
    let isPipe = path == "-"
    let expanded = isPipe ? path : Self.whole(DashboardFiles.expandingHome(path))
    guard textFollower == nil || expanded != followedTexts.path else {
      return handle(.message(Message(.note, "\(path) is followed already: new texts are listed")))
    }
    guard isPipe || FileSystem.kind(of: expanded) == .file else {
      let problem = "\(path) cannot be read: expected a file with a text a line"
      return handle(.message(Message(.error, problem)))
    }
    textFollower?.stop()
    let source = followedTexts.number + 1
    followedTexts = (expanded, source)
    let name = isPipe ? "standard input" : FileSystem.lastComponent(of: expanded)
    handle(.textsFollowed(name, source: source, isPipe: isPipe))
    let events = self.events
    do {
      textFollower = try LineFollower(expanded, limit: FollowedTexts.limit) {
        events.post(.lines($0, source: source))
      }
    } catch {
      handle(.message(Message(.error, Self.sentence(error))))
    }
  }

  private static func whole(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }

  private func setTheme(_ name: String) {
    do {
      theme = try configuration.themes.definition(named: name).resolved(for: terminal.colorDepth)
      handle(.themeLoaded(name, hasSignRow: theme.showsSignRow))
    } catch {
      handle(.message(Message(.error, Self.sentence(error))))
    }
  }

  private func save(_ format: SaveFormat) -> Message {
    // The picture is of the screen, not of the note that something was saved before, nor of the
    // shades that only spare the line to the terminal.
    var shown = state
    shown.message = nil
    shown.explain.shades = nil
    let grid = render(
      shown, size: ScreenSize(rows: state.rows, columns: state.columns), theme: theme)
    let subject =
      state.screen == .data
      ? state.data.files.map(\.name).joined(separator: ", ")
      : state.screen.wantsModel
        ? state.model?.name ?? "" : state.train.runs.map(\.log.name).joined(separator: ", ")
    let title = "headscope: \(subject)"
    let colors = ExportColors(theme.background)
    do {
      let content: String
      switch format {
      case .ansi: content = ANSIExporter.export(grid, provenance: state.provenance)
      case .svg:
        content = SVGExporter.export(
          grid, title: title, colors: colors, provenance: state.provenance)
      case .html:
        content = HTMLExporter.export(
          grid, title: title, colors: colors, provenance: state.provenance)
      case .json where state.screen == .evaluate:
        guard let report = state.evaluationReport else {
          return Message(.note, "There is no evaluation to save yet")
        }
        content = try configuration.evaluationJSON(report)
      case .json where state.screen == .heads:
        guard let attention = state.savedAttention else {
          return Message(.note, "There is no attention to save yet")
        }
        if let refusal = SavedAttention.refusal(ofWeights: attention.weightCount) {
          return Message(.note, refusal)
        }
        content = try configuration.attentionJSON(attention)
      case .json where state.screen != .explain:
        return Message(.note, "JSON is of an explanation, of attention or of an evaluation")
      case .json:
        guard let report = state.report else {
          return Message(.note, "There is no explanation to save yet")
        }
        content = try configuration.json(report)
      }
      return Message(.note, "Saved as \(try files.save(content, as: format.fileExtension))")
    } catch {
      return Message(.error, Self.sentence(error))
    }
  }

  /// An error in the words the user reads; a second line of advice becomes a second sentence.
  static func sentence(_ error: any Error) -> String {
    String(describing: error).split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

extension Timer {
  /// Whether both are set for the same purpose.
  fileprivate func isSameKind(as other: Timer) -> Bool {
    switch (self, other) {
    case (.pause, .pause), (.settle, .settle): true
    default: false
    }
  }
}
