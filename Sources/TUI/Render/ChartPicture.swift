internal import Foundation
internal import Training

/// One chart: title with values, axes, curves, marks.
struct ChartPicture {
  /// A curve as it is drawn.
  private struct Line {
    var curve: Curve
    var columns: CurveColumns
    /// Tells it from other curves without colour.
    var mark: String
    var style: CellStyle
    var isDashed: Bool
    /// The points themselves, drawn dimmed under the smoothed curve.
    var isRaw: Bool
    var split: MetricName.Split
    var key: TrainState.CurveKey
  }

  private let chart: TrainState.Chart
  private let place: TrainView.Place
  private let state: State
  private var train: TrainState { state.train }
  private var plot: Rectangle { place.plot }

  init(_ chart: TrainState.Chart, _ place: TrainView.Place, _ state: State) {
    self.chart = chart
    self.place = place
    self.state = state
  }

  private var glyphs: CurveGlyphs {
    if state.isASCII { return .letters }
    return train.hasBlocks && !state.ambiguousIsWide ? .blocks : .braille
  }

  private var isLogarithmic: Bool { train.logarithmic.contains(chart.name.metric) }

  func draw(_ painter: inout ScreenPainter) {
    guard plot.width >= 4, plot.height >= 1 else { return }
    guard let shown = train.shown else { return }
    let dots = plot.width * glyphs.dots.columns
    let lines = lines(painter.theme, shown, dots)
    drawTitle(&painter, lines.filter { !$0.isRaw })
    let isLogarithmic = isLogarithmic
    let ranges = lines.compactMap { $0.columns.range(isPositive: isLogarithmic) }
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else {
      let reason =
        lines.isEmpty
        ? "no \(TrainText.name(train.axis)) in these logs" : "no number to draw here"
      painter.write(
        NumberText.shortened(reason, plot.width), row: plot.row + plot.height / 2,
        column: plot.column, style: painter.theme[.subtle], in: plot)
      drawMarks(&painter, lines, nil, shown)
      return
    }
    let range = Self.padded(low, high, isLogarithmic: isLogarithmic)
    drawAxes(&painter, range, shown)
    drawCurves(&painter, lines, range)
    drawMarks(&painter, lines, range, shown)
    drawCursor(&painter, shown)
  }

  /// A range that a level curve stands in the middle of.
  private static func padded(
    _ low: Double, _ high: Double, isLogarithmic: Bool
  ) -> ClosedRange<Double> {
    if high > low { return low...high }
    if isLogarithmic { return low / 2...low * 2 }
    let room = low == 0 ? 1 : abs(low) / 10
    return low - room...low + room
  }

  private func lines(_ theme: Theme, _ shown: ClosedRange<Double>, _ dots: Int) -> [Line] {
    let isAlone = train.shownRuns.count == 1
    var raw: [Line] = []
    var lines: [Line] = []
    for (key, split) in chart.curves {
      guard let curve = train.curves[key], curve.count > 0 else { continue }
      var style = theme[train.role(key.run)]
      if isAlone, split != .training {
        // One run needs its colours for nothing else.
        let place = train.place(of: key.run) + split.order
        style = theme[ThemeRole.curves[place % ThemeRole.curves.count]]
      }
      var line = Line(
        curve: curve,
        columns: CurveColumns(curve, window: shown, count: dots, isSmoothed: true),
        mark: train.mark(key, split), style: style,
        isDashed: split != .training && !isAlone
          && chart.curves.contains { $0.key.run == key.run && $0.split == .training },
        isRaw: false, split: split, key: key)
      lines.append(line)
      guard curve.smoothing > 0 else { continue }
      line.columns = CurveColumns(curve, window: shown, count: dots, isSmoothed: false)
      line.isRaw = true
      line.style = theme[.border]
      line.isDashed = false
      raw.append(line)
    }
    return raw + lines
  }

  // MARK: Title

