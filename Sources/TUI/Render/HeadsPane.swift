internal import Attribution
internal import Model

/// All heads of all layers as small pictures, each with the letter of what it does.
enum HeadsPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.heads] else { return }
    let state = painter.state
    let theme = painter.theme
    painter.frame(
      frame,
      title: [
        (name(state) + HeadReadout.direction(state), theme[.title]),
        (importance(state) + weights(state), theme[.subtle]),
      ],
      note: note(state), isFocused: painter.isFocused(.heads), isOld: state.isAttentionOld)
    guard let inside = painter.layout.inside(.heads) else { return }
    guard let report = state.heads.report, state.heads.problem == nil,
      let view = HeadsView(state, painter.layout)
    else { return drawEmpty(&painter, in: inside) }
    drawArrows(&painter, view, inside)
    drawHeads(&painter, report, view)
    HeadReadout.draw(&painter, report)
  }

  /// The pictures, the numbers of heads above and of layers at their left.
  static func drawHeads(
    _ painter: inout ScreenPainter, _ report: AttentionReport, _ view: HeadsView
  ) {
    let state = painter.state
    drawNumbers(&painter, view)
    for row in state.heads.gridTop..<min(state.heads.gridTop + view.visibleRows, view.rowCount) {
      for column in state.heads.gridLeft..<state.heads.gridLeft + view.visibleHeads {
        guard let head = view.head(at: row, column) else { continue }
        draw(&painter, head, report, view)
      }
    }
  }

  /// Whose heads are shown.
  private static func name(_ state: State) -> String {
    guard let model = state.model else { return "All heads" }
    let layers = state.heads.shownLayers(of: model.layerCount)
    let heads = state.heads.shownNumbers(of: model.headCount)
    let isOfAll = layers.count == model.layerCount
    guard heads.count < model.headCount || !isOfAll else { return "All heads" }
    let names =
      heads.count == model.headCount ? "Heads" : "H" + Wording.list(heads, "head").dropFirst()
    return names
      + (isOfAll
        ? " of all layers" : " of \(Wording.list(layers, "layer")) of \(model.layerCount)")
  }

  /// What numbers on the pictures are; nothing where there are none.
  private static func importance(_ state: State) -> String {
    guard state.heads.showsImportance else { return "" }
    return state.heads.importance == nil ? " measuring |dF/dgate|…," : " numbers |dF/dgate|,"
  }

  /// What the pictures are of.
  private static func weights(_ state: State) -> String {
    state.heads.hasLinesInGrid
      ? " mixing weights, left asks, right is looked at"
      : " mixing weights, rows ask, columns are looked at"
  }

  /// How long the text is, for the border of every large pane.
  static func note(_ state: State) -> String {
    state.heads.report.map { Wording.count($0.roles.count, "token") } ?? ""
  }

  /// What stands where there is no attention to show.
  static func drawEmpty(_ painter: inout ScreenPainter, in area: Rectangle) {
    let state = painter.state
    let theme = painter.theme
    if let problem = state.heads.problem {
      return painter.writeLines(
        ScreenPainter.wrapped("✗ " + problem, width: area.width), in: area, style: theme[.error])
    }
    let text =
      state.model == nil
      ? (state.opening == nil ? "No model is loaded." : "Loading the model…")
      : state.explain.isBlank
        ? "Type a text: every head of every layer shows where it looks, anew at every key."
        : "Looking…"
    painter.writeLines(
      ScreenPainter.wrapped(text, width: area.width), in: area, style: theme[.subtle])
  }

  private static func drawNumbers(_ painter: inout ScreenPainter, _ view: HeadsView) {
    let theme = painter.theme
    let heads = painter.state.heads
    let margin = Rectangle(
      row: view.area.row - 1, column: view.area.column - HeadsView.gutter,
      height: view.area.height + 1, width: view.area.width + HeadsView.gutter)
    for row in heads.gridTop..<min(heads.gridTop + view.visibleRows, view.rowCount) {
      // Where a layer takes several rows, each has its heads' numbers above it.
      let isNumbered = row == heads.gridTop || view.rowsPerLayer > 1
      for column in heads.gridLeft..<heads.gridLeft + view.visibleHeads where isNumbered {
        guard let head = view.head(at: row, column),
          let place = view.place(of: head, top: heads.gridTop, left: heads.gridLeft)
        else { continue }
        let isChosen =
          head.head == heads.cursor.head
          && (view.rowsPerLayer == 1 || head.layer == heads.cursor.layer)
        let isMarked = heads.markedHeads.contains(head.head) && !heads.isNarrowed
        painter.write(
          "\(head.head)" + (isMarked ? "•" : ""), row: place.row - 1, column: place.column,
          style: theme[isChosen ? .title : .subtle], in: margin)
      }
      guard row == heads.gridTop || row % view.rowsPerLayer == 0,
        let layer = view.head(at: row, 0)?.layer
      else { continue }
      let top = view.area.row + (row - heads.gridTop) * view.rowHeight
      painter.write(
        NumberText.padded("\(layer)", 2), row: top, column: margin.column,
        style: theme[layer == heads.cursor.layer ? .title : .subtle], in: margin)
      if heads.marked.contains(layer), !heads.isNarrowed {
        painter.write(
          "•", row: top + 1, column: margin.column + 1, style: theme[.focus], in: margin)
      }
    }
  }

  /// Where there are more heads than are in sight.
  private static func drawArrows(
    _ painter: inout ScreenPainter, _ view: HeadsView, _ inside: Rectangle
  ) {
    let heads = painter.state.heads
    painter.writeArrows(
      rows: heads.gridTop..<heads.gridTop + view.visibleRows, of: view.rowCount,
      columns: heads.gridLeft..<heads.gridLeft + view.visibleHeads, of: view.headsPerRow,
      in: Rectangle(
        row: inside.row, column: inside.column, height: 1, width: HeadsView.gutter))
  }

  private static func draw(
    _ painter: inout ScreenPainter, _ head: HeadIndex, _ report: AttentionReport, _ view: HeadsView
  ) {
    let state = painter.state
    let theme = painter.theme
    let heads = state.heads
    guard let place = view.place(of: head, top: heads.gridTop, left: heads.gridLeft) else { return }
    let offset = report.maps.offset(of: head)
    let gate = state.gate(of: head)
    let hasLines = heads.hasLinesInGrid && gate != 0
    // Of few tokens a matrix may be smaller than its place.
    let width =
      hasLines
      ? view.width
      : min(view.width, report.thumbnails.columns * view.magnification(of: report.thumbnails))
    if hasLines {
      drawLines(&painter, report.thumbnails, offset, place, view)
    } else {
      drawMatrix(&painter, report.thumbnails, offset, place, isClosed: gate == 0, view)
    }
    let isCursor = head == heads.cursor
    if isCursor {
      painter.write(
        "▸", row: place.row, column: place.column - 1, style: theme[.focus],
        in: view.area.inset(rows: 0, columns: -1))
    }
    painter.write(
      String(report.patterns[offset].pattern.letter), row: place.row,
      column: place.column + width,
      style: isCursor ? theme[.cursor] : theme[.text], in: view.area)
    let numberRow = drawImportance(&painter, head, place, view)
    // Behind a number a sign would be read as a part of it.
    guard numberRow != place.row + 1 else { return }
    drawMark(
      &painter, offset, gate: gate, row: place.row + 1, column: place.column + width, view)
  }

  /// A head as lines from what asks, at the left, to what is looked at: bertviz's model view.
  private static func drawLines(
    _ painter: inout ScreenPainter, _ thumbnails: HeadThumbnails, _ head: Int,
    _ place: (row: Int, column: Int), _ view: HeadsView
  ) {
    var canvas = DotCanvas(rows: view.height, columns: view.width)
    func dot(_ block: Int, of blocks: Int) -> Int {
      (2 * block + 1) * canvas.height / (2 * blocks)
    }
    var lines: [(from: Int, to: Int, step: Int)] = []
    for query in 0..<thumbnails.rows {
      for key in 0..<thumbnails.columns {
        let step = Ramp.step(thumbnails.strength(head, row: query, column: key) ?? 0)
        // Weaker ones would fill a picture of so few dots.
        if step * 2 > Ramp.steps {
          lines.append((dot(query, of: thumbnails.rows), dot(key, of: thumbnails.columns), step))
        }
      }
    }
    lines.sort { ($0.step, $0.from, $0.to) < ($1.step, $1.from, $1.to) }
    for line in lines {
      canvas.line(from: (0, line.from), to: (canvas.width - 1, line.to), owner: line.step)
    }
    canvas.forEachCell { row, column, text, step in
      guard place.row + row < view.area.endRow else { return }
      painter.writeLine(
        text, strength: Float(step) / Float(Ramp.steps), row: place.row + row,
        column: place.column + column, in: view.area)
    }
  }

  private static func drawMatrix(
    _ painter: inout ScreenPainter, _ thumbnails: HeadThumbnails, _ head: Int,
    _ place: (row: Int, column: Int), isClosed: Bool, _ view: HeadsView
  ) {
    let magnification = view.magnification(of: thumbnails)
    for row in 0..<view.height where place.row + row < view.area.endRow {
      for column in 0..<view.width {
        let upper = thumbnails.strength(
          head, row: row * 2 / magnification, column: column / magnification)
        let lower = thumbnails.strength(
          head, row: (row * 2 + 1) / magnification, column: column / magnification)
        if isClosed {
          guard upper != nil else { continue }
          painter.write(
            "×", row: place.row + row, column: place.column + column,
            style: painter.theme[.absent],
            in: view.area)
        } else {
          painter.writeBlock(
            upper: upper, lower: lower, row: place.row + row, column: place.column + column,
            isDim: painter.state.heads.isLate, in: view.area)
        }
      }
    }
  }

  /// Below the picture where rows stand apart, else on its last row: how much the class hangs on the head's gate.
  ///
  /// - Returns: The row of the number; nil where there is none.
  private static func drawImportance(
    _ painter: inout ScreenPainter, _ head: HeadIndex, _ place: (row: Int, column: Int),
    _ view: HeadsView
  ) -> Int? {
    let state = painter.state
    guard let values = state.heads.importance, values.indices.contains(head.layer),
      values[head.layer].indices.contains(head.head)
    else { return nil }
    let largest = values.lazy.compactMap { $0.max() }.max() ?? 0
    let value = Float(values[head.layer][head.head])
    var style = painter.theme.attribution.style(
      value / max(Float(largest), .leastNormalMagnitude))
    if state.isImportanceOld { style.attributes.insert(.dim) }
    // Between rows of one layer stand the numbers of heads.
    let height = view.rowsPerLayer == 1 ? view.rowHeight : view.height
    let row = min(place.row + height, view.area.endRow) - 1
    painter.write(
      NumberText.padded(NumberText.cell(value), HeadsView.sides.least), row: row,
      column: place.column, style: style, in: view.area)
    return row
  }

  /// Below the letter: how far the gate is open where it is neither open nor closed, else what the head does for the class.
  private static func drawMark(
    _ painter: inout ScreenPainter, _ offset: Int, gate: Float, row: Int, column: Int,
    _ view: HeadsView
  ) {
    let state = painter.state
    if gate != 0, gate != 1 {
      painter.write(
        gate > 1 ? "^" : "\(Int((gate * 10).rounded()))", row: row, column: column,
        style: painter.theme[.warning], in: view.area)
      return
    }
    guard gate == 1, let effects = state.currentEffects, let effect = effects.value(offset),
      effects.scale > 0
    else { return }
    let share = effect / effects.scale
    guard Ramp.step(share) != 0 else { return }
    painter.write(
      share < 0 ? "−" : "+", row: row, column: column,
      style: painter.theme.depth == .none
        ? painter.theme[.text] : painter.theme.attribution.style(share),
      in: view.area)
  }
}
