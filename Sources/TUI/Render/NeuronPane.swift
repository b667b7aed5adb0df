internal import Attribution
internal import Model

/// The neuron view: query, keys, their products dimension by dimension, q·k and the softmax of it.
enum NeuronPane {
  /// Colours of vectors on each side of zero, and where a long text moves: neighbours that share one cost its sequence once.
  private static let coarseSteps = (whole: Float(4), moving: Float(2))
  /// So many products of every token have a sign, and so many dimensions of a key in a text that is longer than the pane.
  private static let signsPerToken = 2
  private static let mostDimensions = 4
  /// Weaker products of the scale's end have no sign.
  private static let leastShare: Float = 0.5

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.neuron], let inside = painter.layout.inside(.neuron)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let heads = state.heads
    let name = "Head \(heads.cursor)" + HeadReadout.direction(state)
    let note = HeadsPane.note(state)
    let about = " mixing weights, and how a token comes to look"
    // The frame's corners, and the blanks around its texts.
    let room = frame.width - name.count - note.count - 11
    painter.frame(
      frame,
      title: [
        (name, theme[.title]),
        (
          NumberText.firstFitting(
            [about + perCell(state, painter.layout), about, " mixing weights"], room),
          theme[.subtle]
        ),
      ],
      note: note, isFocused: painter.isFocused(.neuron),
      isOld: state.isAttentionOld)
    guard let report = heads.report, heads.problem == nil,
      let table = NeuronTable(state, painter.layout), let vectors = report.vectors
    else { return HeadsPane.drawEmpty(&painter, in: inside) }
    let neuron = vectors.neuron(heads.cursor, position: heads.query)
    drawHeader(&painter, table)
    drawRows(&painter, table, report, neuron)
    let most = max(neuron.weights.max() ?? 0, .leastNormalMagnitude)
    table.minimap?.draw(
      &painter, table.keys.map { coarse(neuron.weights[$0] / most, coarseSteps.whole) },
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
      write(["query, keys", "q, k"], column, table.vectorColumns, &painter)
    }
    write(["their product", "q×k"], table.productColumn, table.vectorColumns, &painter)
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
    let keys = table.keys.map { table.reduced(neuron.keys.row($0)) }
    let products = table.keys.map { table.reduced(neuron.products(with: $0)) }
    // A scale of the keys' own: whoever asks, they stay as they are.
    let keyScale = largest(keys.joined())
    let query = table.reduced(neuron.query)
    let productScale = largest(products.joined())
    let matches = Set(state.matchingTokens(report))
    painter.write(
      NumberText.fitted(report.roles[heads.query].text, table.labelColumns - 1),
      row: table.query.row, column: table.query.column, style: theme[.selected], in: table.query)
    let steps = table.isWhole ? coarseSteps.whole : coarseSteps.moving
    drawVector(
      &painter, query, scale: largest(query), steps: steps, row: table.query.row,
      column: table.keyColumn ?? table.productColumn, width: table.columnsPerCell, in: table.query)
    for row in 0..<table.visible {
      let place = heads.neuronTop + row
      let token = table.keys[place]
      let line = table.area.row + row
      let style =
        token == heads.key
        ? theme[.cursor]
        : theme[report.roles[token].role(isMatch: matches.contains(token))]
      painter.write(
        NumberText.fitted(report.roles[token].text, table.labelColumns - 1), row: line,
        column: table.area.column, style: style, in: table.area)
      func draw(_ values: [Float], scale: Float, column: Int, isColored: Bool) {
        if isColored {
          drawVector(
            &painter, values, scale: scale, steps: steps, row: line, column: column,
            width: table.columnsPerCell, in: table.area)
        } else {
          drawSigns(
            &painter, values, scale: scale, row: line, column: column, width: table.columnsPerCell,
            in: table.area)
        }
      }
      let isChosen = token == heads.key
      if let column = table.keyColumn {
        draw(
          keys[place], scale: keyScale, column: column, isColored: isChosen || table.isWhole)
      }
      draw(
        products[place], scale: productScale, column: table.productColumn, isColored: isChosen)
      let weight =
        neuron.scores[token].isFinite ? NumberText.plain(neuron.weights[token], decimals: 3) : "–"
      painter.write(
        NumberText.padded(NumberText.plain(neuron.dots[token]), NeuronTable.numberColumns.dot)
          + NumberText.padded(weight, NeuronTable.numberColumns.weight),
        row: line, column: table.numbers.column, style: style, in: table.numbers)
    }
  }

  private static func drawVector(
    _ painter: inout ScreenPainter, _ values: [Float], scale: Float, steps: Float, row: Int,
    column: Int, width: Int, in clip: Rectangle
  ) {
    for (cell, value) in values.enumerated() {
      painter.writeHeat(
        coarse(value / scale, steps), columns: width, row: row, column: column + cell * width,
        isDim: painter.state.heads.isLate, in: clip)
    }
  }

  /// A share of a scale in so many steps.
  private static func coarse(_ share: Float, _ steps: Float) -> Float {
    (share * steps).rounded() / steps
  }

  /// The signs of the strongest of a token's products, where its sum mostly comes from, or of its key.
  ///
  /// All products of all tokens change with the token that asks, and all keys in sight where a long text moves: in colours, at some
  /// 20 bytes a cell, that were more than a slow link takes at every key.
  private static func drawSigns(
    _ painter: inout ScreenPainter, _ values: [Float], scale: Float, row: Int, column: Int,
    width: Int, in clip: Rectangle
  ) {
    let strongest = values.indices.sorted { (abs(values[$0]), $1) > (abs(values[$1]), $0) }
      .prefix(signsPerToken)
    for cell in strongest where abs(values[cell]) >= scale * leastShare {
      painter.write(
        values[cell] < 0 ? "−" : "+", row: row, column: column + cell * width,
        style: painter.theme[.text], in: clip)
    }
  }

  /// The largest magnitude: the end of a scale.
  private static func largest(
    _ values: some Sequence<Float>, _ least: Float = .leastNormalMagnitude
  ) -> Float {
    values.reduce(least) { max($0, abs($1)) }
  }

  /// The dimensions that a sum is mostly made of, as many of them as there is room for.
  private static func dimensions(_ products: [Float], columns: Int) -> String {
    let strongest = products.indices.sorted { (abs(products[$0]), $1) > (abs(products[$1]), $0) }
      .prefix(mostDimensions).map { "\($0) \(NumberText.signed(products[$0]))" }
    let wordings = (1...max(strongest.count, 1)).reversed().map {
      "dimensions that make it: " + strongest.prefix($0).joined(separator: "  ")
    }
    return NumberText.firstFitting(wordings, columns)
  }

  /// What the sum under the cursor is made of.
  private static func drawReadout(
    _ painter: inout ScreenPainter, _ table: NeuronTable, _ report: AttentionReport,
    _ neuron: NeuronView
  ) {
    let heads = painter.state.heads
    let theme = painter.theme
    let area = table.readout
    guard !area.isEmpty else { return }
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
    if area.height > 2 {
      let rest = area.below(rows: 1)
      painter.write(
        dimensions(neuron.products(with: heads.key), columns: rest.width), row: rest.row,
        column: rest.column, style: theme[.text], in: rest)
    }
    HeadReadout.draw(&painter, report)
  }
}
