internal import Attribution

/// The head view: who asks at the left, what is looked at at the right, and lines as strong as the weights.
enum LinesPane {
  /// A line to draw.
  private struct Line {
    var query: Int
    var key: Int
    /// Its weight in steps of the ramp.
    var step: Int
    /// Which of the heads that are drawn.
    var head: Int
  }

  /// Fainter lines would only fill the space between the others.
  private static let leastStep = 2
  /// Of several heads so many lines are drawn for each token in sight, the strongest: more would hide one another.
  ///
  /// Of one token no more are, since they change with every move of the cursor: the numbers beside the tokens tell the rest.
  private static let linesPerToken = 3
  private static let mostNamed = 4

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.lines], let inside = painter.layout.inside(.lines)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let heads = state.heads
    let shown = heads.shownHeads
    let name =
      shown.count == 1
      ? "Head \(shown[0])" : "Layer \(heads.cursor.layer), \(shown.count) heads, strongest lines"
    let about =
      heads.isIsolated ? "the strongest lines of one token" : "left asks, right is looked at"
    painter.frame(
      frame,
      title: [
        (name + HeadReadout.direction(state), theme[.title]),
        (" mixing weights, " + about, theme[.subtle]),
      ],
      note: HeadsPane.note(state),
      isFocused: painter.isFocused(.lines), isOld: state.isAttentionOld)
    guard let report = heads.report, heads.problem == nil,
      let view = LinesView(state, painter.layout)
    else { return HeadsPane.drawEmpty(&painter, in: inside) }
    let maps = shown.map { heads.filtered(report.maps.map($0), report) }
    // Beside the tokens stands the largest weight of those whose lines are drawn.
    let map =
      shown.count == 1
      ? maps[0] : heads.filtered(report.maps.combined(shown, by: .maximum)[...], report)
    drawHeads(&painter, view)
    drawLines(&painter, view, maps)
    drawTokens(
      &painter, view, report.roles, map, matches: Set(state.matchingTokens(report)),
      selection: heads.selection(report))
    if let minimap = view.minimap {
      let largest = max(map.max() ?? 0, .leastNormalMagnitude)
      minimap.draw(
        &painter, (0..<view.tokenCount).map { weight(map, view, heads, $0) / largest },
        visible: heads.linesTop..<heads.linesTop + view.visible)
    }
    drawReadout(&painter, view, report, map, of: Array(zip(shown, maps)))
  }

  /// The numbers of the layer's heads; those whose lines are drawn stand out.
  private static func drawHeads(_ painter: inout ScreenPainter, _ view: LinesView) {
    let heads = painter.state.heads
    let theme = painter.theme
    let shown = Set(heads.shownHeads)
    let (title, numbers) = view.numbers(painter.state)
    painter.write(
      title, row: view.header.row, column: view.header.column, style: theme[.subtle],
      in: view.header)
    for number in numbers {
      let head = HeadIndex(layer: heads.cursor.layer, head: number.head)
      let style =
        head == heads.cursor
        ? theme[.cursor]
        : shown.contains(head)
          ? shown.count > 1 ? theme[color(of: number.head)] : theme[.title] : theme[.absent]
      painter.write(
        number.text, row: view.header.row, column: number.column, style: style, in: view.header)
    }
  }

  /// A head's own colour where several are drawn: the same whichever others are.
  private static func color(of head: Int) -> ThemeRole {
    ThemeRole.curves[head % ThemeRole.curves.count]
  }

  static func drawLines(
    _ painter: inout ScreenPainter, _ view: LinesView, _ maps: [ArraySlice<Float>]
  ) {
    let heads = painter.state.heads
    let shown = heads.shownHeads
    let scale = max(maps.compactMap { $0.max() }.max() ?? 0, .leastNormalMagnitude)
    let window = heads.linesTop..<heads.linesTop + view.visible
    let all = 0..<view.tokenCount
    let alone = (heads.linesToken..<heads.linesToken + 1).clamped(to: window)
    let (queries, keys) =
      !heads.isIsolated
      ? (window, all) : heads.linesSide == .asking ? (alone, all) : (all, alone)
    var lines: [Line] = []
    for (head, map) in maps.enumerated() {
      for query in queries {
        let row = map.startIndex + query * view.tokenCount
        for key in keys {
          let step = Ramp.step(map[row + key] / scale)
          if step >= leastStep {
            lines.append(Line(query: query, key: key, step: step, head: head))
          }
        }
      }
    }
    // The strongest last: on top.
    lines.sort { ($0.step, $0.head, $0.query, $0.key) < ($1.step, $1.head, $1.query, $1.key) }
    if heads.isIsolated {
      lines = lines.suffix(linesPerToken)
    } else if maps.count > 1 {
      lines = lines.suffix(view.visible * linesPerToken)
    }
    var canvas = DotCanvas(rows: view.area.height, columns: view.area.width)
    for line in lines {
      canvas.line(
        from: (0, (line.query - heads.linesTop) * 4 * view.rowsPerToken + 1),
        to: (canvas.width - 1, (line.key - heads.linesTop) * 4 * view.rowsPerToken + 1),
        owner: line.head * (Ramp.steps + 1) + line.step,
        isDashed: heads.isIsolated && line.step * 2 < Ramp.steps)
    }
    canvas.forEachCell { row, column, text, owner in
      let (head, step) = owner.quotientAndRemainder(dividingBy: Ramp.steps + 1)
      guard !heads.isIsolated || maps.count > 1 else {
        return painter.writeAloneLine(
          text, row: view.area.row + row, column: view.area.column + column, in: view.area)
      }
      painter.writeLine(
        text, strength: Float(step) / Float(Ramp.steps),
        role: maps.count > 1 ? color(of: shown[head].head) : nil, row: view.area.row + row,
        column: view.area.column + column, in: view.area)
    }
  }

  static func drawTokens(
    _ painter: inout ScreenPainter, _ view: LinesView, _ roles: TokenRoles,
    _ map: ArraySlice<Float>, matches: Set<Int> = [], selection: AttentionSelection? = nil
  ) {
    let theme = painter.theme
    let heads = painter.state.heads
    for place in 0..<view.visible {
      let token = heads.linesTop + place
      let row = place * view.rowsPerToken
      let style = theme[roles[token].role(isMatch: matches.contains(token))]
      let text = NumberText.shortened(roles[token].text, view.labelColumns)
      painter.write(
        text, row: view.queries.row + row,
        column: view.queries.column + view.labelColumns - VisibleText.columns(of: text),
        style: token == heads.query && heads.linesSide == .asking ? theme[.selected] : style,
        in: view.queries)
      painter.write(
        NumberText.fitted(text, view.labelColumns), row: view.keys.row + row,
        column: view.keys.column,
        style: token == heads.key && heads.linesSide == .lookedAt ? theme[.selected] : style,
        in: view.keys)
      // What a direction hides has a weight that is not shown.
      guard heads.isIsolated, isShown(heads, token, selection) else { continue }
      let number = NumberText.plain(weight(map, view, heads, token), decimals: 3)
      let numbers = heads.linesSide == .asking ? view.keys : view.queries
      painter.writeAloneLine(
        number, row: numbers.row + row, column: numbers.endColumn - number.count, in: numbers)
    }
  }

  /// The weight between the token under the cursor and one of the other side.
  private static func weight(
    _ map: ArraySlice<Float>, _ view: LinesView, _ heads: HeadsState, _ token: Int
  ) -> Float {
    map[map.startIndex + place(heads, token, of: view.tokenCount)]
  }

  /// Where the weight between the token under the cursor and one of the other side stands in a map.
  private static func place(_ heads: HeadsState, _ token: Int, of count: Int) -> Int {
    heads.linesSide == .asking ? heads.query * count + token : token * count + heads.key
  }

  /// Whether the direction that is chosen leaves that weight.
  private static func isShown(
    _ heads: HeadsState, _ token: Int, _ selection: AttentionSelection?
  ) -> Bool {
    guard let selection else { return true }
    return heads.linesSide == .asking
      ? selection.contains(query: heads.query, key: token)
      : selection.contains(query: token, key: heads.key)
  }

  /// What the asking token looks at most, or who looks most at the one that is looked at; of several heads by which of them.
  private static func drawReadout(
    _ painter: inout ScreenPainter, _ view: LinesView, _ report: AttentionReport,
    _ map: ArraySlice<Float>, of maps: [(head: HeadIndex, map: ArraySlice<Float>)]
  ) {
    let heads = painter.state.heads
    let theme = painter.theme
    let first = view.readout.first(rows: 1)
    let selection = heads.selection(report)
    let weights = (0..<view.tokenCount).map { weight(map, view, heads, $0) }
    let strongest = weights.indices.filter { isShown(heads, $0, selection) }
      .sorted { (weights[$0], $1) > (weights[$1], $0) }.prefix(mostNamed).map { token in
        let place = place(heads, token, of: view.tokenCount)
        let looking = maps.first { $0.map[$0.map.startIndex + place] == weights[token] }
        return "\(NumberText.shortened(report.roles[token].text, 14)) "
          + NumberText.plain(weights[token], decimals: 3)
          + (maps.count > 1 ? looking.map { " (\($0.head))" } ?? "" : "")
      }
    var column = first.column
    let name = NumberText.shortened(
      report.roles[heads.linesToken].text, max(first.width / 4, 4))
    column += painter.write(
      "▸ \(name) \(heads.linesSide == .asking ? "→" : "←") ", row: first.row, column: column,
      style: theme[.title], in: first)
    // No token without its number.
    let wordings = (1...max(strongest.count, 1)).reversed().map {
      strongest.prefix($0).joined(separator: "  ")
    }
    painter.write(
      strongest.isEmpty
        ? HeadReadout.hidden(heads.direction)
        : NumberText.firstFitting(wordings, first.endColumn - column),
      row: first.row, column: column, style: theme[.text], in: first)
    HeadReadout.draw(&painter, report)
  }
}
