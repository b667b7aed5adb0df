internal import Attribution
internal import Model

/// The lines about a layer whose heads are shown together: how many are closed, and what closing all of them does.
///
/// The causal measure that stands beside their mean or maximum, as `HeadReadout` does beside one head's weights.
enum LayerReadout {
  static func draw(_ painter: inout ScreenPainter, in area: Rectangle) {
    guard !area.isEmpty, let maps = painter.state.heads.report?.maps else { return }
    let state = painter.state
    let theme = painter.theme
    let layer = state.heads.cursor.layer
    let first = area.first(rows: 1)
    let closed = (0..<maps.headCount).count {
      state.gate(of: HeadIndex(layer: layer, head: $0)) == 0
    }
    var column = first.column
    column +=
      painter.write(
        "▸ layer \(layer)", row: first.row, column: column, style: theme[.title], in: first) + 2
    let gates =
      closed == 0
      ? Wording.count(maps.headCount, "head")
      : closed == maps.headCount ? "closed" : "\(closed) of \(maps.headCount) heads closed"
    column +=
      painter.write(
        gates, row: first.row, column: column, style: theme[closed == 0 ? .subtle : .warning],
        in: first) + 2
    let isShort = area.height == 1
    let effect = effect(of: layer, isClosed: closed == maps.headCount, state, isShort: isShort)
    let line = isShort ? first : area.below(rows: 1).first(rows: 1)
    painter.write(
      effect, row: line.row, column: isShort ? column : line.column, style: theme[.text], in: line)
  }

  /// What closing all heads of the layer does to the class.
  private static func effect(
    of layer: Int, isClosed: Bool, _ state: State, isShort: Bool
  ) -> String {
    guard let effects = state.currentEffects else { return "" }
    let label = state.model?.label(effects.target) ?? ""
    let output = isShort ? label : "\(state.explain.request.output.rawValue) of \(label)"
    if isClosed { return "\(output) \(NumberText.plain(effects.base)) without it" }
    guard let effect = effects.value(ofLayer: layer) else {
      return "measuring what closing it does…"
    }
    return "without it: \(output) \(NumberText.plain(effects.base - effect)) "
      + "(\(NumberText.signed(-effect, decimals: 3).drop { $0 == " " }))"
  }
}
