internal import Attribution
internal import Model

/// How the words add up from the base value to F(x): as forces in one line, and word by word.
enum WaterfallPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.waterfall],
      let inside = painter.layout.inside(.waterfall)
    else { return }
    let explain = painter.state.explain
    let theme = painter.theme
    let view = WaterfallView(painter.state, painter.layout)
    painter.frame(
      frame,
      title: [
        (Pane.waterfall.title, theme[.title]),
        (view.map { title($0, explain, columns: frame.width - 12) } ?? "", theme[.subtle]),
      ],
      isFocused: painter.isFocused(.waterfall), isOld: explain.isSettledOld)
    guard !inside.isEmpty else { return }
    guard let view else {
      // As many sentences as there is room for.
      let sentences = advice(painter.state)
      let lines = sentences.indices.map {
        ScreenPainter.wrapped(sentences[...$0].joined(separator: " "), width: inside.width)
      }
      return painter.writeLines(
        lines.last { $0.count <= inside.height } ?? lines.first ?? [], in: inside,
        style: theme[.subtle])
    }
    drawForces(&painter, view)
    drawSteps(&painter, view)
    if view.hasEnds { drawEnds(&painter, view) }
    if view.hasAxis { drawAxis(&painter, view) }
    painter.writeArrows(rows: view.window, of: view.waterfall.words.count, below: inside)
  }

  /// From where to where the sum goes.
  private static func title(
    _ view: WaterfallView, _ explain: ExplainState, columns: Int
  ) -> String {
    func number(_ value: Double) -> String {
      NumberText.plain(Float(value), explain.forms.outputs)
    }
    let end = "F(x) \(number(view.waterfall.output))"
    let start = "\(view.waterfall.baseName) \(number(view.waterfall.base))"
    let whole = "\(start) → \(end)"
    return VisibleText.columns(of: whole) <= columns ? whole : end
  }

  // MARK: Forces

  private static func drawForces(_ painter: inout ScreenPainter, _ view: WaterfallView) {
    let area = view.forces
    guard area.height > 0, let bar = ForceBar(view.waterfall, columns: area.width) else { return }
    let row = area.row + 1
    for segment in bar.segments {
      let isRising = segment.summand.value > 0
      var style = painter.theme[isRising ? .forBar : .againstBar]
      // The word stands on the colour of its force.
      style.attributes.formSymmetricDifference(.reverse)
      if isChosen(segment.summand, painter) {
        style = painter.theme[.cursor].emphasized
        // Where there is no colour all of them are as the cursor is.
        style.attributes.insert(.underline)
      }
      let columns = segment.columns.count
      let label = segment.summand.label
      let free = columns - 1 - VisibleText.columns(of: label)
      let body = NumberText.fitted(
        free > 0 ? String(repeating: " ", count: (free + 1) / 2) + label : "", columns - 1)
      painter.write(
        isRising ? body + "❯" : "❮" + body, row: row,
        column: area.column + segment.columns.lowerBound, style: style, in: area)
    }
    drawMark(
      &painter, "F(x) \(NumberText.plain(Float(view.waterfall.output), view.outputForm))", "↓",
      at: bar.meeting, row: area.row, style: painter.theme[.text].emphasized, in: area)
    drawMark(
      &painter,
      "\(view.waterfall.baseName) \(NumberText.plain(Float(view.waterfall.base), view.outputForm))",
      "↑",
      at: bar.base, row: area.row + 2, style: painter.theme[.subtle], in: area)
  }

  /// An arrow at a place of the forces with a text on that side of it where there is room.
  private static func drawMark(
    _ painter: inout ScreenPainter, _ text: String, _ arrow: String, at place: Int, row: Int,
    style: CellStyle, in area: Rectangle
  ) {
    let column = min(place, area.width - 1)
    let columns = VisibleText.columns(of: text)
    let isRight = column + 2 + columns <= area.width
    painter.write(arrow, row: row, column: area.column + column, style: style, in: area)
    painter.write(
      text, row: row, column: area.column + column + (isRight ? 2 : -1 - columns), style: style,
      in: area)
  }

  // MARK: Steps

  private static func isChosen(_ summand: Waterfall.Summand, _ painter: ScreenPainter) -> Bool {
    let explain = painter.state.explain
    return (painter.state.focus == .waterfall || explain.isCursorByHeat)
      && summand.units.contains(explain.cursor)
  }

  private static func drawSteps(_ painter: inout ScreenPainter, _ view: WaterfallView) {
    let theme = painter.theme
    let area = view.table
    let bars = view.bars
    let ends = [view.waterfall.base, view.waterfall.output].map(view.column)
    for (offset, step) in view.steps.enumerated() {
      let row = view.firstRow + offset
      let isWord = !step.summand.units.isEmpty
      drawRow(
        &painter, view, step.summand.label,
        NumberText.signed(Float(step.summand.value), view.form), row: row,
        style: isChosen(step.summand, painter) ? theme[.selected] : theme[isWord ? .text : .subtle])
      guard bars.width >= 4 else { continue }
      for column in ends {
        painter.write("┊", row: row, column: column, style: theme[.border], in: bars)
      }
      painter.writeBar(
        from: view.share(step.from), to: view.share(step.to), row: row,
        style: theme[step.summand.value < 0 ? .againstBar : .forBar],
        in: Rectangle(row: row, column: bars.column, height: 1, width: bars.width)
          .intersection(area))
    }
  }

  private static func drawRow(
    _ painter: inout ScreenPainter, _ view: WaterfallView, _ label: String, _ number: String,
    row: Int, style: CellStyle
  ) {
    let area = view.table
    painter.write(
      NumberText.fitted(label, view.labelColumns), row: row, column: area.column, style: style,
      in: area)
    painter.write(
      NumberText.padded(number, view.numberColumns), row: row,
      column: area.column + view.labelColumns + 1, style: painter.theme[.text], in: area)
  }

  /// What the sum ends with, above the words, and what it begins with, below them.
  private static func drawEnds(_ painter: inout ScreenPainter, _ view: WaterfallView) {
    let ends = [
      ("F(x)", view.waterfall.output, view.table.row, painter.theme[.text].emphasized),
      (
        view.waterfall.baseName, view.waterfall.base, view.table.endRow - 1,
        painter.theme[.subtle]
      ),
    ]
    for (name, value, row, style) in ends {
      drawRow(
        &painter, view, name, NumberText.plain(Float(value), view.outputForm), row: row,
        style: style)
      guard view.bars.width >= 4 else { continue }
      painter.write("│", row: row, column: view.column(value), style: style, in: view.bars)
    }
  }

  /// Round numbers below the bars.
  private static func drawAxis(_ painter: inout ScreenPainter, _ view: WaterfallView) {
    let bars = view.bars
    let range = view.waterfall.range
    guard bars.width >= 12, range.upperBound > range.lowerBound else { return }
    let row = Rectangle(row: bars.endRow, column: bars.column, height: 1, width: bars.width)
    let ticks = AxisTicks.linear(range, count: max(bars.width / 12, 2))
    var free = row.column
    for value in ticks.values {
      let text = CurveNumber.tick(value, step: ticks.step)
      let columns = VisibleText.columns(of: text)
      let start = min(view.column(value) - columns / 2, row.endColumn - columns)
      guard start >= free else { continue }
      painter.write(text, row: row.row, column: start, style: painter.theme[.subtle], in: row)
      free = start + columns + 2
    }
  }

  // MARK: No sum

  /// What stands where there is no sum: why, how far the values go, what has one.
  private static func advice(_ state: State) -> [String] {
    let explain = state.explain
    guard let settled = explain.settled,
      let estimate = settled.entry(for: explain.request.method)?.estimate
    else { return ["What each word adds on the way from the base value to F(x)."] }
    if let nothing = NothingTakenOut(estimate, state) {
      return [nothing.reason + ".", nothing.advice.map { $0 + "." }].compactMap(\.self)
    }
    let name = estimate.method.title
    let why =
      if Waterfall.isReduced(estimate, settled) {
        "By L2 each value is a length, and lengths do not add up to F(x)."
      } else if estimate.method.isUnsigned {
        "\(Wording.capitalized(name)) says how strong a word is, not what it adds: there is no sum."
      } else {
        "The values of \(name) need not add up to anything: there is no sum."
      }
    let values = explain.units(of: settled).filter { !$0.isSpecial }
      .map { $0.value(estimate.values) }
    let form = explain.forms.values
    let extent =
      values.min().map { low in
        let high = values.max() ?? low
        return "They go from \(NumberText.plain(low, form)) to \(NumberText.plain(high, form))."
      }
    return [
      why, extent,
      "\(state.name(of: .method)) chooses a method with one: integrated gradients, SHAP, LRP, LIME.",
    ].compactMap(\.self)
  }
}
