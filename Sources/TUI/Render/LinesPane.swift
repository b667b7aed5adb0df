internal import Attribution

/// The head view: who asks at the left, what is looked at at the right, and lines as strong as the weights.
enum LinesPane {
  /// A line to draw.
  private struct Line {
    var query: Int
    var key: Int
    /// Its weight in steps of the ramp.
    var step: Int
  }

  /// Fainter lines would only fill the space between the others.
  private static let leastStep = 2

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.lines], let inside = painter.layout.inside(.lines)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let heads = state.heads
    let shown = heads.shownHeads
    let name =
      shown.count == 1
      ? "Head \(shown[0])" : "Layer \(heads.cursor.layer), \(shown.count) heads, largest weight"
    painter.frame(
      frame,
      title: [
        (name + HeadReadout.direction(state), theme[.title]),
        (" mixing weights, left asks, right is looked at", theme[.subtle]),
      ],
      note: HeadsPane.note(state),
      isFocused: painter.isFocused(.lines), isOld: state.isAttentionOld)
    guard let report = heads.report, heads.problem == nil,
      let view = LinesView(state, painter.layout)
    else { return HeadsPane.drawEmpty(&painter, in: inside) }
    let map = heads.filtered(
      shown.count == 1
        ? report.maps.map(shown[0]) : report.maps.combined(shown, by: .maximum)[...], report)
    drawHeads(&painter, view, report)
    drawLines(&painter, view, map)
    drawTokens(&painter, view, report.roles, map, matches: Set(state.matchingTokens(report)))
    drawReadout(&painter, view, report, map)
  }

  /// The numbers of the layer's heads; those whose lines are drawn stand out.
  private static func drawHeads(
    _ painter: inout ScreenPainter, _ view: LinesView, _ report: AttentionReport
  ) {
    let heads = painter.state.heads
    let theme = painter.theme
    let shown = Set(heads.shownHeads)
    var column = view.header.column
    column += painter.write(
      "heads ", row: view.header.row, column: column, style: theme[.subtle], in: view.header)
    for number in 0..<report.maps.headCount {
      let head = HeadIndex(layer: heads.cursor.layer, head: number)
      let style =
        head == heads.cursor
        ? theme[.cursor] : shown.contains(head) ? theme[.title] : theme[.absent]
      // Marked besides being coloured.
      let text = shown.contains(head) ? "\(number)•" : "\(number)"
      column +=
        painter.write(text, row: view.header.row, column: column, style: style, in: view.header) + 1
    }
  }

  static func drawLines(
    _ painter: inout ScreenPainter, _ view: LinesView, _ map: ArraySlice<Float>
  ) {
    let heads = painter.state.heads
    let scale = max(map.max() ?? 0, .leastNormalMagnitude)
    let window = heads.linesTop..<heads.linesTop + view.visible
    let asked = heads.isIsolated ? heads.query..<heads.query + 1 : window
    var lines: [Line] = []
    for query in asked.clamped(to: window) {
      for key in 0..<view.tokenCount {
        let step = Ramp.step(map[map.startIndex + query * view.tokenCount + key] / scale)
        if step >= leastStep { lines.append(Line(query: query, key: key, step: step)) }
      }
    }
    // The strongest last: on top.
    lines.sort { ($0.step, $0.query, $0.key) < ($1.step, $1.query, $1.key) }
    var canvas = BrailleCanvas(rows: view.area.height, columns: view.area.width)
    for line in lines {
      canvas.line(
        from: (0, (line.query - heads.linesTop) * 4 + 1),
        to: (canvas.width - 1, (line.key - heads.linesTop) * 4 + 1), owner: line.step)
    }
    for row in 0..<view.area.height {
      for column in 0..<view.area.width {
        guard let cell = canvas.cell(row: row, column: column) else { continue }
        let heat = painter.theme.attribution.style(Float(cell.owner) / Float(Ramp.steps))
        var style = CellStyle(foreground: heat.background)
        if painter.theme.depth == .none {
          style.attributes = cell.owner * 2 > Ramp.steps ? .bold : cell.owner < 4 ? .dim : []
        }
        if heads.isLate { style.attributes.insert(.dim) }
        painter.write(
          cell.text, row: view.area.row + row, column: view.area.column + column, style: style,
          in: view.area)
      }
    }
  }

  static func drawTokens(
    _ painter: inout ScreenPainter, _ view: LinesView, _ roles: TokenRoles,
    _ map: ArraySlice<Float>, matches: Set<Int> = []
  ) {
    let theme = painter.theme
    let heads = painter.state.heads
    for row in 0..<view.visible {
      let token = heads.linesTop + row
      let style =
        matches.contains(token)
        ? theme[.match] : theme[roles[token].isOfText ? .text : .subtle]
      let text = NumberText.shortened(roles[token].text, view.labelColumns)
      painter.writeRight(
        text, row: view.queries.row + row,
        style: token == heads.query ? theme[.selected] : style, in: view.queries)
      painter.write(
        NumberText.fitted(text, view.labelColumns), row: view.keys.row + row,
        column: view.keys.column, style: style, in: view.keys)
      guard heads.isIsolated else { continue }
      let weight = map[map.startIndex + heads.query * view.tokenCount + token]
      painter.writeRight(
        NumberText.plain(weight, decimals: 3), row: view.keys.row + row, style: theme[.text],
        in: view.keys)
    }
  }

  /// What the asking token looks at most.
  private static func drawReadout(
    _ painter: inout ScreenPainter, _ view: LinesView, _ report: AttentionReport,
    _ map: ArraySlice<Float>
  ) {
    let heads = painter.state.heads
    let theme = painter.theme
    let first = view.readout.first(rows: 1)
    let start = map.startIndex + heads.query * view.tokenCount
    let row = map[start..<start + view.tokenCount]
    let strongest = row.indices.sorted { (row[$0], $1) > (row[$1], $0) }.prefix(4).map { index in
      "\(NumberText.shortened(report.roles[index - start].text, 14)) "
        + NumberText.plain(row[index], decimals: 3)
    }
    var column = first.column
    let name = NumberText.shortened(report.roles[heads.query].text, max(first.width / 4, 4))
    column += painter.write(
      "▸ \(name) → ", row: first.row, column: column, style: theme[.title], in: first)
    painter.write(
      strongest.joined(separator: "  "), row: first.row, column: column, style: theme[.text],
      in: first)
    HeadReadout.draw(&painter, report, in: view.readout.below(rows: 1))
  }
}
