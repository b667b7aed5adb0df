internal import Attribution
internal import Model

/// What every word does through each layer, as a heat map of layers over words.
enum LayersPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.layers], let inside = painter.layout.inside(.layers)
    else { return }
    let explain = painter.state.explain
    let theme = painter.theme
    let view = LayersView(painter.state, painter.layout)
    let room = frame.width - VisibleText.columns(of: Pane.layers.title) - 8
    let subtitle =
      view.map {
        NumberText.firstFitting([$0.method.title + ", one scale", "one scale", ""], room)
      }
      ?? ""
    painter.frame(
      frame, title: [(Pane.layers.title, theme[.title]), (subtitle, theme[.subtle])],
      isFocused: painter.isFocused(.layers), isOld: explain.isSettledOld)
    guard !inside.isEmpty else { return }
    guard let view else {
      let text =
        explain.request.method == .layerConductance
        ? "What each word does through every layer: here when the text is explained."
        : "Layer conductance tells what each word does through every layer: "
          + "\(painter.state.name(of: .method)) chooses it, \(painter.state.name(of: .addRow)) shows it as a further row."
      return painter.writeLines(
        ScreenPainter.wrapped(text, width: inside.width), in: inside, style: theme[.subtle])
    }
    drawNames(&painter, view)
    for layer in view.window { drawLayer(&painter, view, layer) }
    drawReadout(&painter, view)
    painter.writeArrows(
      rows: view.window, of: view.layers.count,
      columns: (view.columns.first?.unit ?? 0)..<(view.columns.last?.unit ?? 0) + 1,
      of: view.units.count,
      in: Rectangle(
        row: view.header.row, column: inside.column, height: 1, width: LayersView.gutter)
    )
  }

  private static func drawNames(_ painter: inout ScreenPainter, _ view: LayersView) {
    for place in view.columns {
      let unit = view.units[place.unit]
      let isChosen = place.unit == painter.state.explain.cursor && painter.isFocused(.layers)
      painter.write(
        NumberText.fitted(unit.text, place.columns), row: view.header.row,
        column: view.header.column + place.column,
        style: painter.theme[isChosen ? .cursor : unit.isSpecial ? .subtle : .text],
        in: view.header)
    }
    painter.writeRight("Σ", row: view.sums.row, style: painter.theme[.subtle], in: view.sums)
  }

  private static func drawLayer(
    _ painter: inout ScreenPainter, _ view: LayersView, _ layer: Int
  ) {
    let theme = painter.theme
    let values = view.layers[layer]
    let row = view.area.row + layer - view.window.lowerBound
    let isChosenRow = layer == view.row && painter.isFocused(.layers)
    painter.write(
      (isChosenRow ? "▸" : " ") + String(layer), row: row,
      column: view.area.column - LayersView.gutter,
      style: theme[isChosenRow ? .title : .subtle],
      in: Rectangle(
        row: row, column: view.area.column - LayersView.gutter, height: 1, width: LayersView.gutter)
    )
    let form = painter.state.explain.forms.values
    for place in view.columns {
      let unit = view.units[place.unit]
      let value = unit.value(values)
      let share = view.scale > 0 && value.isFinite ? value / view.scale : 0
      // A number where it fits, else signs: a colour alone tells some people nothing.
      let number = NumberText.signed(value, form)
      let text =
        VisibleText.columns(of: number) <= place.columns
        ? number : HeatPane.marks(share, columns: place.columns, theme: theme)
      var style = painter.heatStyle(share, of: unit)
      if isChosenRow, place.unit == painter.state.explain.cursor { style = theme[.cursor] }
      painter.write(
        NumberText.padded(text, place.columns), row: row,
        column: view.area.column + place.column, style: style, in: view.area)
    }
    guard view.sums.width > 0 else { return }
    painter.writeRight(
      NumberText.signed(values.reduce(0, +), painter.state.explain.forms.outputs), row: row,
      style: theme[.text], in: view.sums)
  }

  /// The cell under the cursor, and what its layer has in all.
  private static func drawReadout(_ painter: inout ScreenPainter, _ view: LayersView) {
    let explain = painter.state.explain
    guard view.units.indices.contains(explain.cursor) else { return }
    let unit = view.units[explain.cursor]
    let values = view.layers[view.row]
    let value = unit.value(values)
    let total = view.units.reduce(0) { $0 + abs($1.value(values)) }
    let name = NumberText.shortened(unit.text, view.readout.width / 3)
    var parts = [
      "layer \(view.row)", "\(name) \(NumberText.signed(value, explain.forms.values.finer))",
    ]
    if total > 0 {
      parts.append("\(NumberText.percent(abs(value) / total, decimals: 1)) of its Σ|·|")
    }
    if let base = explain.settled?.entries[view.method]?.estimate.baseOutput,
      let output = explain.settled?.entries[view.method]?.estimate.outputValue
    {
      let form = explain.forms.outputs
      parts.append(
        "Σ \(NumberText.plain(values.reduce(0, +), form)) of F(x) − F(b) \(NumberText.plain(output - base, form))"
      )
    }
    while parts.count > 1,
      VisibleText.columns(of: parts.joined(separator: "   ")) > view.readout.width
    {
      parts.removeLast()
    }
    painter.write(
      parts.joined(separator: "   "), row: view.readout.row, column: view.readout.column,
      style: painter.theme[.text], in: view.readout)
  }
}
