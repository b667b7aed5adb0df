internal import Training

/// Keys and mouse on the Train screen.
extension State {
  /// Keeps the curves in sight up to date.
  mutating func followTrain() {
    guard screen == .train, let view = TrainView(self, ScreenLayout(self)) else { return }
    train.prepare(view.places.map { train.charts[$0.chart] })
  }

  /// Asks for the runs that a path leads to.
  func watch(_ path: String) -> [Effect] { [.watch(path)] }

  mutating func performOnCurves(_ action: Action) {
    switch action {
    case .axis: nextAxis()
    case .logScale:
      if train.logarithmic.remove(train.selected) == nil {
        train.logarithmic.insert(train.selected)
      }
    case .smoother: smooth(by: 1)
    case .rougher: smooth(by: -1)
    case .curveGlyphs:
      if isASCII {
        message = Message(.note, "ASCII is on: \(name(of: .ascii)) turns it off")
      } else {
        train.hasBlocks.toggle()
      }
    case .zoomIn: zoom(by: 0.5, around: train.cursor)
    case .zoomOut: zoom(by: 2, around: train.cursor)
    case .panLeft: pan(by: -0.25)
    case .panRight: pan(by: 0.25)
    case .wholeRange: train.window = nil
    case .toggleRun:
      guard train.runs.indices.contains(train.runCursor) else { return }
      toggle(train.runs[train.runCursor].id)
    case .watch:
      overlay = .prompt(
        Prompt(kind: .watch, title: "Log or folder to watch", editor: TextEditor()))
    default: break
    }
  }

  private mutating func toggle(_ run: Int) {
    if train.hidden.remove(run) == nil { train.hidden.insert(run) }
    train.findCharts()
  }

  /// The next axis that the logs tell anything about.
  private mutating func nextAxis() {
    let axes = CurveAxis.allCases
    let place = axes.firstIndex(of: train.axis) ?? 0
    for offset in 1...axes.count {
      let axis = axes[(place + offset) % axes.count]
      let isKnown = train.shownRuns.contains { run in
        run.log.series.contains { series in
          switch axis {
          case .step: true
          case .epoch: !series.points.epochs.isEmpty
          case .time: !series.points.wallTimes.isEmpty
          }
        }
      }
      guard isKnown else { continue }
      if axis == train.axis {
        message = Message(.note, "These logs tell neither epochs nor times")
      } else {
        train.axis = axis
        train.window = nil
        train.cursor = nil
        message = Message(.note, "Over \(TrainText.name(axis))")
      }
      return
    }
  }

  private mutating func smooth(by step: Int) {
    train.smoothingStep = min(max(train.smoothingStep + step, 0), TrainState.smoothings.count - 1)
    message = Message(
      .note,
      train.smoothing == 0
        ? "Not smoothed"
        : "Smoothed by \(train.smoothing): the average of about "
          + "\(Int((1 / (1 - train.smoothing)).rounded())) points; dimmed is what they are")
  }

  private mutating func zoom(by factor: Double, around center: Double?) {
    guard let span = train.span, let shown = train.shown else { return }
    let width = (shown.upperBound - shown.lowerBound) * factor
    let whole = span.upperBound - span.lowerBound
    guard width < whole else {
      train.window = nil
      return
    }
    guard width > max(whole, abs(span.upperBound)) * 1e-9 else { return }
    // What is under the cursor stays where it is; without one the end, where things happen.
    let anchor = min(max(center ?? shown.upperBound, shown.lowerBound), shown.upperBound)
    let share = (anchor - shown.lowerBound) / (shown.upperBound - shown.lowerBound)
    place(window: anchor - share * width, width: width, in: span)
  }

  private mutating func pan(by share: Double) {
    guard let span = train.span, let window = train.window else { return }
    let width = window.upperBound - window.lowerBound
    place(window: window.lowerBound + share * width, width: width, in: span)
  }

  private mutating func place(window start: Double, width: Double, in span: ClosedRange<Double>) {
    let start = max(min(start, span.upperBound - width), span.lowerBound)
    train.window = start...start + width
  }

