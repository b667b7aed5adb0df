internal import Training

/// The charts: one a metric, side by side, or one enlarged; below them what the chosen one does, in words.
enum CurvesPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.curves], let inside = painter.layout.inside(.curves)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let train = state.train
    guard let view = TrainView(state, painter.layout), !view.places.isEmpty else {
      painter.frame(
        frame, title: [("Curves", theme[.title])], isFocused: painter.isFocused(.curves))
      drawEmpty(&painter, in: inside)
      return
    }
    let first = (view.places.first?.chart ?? 0) + 1
    let last = (view.places.last?.chart ?? 0) + 1
    let note =
      view.places.count == train.charts.count
      ? ""
      : first == last
        ? "\(first) of \(train.charts.count)" : "\(first)–\(last) of \(train.charts.count)"
    painter.frame(
      frame,
      title: [
        ("Curves", theme[.title]),
        (train.markRule.isEmpty ? "" : " " + train.markRule, theme[.subtle]),
      ],
      note: note, isFocused: painter.isFocused(.curves))
    for place in view.places {
      ChartPicture(train.charts[place.chart], place, state).draw(&painter)
    }
    drawWords(&painter, view)
  }

  private static func drawEmpty(_ painter: inout ScreenPainter, in area: Rectangle) {
    let train = painter.state.train
    let key = painter.state.name(of: .watch)
    let text =
      train.runs.isEmpty
      ? (train.isWatching
        ? "No run has logged anything yet; curves appear when one does. "
        : "No run is watched. ")
        + "\(key) watches a log or a folder with logs: trainer_state.json, TensorBoard event files, "
        + "CSV, JSON lines, what a script prints. From the shell: headscope watch PATH"
      : train.shownRuns.isEmpty
        ? "All runs are hidden: in the list of runs Space shows them."
        : "No numbers were logged yet."
    painter.writeLines(
      ScreenPainter.wrapped(text, width: max(area.width, 1)), in: area,
      style: painter.theme[.subtle])
  }

  /// At least a line a run, the run under the cursor first where there is room for few; what matters less gives way to whole sentences.
  private static func drawWords(_ painter: inout ScreenPainter, _ view: TrainView) {
    let train = painter.state.train
    guard let chart = train.chart else { return }
    var runs = train.shownRuns.filter { run in chart.curves.contains { $0.key.run == run.id } }
    if runs.count > view.words.height, train.runs.indices.contains(train.runCursor) {
      let chosen = train.runs[train.runCursor].id
      runs = runs.filter { $0.id == chosen } + runs.filter { $0.id != chosen }
    }
    var row = view.words.row
    for (index, run) in runs.enumerated() where row < view.words.endRow {
      let style = painter.theme[train.role(run.id)]
      let name = (runs.count == 1 ? chart.name.metric : train.mark(run.id)) + ": "
      let columns = painter.write(
        name, row: row, column: view.words.column, style: style, in: view.words)
      // Every run behind this one is to have its line.
      let most = max(view.words.endRow - row - (runs.count - index - 1), 1)
      let lines = TrainText.lines(
        TrainText.facts(chart, run: run, train: train), count: most,
        width: max(view.words.width - columns, 1))
      for line in lines where row < view.words.endRow {
        painter.write(
          line, row: row, column: view.words.column + columns, style: painter.theme[.text],
          in: view.words)
        row += 1
      }
    }
  }
}