  private func drawTitle(_ painter: inout ScreenPainter, _ lines: [Line]) {
    let theme = painter.theme
    let area = place.area
    let isSelected = chart.name.metric == train.selected
    var column = area.column
    let title = (isSelected ? "▸" : " ") + chart.name.metric + (isLogarithmic ? " log" : "")
    column += painter.write(
      NumberText.shortened(title, max(area.width / 2, 8)), row: area.row, column: column,
      style: isSelected ? theme[.focus].emphasized : theme[.title], in: area)
    var values = lines.compactMap { line in
      value(of: line).map { (line: line, text: "  \(line.mark) \($0)") }
    }
    let width = values.reduce(0) { $0 + VisibleText.columns(of: $1.text) }
    if column + width > area.endColumn {
      values = values.filter { isChosen($0.line) } + values.filter { !isChosen($0.line) }
    }
    for (line, parts) in values {
      guard column + VisibleText.columns(of: parts) <= area.endColumn else {
        painter.write(
          "…", row: area.row, column: area.endColumn - 1, style: theme[.subtle], in: area)
        break
      }
      column += painter.write(parts, row: area.row, column: column, style: line.style, in: area)
    }
  }

  /// What a curve is at the cursor, or at its end.
  private func value(of line: Line) -> String? {
    let index = train.cursor.map { line.curve.index(at: $0) } ?? line.curve.count - 1
    return index.map { CurveNumber.value(line.curve.value($0)) }
  }

  // MARK: Axes

  /// Where a value stands, 0 at the bottom and 1 at the top.
  private func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    let share: Double
    if isLogarithmic {
      guard value > 0 else { return 0 }
      share =
        log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
    } else {
      share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
    return share.isFinite ? min(max(share, 0), 1) : 0
  }

  private func row(_ value: Double, _ range: ClosedRange<Double>) -> Int {
    plot.row + Int(((1 - share(value, range)) * Double(plot.height - 1)).rounded())
  }

  private func column(_ x: Double, _ shown: ClosedRange<Double>) -> Int {
    let share = (x - shown.lowerBound) / (shown.upperBound - shown.lowerBound)
    return plot.column + Int((min(max(share, 0), 1) * Double(plot.width - 1)).rounded())
  }

  private func drawAxes(
    _ painter: inout ScreenPainter, _ range: ClosedRange<Double>, _ shown: ClosedRange<Double>
  ) {
    let theme = painter.theme
    let labels = Rectangle(
      row: plot.row, column: place.area.column, height: plot.height, width: TrainView.Place.labels)
    let line = plot.column - 1
    for row in plot.row..<plot.endRow {
      painter.write("│", row: row, column: line, style: theme[.border], in: place.area)
    }
    let count = max(plot.height / 3, 2)
    let ticks: [(value: Double, text: String)]
    if isLogarithmic {
      ticks = AxisTicks.logarithmic(range, count: count).map { ($0, CurveNumber.power($0)) }
    } else {
      let (values, step) = AxisTicks.linear(range, count: count)
      ticks = values.map { ($0, CurveNumber.tick($0, step: step)) }
    }
    for tick in ticks where range.contains(tick.value) {
      let row = row(tick.value, range)
      painter.writeRight(
        tick.text, row: row, style: theme[.subtle],
        in: Rectangle(row: row, column: labels.column, height: 1, width: labels.width))
    }
    drawPlaces(&painter, shown)
  }

  /// The numbers below the plot.
  private func drawPlaces(_ painter: inout ScreenPainter, _ shown: ClosedRange<Double>) {
    let theme = painter.theme
    let row = plot.endRow
    let area = Rectangle(
      row: row, column: place.area.column, height: 1, width: place.area.width)
    let name = train.axis == .time ? "time" : train.axis.rawValue
    painter.write(name, row: row, column: area.column, style: theme[.border], in: area)
    let (values, _) = AxisTicks.linear(shown, count: max(plot.width / 9, 2))
    var free = area.column + VisibleText.columns(of: name) + 1
    for value in values {
      let text = CurveNumber.place(value, axis: train.axis)
      let width = VisibleText.columns(of: text)
      let start = min(column(value, shown) - width / 2, area.endColumn - width)
      guard start >= free else { continue }
      painter.write(text, row: row, column: start, style: theme[.subtle], in: area)
      free = start + width + 2
    }
  }

