internal import Attribution
internal import Model

/// F while the parts of a text are taken out of it, and while they are put in: a curve a method, beside each other.
struct PerturbationCharts {
  /// Curves that eyes and colours still tell apart.
  private static let mostCurves = 8
  /// Columns of one chart below which the second has no place beside it.
  private static let leastColumns = 24
  /// Rows of a chart with its title and what its letters mean.
  private static let leastRows = 6

  /// One of the two.
  private struct Chart {
    var titles: [String]
    var axis: String
    /// What speaks for a method.
    var goal: String
    var curve: KeyPath<Faithfulness, PerturbationCurve>
  }

  /// A method's curves and what tells them from others.
  private struct Entry {
    var method: AttributionMethod
    var faithfulness: Faithfulness
    var letter: String
    var role: ThemeRole
  }

  private let entries: [Entry]
  /// Methods that are in the table only.
  private let hidden: Int
  private let range: ClosedRange<Double>
  private let glyphs: CurveGlyphs
  /// The class.
  private let output: String
  private let parts: String

  /// Takes what was measured; nil before that.
  init?(_ state: State) {
    guard let report = state.explain.trust, let settled = state.explain.settled,
      !report.rows.isEmpty
    else { return nil }
    entries = report.rows.prefix(Self.mostCurves).enumerated().map { index, row in
      Entry(
        method: row.method, faithfulness: row.faithfulness, letter: Self.letter(index),
        role: ThemeRole.curves[index % ThemeRole.curves.count])
    }
    hidden = report.rows.count - entries.count
    let values = entries.flatMap {
      ($0.faithfulness.deletion.points + $0.faithfulness.insertion.points).map(\.output)
    }.filter(\.isFinite)
    range =
      settled.prediction.kind == .outputs
      ? Self.range(of: values) : 0...max(1, values.max() ?? 1)
    glyphs = DiagramPane.glyphs(state)
    output = VisibleText.escaped(state.model?.label(report.target) ?? "F")
    parts = report.settings.granularity.rawValue + "s"
  }

  private static func letter(_ index: Int) -> String {
    String(Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(index))))
  }

  /// Values with zero, so that heights can be compared.
  private static func range(of values: [Double]) -> ClosedRange<Double> {
    let (bottom, top) = (min(values.min() ?? 0, 0), max(values.max() ?? 0, 0))
    return top > bottom ? bottom...top : 0...1
  }

  private var charts: [Chart] {
    [
      Chart(
        titles: [
          "Deletion: \(output) while the strongest \(parts) go", "Deletion: strongest first",
          "Deletion",
        ], axis: "taken out", goal: "low is good", curve: \.deletion),
      Chart(
        titles: [
          "Insertion: \(output) while the strongest \(parts) come", "Insertion: strongest first",
          "Insertion",
        ], axis: "put in", goal: "high is good", curve: \.insertion),
    ]
  }

  /// Draws both where there is room, else what takes parts out.
  func draw(_ painter: inout ScreenPainter, in area: Rectangle) {
    let width = (area.width - 2) / 2
    if width >= Self.leastColumns {
      for (index, chart) in charts.enumerated() {
        let column = index == 0 ? area.column : area.endColumn - width
        draw(
          chart, &painter,
          in: Rectangle(row: area.row, column: column, height: area.height, width: width))
      }
    } else if area.height >= 2 * Self.leastRows + 1 {
      let height = (area.height - 1) / 2
      draw(charts[0], &painter, in: area.first(rows: height))
      draw(charts[1], &painter, in: area.below(rows: height + 1))
    } else {
      draw(charts[0], &painter, in: area)
    }
  }

  private func draw(_ chart: Chart, _ painter: inout ScreenPainter, in area: Rectangle) {
    let legend = legend(chart, width: area.width)
    let height = area.height - 1 - legend.count
    guard height >= 3 else { return }
    painter.write(
      NumberText.firstFitting(chart.titles, area.width), row: area.row, column: area.column,
      style: painter.theme[.text], in: area)
    let plot = UnitPlot(area.below(rows: 1).first(rows: height), glyphs: glyphs, range: range)
    // The method shown is drawn last, over the others.
    let lines = entries.reversed().map { entry in
      UnitPlot.Line(
        points: entry.faithfulness[keyPath: chart.curve].points.map { ($0.fraction, $0.output) },
        style: painter.theme[entry.role], letter: entry.letter)
    }
    plot.draw(&painter, lines, x: chart.axis, y: "")
    if glyphs != .letters { mark(chart, plot, &painter) }
    StyledLine.draw(legend, &painter, from: 0, in: area.below(rows: 1 + height))
  }

  /// Puts the letter of each curve on it, each at a share of its own: a colour alone tells some people nothing.
  private func mark(_ chart: Chart, _ plot: UnitPlot, _ painter: inout ScreenPainter) {
    for (index, entry) in entries.enumerated() {
      let share = Double(index + 1) / Double(entries.count + 1)
      guard let value = entry.faithfulness[keyPath: chart.curve].output(at: share), value.isFinite
      else { continue }
      let place = plot.place(x: share, y: value)
      painter.write(
        entry.letter, row: place.row, column: place.column,
        style: painter.theme[entry.role].emphasized, in: plot.plot)
    }
  }

  /// Each letter with its method and the area under its curve, and which way is good.
  private func legend(_ chart: Chart, width: Int) -> [StyledLine] {
    var lines = [StyledLine("area", .subtle)]
    func append(_ parts: [StyledLine.Part]) {
      // A letter stays with its number.
      let item = StyledLine(parts)
      if lines[lines.count - 1].columns + 2 + item.columns > width { lines.append(StyledLine()) }
      if !lines[lines.count - 1].parts.isEmpty { lines[lines.count - 1].append("  ") }
      lines[lines.count - 1].parts += parts
    }
    for entry in entries {
      let area = entry.faithfulness[keyPath: chart.curve].area
      append([
        StyledLine.Part(
          text: "\(entry.letter) \(entry.method.abbreviation) ", role: entry.role),
        StyledLine.Part(text: area.isFinite ? NumberText.correlation(area) : "–"),
      ])
    }
    if hidden > 0 { append([StyledLine.Part(text: "+\(hidden) in the table", role: .subtle)]) }
    append([StyledLine.Part(text: chart.goal, role: .subtle)])
    return lines
  }
}

extension PerturbationCurve {
  /// The output at a share between two points, on the straight line between them.
  func output(at fraction: Double) -> Double? {
    guard let next = points.firstIndex(where: { $0.fraction >= fraction }) else {
      return points.last?.output
    }
    guard next > 0 else { return points[0].output }
    let (start, end) = (points[next - 1], points[next])
    guard end.fraction > start.fraction else { return end.output }
    let share = (fraction - start.fraction) / (end.fraction - start.fraction)
    return start.output + share * (end.output - start.output)
  }
}
