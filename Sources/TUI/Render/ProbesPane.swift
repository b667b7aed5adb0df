internal import Attribution
internal import Model
internal import Training

/// The probe sentences at the step under the charts' cursor: words on their colours, prediction, heads.
enum ProbesPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.probes], painter.state.screen == .train else { return }
    let theme = painter.theme
    let train = painter.state.train
    guard let view = ProbesView(painter.state, painter.layout), let shown = train.shownProbes else {
      painter.frame(
        frame, title: [("Probe sentences", theme[.title])], isFocused: painter.isFocused(.probes))
      return
    }
    let place = (shown.log.steps.firstIndex(of: shown.step) ?? 0) + 1
    let method = view.blocks.first?.probe.attribution.method ?? ""
    painter.frame(
      frame,
      title: [
        ("Probe sentences at step \(view.step)", theme[.title]),
        (" \(train.mark(view.run)) · \(title(method))", theme[.subtle]),
      ],
      note: "\(place) of \(shown.log.steps.count)", isFocused: painter.isFocused(.probes))
    let before = place > 1 ? shown.log.probes(at: shown.log.steps[place - 2]) : []
    let chosen = min(train.probeCursor, max(shown.log.texts.count - 1, 0))
    for block in view.blocks {
      let isChosen = block.index == chosen
      painter.write(
        isChosen ? "▸" : " ", row: block.area.row, column: block.area.column - 2,
        style: theme[.focus], in: frame)
      painter.writeHeat(
        block.layout, block.units, shares: block.shares, rowsPerLine: view.rowsPerLine,
        in: block.area)
      drawPrediction(
        &painter, block, row: block.area.row + block.layout.lineCount * view.rowsPerLine,
        first: shown.log.probes(at: shown.log.steps[0]).first { $0.text == block.probe.text })
      if isChosen, let area = view.heads {
        drawHeads(
          &painter, block.probe, before: before.first { $0.text == block.probe.text }, in: area)
      }
    }
  }

  private static func title(_ method: String) -> String {
    AttributionMethod(rawValue: method)?.title ?? method
  }

  /// `fear 0.971 ▇▇▇▇▇▇   was sadness 0.31 at step 0   Δ −3e-6`.
  private static func drawPrediction(
    _ painter: inout ScreenPainter, _ block: ProbesView.Block, row: Int, first: Probe?
  ) {
    let theme = painter.theme
    let area = block.area
    let probe = block.probe
    var column = area.column
    let output = probe.probabilities[probe.attribution.target]
    let labelColumns = probe.labels.map { VisibleText.columns(of: $0) }.max() ?? 0
    column +=
      painter.write(
        NumberText.fitted(probe.label, min(labelColumns, area.width / 3)), row: row, column: column,
        style: theme[.text].emphasized, in: area) + 1
    column += painter.write(
      NumberText.plain(output, decimals: 3) + " ", row: row, column: column,
      style: theme[.text].emphasized, in: area)
    let bar = min(max(area.width - 60, 6), 20)
    column +=
      painter.write(
        NumberText.fitted(ScreenPainter.bar(output, columns: bar), bar), row: row, column: column,
        style: theme[.targetBar], in: area) + 2
    var parts: [String] = []
    if let first, first.step != probe.step {
      let value = first.probabilities[first.attribution.target]
      parts.append(
        "was \(first.label) \(NumberText.plain(value, decimals: 3)) at step \(first.step)")
    }
    if let delta = probe.attribution.delta { parts.append("Δ \(NumberText.small(delta))") }
    painter.write(
      parts.joined(separator: "   "), row: row, column: column, style: theme[.subtle], in: area)
  }

  /// A row a layer, a letter a head; those that do something else than at the evaluation before stand out.
  private static func drawHeads(
    _ painter: inout ScreenPainter, _ probe: Probe, before: Probe?, in area: Rectangle
  ) {
    let theme = painter.theme
    painter.write(
      "heads", row: area.row, column: area.column, style: theme[.heading], in: area)
    for (layer, heads) in probe.heads.enumerated() {
      let row = area.row + 1 + layer
      guard row < area.endRow else { break }
      painter.write(
        String(layer), row: row, column: area.column + (layer < 10 ? 1 : 0), style: theme[.subtle],
        in: area)
      for (index, head) in heads.enumerated() {
        let letter = HeadPattern(rawValue: head.pattern).map { String($0.letter) } ?? "?"
        let old = before?.heads.indices.contains(layer) == true ? before?.heads[layer] : nil
        let isNew =
          old.map { $0.indices.contains(index) && $0[index].pattern != head.pattern } ?? false
        painter.write(
          letter, row: row, column: area.column + 3 + index,
          style: isNew ? theme[.focus].emphasized : theme[.text], in: area)
      }
    }
  }
}
