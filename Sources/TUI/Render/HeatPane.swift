internal import Attribution
internal import Model

/// The words on their colours, with scale, sum and the word under the cursor.
enum HeatPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.heat] else { return }
    let state = painter.state
    let theme = painter.theme
    let (stage, role) = stage(painter)
    let view = HeatView(state, painter.layout)
    painter.frame(
      frame, title: title(state, theme, view, columns: frame.width - 18), note: stage,
      noteStyle: theme[role],
      isFocused: painter.isFocused(.heat))
    guard let view else { return }
    guard let live = state.explain.live, state.explain.problem == nil else {
      return drawEmpty(&painter, in: painter.layout.inside(.heat) ?? frame)
    }
    drawWords(&painter, view, live)
    drawMinimap(&painter, view, live)
    let hasReadout = drawReadout(&painter, view, live)
    // In a low window both share a line.
    if !hasReadout || view.readout.row != view.legend.row { drawLegend(&painter, view) }
  }

  private static func drawEmpty(_ painter: inout ScreenPainter, in area: Rectangle) {
    let state = painter.state
    if let problem = state.explain.problem {
      return painter.writeLines(
        ScreenPainter.wrapped("✗ " + problem, width: area.width), in: area,
        style: painter.theme[.error])
    }
    let text =
      if state.model == nil {
        state.opening == nil ? "No model is loaded." : "Loading the model…"
      } else if state.explain.isBlank {
        invitation(state, in: area)
      } else {
        state.explain.isWorking ? "Explaining…" : "There is no explanation of this text."
      }
    painter.writeLines(
      ScreenPainter.wrapped(text, width: area.width), in: area, style: painter.theme[.subtle])
  }

  /// What one reads before the first text: as many whole sentences as there is room for.
  private static func invitation(_ state: State, in area: Rectangle) -> String {
    func key(_ action: Action) -> String { state.name(of: action, in: .heat) }
    let sentences = [
      "Every word will stand on the colour of what it does for the prediction, anew at every key.",
      "\(key(.back)) leaves the text, \(key(.edit)) goes back to it, "
        + "\(key(.nextPane)) goes through the panes.",
      "While you type, Alt and a letter does what the letter does elsewhere.",
    ]
    let short = "Words take the colour of what they do for the prediction."
    let texts = sentences.indices.reversed().map { sentences[...$0].joined(separator: " ") }
    return texts.first {
      ScreenPainter.wrapped($0, width: area.width).count <= area.height
    } ?? short
  }

  // MARK: Words

  private static func drawWords(
    _ painter: inout ScreenPainter, _ view: HeatView, _ live: Explanation
  ) {
    let explain = painter.state.explain
    let theme = painter.theme
    let methods = [explain.request.method] + explain.rows
    let shares = methods.map { explain.shares(of: $0, in: live, units: view.units) }
    let top = view.top(explain.scroll)
    let removed = Set(explain.removed.flatMap { $0 })
    let matches = Set(explain.matches)
    let continued = methods.map { explain.continuations(of: view.units, by: $0, in: live) }
    let showsCursor = [.heat, .words, .trust, .layers].contains(painter.state.focus)
    for segment in view.layout.segments {
      let line = segment.line - top
      guard line >= 0, line < view.visibleLines else { continue }
      let unit = view.units[segment.unit]
      let row = view.area.row + line * view.rowsPerLine
      let column = view.area.column + segment.column
      let isRemoved = unit.isRemoved(removed)
      for (index, method) in methods.enumerated() {
        let isFirst = index == 0
        let target = row + (isFirst ? 0 : index + (painter.state.hasSignRow ? 1 : 0))
        guard view.area.contains(row: target, column: column) else { continue }
        if segment.isUnread {
          if isFirst {
            painter.write(
              segment.text, row: target, column: column, style: theme[.absent], in: view.area)
          }
          continue
        }
        let share = shares[index][segment.unit]
        var text = segment.text
        var style = painter.heatStyle(explain.isLate ? share * 0.4 : share, of: unit)
        let isKnown = isFirst || live.entries[method] != nil
        if explain.isLate { style.attributes.insert(.dim) }
        if isRemoved {
          text = String(repeating: "×", count: segment.columns)
          style = theme[.absent]
        } else if !isKnown {
          text = String(repeating: "·", count: segment.columns)
          style = theme[.absent]
        } else if !isFirst, continued[index].contains(segment.unit) {
          // It has no number but that of the whole it goes on, and stands on its colour.
          text = String(repeating: "…", count: segment.columns)
        } else if !isFirst, painter.state.hasSignRow {
          text = marks(share, columns: segment.columns, theme: theme)
        }
        if isFirst, matches.contains(segment.unit) {
          style.attributes.formUnion([.bold, .reverse])
        }
        if isFirst, showsCursor, segment.unit == explain.cursor { style = theme[.cursor] }
        painter.write(text, row: target, column: column, style: style, in: view.area)
        if isFirst, !isRemoved {
          painter.writeMarks(
            share, columns: segment.columns, row: row, column: column, in: view.area)
        }
      }
    }
    if explain.fold != nil || explain.hasWholes(live) { drawSeams(&painter, view, top: top) }
    drawGutter(&painter, view, methods)
  }

  /// Where neighbours are shown as one, a line in the blanks at either end of them: a colour alone
  /// would not tell how far they reach.
  private static func drawSeams(_ painter: inout ScreenPainter, _ view: HeatView, top: Int) {
    func isJoined(_ unit: Int) -> Bool { view.units[unit].text.contains(where: \.isWhitespace) }
    let rows = painter.state.explain.rows.indices.map {
      $0 + 1 + (painter.state.hasSignRow ? 1 : 0)
    }
    for (segment, next) in zip(view.layout.segments, view.layout.segments.dropFirst()) {
      let line = segment.line - top
      guard segment.unit != next.unit, segment.line == next.line,
        (0..<view.visibleLines).contains(line), segment.column + segment.columns < next.column,
        isJoined(segment.unit) || isJoined(next.unit)
      else { continue }
      for offset in [0] + rows {
        painter.write(
          "│", row: view.area.row + line * view.rowsPerLine + offset,
          column: view.area.column + next.column - 1, style: painter.theme[.subtle], in: view.area)
      }
    }
  }

  /// The names of the rows, when there are several.
  private static func drawGutter(
    _ painter: inout ScreenPainter, _ view: HeatView, _ methods: [AttributionMethod]
  ) {
    guard methods.count > 1 else { return }
    let inside = Rectangle(
      row: view.area.row, column: view.area.column - HeatView.gutter, height: view.area.height,
      width: HeatView.gutter)
    let lines = min(view.visibleLines, view.layout.lineCount)
    for line in 0..<lines {
      for (index, method) in methods.enumerated() {
        let offset = index == 0 ? 0 : index + (painter.state.hasSignRow ? 1 : 0)
        painter.write(
          method.abbreviation, row: view.area.row + line * view.rowsPerLine + offset,
          column: inside.column, style: painter.theme[.subtle], in: inside)
      }
    }
  }

  /// One to four marks of a word's sign and strength; none where it does next to nothing.
  static func marks(_ share: Float, columns: Int, theme: Theme) -> String {
    let step = Ramp.step(share)
    let count = min((abs(step) + 3) / 4, max(columns, 1))
    return String(repeating: step < 0 ? "−" : "+", count: count)
  }

  // MARK: Minimap

  /// The whole text at the side, each line on the colour of its strongest word.
  private static func drawMinimap(
    _ painter: inout ScreenPainter, _ view: HeatView, _ live: Explanation
  ) {
    guard let minimap = view.minimap else { return }
    let explain = painter.state.explain
    let shares = explain.exactShares(of: explain.request.method, in: live, units: view.units)
    var strengths = [Float](repeating: 0, count: minimap.lineCount)
    for segment in view.layout.segments {
      let share = shares[segment.unit]
      if abs(share) > abs(strengths[segment.line]) { strengths[segment.line] = share }
    }
    let top = view.top(explain.scroll)
    minimap.draw(&painter, strengths, visible: top..<top + view.visibleLines)
  }

  // MARK: Below

  private static func drawReadout(
    _ painter: inout ScreenPainter, _ view: HeatView, _ live: Explanation
  ) -> Bool {
    let area = view.readout
    let explain = painter.state.explain
    let theme = painter.theme
    guard [.heat, .words, .trust].contains(painter.state.focus),
      view.units.indices.contains(explain.cursor),
      let entry = live.entry(for: explain.request.method)
    else { return false }
    let unit = view.units[explain.cursor]
    let values = explain.values(of: explain.request.method, in: live)
    let value = unit.value(values)
    let total = view.units.reduce(0) { $0 + abs($1.value(values)) }
    var column = area.column
    let removed = Set(explain.removed.flatMap { $0 }).intersection(unit.pieces)
    let name = NumberText.fitted(unit.text, min(VisibleText.columns(of: unit.text), area.width / 3))
    column +=
      painter.write("▸ \(name)", row: area.row, column: column, style: theme[.title], in: area) + 2
    let room = area.endColumn - column
    var parts: [String] = []
    let isRemoved = unit.isRemoved(removed)
    // Where a word was left out nothing stands that could have a number.
    let mask = painter.state.model?.baselineTokens.mask
    let number = NumberText.signed(value, explain.forms.values.finer)
    if isRemoved {
      parts.append("taken out")
      if let mask {
        let wordings = ["\(mask) in its place: \(number)", "\(mask): \(number)"]
        parts.append(NumberText.firstFitting(wordings, room - 12))
      }
      parts.append("\(painter.state.name(of: .restore)) puts it back")
    } else {
      if !removed.isEmpty {
        parts.append("\(removed.count) of \(unit.pieces.count) pieces taken out")
      }
      parts.append(number)
    }
    let hasNumber = !isRemoved || mask != nil
    let whole = explain.whole(of: unit, in: live)
    if let whole {
      let sum = NumberText.signed(whole.value(values), explain.forms.values.finer)
      parts.append("its even share of \(sum)")
    }
    if hasNumber, total > 0 {
      parts.append(NumberText.percent(abs(value) / total, decimals: 1) + " of Σ|·|")
    }
    if hasNumber, whole == nil, let errors = AttributionErrors(entry.estimate) {
      // With a sample or two nobody knows how far it is off.
      let error = unit.uncertainty(errors)
      parts.append(
        "±" + (error.isFinite ? NumberText.plain(error, explain.forms.values.finer) : "?"))
    } else if hasNumber, entry.estimate.baseOutput != nil, let delta = entry.estimate.delta {
      parts.append("exact to Δ " + NumberText.small(delta))
    }
    if unit.pieces.count <= 4 {
      let pieces = unit.pieces.map { "\(live.encoding.tokens[$0]) \(live.encoding.ids[$0])" }
      parts.append("id " + pieces.joined(separator: " | "))
    } else {
      parts.append("\(unit.pieces.count) pieces")
    }
    for part in parts {
      // What does not fit is left out whole; the most telling stands first.
      guard column + VisibleText.columns(of: part) <= area.endColumn else { continue }
      column +=
        painter.write(part, row: area.row, column: column, style: theme[.text], in: area) + 3
    }
    return true
  }

  /// The scale, the sum and what it cost, as many of them as fit.
  private static func drawLegend(_ painter: inout ScreenPainter, _ view: HeatView) {
    let explain = painter.state.explain
    let theme = painter.theme
    guard let settled = explain.settled,
      let entry = settled.entry(for: explain.request.method)
    else { return }
    let estimate = entry.estimate
    if let nothing = NothingTakenOut(estimate, painter.state) {
      let lines = nothing.wordings.map { ScreenPainter.wrapped($0, width: view.legend.width) }
      let fitting = lines.first { $0.count <= view.legend.height } ?? lines.last ?? []
      return painter.writeLines(fitting, in: view.legend, style: theme[.warning])
    }
    var row = view.legend.row
    var column = view.legend.column
    column += drawScale(&painter, view, row: row) + 3
    func put(_ text: String, _ style: CellStyle) {
      let columns = VisibleText.columns(of: text)
      if column + columns > view.legend.endColumn {
        guard row + 1 < view.legend.endRow else { return }
        row += 1
        column = view.legend.column
      }
      column += painter.write(text, row: row, column: column, style: style, in: view.legend) + 3
    }
    // The colours above are those of one step; what follows is not.
    if explain.pathStep != nil { put("whole path:", theme[.subtle]) }
    let form = explain.forms.outputs
    let sum = estimate.values.reduce(0, +)
    if let base = estimate.baseOutput, let delta = estimate.delta {
      let change = estimate.outputValue - base
      let share = estimate.incompleteness ?? 0
      let isComplete = share <= TrustFindings.completenessTolerance
      put(
        "Δ \(NumberText.padded(NumberText.small(delta), 5)) (\(NumberText.percent(Float(share), decimals: 2)))",
        theme[isComplete ? .good : .warning])
      let total = explain.request.reduction == .sum ? sum : change + delta
      put(
        "F(x) \(NumberText.plain(estimate.outputValue, form)) = F(b) "
          + "\(NumberText.plain(base, form)) + Σ \(NumberText.plain(total, form))", theme[.text])
    } else if let delta = estimate.delta {
      // Relevance is conserved but for what biases and softmax take up.
      let output = estimate.outputValue
      put(
        "F(x) \(NumberText.plain(output, form)) = Σ \(NumberText.plain(output + delta, form)) + "
          + "biases, softmax \(NumberText.plain(-delta, form))", theme[.text])
    } else {
      put("F(x) \(NumberText.plain(estimate.outputValue, form))", theme[.text])
    }
    // The header tells what the model was loaded in, and not what its variants were computed in.
    if estimate.arithmetic != .fp32 {
      put(ExplanationCaption.arithmetic(of: estimate), theme[.subtle])
    }
    put(
      ExplanationCaption.budget(of: estimate, asked: explain.request(for: estimate.method)) + "  "
        + NumberText.padded(NumberText.duration(entry.seconds), 6), theme[.subtle])
    if estimate.uncertainty != nil { put("paler: less certain", theme[.subtle]) }
  }

  /// `− ▓▓▒▒░░ 0 ░░▒▒▓▓ +2.1` in the theme's colours; returns its columns.
  private static func drawScale(
    _ painter: inout ScreenPainter, _ view: HeatView, row: Int
  ) -> Int {
    let explain = painter.state.explain
    let theme = painter.theme
    guard let live = explain.live else { return 0 }
    let scale = explain.scale(of: explain.request.method, in: live, units: view.units)
    let cells = view.legend.width >= 70 ? 8 : 5
    let clip = view.legend
    var column = clip.column
    let isUnsigned = explain.request.method.isUnsigned || explain.request.reduction == .l2
    let end = NumberText.signed(scale, explain.forms.values)
    if !isUnsigned {
      column +=
        painter.write(
          "−", row: row, column: column, style: theme[.subtle], in: clip) + 1
      for cell in 0..<cells {
        let share = -Float(cells - cell) / Float(cells)
        let text = theme.showsSignRow ? "−" : " "
        column += painter.write(text, row: row, column: column, style: theme.heat(share), in: clip)
      }
    }
    column += painter.write(
      isUnsigned ? "0 " : " 0 ", row: row, column: column, style: theme[.subtle], in: clip)
    for cell in 0..<cells {
      let share = Float(cell + 1) / Float(cells)
      let text = theme.showsSignRow ? "+" : " "
      column += painter.write(text, row: row, column: column, style: theme.heat(share), in: clip)
    }
    column += 1
    column += painter.write(end, row: row, column: column, style: theme[.subtle], in: clip)
    return column - clip.column
  }
}
