internal import Attribution
internal import Model

/// The neuron view: query, keys, their products dimension by dimension, q·k and the softmax of it.
enum NeuronPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.neuron], let inside = painter.layout.inside(.neuron)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let heads = state.heads
    painter.frame(
      frame,
      title: [
        ("Head \(heads.cursor)", theme[.title]),
        (" how a token comes to look" + perCell(state, painter.layout), theme[.subtle]),
      ],
      note: HeadsPane.note(state), isFocused: painter.isFocused(.neuron),
      isOld: state.isAttentionOld)
    guard let report = heads.report, heads.problem == nil,
      let table = NeuronTable(state, painter.layout), let vectors = report.vectors
    else { return HeadsPane.drawEmpty(&painter, in: inside) }
    let neuron = vectors.neuron(heads.cursor, position: heads.query)
    drawHeader(&painter, table)
    drawRows(&painter, table, report, neuron)
    let most = max(neuron.weights.max() ?? 0, .leastNormalMagnitude)
    table.minimap?.draw(
      &painter, neuron.weights.map { $0 / most },
      visible: heads.neuronTop..<heads.neuronTop + table.visible)
    drawReadout(&painter, table, report, neuron)
  }

  /// How many dimensions a cell stands for, where they are several.
  private static func perCell(_ state: State, _ layout: ScreenLayout) -> String {
    guard let table = NeuronTable(state, layout), table.dimensionsPerCell > 1 else { return "" }
    return ", \(table.dimensionsPerCell) dimensions a cell"
  }

  private static func drawHeader(_ painter: inout ScreenPainter, _ table: NeuronTable) {
    let style = painter.theme[.subtle]
    // A name of a head of few dimensions is a short one.
    func write(_ names: [String], _ column: Int, _ width: Int, _ painter: inout ScreenPainter) {
      let text = names.first { $0.count <= width } ?? ""
      painter.write(text, row: table.header.row, column: column, style: style, in: table.header)
    }
    if let column = table.keyColumn {
      write(["query, keys", "q, k"], column, table.cells, &painter)
    }
    write(["their product", "q×k"], table.productColumn, table.cells, &painter)
    let numbers = NeuronTable.numberColumns
    write(
      [NumberText.padded("q·k", numbers.dot) + NumberText.padded("weight", numbers.weight + 1)],
      table.numbers.column - 1, table.numbers.width + 1, &painter)
  }

  private static func drawRows(
    _ painter: inout ScreenPainter, _ table: NeuronTable, _ report: AttentionReport,
    _ neuron: NeuronView
  ) {
    let state = painter.state
    let theme = painter.theme
    let heads = state.heads
    let keys = (0..<table.tokenCount).map { table.reduced(neuron.keys.row($0)) }
    let products = (0..<table.tokenCount).map { table.reduced(neuron.products(with: $0)) }
    let vectorScale = largest(keys.joined(), largest(neuron.query))
    let productScale = largest(products.joined())
    let matches = Set(state.matchingTokens(report))
    painter.write(
      NumberText.fitted(report.roles[heads.query].text, table.labelColumns - 1),
      row: table.query.row, column: table.query.column, style: theme[.selected], in: table.query)
    drawVector(
      &painter, table.reduced(neuron.query), scale: vectorScale, row: table.query.row,
      column: table.keyColumn ?? table.productColumn, in: table.query)
    for row in 0..<table.visible {
      let token = heads.neuronTop + row
      let line = table.area.row + row
      let style =
        token == heads.key
        ? theme[.cursor]
        : theme[report.roles[token].role(isMatch: matches.contains(token))]
      painter.write(
        NumberText.fitted(report.roles[token].text, table.labelColumns - 1), row: line,
        column: table.area.column, style: style, in: table.area)
      if let column = table.keyColumn {
        drawVector(
          &painter, keys[token], scale: vectorScale, row: line, column: column, in: table.area)
      }
      drawVector(
        &painter, products[token], scale: productScale, row: line, column: table.productColumn,
        in: table.area)
      let weight =
        neuron.scores[token].isFinite ? NumberText.plain(neuron.weights[token], decimals: 3) : "–"
      painter.write(
        NumberText.padded(NumberText.plain(neuron.dots[token]), NeuronTable.numberColumns.dot)
          + NumberText.padded(weight, NeuronTable.numberColumns.weight),
        row: line, column: table.numbers.column, style: style, in: table.numbers)
    }
  }

  private static func drawVector(
    _ painter: inout ScreenPainter, _ values: [Float], scale: Float, row: Int, column: Int,
    in clip: Rectangle
  ) {
    for (cell, value) in values.enumerated() {
      painter.writeHeat(
        value / scale, columns: 1, row: row, column: column + cell,
        isDim: painter.state.heads.isLate, in: clip)
    }
  }

  /// The largest magnitude: the end of a scale.
  private static func largest(
    _ values: some Sequence<Float>, _ least: Float = .leastNormalMagnitude
  ) -> Float {
    values.reduce(least) { max($0, abs($1)) }
  }

  /// What the sum under the cursor is made of.
  private static func drawReadout(
    _ painter: inout ScreenPainter, _ table: NeuronTable, _ report: AttentionReport,
    _ neuron: NeuronView
  ) {
    let heads = painter.state.heads
    let theme = painter.theme
    let area = table.readout
    let names = [heads.query, heads.key].map {
      NumberText.shortened(report.roles[$0].text, max(area.width / 5, 4))
    }
    let column =
      area.column
      + painter.write(
        "▸ \(names[0]) → \(names[1])  ", row: area.row, column: area.column, style: theme[.title],
        in: area)
    let sum =
      neuron.scores[heads.key].isFinite
      ? "q·k \(NumberText.plain(neuron.dots[heads.key])) × \(NumberText.plain(neuron.scale, decimals: 3))"
        + " = \(NumberText.plain(neuron.scores[heads.key])), softmax "
        + NumberText.plain(neuron.weights[heads.key], decimals: 3)
      : "behind the token that asks: not seen"
    painter.write(sum, row: area.row, column: column, style: theme[.text], in: area)
    let products = neuron.products(with: heads.key)
    let strongest = products.indices.sorted { (abs(products[$0]), $1) > (abs(products[$1]), $0) }
      .prefix(6).map { "\($0) \(NumberText.signed(products[$0]))" }
    let rest = area.below(rows: 1)
    painter.write(
      NumberText.shortened(
        "dimensions that make it: " + strongest.joined(separator: "  "), rest.width),
      row: rest.row, column: rest.column, style: theme[.text], in: rest)
    HeadReadout.draw(&painter, report)
  }
}