  // MARK: Curves

  private func drawCurves(
    _ painter: inout ScreenPainter, _ lines: [Line], _ range: ClosedRange<Double>
  ) {
    var canvas = DotCanvas(rows: plot.height, columns: plot.width, glyphs: glyphs)
    func y(_ value: Double) -> Int {
      Int(((1 - share(value, range)) * Double(canvas.height - 1)).rounded())
    }
    for owner in drawingOrder(lines) {
      let line = lines[owner]
      let columns = line.columns
      let broken = Set(columns.notFinite)
      var previous = columns.entry.map { (x: 0, y: y($0)) }
      for (x, column) in columns.columns.enumerated() {
        guard let column else {
          if broken.contains(x) { previous = nil }
          continue
        }
        if column.isBroken.before { previous = nil }
        let first = (x: x, y: y(column.first))
        canvas.line(from: previous ?? first, to: first, owner: owner, isDashed: line.isDashed)
        let (low, high) = (y(column.minimum), y(column.maximum))
        if low != high {
          canvas.line(from: (x, low), to: (x, high), owner: owner)
        } else {
          canvas.set(x: x, y: low, owner: owner)
        }
        previous = column.isBroken.behind ? nil : (x, y(column.last))
      }
      if let exit = columns.exit, let previous {
        canvas.line(
          from: previous, to: (canvas.width - 1, y(exit)), owner: owner, isDashed: line.isDashed)
      }
    }
    canvas.forEachCell { row, column, text, owner in
      let line = lines[owner]
      painter.write(
        glyphs == .letters ? letter(of: line, column: column) : text,
        row: plot.row + row, column: plot.column + column, style: line.style, in: plot)
    }
  }

  /// What ASCII draws a curve with: its mark, a letter after the other from left to right.
  private func letter(of line: Line, column: Int) -> String {
    guard !line.isRaw else { return "." }
    return line.mark.dropFirst(column % line.mark.count).prefix(1).description
  }

  /// The numbers of the lines from the lowest to the topmost: raw points, then smoothed curves, those of the chosen run on top.
  private func drawingOrder(_ lines: [Line]) -> [Int] {
    func isOnTop(_ index: Int) -> Bool { !lines[index].isRaw && isChosen(lines[index]) }
    return lines.indices.filter { !isOnTop($0) } + lines.indices.filter(isOnTop)
  }

  /// Whether a curve is the run's under the cursor, which comes first where there is not room for all.
  private func isChosen(_ line: Line) -> Bool {
    train.runs.indices.contains(train.runCursor)
      && line.key.run == train.runs[train.runCursor].id
  }

  // MARK: Marks

  private func drawMarks(
    _ painter: inout ScreenPainter, _ lines: [Line], _ range: ClosedRange<Double>?,
    _ shown: ClosedRange<Double>
  ) {
    let theme = painter.theme
    for line in lines where !line.isRaw {
      for dot in line.columns.notFinite {
        painter.write(
          "×", row: plot.endRow - 1, column: plot.column + dot / glyphs.dots.columns,
          style: theme[.error], in: plot)
      }
    }
    guard let range else { return }
    drawCuts(&painter, shown)
    for line in lines where !line.isRaw {
      drawPoints(&painter, line, range, shown)
      drawBest(&painter, line, lines, range, shown)
    }
    drawEndMarks(&painter, lines.filter { !$0.isRaw }, range)
  }

