internal import Attribution
internal import Model

/// What activations of another text bring, a row a layer, a column a position or a head.
enum PatchingPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.patching],
      let inside = painter.layout.inside(.patching)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let patching = state.heads.patching
    let title = "Patching: \(name(patching.site))"
    let room = max(frame.width - title.count - 28, 8)
    painter.frame(
      frame,
      title: [
        (title, theme[.title]),
        (" from “\(NumberText.shortened(patching.source, room))”", theme[.subtle]),
      ],
      note: progress(patching), isFocused: painter.isFocused(.patching),
      isOld: state.isPatchingOld)
    if let problem = patching.problem {
      return painter.writeLines(
        ScreenPainter.wrapped("✗ " + problem, width: inside.width), in: inside,
        style: theme[.error])
    }
    guard let report = patching.report, let heads = state.heads.report,
      state.heads.problem == nil, let view = PatchingView(state, painter.layout)
    else { return drawEmpty(&painter, in: inside) }
    drawLabels(&painter, view, report, heads, in: inside)
    for row in 0..<view.visibleLayers {
      for offset in 0..<view.visibleColumns {
        drawCell(
          &painter, view, report, layer: patching.top + row, column: patching.left + offset)
      }
    }
    drawReadout(&painter, view, report, heads)
  }

  /// What a site is called.
  private static func name(_ site: ActivationPatching.Site) -> String {
    switch site {
    case .residual: "states entering a layer"
    case .attention: "what attention adds"
    case .feedForward: "what the feed-forward block adds"
    case .head: "heads"
    }
  }

  private static func progress(_ patching: PatchingState) -> String {
    guard let report = patching.report, !patching.isDone else { return "" }
    return
      "\(report.layers.count { !$0.isEmpty }) of \(Wording.count(report.layers.count, "layer"))"
  }

  private static func drawEmpty(_ painter: inout ScreenPainter, in inside: Rectangle) {
    guard painter.state.heads.patching.source.isEmpty else {
      return HeadsPane.drawEmpty(&painter, in: inside)
    }
    painter.writeLines(
      ScreenPainter.wrapped(
        "Give a second text, like this one but for what matters: each of its activations is put in place "
          + "of this text's, and what that does to the class tells where the difference is carried.",
        width: inside.width), in: inside, style: painter.theme[.subtle])
  }

  private static func drawLabels(
    _ painter: inout ScreenPainter, _ view: PatchingView, _ report: PatchingReport,
    _ heads: AttentionReport, in inside: Rectangle
  ) {
    let theme = painter.theme
    let patching = painter.state.heads.patching
    for row in 0..<view.visibleLayers {
      let layer = patching.top + row
      painter.write(
        NumberText.padded("\(layer)", 3), row: view.area.row + row, column: inside.column,
        style: theme[layer == patching.layer ? .selected : .subtle], in: inside)
    }
    for offset in 0..<view.visibleColumns {
      let column = patching.left + offset
      let text = report.site == .head ? "\(column)" : heads.roles[column].text
      let isOther =
        report.site != .head && text != report.sourceTokens[column]
      let style = theme[column == patching.column ? .selected : isOther ? .title : .subtle]
      let start = view.header.column + offset * view.columnsPerCell
      if text.count <= view.columnsPerCell, report.site == .head {
        painter.write(
          text, row: view.header.endRow - 1, column: start, style: style, in: view.header)
      } else {
        painter.writeDownwards(
          text, column: start, columns: view.columnsPerCell, style: style, in: view.header)
      }
    }
  }

  private static func drawCell(
    _ painter: inout ScreenPainter, _ view: PatchingView, _ report: PatchingReport, layer: Int,
    column: Int
  ) {
    let theme = painter.theme
    let patching = painter.state.heads.patching
    let isCursor = layer == patching.layer && column == patching.column
    let place = (
      row: view.area.row + layer - patching.top,
      column: view.area.column + (column - patching.left) * view.columnsPerCell
    )
    guard let recovered = report.recovered(layer: layer, column: column) else {
      painter.write("·", row: place.row, column: place.column, style: theme[.subtle], in: view.area)
      return
    }
    painter.writeHeat(
      recovered, number: recovered, columns: view.columnsPerCell, row: place.row,
      column: place.column, isDim: painter.state.isPatchingOld, isCursor: isCursor, in: view.area)
  }

  private static func drawReadout(
    _ painter: inout ScreenPainter, _ view: PatchingView, _ report: PatchingReport,
    _ heads: AttentionReport
  ) {
    let state = painter.state
    let theme = painter.theme
    let (layer, column) = (state.heads.patching.layer, state.heads.patching.column)
    let label = state.model?.label(report.target) ?? ""
    let area = view.readout
    let place: String
    if report.site == .head {
      place = "head \(layer).\(column)"
    } else {
      let taking = NumberText.shortened(heads.roles[column].text, 14)
      let giving = NumberText.shortened(report.sourceTokens[column], 14)
      place = "layer \(layer), \(taking) ← \(giving)"
    }
    let name = state.explain.request.output.rawValue
    let value =
      report.recovered(layer: layer, column: column).map {
        NumberText.percent($0) + " of the way: \(name) of \(label) "
          + NumberText.plain(report.layers[layer][column])
      } ?? "measuring…"
    let start =
      area.column
      + painter.write(
        "▸ \(place)  ", row: area.row, column: area.column, style: theme[.title], in: area)
    painter.write(value, row: area.row, column: start, style: theme[.text], in: area)
    painter.writeLines(
      [
        "the way: from \(NumberText.plain(report.corrupted)), this text, to "
          + "\(NumberText.plain(report.clean)), the text that gives",
        "tokens that differ stand out; positions are matched by number",
      ], in: area.below(rows: 1), style: theme[.subtle])
  }
}