  /// Esc: the cursor, the large chart, the part of the axis.
  mutating func backOnCurves() {
    if focus == .runs {
      focus(on: .curves)
    } else if train.cursor != nil {
      train.cursor = nil
    } else if focus == .probes {
      focus(on: .curves)
    } else if train.isEnlarged {
      train.isEnlarged = false
    } else {
      train.window = nil
    }
  }

  mutating func moveInCurves(_ action: Action) {
    guard let view = TrainView(self, ScreenLayout(self)), !view.places.isEmpty else { return }
    switch action {
    case .up: select(chart: train.selectedPlace - 1)
    case .down: select(chart: train.selectedPlace + 1)
    case .pageUp: select(chart: train.selectedPlace - view.places.count)
    case .pageDown: select(chart: train.selectedPlace + view.places.count)
    case .left: moveCursor(by: -1, view)
    case .right: moveCursor(by: 1, view)
    case .first: train.cursor = train.shown?.lowerBound
    default: train.cursor = train.shown?.upperBound
    }
  }

  private mutating func select(chart place: Int) {
    guard !train.charts.isEmpty else { return }
    train.selected = train.charts[min(max(place, 0), train.charts.count - 1)].name.metric
  }

  /// Moves the cursor by columns of the chosen chart.
  private mutating func moveCursor(by columns: Int, _ view: TrainView) {
    guard let shown = train.shown else { return }
    let chosen = view.places.first { $0.chart == train.selectedPlace } ?? view.places[0]
    let width = (shown.upperBound - shown.lowerBound) / Double(max(chosen.plot.width - 1, 1))
    let cursor = train.cursor ?? (columns < 0 ? shown.upperBound + width : shown.lowerBound - width)
    train.cursor = min(max(cursor + Double(columns) * width, shown.lowerBound), shown.upperBound)
  }

  mutating func pressCurves(_ mouse: MouseEvent, _ layout: ScreenLayout, isDrag: Bool) {
    guard let view = TrainView(self, layout) else { return }
    let chosen = view.places.first { $0.chart == train.selectedPlace }
    guard let place = isDrag ? chosen : view.place(row: mouse.row, column: mouse.column) else {
      return
    }
    if !isDrag { select(chart: place.chart) }
    if mouse.clickCount == 2, !isDrag { train.isEnlarged.toggle() }
    train.cursor = x(at: mouse.column, place)
  }

  mutating func zoomCurves(_ mouse: MouseEvent, _ layout: ScreenLayout, by factor: Double) {
    guard let place = TrainView(self, layout)?.place(row: mouse.row, column: mouse.column) else {
      return
    }
    zoom(by: factor, around: x(at: mouse.column, place))
  }

  /// The place on the axis that a column of a chart stands for.
  private func x(at column: Int, _ place: TrainView.Place) -> Double? {
    guard let shown = train.shown else { return nil }
    let share = Double(column - place.plot.column) / Double(max(place.plot.width - 1, 1))
    return shown.lowerBound + min(max(share, 0), 1) * (shown.upperBound - shown.lowerBound)
  }

  // MARK: Runs

  mutating func moveInRuns(_ action: Action) {
    let last = train.runs.count - 1
    guard last >= 0 else { return }
    switch action {
    case .up, .left: train.runCursor = max(train.runCursor - 1, 0)
    case .down, .right: train.runCursor = min(train.runCursor + 1, last)
    case .first, .pageUp: train.runCursor = 0
    default: train.runCursor = last
    }
  }

  mutating func pressRuns(_ mouse: MouseEvent, _ layout: ScreenLayout) {
    guard let list = RunsPane.list(self, layout),
      let index = list.run(row: mouse.row), train.runs.indices.contains(index)
    else { return }
    train.runCursor = index
    if mouse.clickCount == 2 {
      // The first of the two clicks may have hidden or shown it.
      train.toggleOnly()
    } else if mouse.column < list.area.column + RunsPane.markColumns(train) {
      toggle(train.runs[index].id)
    }
  }
}
