internal import Attribution
internal import Model

/// What speaks for and against believing the colours, for every method that ran.
enum TrustPane {
  /// Rows below the findings from which curves are drawn, the one between them counted.
  private static let chartRows = 8
  /// Rows below which there is one for the method shown and the others are counted on the border: what was found goes first.
  private static let tableRows = 5

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.trust], let inside = painter.layout.inside(.trust)
    else {
      return
    }
    let explain = painter.state.explain
    let theme = painter.theme
    let others = (explain.settled.map { explain.comparedMethods(in: $0).count } ?? 1) - 1
    let isLow = inside.height < tableRows && !painter.state.isZoomed
    painter.frame(
      frame,
      // While one goes along the path the colours are those of a step, and what was found is not.
      title: [(Pane.trust.title, theme[.title])]
        + (explain.pathStep != nil && inside.width >= 24
          ? [("of the whole path", theme[.subtle])] : []),
      note: isLow && others > 0 ? "\(painter.state.name(of: .zoom, in: .trust)) +\(others)" : "",
      isFocused: painter.isFocused(.trust), isOld: explain.isSettledOld)
    guard !inside.isEmpty else { return }
    guard let settled = explain.settled, let main = settled.entry(for: explain.request.method)
    else {
      let text = "completeness, steps and agreement of the methods that ran"
      painter.writeLines(
        ScreenPainter.wrapped(text, width: inside.width), in: inside, style: theme[.subtle])
      return
    }
    if painter.state.isZoomed { return TrustPage(painter.state, inside).draw(&painter) }
    let rows = TrustRow.rows(of: settled, in: explain)
    let gap = inside.height >= 10 ? 1 : 0
    let offer = TrustFindings.offer(painter.state, columns: inside.width)
    let hasColumns = columns(inside.width, explain).contains(.infidelity)
    let more =
      hasColumns
      ? TrustFindings.absent(rows.first?.measured, explain.trust, columns: inside.width)
      : TrustFindings.more(
        rows.first?.measured, of: explain.trust, columns: inside.width,
        rows: isLow ? 1 : inside.height)
    let found = TrustFindings.lines(
      explain, settled, main, columns: inside.width,
      nothingTakenOut: NothingTakenOut(main.estimate, painter.state), good: painter.good)
    let offerRows = offer != nil && inside.height >= 8 ? 1 : 0
    let kept = (more + found.prefix(1)).reduce(0) { $0 + lines(of: $1, inside.width).count }
    var row = inside.row
    drawTable(
      &painter, isLow ? Array(rows.prefix(1)) : rows, inside: inside,
      room: inside.height - gap - kept - offerRows, row: &row)
    row += gap
    let isWhole = draw(
      more + found, &painter, in: inside.first(rows: inside.height - offerRows), row: &row)
    if !isWhole { painter.markMoreBelow(in: frame) }
    drawRest(&painter, in: inside.below(rows: row - inside.row), offer)
  }

  /// A finding a line, or as many as its words need; one that there is no room for is left out whole, but for the first.
  ///
  /// - Returns: whether there was room for all.
  private static func draw(
    _ findings: [TrustFindings.Line], _ painter: inout ScreenPainter, in area: Rectangle,
    row: inout Int
  ) -> Bool {
    let start = row
    var isWhole = true
    for (text, role) in findings {
      var lines = lines(of: (text, role), area.width)
      if lines.count > area.endRow - row {
        isWhole = false
        guard row == start, row < area.endRow else { continue }
        lines = [NumberText.fitted(text, area.width)]
      }
      for (index, line) in lines.enumerated() {
        painter.write(
          line, row: row, column: area.column + (index > 0 ? 2 : 0), style: painter.theme[role],
          in: area)
        row += 1
      }
    }
    return isWhole
  }

  /// A finding in a line, or as many as its words need.
  private static func lines(of finding: TrustFindings.Line, _ width: Int) -> [String] {
    VisibleText.columns(of: finding.text) <= width
      ? [finding.text] : ScreenPainter.wrapped(finding.text, width: width - 2)
  }

  /// The curves where there is room for them, and in the last line what else can be measured.
  private static func drawRest(
    _ painter: inout ScreenPainter, in rest: Rectangle, _ offer: TrustFindings.Line?
  ) {
    guard !rest.isEmpty else { return }
    if let offer {
      painter.write(
        offer.text, row: rest.endRow - 1, column: rest.column, style: painter.theme[offer.role],
        in: rest)
    }
    let area = rest.first(rows: rest.height - (offer == nil ? 0 : 1))
    guard area.height >= chartRows else { return }
    PerturbationCharts(painter.state)?.draw(&painter, in: area.below(rows: 1))
  }

  /// What there is room for: the least telling goes first.
  private static func columns(_ width: Int, _ explain: ExplainState) -> [TrustColumn] {
    let more: [TrustColumn] =
      explain.trust?.settings.isThorough == true && width >= 80
      ? [.infidelity, .sensitivity, .seedTau] : []
    let taken = 47 + more.reduce(0) { $0 + $1.column.width }
    return [.method, .comprehensiveness, .sufficiency, .tau]
      + (width >= 30 ? [.leaveOneOutTau] : []) + (width >= 39 ? [.missing] : []) + more
      + (width >= 58 ? [.strongest(width - taken)] : []) + (width >= 47 ? [.time] : [])
  }

  /// A row a method: what taking out its strongest words does and what they do alone, how its ranking agrees with taking out one word at a
  /// time and with the method shown, what is missing from its sum, its strongest word, its time.
  ///
  /// - Parameter room: lines beside what was measured on demand and the first finding: the others give way to methods.
  private static func drawTable(
    _ painter: inout ScreenPainter, _ rows: [TrustRow], inside: Rectangle, room: Int,
    row: inout Int
  ) {
    // Under the names of the columns; what has no room is counted.
    let room = max(room - 1, 1)
    let shown = rows.count <= room ? rows.count : max(room - 1, 1)
    let table = FigureTable(
      columns(inside.width, painter.state.explain), Array(rows.prefix(shown)))
    for line in table.lines(width: inside.width) where row < inside.endRow {
      line.draw(&painter, row: row, in: inside)
      row += 1
    }
    if shown < rows.count, row < inside.endRow {
      let rest = rows.dropFirst(shown).map(\.method.abbreviation).joined(separator: " ")
      let key = painter.state.name(of: .zoom, in: .trust)
      painter.write(
        NumberText.fitted("+\(rows.count - shown) more (\(key) here): \(rest)", inside.width),
        row: row, column: inside.column, style: painter.theme[.subtle], in: inside)
      row += 1
    }
  }
}
