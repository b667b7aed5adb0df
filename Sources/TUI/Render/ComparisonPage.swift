internal import Model
internal import Training

/// Two models on the same rows: a radar of what one looks at first, a row a metric, and whether the difference is more than chance.
enum ComparisonPage {
  /// The spokes of the radar, as before and after fine-tuning are held against each other.
  static let spokes: [(name: String, metric: Metric)] = [
    ("accuracy", .accuracy), ("F1", .weightedF1), ("precision", .weightedPrecision),
    ("recall", .weightedRecall), ("AUC", .rocAUC),
  ]
  private static let tableColumns = widths.reduce(0, +)
  private static let leastRadar = 26
  /// Below this height metrics come before the test.
  private static let lowTable = 12
  /// Columns of a metric's name, of the two models' values, of the difference and of its chance.
  private static let widths = [18, 6, 7, 7, 7]
  /// Rows of a radar above the table.
  private static let lowRadar = 9

  /// What is held against each other.
  private struct Sides {
    var names: (first: String, second: String)
    var first: [Metric: Double]
    var second: [Metric: Double]
    var differences: [Bootstrap.Difference] = []
    var test: McNemarTest?

    /// The metrics that both have.
    var metrics: [Metric] { Metric.allCases.filter { first[$0] != nil && second[$0] != nil } }

    /// What the radar shows of them.
    var spokes: [(name: String, metric: Metric)] {
      ComparisonPage.spokes.filter { metrics.contains($0.metric) }
    }

    /// All metrics where there are rows for them, else those of the radar and what fits beside a line that says that there are more.
    func metrics(fitting rows: Int) -> [Metric] {
      let all = metrics
      guard all.count > rows else { return all }
      let first = spokes.map(\.metric)
      let kept = (first + all.filter { !first.contains($0) }).prefix(max(rows - 1, 1))
      return all.filter(kept.contains)
    }
  }

  static func draw(_ painter: inout ScreenPainter, _ first: Evaluation, in inside: Rectangle) {
    let state = painter.state
    let sides: Sides
    if let comparison = state.evaluate.comparison {
      sides = Sides(
        names: (first.model.name, comparison.second.model.name), first: first.report.values,
        second: comparison.second.report.values, differences: comparison.differences,
        test: comparison.test)
    } else if let course = first.course, !state.evaluate.isComparing {
      // The run that left the model has told how it was before.
      sides = Sides(
        names: ("its run at step \(course.before.step)", "its run at step \(course.after.step)"),
        first: course.before.values, second: course.after.values)
    } else {
      let text =
        state.evaluate.isComparing
        ? "\(state.evaluate.against) is judged on the same rows."
        : "\(state.name(of: .against)) judges a second model on the same rows: a checkpoint of a run "
          + "(checkpoint-0 is the model before training), or any other of the same classes."
      return painter.writeLines(
        ScreenPainter.wrapped(text, width: max(inside.width, 1)), in: inside,
        style: painter.theme[.subtle])
    }
    // The names, a row a metric with its heading, and the test.
    let otherRows = sides.test == nil || inside.height < lowTable ? 3 : 5
    let (table, radar) = split(
      inside, tableRows: sides.metrics.count + otherRows,
      // Those of the radar, and a line that says that there are more.
      leastRows: sides.spokes.count + 1 + otherRows)
    if let radar { drawRadar(&painter, sides, in: radar) }
    drawTable(
      &painter, sides, sides.metrics(fitting: table.height - otherRows), in: table)
  }

  private static func split(
    _ inside: Rectangle, tableRows: Int, leastRows: Int
  ) -> (table: Rectangle, radar: Rectangle?) {
    if inside.width >= tableColumns + leastRadar {
      let radar = inside.width - tableColumns - 1
      return (
        Rectangle(
          row: inside.row, column: inside.column, height: inside.height, width: tableColumns),
        Rectangle(
          row: inside.row, column: inside.endColumn - radar, height: inside.height, width: radar)
      )
    }
    let tableRows = min(tableRows, max(inside.height - lowRadar, leastRows))
    guard inside.height >= tableRows + lowRadar - 1 else { return (inside, nil) }
    return (
      inside.below(rows: inside.height - tableRows),
      inside.first(rows: inside.height - tableRows)
    )
  }

