/// A plot over shares: the axis across from 0 to 1, the upright one too, or over a range of its own; few numbers beside them.
struct UnitPlot {
  /// A line through points in the order they are given; what is not finite breaks it.
  struct Line {
    var points: [(x: Double, y: Double)]
    var style: CellStyle
    /// What it is drawn with where only letters are.
    var letter: String

    /// What chance or honesty would give: dashes from one corner to the other.
    static func diagonal(_ style: CellStyle) -> Line {
      let count = 12
      let points = (0..<count).flatMap { step -> [(x: Double, y: Double)] in
        let (start, end) = (Double(step) / Double(count), (Double(step) + 0.5) / Double(count))
        return [(start, start), (end, end), (.nan, .nan)]
      }
      return Line(points: points, style: style, letter: ".")
    }
  }

  /// The whole: numbers, axes and curves.
  let area: Rectangle
  let glyphs: CurveGlyphs
  /// What the upright axis goes over.
  let range: ClosedRange<Double>
  private let labelColumns: Int

  init(_ area: Rectangle, glyphs: CurveGlyphs, bottom: Double = 0) {
    self.init(area, glyphs: glyphs, range: min(bottom, 0.99)...1)
  }

  /// Makes a plot of values within a range that is not empty.
  init(_ area: Rectangle, glyphs: CurveGlyphs, range: ClosedRange<Double>) {
    self.area = area
    self.glyphs = glyphs
    self.range = range
    // Shares take four; the values of a range are as long as their ticks.
    let longest = Self.ticks(range, height: area.height - 1)
      .reduce(0) { max($0, VisibleText.columns(of: $1.text)) }
    labelColumns = max(longest, 4)
  }

  private static func ticks(
    _ range: ClosedRange<Double>, height: Int
  ) -> [(value: Double, text: String)] {
    let (values, step) = AxisTicks.linear(range, count: max(height / 4, 2))
    return values.filter { range.contains($0) }.map { value in
      let text = CurveNumber.tick(value, step: step)
      return (value, text.hasPrefix("0.") ? String(text.dropFirst()) : text)
    }
  }

  /// Where the curves are.
  var plot: Rectangle {
    Rectangle(
      row: area.row, column: area.column + labelColumns + 1, height: max(area.height - 1, 0),
      width: max(area.width - labelColumns - 1, 0))
  }

  private func share(_ y: Double) -> Double {
    min(max((y - range.lowerBound) / (range.upperBound - range.lowerBound), 0), 1)
  }

  /// The cell of a point.
  func place(x: Double, y: Double) -> (row: Int, column: Int) {
    (
      plot.row + Int(((1 - share(y)) * Double(plot.height - 1)).rounded()),
      plot.column + Int((min(max(x, 0), 1) * Double(plot.width - 1)).rounded())
    )
  }

  /// Draws axes and lines, later lines on top.
  func draw(_ painter: inout ScreenPainter, _ lines: [Line], x: String, y: String) {
    guard plot.height >= 2, plot.width >= 6 else { return }
    drawAxes(&painter, x: x, y: y)
    var canvas = DotCanvas(rows: plot.height, columns: plot.width, glyphs: glyphs)
    for (owner, line) in lines.enumerated() {
      var previous: (x: Int, y: Int)?
      for point in line.points {
        guard point.x.isFinite, point.y.isFinite else {
          previous = nil
          continue
        }
        let dot = (
          x: Int((min(max(point.x, 0), 1) * Double(canvas.width - 1)).rounded()),
          y: Int(((1 - share(point.y)) * Double(canvas.height - 1)).rounded())
        )
        canvas.line(from: previous ?? dot, to: dot, owner: owner)
        previous = dot
      }
    }
    canvas.forEachCell { row, column, text, owner in
      let line = lines[owner]
      painter.write(
        glyphs == .letters ? line.letter : text, row: plot.row + row,
        column: plot.column + column, style: line.style, in: plot)
    }
  }

  private func drawAxes(_ painter: inout ScreenPainter, x: String, y: String) {
    let theme = painter.theme
    for row in plot.row..<plot.endRow {
      painter.write(
        "│", row: row, column: plot.column - 1, style: theme[.border], in: area)
    }
    for (value, text) in Self.ticks(range, height: plot.height) {
      let row = place(x: 0, y: value).row
      painter.writeRight(
        text, row: row, style: theme[.subtle],
        in: Rectangle(row: row, column: area.column, height: 1, width: labelColumns))
    }
    // The axis across is named at its end, the upright one at its top.
    let row = plot.endRow
    let ticks = AxisTicks.linear(0...1, count: max(plot.width / 10, 2))
    var free = area.column
    let end = area.endColumn - VisibleText.columns(of: x) - 1
    for value in ticks.values {
      let text = CurveNumber.tick(value, step: ticks.step)
      let short = text.hasPrefix("0.") ? String(text.dropFirst()) : text
      let start = place(x: value, y: 1).column - short.count / 2
      guard start >= free, start + short.count <= end else { continue }
      painter.write(short, row: row, column: start, style: theme[.subtle], in: area)
      free = start + short.count + 1
    }
    painter.writeRight(
      x, row: row, style: theme[.border],
      in: Rectangle(row: row, column: area.column, height: 1, width: area.width))
    painter.write(
      y, row: plot.row, column: plot.column + 1, style: theme[.border], in: plot)
  }
}
