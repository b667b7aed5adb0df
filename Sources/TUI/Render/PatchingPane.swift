internal import Attribution
internal import Model

/// What activations of another text bring, a row a layer, a column a position or a head; of an opened layer a row a head, a column a
/// position.
enum PatchingPane {
  /// Shorter a quotation says nothing.
  private static let leastQuote = 6

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.patching],
      let inside = painter.layout.inside(.patching)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let patching = state.heads.patching
    let title = "Patching: \(name(patching))"
    let note = progress(patching)
    // What the frame, the blanks and the quotes take.
    let room =
      frame.width - title.count - (note.isEmpty ? 0 : VisibleText.columns(of: note) + 3) - 15
    painter.frame(
      frame,
      title: [
        (title, theme[.title]),
        (
          room < leastQuote
            ? "" : " from “\(NumberText.shortened(patching.source, room))”", theme[.subtle]
        ),
      ],
      note: note, isFocused: painter.isFocused(.patching),
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
    let scale = report.scale
    for row in 0..<view.visibleRows {
      for offset in 0..<view.visibleColumns {
        drawCell(
          &painter, view, report, row: patching.top + row, column: patching.left + offset,
          scale: scale)
      }
    }
    drawReadout(&painter, view, report, heads)
  }

  /// What is taken over, in words.
  private static func name(_ patching: PatchingState) -> String {
    if let layer = patching.openLayer { return "heads of layer \(layer) at one token, in %" }
    return switch patching.site {
    case .residual: "states entering a layer"
    case .attention: "what attention adds"
    case .feedForward: "what the feed-forward block adds"
    case .head: "heads"
    }
  }

  private static func progress(_ patching: PatchingState) -> String {
    guard let report = patching.report, !patching.isDone || patching.isStopped else { return "" }
    let count = Wording.count(report.rows.count, patching.rowNoun)
    return (patching.isStopped ? "stopped at " : "") + "\(patching.measuredRows) of \(count)"
  }

  private static func drawEmpty(_ painter: inout ScreenPainter, in inside: Rectangle) {
    let patching = painter.state.heads.patching
    if patching.isStopped, painter.state.heads.problem == nil {
      return painter.writeLines(
        ScreenPainter.wrapped(
          "Stopped before anything was measured: \(painter.state.name(of: .patch)) measures again.",
          width: inside.width), in: inside, style: painter.theme[.subtle])
    }
    guard patching.source.isEmpty else { return HeadsPane.drawEmpty(&painter, in: inside) }
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
    painter.writeArrows(
      rows: patching.top..<patching.top + view.visibleRows, of: view.rowCount,
      columns: patching.left..<patching.left + view.visibleColumns, of: view.columnCount,
      in: Rectangle(
        row: inside.row, column: inside.column, height: 1, width: PatchingView.gutter))
    for offset in 0..<view.visibleRows {
      let row = patching.top + offset
      painter.write(
        NumberText.padded("\(row)", 3),
        row: view.area.row + offset * view.cells.rows + view.cells.middleRow,
        column: inside.column, style: theme[row == patching.row ? .selected : .subtle], in: inside)
    }
    let numbers = report.hasHeadColumns ? Set(headings(view, patching)) : []
    for offset in 0..<view.visibleColumns {
      let column = patching.left + offset
      let text = report.hasHeadColumns ? "\(column)" : heads.roles[column].text
      let isOther =
        !report.hasHeadColumns && text != report.sourceTokens[column]
      let style = theme[column == patching.column ? .selected : isOther ? .title : .subtle]
      let start = view.header.column + offset * view.cells.columns
      if report.hasHeadColumns, text.count == view.cells.columns {
        guard numbers.contains(offset) else { continue }
        painter.write(
          text, row: view.header.endRow - 1, column: start, style: style, in: view.header)
      } else {
        painter.writeColumnName(
          text, column: start, columns: view.cells.columns, style: style, in: view.header)
      }
    }
  }

  /// The columns whose heads' numbers stand above them: none touches the one before, and the cursor's is there.
  private static func headings(_ view: PatchingView, _ patching: PatchingState) -> [Int] {
    var shown: [Int] = []
    for offset in 0..<view.visibleColumns {
      let column = patching.left + offset
      if let last = shown.last,
        (offset - last) * view.cells.columns <= "\(patching.left + last)".count
      {
        guard column == patching.column else { continue }
        shown.removeLast()
      }
      shown.append(offset)
    }
    return shown
  }

  private static func drawCell(
    _ painter: inout ScreenPainter, _ view: PatchingView, _ report: PatchingReport, row: Int,
    column: Int, scale: Float
  ) {
    let theme = painter.theme
    let patching = painter.state.heads.patching
    let isCursor = row == patching.row && column == patching.column
    let place = (
      row: view.area.row + (row - patching.top) * view.cells.rows,
      column: view.area.column + (column - patching.left) * view.cells.columns
    )
    guard let recovered = report.recovered(row: row, column: column) else {
      painter.write(
        "·", row: place.row + view.cells.middleRow,
        column: place.column + (view.cells.columns - 1) / 2, style: theme[.subtle], in: view.area)
      return
    }
    painter.writeHeat(
      recovered / scale, number: report.layer == nil ? recovered : recovered * 100,
      columns: view.cells.columns, rows: view.cells.rows, row: place.row, column: place.column,
      isDim: painter.state.isPatchingOld, isCursor: isCursor, in: view.area)
  }

  private static func drawReadout(
    _ painter: inout ScreenPainter, _ view: PatchingView, _ report: PatchingReport,
    _ heads: AttentionReport
  ) {
    let state = painter.state
    let theme = painter.theme
    let (row, column) = (state.heads.patching.row, state.heads.patching.column)
    let label = state.model?.label(report.target) ?? ""
    let area = view.readout
    func place(_ columns: Int) -> String {
      if report.hasHeadColumns { return "▸ head \(row).\(column)  " }
      let taking = NumberText.shortened(heads.roles[column].text, columns)
      let giving = NumberText.shortened(report.sourceTokens[column], columns)
      let place = report.layer.map { "head \($0).\(row)" } ?? "layer \(row)"
      return "▸ \(place), \(taking) ← \(giving)  "
    }
    let values: [String]
    if let share = report.recovered(row: row, column: column) {
      let percent =
        report.layer == nil
        ? NumberText.percent(share) : NumberText.plain(share * 100, decimals: 1) + " %"
      let output = NumberText.plain(report.rows[row][column])
      let name = state.explain.request.output.rawValue
      values = [
        "\(percent) of the way: \(name) of \(label) \(output)",
        "\(percent): \(name) of \(label) \(output)", "\(percent): \(label) \(output)",
        "\(percent): \(output)",
      ]
    } else {
      values = [state.heads.patching.isStopped ? "not measured" : "measuring…"]
    }
    // Words give way before digits do: those of the sentence, then letters of the tokens.
    let wordings = [14, 8, 4].flatMap { columns in values.map { (place(columns), $0) } }
    let chosen = wordings.first { VisibleText.columns(of: $0.0 + $0.1) <= area.width }
    guard let (title, value) = chosen ?? wordings.last else { return }
    let start =
      area.column
      + painter.write(title, row: area.row, column: area.column, style: theme[.title], in: area)
    painter.write(value, row: area.row, column: start, style: theme[.text], in: area)
    let (from, to) = (NumberText.plain(report.corrupted), NumberText.plain(report.clean))
    var lines = [
      NumberText.firstFitting(
        [
          "the way: from \(from), this text, to \(to), the text that gives",
          "the way: from \(from), this text, to \(to)", "the way: from \(from) to \(to)",
        ], area.width)
    ]
    if !report.hasHeadColumns {
      let positions = "tokens that differ stand out; positions are matched by number"
      let colors = "colours up to \(NumberText.plain(report.scale * 100, decimals: 1)) %"
      lines.append(
        report.layer == nil
          ? positions
          : NumberText.firstFitting(
            [
              "tokens that differ stand out; matched by number; " + colors,
              "matched by number; " + colors, colors,
            ], area.width))
    }
    painter.writeLines(lines, in: area.below(rows: 1), style: theme[.subtle])
  }
}
