internal import Attribution
internal import Model

/// What flows through each layer at each word: a row of heat a layer below the words, all on one scale.
enum LayersPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.layers], let inside = painter.layout.inside(.layers)
    else { return }
    let explain = painter.state.explain
    let theme = painter.theme
    let view = LayersView(painter.state, painter.layout)
    let scale = view.map { "±" + NumberText.plain($0.scale, $0.form) } ?? ""
    let room =
      frame.width - 6 - VisibleText.columns(of: Pane.layers.title) - scale.count
    let subtitles =
      view.map { view in
        view.isMain
          ? ["what flows through at each word", "conductance"]
          : ["conductance, a further row"]
      } ?? []
    painter.frame(
      frame,
      title: [
        (Pane.layers.title, theme[.title]),
        (subtitles.first { VisibleText.columns(of: $0) + 2 <= room } ?? "", theme[.subtle]),
      ], note: scale, isFocused: painter.isFocused(.layers), isOld: explain.isSettledOld)
    guard !inside.isEmpty else { return }
    guard let view else {
      return painter.writeLines(
        ScreenPainter.wrapped(advice(painter.state), width: inside.width), in: inside,
        style: theme[.subtle])
    }
    drawNames(&painter, view)
    drawCells(&painter, view)
    drawNumbers(&painter, view)
    drawReadout(&painter, view)
    painter.writeArrows(
      rows: view.lines, of: view.layout.lineCount, below: inside)
  }

  private static func advice(_ state: State) -> String {
    if state.explain.request.method == .layerConductance {
      return "How much of F(x) − F(b) flows through each layer at each word: here when the text is "
        + "explained."
    }
    return "Layer conductance says how much flows through each layer at each word; "
      + "\(state.name(of: .method)) chooses it, \(state.name(of: .addRow)) shows it as a further row."
  }

  /// Whether the cursor is on a layer and to be seen.
  private static func isChosen(
    _ layer: Int, _ view: LayersView, _ painter: ScreenPainter
  ) -> Bool {
    painter.state.focus == .layers && layer == view.layer
  }

  // MARK: Words and layers

  /// The layers' numbers beside every line of text, a mark at the one that the heat map shows.
  private static func drawNames(_ painter: inout ScreenPainter, _ view: LayersView) {
    let theme = painter.theme
    let clip = view.gutter
    let shown = painter.state.explain.request.conductedLayer
    for line in view.lines {
      let top = view.row(ofLine: line)
      for layer in view.window {
        let row = top + 1 + layer - view.window.lowerBound
        if view.isMain, layer == shown {
          painter.write("▸", row: row, column: clip.column, style: theme[.key], in: clip)
        }
        let columns = clip.width - 3
        painter.write(
          NumberText.padded("\(layer)", columns), row: row, column: clip.column + 2,
          style: theme[isChosen(layer, view, painter) ? .selected : .subtle], in: clip)
      }
    }
    painter.writeArrows(
      rows: view.window, of: view.rows.count, columns: 0..<0, of: 0,
      in: Rectangle(row: clip.row, column: clip.column, height: 1, width: clip.width))
  }

  private static func drawCells(_ painter: inout ScreenPainter, _ view: LayersView) {
    let theme = painter.theme
    let explain = painter.state.explain
    let hasFocus = painter.state.focus == .layers
    for segment in view.layout.segments where view.lines.contains(segment.line) {
      let row = view.row(ofLine: segment.line)
      let column = view.area.column + segment.column
      let isCursor = hasFocus && segment.unit == explain.cursor
      painter.write(
        segment.text, row: row, column: column,
        style: theme[
          segment.isUnread ? .absent : isCursor ? .selected : .text], in: view.area)
      guard !segment.isUnread else { continue }
      for layer in view.window {
        let place = row + 1 + layer - view.window.lowerBound
        guard view.area.contains(row: place, column: column) else { continue }
        let share = view.scale > 0 ? view.rows[layer].values[segment.unit] / view.scale : 0
        drawCell(
          &painter, share, columns: segment.columns, row: place, column: column,
          isCursor: isCursor && isChosen(layer, view, painter), in: view.area)
      }
    }
  }

  /// A cell on its colour, with signs where the theme has them; the cursor is more than a colour.
  private static func drawCell(
    _ painter: inout ScreenPainter, _ share: Float, columns: Int, row: Int, column: Int,
    isCursor: Bool, in clip: Rectangle
  ) {
    let theme = painter.theme
    let marks =
      painter.state.hasSignRow ? HeatPane.marks(share, columns: columns, theme: theme) : ""
    painter.write(
      NumberText.fitted(isCursor && marks.isEmpty ? "•" : marks, columns), row: row,
      column: column, style: isCursor ? theme[.cursor] : theme.heat(share), in: clip)
  }

  // MARK: Numbers

  /// What no word has, and the sums, once beside the first line in sight.
  private static func drawNumbers(_ painter: inout ScreenPainter, _ view: LayersView) {
    let theme = painter.theme
    func heading(_ text: String, _ clip: Rectangle) {
      painter.writeRight(text, row: clip.row, style: theme[.subtle], in: clip)
    }
    if let clip = view.specials { heading(LayersView.specialTitle, clip) }
    if let clip = view.sums { heading("sum", clip) }
    for layer in view.window {
      let row = view.area.row + 1 + layer - view.window.lowerBound
      let numbers = view.rows[layer]
      if let clip = view.specials {
        painter.writeRight(
          NumberText.signed(numbers.special, view.form), row: row, style: theme[.subtle], in: clip)
      }
      if let clip = view.sums {
        let style = theme[.text]
        painter.writeRight(
          NumberText.signed(numbers.sum, view.form), row: row,
          style: isChosen(layer, view, painter) ? style.emphasized : style, in: clip)
      }
    }
  }

  /// The cell under the cursor; without the focus what the sums should be.
  private static func drawReadout(_ painter: inout ScreenPainter, _ view: LayersView) {
    guard view.readout.height > 0 else { return }
    let explain = painter.state.explain
    let theme = painter.theme
    let area = view.readout
    let layer = view.layer
    guard painter.state.focus == .layers, view.units.indices.contains(explain.cursor)
    else {
      guard let base = view.estimate.baseOutput else { return }
      let change = NumberText.signed(view.estimate.outputValue - base, view.form)
      return painter.writeLines(
        [
          NumberText.firstFitting(
            ["each layer's sum is F(x) − F(b), \(change)", "F(x) − F(b) \(change)"], area.width)
        ], in: area, style: theme[.subtle])
    }
    let numbers = view.rows[layer]
    let value = numbers.values[explain.cursor]
    let name = NumberText.shortened(view.units[explain.cursor].text, max(area.width / 3, 4))
    var column =
      area.column
      + painter.write(
        "▸ layer \(layer), \(name)", row: area.row, column: area.column, style: theme[.title],
        in: area) + 2
    var parts = [NumberText.signed(value, view.form.finer)]
    let total = numbers.values.reduce(abs(numbers.special)) { $0 + abs($1) }
    if total > 0 {
      parts.append(NumberText.percent(abs(value) / total, decimals: 1) + " of the layer")
    }
    if view.sums == nil { parts.append("sum " + NumberText.signed(numbers.sum, view.form)) }
    if view.specials == nil, numbers.special != 0, !view.units.contains(where: \.isSpecial) {
      parts.append("special " + NumberText.signed(numbers.special, view.form))
    }
    for part in parts where column + VisibleText.columns(of: part) <= area.endColumn {
      column +=
        painter.write(part, row: area.row, column: column, style: theme[.text], in: area) + 3
    }
  }
}
