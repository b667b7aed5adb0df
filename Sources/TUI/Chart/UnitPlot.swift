/// A plot over shares: the axis across from 0 to 1, the upright one too, or over a range of its own; or of two numbers that should be
/// equal, both axes over the range of both; few numbers beside them.
struct UnitPlot {
  /// A line through points in the order they are given; what is not finite breaks it.
  struct Line {
    var points: [(x: Double, y: Double)]
    var style: CellStyle
    /// What it is drawn with where only letters are.
    var letter: String

    /// What chance or honesty would give: dashes from one corner to the other.
    static func diagonal(
      _ style: CellStyle, over range: ClosedRange<Double> = 0...1, letter: String = "."
    ) -> Line {
      let count = 12
      let width = range.upperBound - range.lowerBound
      let points = (0..<count).flatMap { step -> [(x: Double, y: Double)] in
        let (start, end) = (Double(step) / Double(count), (Double(step) + 0.5) / Double(count))
        let places = [start, end].map { range.lowerBound + $0 * width }
        return places.map { ($0, $0) } + [(.nan, .nan)]
      }
      return Line(points: points, style: style, letter: letter)
    }

    /// Points that are not joined.
    static func dots(
      _ points: some Sequence<(x: Double, y: Double)>, _ style: CellStyle, letter: String
    ) -> Line {
      Line(points: points.flatMap { [$0, (.nan, .nan)] }, style: style, letter: letter)
    }
  }

  /// The whole: numbers, axes and curves.
  let area: Rectangle
  let glyphs: CurveGlyphs
  /// What the axis across and the upright one go over.
  let across: ClosedRange<Double>
  let upright: ClosedRange<Double>
  private let labelColumns: Int

  init(_ area: Rectangle, glyphs: CurveGlyphs, bottom: Double = 0) {
    self.init(area, glyphs: glyphs, across: 0...1, upright: min(bottom, 0.99)...1, labelColumns: 4)
  }

  /// A plot over shares of values within a range that is not empty.
  init(_ area: Rectangle, glyphs: CurveGlyphs, range: ClosedRange<Double>) {
    self.init(
      area, glyphs: glyphs, across: 0...1, upright: range,
      labelColumns: Self.labelColumns(range, height: area.height))
  }

  /// A plot of two numbers that should be equal.
  init(_ area: Rectangle, glyphs: CurveGlyphs, both range: ClosedRange<Double>) {
    self.init(
      area, glyphs: glyphs, across: range, upright: range,
      labelColumns: Self.labelColumns(range, height: area.height))
  }

  /// The columns of the numbers beside a range: shares take four, others as many as their ticks.
  private static func labelColumns(_ range: ClosedRange<Double>, height: Int) -> Int {
    ticks(range, count: (height - 1) / 4).reduce(4) { max($0, $1.label.count) }
  }

  /// Round numbers in a range, about so many but two at least, without the zero before their points.
  private static func ticks(
    _ range: ClosedRange<Double>, count: Int
  ) -> [(value: Double, label: String)] {
    let (values, step) = AxisTicks.linear(range, count: max(count, 2))
    return values.map { value in
      let text = CurveNumber.tick(value, step: step)
      return (value, text.hasPrefix("0.") ? String(text.dropFirst()) : text)
    }
  }

  private init(
    _ area: Rectangle, glyphs: CurveGlyphs, across: ClosedRange<Double>,
    upright: ClosedRange<Double>, labelColumns: Int
  ) {
    self.area = area
    self.glyphs = glyphs
    self.across = across
    self.upright = upright
    self.labelColumns = labelColumns
  }

  /// Where the curves are.
  var plot: Rectangle {
    Rectangle(
      row: area.row, column: area.column + labelColumns + 1, height: max(area.height - 1, 0),
      width: max(area.width - labelColumns - 1, 0))
  }

  private func share(_ value: Double, of range: ClosedRange<Double>) -> Double {
    min(max((value - range.lowerBound) / (range.upperBound - range.lowerBound), 0), 1)
  }

  /// The cell of a point.
  func place(x: Double, y: Double) -> (row: Int, column: Int) {
    (
      plot.row + Int(((1 - share(y, of: upright)) * Double(plot.height - 1)).rounded()),
      plot.column + Int((share(x, of: across) * Double(plot.width - 1)).rounded())
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
          x: Int((share(point.x, of: across) * Double(canvas.width - 1)).rounded()),
          y: Int(((1 - share(point.y, of: upright)) * Double(canvas.height - 1)).rounded())
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
    for (value, label) in Self.ticks(upright, count: plot.height / 4)
    where upright.contains(value) {
      let row = place(x: across.lowerBound, y: value).row
      painter.writeRight(
        label, row: row, style: theme[.subtle],
        in: Rectangle(row: row, column: area.column, height: 1, width: labelColumns))
    }
    // The axis across is named at its end, the upright one at its top.
    let row = plot.endRow
    var free = area.column
    let end = area.endColumn - VisibleText.columns(of: x) - 1
    for (value, short) in Self.ticks(across, count: plot.width / 10) {
      let start = place(x: value, y: upright.upperBound).column - short.count / 2
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
