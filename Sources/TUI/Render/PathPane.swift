internal import Attribution
internal import Model

/// F along the way from the baseline to the text, its slope, and how the sum grows.
enum PathPane {
  /// Columns of the numbers at the left of the chart.
  private static let axis = 7

  /// Where the curves are drawn; nil where there is no room.
  static func chart(in inside: Rectangle) -> Rectangle? {
    let below = inside.height >= 4 ? 2 : 1
    let area = Rectangle(
      row: inside.row, column: inside.column + axis, height: inside.height - below,
      width: inside.width - axis)
    return area.height >= 1 && area.width >= 8 ? area : nil
  }

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.path], let inside = painter.layout.inside(.path) else {
      return
    }
    let explain = painter.state.explain
    let theme = painter.theme
    let path = explain.path
    let step = explain.pathStep.flatMap { path.indices.contains($0) ? $0 : nil }
    // The curves move from end to end with every key: while a text is typed they are drawn where they were asked for.
    let isOpen = painter.state.lower == .path || !painter.state.focus.isEditor
    let note =
      path.isEmpty || !isOpen
      ? "" : step.map { "step \($0 + 1) of \(path.count)" } ?? "\(path.count) steps"
    // As much of it as fits, in whole words.
    let room = frame.width - 4 - VisibleText.columns(of: " Path   \(note)  ")
    let title =
      ["from the baseline to the text", "baseline to text"].first {
        VisibleText.columns(of: $0) <= room
      } ?? ""
    painter.frame(
      frame, title: [("Path", theme[.title]), (title, theme[.subtle])], note: note,
      isFocused: painter.isFocused(.path))
    guard !inside.isEmpty else { return }
    guard !path.isEmpty,
      let base = explain.settled?.entries[explain.request.method]?.estimate.baseOutput,
      let area = chart(in: inside)
    else {
      let text =
        explain.request.method == .integratedGradients
        ? "F, its slope and the growing sum along the integral: here when the text is explained."
        : "Integrated gradients goes this way step by step; m chooses it. "
          + other(explain.request.method)
      painter.writeLines(
        ScreenPainter.wrapped(text, width: inside.width), in: inside, style: theme[.subtle])
      return
    }
    guard isOpen else {
      let key = painter.state.name(of: .path)
      painter.writeLines(
        summary(path, base: base, form: explain.forms.outputs).flatMap {
          ScreenPainter.wrapped($0, width: inside.width)
        }
          + ["", "\(key) draws F, its slope and the heat map of a step."],
        in: inside, style: theme[.text])
      return
    }
    let sums = sums(path)
    // Where the sum is complete both curves are one: the second is for following a step.
    let showsSum = step != nil || painter.isFocused(.path) || isApart(path, sums, base: base)
    drawCurves(
      &painter, path, sums: showsSum ? sums : nil, base: base, area: area, inside: inside)
    if let step { drawStep(&painter, path, step, area: area) }
    drawSlope(&painter, path, step: step, area: area, inside: inside)
    drawReadout(
      &painter, path, sums: sums, base: base, step: step, showsSum: showsSum, inside: inside)
  }

  /// The weighted sum of slopes up to each node: F(x) − F(b) at the last one, if complete.
  static func sums(_ path: [AttributionEstimate.PathPoint]) -> [Double] {
    var sum = 0.0
    return path.map {
      sum += $0.weight * Double($0.slope)
      return sum
    }
  }

  /// The course of F in two sentences.
  private static func summary(
    _ path: [AttributionEstimate.PathPoint], base: Float, form: NumberForm
  ) -> [String] {
    guard let end = path.last?.output else { return [] }
    let change = end - base
    // Of large numbers one decimal is enough here.
    let short = form == .fixed(2) ? NumberForm.fixed(1) : form
    let first =
      "F goes from \(NumberText.plain(base, short)) at the baseline to "
      + "\(NumberText.plain(end, short)) at the text."
    guard abs(change) > max(abs(base), abs(end)) / 100 else { return [first] }
    /// Where F has first gone a share of its way.
    func alpha(_ share: Float) -> String {
      let point = path.first { ($0.output - base) / change >= share }
      return NumberText.plain(Float(point?.alpha ?? 1), decimals: 1)
    }
    let (from, to) = (alpha(0.1), alpha(0.9))
    let second =
      from == to
      ? "Most of that happens at α = \(from)." : "Most of that lies between α = \(from) and \(to)."
    return [first, second]
  }

  /// Whether the sum ends where the eye sees that it is not F(x) − F(b).
  private static func isApart(
    _ path: [AttributionEstimate.PathPoint], _ sums: [Double], base: Float
  ) -> Bool {
    guard let sum = sums.last, let output = path.last?.output else { return false }
    let change = Double(output - base)
    return abs(sum - change) > abs(change) / 20
  }

  private static func drawCurves(
    _ painter: inout ScreenPainter, _ path: [AttributionEstimate.PathPoint], sums: [Double]?,
    base: Float, area: Rectangle, inside: Rectangle
  ) {
    let theme = painter.theme
    let outputs = path.map { (x: $0.alpha, y: Double($0.output - base)) }
    var chart = CurveChart(curves: [CurveChart.Curve(points: outputs, style: theme[.curve1])])
    if let sums {
      let running = zip(path, sums).map { (x: $0.0.alpha, y: $0.1) }
      chart.curves.insert(CurveChart.Curve(points: running, style: theme[.curve2]), at: 0)
    }
    if let range = chart.range {
      let clip = Rectangle(
        row: area.row, column: inside.column, height: area.height, width: axis - 1)
      let largest = max(abs(range.upperBound), abs(range.lowerBound))
      // What has not room enough is written with an exponent, which always has.
      let form = largest < 0.1 ? NumberForm.scientific : painter.state.explain.forms.outputs
      painter.writeRight(
        NumberText.signed(Float(range.upperBound), form), row: area.row, style: theme[.subtle],
        in: clip)
      if area.height > 1 {
        painter.writeRight(
          NumberText.signed(Float(range.lowerBound), form), row: area.endRow - 1,
          style: theme[.subtle],
          in: clip)
      }
    }
    chart.draw(on: &painter.grid, in: area)
  }

  /// A line through the chart where the heat map is taken from.
  private static func drawStep(
    _ painter: inout ScreenPainter, _ path: [AttributionEstimate.PathPoint], _ step: Int,
    area: Rectangle
  ) {
    let column = area.column + Int((path[step].alpha * Double(area.width - 1)).rounded())
    for row in area.row..<area.endRow {
      if painter.grid[row, column].text == " " {
        painter.write("│", row: row, column: column, style: painter.theme[.focus], in: area)
      } else {
        painter.grid.restyle(Rectangle(row: row, column: column, height: 1, width: 1)) {
          $0.attributes.insert(.reverse)
        }
      }
    }
  }

  /// The slope as a row of blocks, on a scale of its own.
  private static func drawSlope(
    _ painter: inout ScreenPainter, _ path: [AttributionEstimate.PathPoint], step: Int?,
    area: Rectangle, inside: Rectangle
  ) {
    guard inside.height >= 4 else { return }
    let theme = painter.theme
    let row = area.endRow
    painter.write("dF/dα", row: row, column: inside.column, style: theme[.subtle], in: inside)
    let largest = path.map { abs($0.slope) }.max() ?? 0
    guard largest > 0, largest.isFinite else { return }
    let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    for offset in 0..<area.width {
      let alpha = Double(offset) / Double(max(area.width - 1, 1))
      guard let nearest = path.min(by: { abs($0.alpha - alpha) < abs($1.alpha - alpha) }) else {
        break
      }
      let share = abs(nearest.slope) / largest
      let index = min(Int(share * 8), 7)
      // What pulls F down is drawn in the colour of what speaks against, and its cell is marked.
      var style = theme[nearest.slope < 0 ? .againstBar : .forBar]
      if nearest.slope < 0 { style.attributes.insert(.underline) }
      painter.write(
        blocks[index], row: row, column: area.column + offset, style: style, in: area.below)
    }
  }

  private static func drawReadout(
    _ painter: inout ScreenPainter, _ path: [AttributionEstimate.PathPoint], sums: [Double],
    base: Float, step: Int?, showsSum: Bool, inside: Rectangle
  ) {
    let theme = painter.theme
    let row = inside.endRow - 1
    var column = inside.column
    let total = sums.last ?? 0
    let form = painter.state.explain.forms.outputs
    func put(_ text: String, _ style: CellStyle) {
      guard column + VisibleText.columns(of: text) <= inside.endColumn else { return }
      column += painter.write(text, row: row, column: column, style: style, in: inside) + 2
    }
    if let step {
      let point = path[step]
      put("α \(NumberText.plain(Float(point.alpha), decimals: 3))", theme[.text])
      put("─ F \(NumberText.plain(point.output, form))", theme[.curve1])
      put(
        "─ Σ \(NumberText.plain(Float(sums[step]), form)) of \(NumberText.plain(Float(total), form))",
        theme[.curve2])
      put("dF/dα \(NumberText.plain(point.slope, form))", theme[.subtle])
    } else {
      put("─ F − F(b)", theme[.curve1])
      if showsSum { put("─ Σ so far", theme[.curve2]) }
      put("F(b) \(NumberText.plain(base, form))", theme[.subtle])
      let keys = painter.isFocused(.path) ? "←→" : painter.state.name(of: .path)
      put("\(keys) heat map of a step", theme[.subtle])
    }
  }

  /// What a method does that goes no such way.
  private static func other(_ method: AttributionMethod) -> String {
    let name = Wording.capitalized(method.title)
    switch method.family {
    case .perturbation: return "\(name) takes parts of the text out instead."
    case .attention: return "\(name) looks at what the heads did."
    case .gradient:
      return method.usesBaseline
        ? "\(name) compares text and baseline its own way." : "\(name) looks at the text alone."
    }
  }
}

extension Rectangle {
  /// The row under it.
  fileprivate var below: Rectangle {
    Rectangle(row: endRow, column: column, height: 1, width: width)
  }
}
