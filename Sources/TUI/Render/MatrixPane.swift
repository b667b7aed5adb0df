internal import Attribution
internal import Model

/// One head, or the mean or maximum of its layer's, as a heat matrix: rows ask, columns are looked at.
enum MatrixPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.matrix], let inside = painter.layout.inside(.matrix)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let heads = state.heads
    let name =
      switch heads.combination {
      case .head: "Head \(heads.cursor)"
      case .mean:
        "Layer \(heads.cursor.layer), "
          + (heads.showsNorms ? "its heads together" : "mean of its heads")
      case .maximum: "Layer \(heads.cursor.layer), largest of its heads"
      }
    painter.frame(
      frame,
      title: [
        (name + HeadReadout.direction(state), theme[.title]),
        (
          (heads.showsNorms ? " lengths of what is added, ‖αf(x)‖" : " mixing weights")
            + ", rows ask, columns are looked at", theme[.subtle]
        ),
      ],
      note: HeadsPane.note(state),
      isFocused: painter.isFocused(.matrix), isOld: state.isAttentionOld)
    guard let report = heads.report, heads.problem == nil,
      let view = MatrixView(state, painter.layout), let map = map(heads, report)
    else { return HeadsPane.drawEmpty(&painter, in: inside) }
    let scale = max(map.max() ?? 0, .leastNormalMagnitude)
    drawLabels(&painter, view, report)
    drawWeights(&painter, view, map, scale: scale)
    view.minimap?.draw(
      &painter,
      (0..<view.tokenCount).map {
        map[map.startIndex + $0 * view.tokenCount + heads.key] / scale
      }, visible: heads.matrixTop..<heads.matrixTop + view.visibleQueries)
    let isHidden =
      heads.selection(report)?.contains(query: heads.query, key: heads.key) == false
    let weight =
      isHidden
      ? nil : map[map.startIndex + heads.query * view.tokenCount + heads.key]
    drawReadout(&painter, view, report, weight: weight, scale: scale)
  }

  /// The weights of `map`, `[query, key]`, as shares of the scale's end.
  static func drawWeights(
    _ painter: inout ScreenPainter, _ view: MatrixView, _ map: ArraySlice<Float>, scale: Float
  ) {
    let heads = painter.state.heads
    for row in 0..<view.visibleQueries {
      let query = heads.matrixTop + row
      for offset in 0..<view.visibleKeys {
        let key = heads.matrixLeft + offset
        let isCursor = query == heads.query && key == heads.key
        let weight = map[map.startIndex + query * view.tokenCount + key]
        painter.writeHeat(
          // What rounds to nothing is left out, so that the others are seen.
          weight / scale, number: weight >= 0.005 ? weight : nil, columns: view.columnsPerKey,
          rows: view.rowsPerQuery, row: view.area.row + row * view.rowsPerQuery,
          column: view.area.column + offset * view.columnsPerKey, isDim: heads.isLate,
          isCursor: isCursor, in: view.area)
      }
    }
  }

  /// What is on screen, `[query, key]`; nil while lengths are not there yet.
  private static func map(_ heads: HeadsState, _ report: AttentionReport) -> ArraySlice<Float>? {
    let layer = heads.cursor.layer
    var maps = report.maps
    if heads.showsNorms {
      guard let norms = report.norms else { return nil }
      if heads.combination == .mean {
        return heads.filtered(norms.layers[layer].values[...], report)
      }
      maps = AttentionMaps(layers: norms.heads)
    }
    let map =
      switch heads.combination {
      case .head: maps.map(heads.cursor)
      case .mean: maps.combined(layer: layer, by: .mean)[...]
      case .maximum: maps.combined(layer: layer, by: .maximum)[...]
      }
    return heads.filtered(map, report)
  }

  private static func drawLabels(
    _ painter: inout ScreenPainter, _ view: MatrixView, _ report: AttentionReport
  ) {
    let state = painter.state
    let theme = painter.theme
    let heads = state.heads
    let matches = Set(state.matchingTokens(report))
    let selection = heads.selection(report)
    func style(_ token: Int, isChosen: Bool, among tokens: [Int]?) -> CellStyle {
      if isChosen { return theme[.selected] }
      if tokens?.contains(token) == false { return theme[.absent] }
      return theme[report.roles[token].role(isMatch: matches.contains(token))]
    }
    drawNames(&painter, view, report.roles) {
      style($0, isChosen: $0 == heads.query, among: selection?.queries)
    } keyStyle: {
      style($0, isChosen: $0 == heads.key, among: selection?.keys)
    }
  }

  /// The tokens that ask at the left, those that are looked at above.
  static func drawNames(
    _ painter: inout ScreenPainter, _ view: MatrixView, _ roles: TokenRoles,
    queryStyle: (Int) -> CellStyle, keyStyle: (Int) -> CellStyle
  ) {
    let heads = painter.state.heads
    let names = Rectangle(
      row: view.area.row, column: view.area.column - view.labelColumns, height: view.area.height,
      width: view.labelColumns)
    for row in 0..<view.visibleQueries {
      let query = heads.matrixTop + row
      painter.write(
        NumberText.fitted(roles[query].text, view.labelColumns - 1),
        row: names.row + row * view.rowsPerQuery + view.middleRow, column: names.column,
        style: queryStyle(query), in: names)
    }
    for offset in 0..<view.visibleKeys {
      let key = heads.matrixLeft + offset
      painter.writeColumnName(
        roles[key].text, column: view.header.column + offset * view.columnsPerKey,
        columns: view.columnsPerKey, style: keyStyle(key), in: view.header)
    }
  }

  private static func drawReadout(
    _ painter: inout ScreenPainter, _ view: MatrixView, _ report: AttentionReport,
    weight: Float?, scale: Float
  ) {
    let heads = painter.state.heads
    let theme = painter.theme
    let area = view.readout
    let first = area.first(rows: 1)
    let names = [heads.query, heads.key].map {
      NumberText.shortened(report.roles[$0].text, max(area.width / 4, 4))
    }
    let value =
      weight.map { NumberText.plain($0, decimals: 3) } ?? HeadReadout.hidden(heads.direction)
    var column = first.column
    column +=
      painter.write(
        "▸ \(names[0]) → \(names[1])  \(value)", row: first.row, column: column,
        style: theme[.title], in: first) + 3
    if column + scaleCells + 10 < first.endColumn {
      drawScale(&painter, upTo: scale, column: column, in: first)
    }
    if heads.combination == .head {
      HeadReadout.draw(&painter, report)
    } else {
      LayerReadout.draw(&painter, in: area.below(rows: 1))
    }
  }

  private static let scaleCells = 8

  /// The colours from nothing to the largest weight.
  static func drawScale(
    _ painter: inout ScreenPainter, upTo scale: Float, column: Int, in line: Rectangle
  ) {
    let style = painter.theme[.subtle]
    var column = column
    column += painter.write("0 ", row: line.row, column: column, style: style, in: line)
    for cell in 1...scaleCells {
      painter.writeHeat(
        Float(cell) / Float(scaleCells), columns: 1, row: line.row, column: column, in: line)
      column += 1
    }
    painter.write(
      " \(NumberText.plain(scale, decimals: 2))", row: line.row, column: column, style: style,
      in: line)
  }
}