  /// Where the rate was cut, on every chart.
  private func drawCuts(_ painter: inout ScreenPainter, _ shown: ClosedRange<Double>) {
    let rates = train.charts.first { $0.name.isLearningRate }?.curves ?? []
    for (key, _) in rates {
      guard let curve = train.curves[key] else { continue }
      for cut in train.cuts[key.run]?.cuts ?? [] where cut.index < curve.count {
        let x = curve.x(cut.index)
        guard shown.contains(x) else { continue }
        painter.write(
          "↓", row: plot.row, column: column(x, shown), style: painter.theme[train.role(key.run)],
          in: plot)
      }
    }
  }

  /// The points of a curve that has few.
  private func drawPoints(
    _ painter: inout ScreenPainter, _ line: Line, _ range: ClosedRange<Double>,
    _ shown: ClosedRange<Double>
  ) {
    let curve = line.curve
    let first = curve.firstIndex(atOrBehind: shown.lowerBound)
    let last = curve.firstIndex(atOrBehind: shown.upperBound.nextUp)
    guard last > first, (last - first) * 4 <= plot.width || last - first == 1 else { return }
    for index in first..<last {
      let value = curve.value(index)
      guard value.isFinite, value > 0 || !isLogarithmic else { continue }
      let text = state.isASCII ? line.mark : line.split == .test ? "○" : "•"
      // A longer mark is whole at the right edge too, where the test data stands as a rule.
      let start = min(column(curve.x(index), shown), plot.endColumn - text.count)
      painter.write(text, row: row(value, range), column: start, style: line.style, in: plot)
    }
  }

  /// The best point of an evaluation, or of a metric that is not evaluated.
  private func drawBest(
    _ painter: inout ScreenPainter, _ line: Line, _ lines: [Line], _ range: ClosedRange<Double>,
    _ shown: ClosedRange<Double>
  ) {
    let isEvaluated = lines.contains { $0.key.run == line.key.run && $0.split == .evaluation }
    guard line.split == .evaluation || !isEvaluated, line.curve.count > 1 else { return }
    let series = line.curve.series
    let all = 0..<min(series.points.count, line.curve.count)
    let best: Int? =
      switch chart.name.direction {
      case .lower: series.place(ofLeastIn: all)
      case .higher: series.place(ofGreatestIn: all)
      case nil: nil
      }
    guard let best, shown.contains(line.curve.x(best)) else { return }
    let value = line.curve.value(best)
    guard value.isFinite, value > 0 || !isLogarithmic else { return }
    painter.write(
      "★", row: row(value, range), column: column(line.curve.x(best), shown), style: line.style,
      in: plot)
  }

  /// The marks at the ends of the curves: which is which, without colour.
  private func drawEndMarks(
    _ painter: inout ScreenPainter, _ lines: [Line], _ range: ClosedRange<Double>
  ) {
    guard lines.count > 1 else { return }
    var taken: Set<Int> = []
    let isFull = lines.count > plot.height
    for line in isFull ? lines.filter(isChosen) + lines.filter({ !isChosen($0) }) : lines {
      guard
        let end = line.columns.exit ?? line.columns.columns.last(where: { $0 != nil })??.last
      else { continue }
      let wanted = row(end, range)
      // Beside its end, or as near to it as there is room.
      let free = (plot.row..<plot.endRow).filter { !taken.contains($0) }
      guard let row = free.min(by: { abs($0 - wanted) < abs($1 - wanted) }) else { return }
      taken.insert(row)
      painter.write(
        line.mark, row: row, column: plot.endColumn + 1, style: line.style.emphasized,
        in: place.area)
    }
  }

  private func drawCursor(_ painter: inout ScreenPainter, _ shown: ClosedRange<Double>) {
    guard let cursor = train.cursor, shown.contains(cursor) else { return }
    let column = column(cursor, shown)
    for row in plot.row..<plot.endRow where painter.grid[row, column].text == " " {
      painter.write("│", row: row, column: column, style: painter.theme[.key], in: plot)
    }
  }
}