  private static func drawRadar(
    _ painter: inout ScreenPainter, _ sides: Sides, in area: Rectangle
  ) {
    let theme = painter.theme
    let known = sides.spokes
    func values(_ values: [Metric: Double]) -> [Double] { known.map { values[$0.metric] ?? 0 } }
    RadarChart(
      spokes: known.map(\.name),
      polygons: [
        RadarChart.Polygon(values: values(sides.second), style: theme[.curve2], letter: "B"),
        RadarChart.Polygon(values: values(sides.first), style: theme[.curve1], letter: "A"),
      ]
    ).draw(&painter, in: area, glyphs: DiagramPane.glyphs(painter.state))
  }

  private static func drawTable(
    _ painter: inout ScreenPainter, _ sides: Sides, _ metrics: [Metric], in area: Rectangle
  ) {
    let theme = painter.theme
    var row = area.row
    for (letter, name, role) in [
      ("A ", sides.names.first, ThemeRole.curve1), ("B ", sides.names.second, .curve2),
    ] {
      painter.write(
        NumberText.shortened(letter + VisibleText.escaped(name), area.width), row: row,
        column: area.column, style: theme[role].emphasized, in: area)
      row += 1
    }
    // In a narrow pane the chance gives way, then the ends of the names.
    let hasChance = !sides.differences.isEmpty && area.width >= tableColumns
    var widths = Self.widths
    widths[0] = max(min(widths[0], area.width - widths[1...3].reduce(0, +)), 4)
    func cells(_ texts: [String], _ styles: [CellStyle]) {
      guard row < area.endRow else { return }
      var column = area.column
      for (place, columns) in widths.enumerated() where place < texts.count {
        let text =
          place == 0
          ? NumberText.fitted(texts[place], columns) : NumberText.padded(texts[place], columns)
        painter.write(text, row: row, column: column, style: styles[place], in: area)
        column += columns
      }
      row += 1
    }
    let subtle = theme[.subtle]
    cells(
      ["", "A", "B", "B − A", hasChance ? "p" : ""],
      [subtle, theme[.curve1], theme[.curve2], subtle, subtle])
    let drawn = Dictionary(
      sides.differences.map { ($0.metric, $0) }, uniquingKeysWith: { first, _ in first })
    for metric in metrics {
      guard let before = sides.first[metric], let after = sides.second[metric] else { continue }
      let change = after - before
      let isBetter = metric.isLowerBetter ? change < 0 : change > 0
      let chance = drawn[metric]?.pValue
      let isSure = (chance ?? 1) < 0.05
      let role: ThemeRole = !isSure ? .text : isBetter ? .good : .error
      cells(
        [
          EvaluateText.name(metric), EvaluateText.share(before), EvaluateText.share(after),
          EvaluateText.change(change, decimals: 3),
          hasChance ? chance.map { EvaluateText.chance($0) } ?? "" : "",
        ], [subtle, theme[.text], theme[.text], theme[role], subtle])
    }
    let hidden = sides.metrics.count - metrics.count
    if hidden > 0, row < area.endRow {
      let place =
        painter.state.isZoomed ? "" : " on the whole screen: \(painter.state.name(of: .zoom))"
      painter.write(
        NumberText.wholeWords("\(hidden) more" + place, area.width), row: row,
        column: area.column, style: subtle, in: area)
      row += 1
    }
    guard row < area.endRow, let test = sides.test else { return }
    painter.writeLines(
      ScreenPainter.wrapped(
        "Only A is right on \(Wording.grouped(test.firstOnly)), only B on "
          + "\(Wording.grouped(test.secondOnly)): McNemar p \(EvaluateText.chance(test.exactPValue))",
        width: area.width),
      in: Rectangle(
        row: row, column: area.column, height: area.endRow - row, width: area.width),
      style: theme[.text])
  }
}
