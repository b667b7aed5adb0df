internal import Model
internal import Training

/// The list of runs: letter and colour, how far each is, and what is to be said of the one under the cursor.
enum RunsPane {
  /// Columns of the cursor's mark and the run's, which a click on shows or hides the run.
  static func markColumns(_ train: TrainState) -> Int { train.runMarkColumns + 3 }

  /// Where the runs are.
  struct List: Equatable {
    var area: Rectangle
    /// Lines of a run.
    var lines: Int
    /// The first run in sight.
    var first: Int

    /// The run at a row.
    func run(row: Int) -> Int? {
      guard row >= area.row, row < area.endRow else { return nil }
      return first + (row - area.row) / lines
    }
  }

  static func list(_ state: State, _ layout: ScreenLayout) -> List? {
    guard let inside = layout.inside(.runs), !inside.isEmpty else { return nil }
    let lines = inside.width < 60 && inside.height >= 6 ? 2 : 1
    let wanted = state.train.runs.count * lines
    // Below the list is room for what there is to say of a run.
    let rows = inside.height >= 10 ? min(wanted, inside.height * 2 / 3) : inside.height
    let visible = max(rows / lines, 1)
    return List(
      area: inside.first(rows: visible * lines), lines: lines,
      first: max(state.train.runCursor - visible + 1, 0))
  }

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.runs], let inside = painter.layout.inside(.runs),
      painter.state.screen == .train
    else { return }
    let theme = painter.theme
    let train = painter.state.train
    painter.frame(
      frame, title: [("Runs", theme[.title])],
      note: train.runs.isEmpty ? "" : "\(train.shownRuns.count) of \(train.runs.count)",
      isFocused: painter.isFocused(.runs))
    guard let list = list(painter.state, painter.layout), !train.runs.isEmpty else { return }
    var isWhole = true
    for index in train.runs.indices.dropFirst(list.first) {
      let row = list.area.row + (index - list.first) * list.lines
      guard row < list.area.endRow else { break }
      let toldAll = drawRun(&painter, train.runs[index], index: index, row: row, list)
      if index == train.runCursor { isWhole = toldAll }
    }
    let rest = inside.below(rows: list.area.height + 1)
    if train.runs.indices.contains(train.runCursor), rest.height > 1 {
      drawDetails(&painter, train.runs[train.runCursor], tellsProgress: !isWhole, in: rest)
    }
  }

  /// Draws a run and says whether all of its progress found room.
  private static func drawRun(
    _ painter: inout ScreenPainter, _ run: FollowedRun, index: Int, row: Int, _ list: List
  ) -> Bool {
    let theme = painter.theme
    let train = painter.state.train
    let area = list.area
    let isHidden = train.hidden.contains(run.id)
    // Keys that steer a run hold in every pane: which it is, is seen in all of them.
    let isFocused = painter.state.focus == .runs
    let isChosen = index == train.runCursor && (isFocused || train.standings[run.id] != nil)
    painter.write(
      isChosen ? "▸" : " ", row: row, column: area.column,
      style: theme[isChosen && !isFocused ? .subtle : .focus],
      in: area)
    let style = isHidden ? theme[.absent] : theme[train.role(run.id)]
    painter.write(
      isHidden ? "·" : train.mark(run.id), row: row, column: area.column + 1,
      style: style.emphasized, in: area)
    let word = TrainText.word(run, train.standings[run.id])
    let wordColumns = VisibleText.columns(of: word)
    let start = area.column + markColumns(train) - 1
    let facts = TrainText.progress(run)
    let whole = TrainText.line(facts, width: .max)
    let room = Rectangle(
      row: row, column: start, height: 1, width: area.endColumn - start - wordColumns - 1)
    let name =
      list.lines == 1
      ? NumberText.shortened(
        run.log.name, max(room.width - VisibleText.columns(of: whole) - 2, 12))
      : NumberText.shortened(run.log.name, room.width)
    let used = painter.write(
      name, row: row, column: start, style: isHidden ? theme[.absent] : theme[.text], in: room)
    painter.writeRight(
      word, row: row, style: wordStyle(run, train.standings[run.id], theme),
      in: Rectangle(row: row, column: area.column, height: 1, width: area.width))
    let progress: String
    if list.lines == 1 {
      progress = TrainText.line(facts, width: max(room.endColumn - start - used - 2, 0))
      painter.write(
        progress, row: row, column: start + used + 2, style: theme[.subtle], in: room)
    } else {
      progress = TrainText.line(facts, width: area.endColumn - start)
      painter.write(progress, row: row + 1, column: start, style: theme[.subtle], in: area)
    }
    return progress == whole
  }

  private static func wordStyle(
    _ run: FollowedRun, _ standing: RunStanding?, _ theme: Theme
  ) -> CellStyle {
    if run.log.state == .finished { return theme[.good] }
    switch standing?.process {
    case .running?, .ended(.finished)?: return theme[.good]
    case .paused?, .stopping?, .ended(.stopped)?: return theme[.warning]
    case .ended(.failed)?, .ended(.interrupted)?: return theme[.error]
    case nil: break
    }
    switch run.log.state {
    case .finished: return theme[.good]
    case .interrupted: return theme[.error]
    case .running, .unknown: return run.activity == .growing ? theme[.good] : theme[.subtle]
    }
  }

  /// Where it is from, its best checkpoint, and all that is odd about its log.
  private static func drawDetails(
    _ painter: inout ScreenPainter, _ run: FollowedRun, tellsProgress: Bool, in area: Rectangle
  ) {
    let theme = painter.theme
    var lines: [(String, CellStyle)] = []
    func add(_ text: String, _ role: ThemeRole) {
      lines += ScreenPainter.wrapped(text, width: area.width).map { ($0, theme[role]) }
    }
    add(run.log.name, .title)
    if tellsProgress {
      lines += TrainText.paragraph(TrainText.progress(run), width: area.width)
        .map { ($0, theme[.text]) }
    }
    add(run.log.format?.rawValue ?? "format unknown", .subtle)
    // The end of a path tells most.
    let (path, room) = (run.log.path, max(area.width * 2, 1))
    add(path.count > room ? "…" + path.suffix(room - 1) : path, .subtle)
    if case .ended(.failed(let problem)) = painter.state.train.standings[run.id]?.process {
      add("✗ \(problem)", .error)
    }
    if let best = run.log.best {
      let step = best.step.map { " at step \($0)" } ?? ""
      add("best by its trainer: \(CurveNumber.value(best.metric))\(step)", .text)
    }
    let notFinite = run.log.series.reduce(0) { $0 + $1.notFinite }
    if notFinite > 0 { add("\(Wording.count(notFinite, "value")) NaN or infinite", .warning) }
    let superseded = run.log.series.reduce(0) { $0 + $1.superseded.count }
    if superseded > 0 { add("\(Wording.count(superseded, "point")) written again", .subtle) }
    for problem in run.log.allProblems { add("! \(problem)", .warning) }
    for (offset, line) in lines.enumerated() where offset < area.height {
      painter.write(
        NumberText.fitted(line.0, area.width), row: area.row + offset, column: area.column,
        style: line.1, in: area)
    }
  }
}
