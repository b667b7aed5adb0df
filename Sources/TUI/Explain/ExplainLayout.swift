internal import Attribution
internal import Model

/// Where the panes of the Explain screen are, below the text.
enum ExplainLayout {
  static func place(_ state: State, in area: Rectangle, _ layout: inout ScreenLayout) {
    let labelRows = (state.model?.classRows ?? 6) + 2
    let columns = area.width
    if area.height >= 30 {
      // A list that is longer costs more bytes a key; nine rows leave the panes below their places.
      let heat = min(max(heatHeight(state), 9), area.height * 45 / 100)
      let first = min(max(labelRows, 10), (area.height - heat) / 2)
      layout.panes[.heat] = Rectangle(row: area.row, column: 0, height: heat, width: columns)
      placeThree(row: area.row + heat, height: first, columns: columns, &layout)
      let lower = Rectangle(
        row: area.row + heat + first, column: 0, height: area.height - heat - first,
        width: columns)
      layout.place([view(state), .texts], shares: [52, 48], in: lower)
    } else {
      // What the text does not need goes to the lists below it.
      let height = max(
        area.height - heatHeight(state), min(max(labelRows, 5), area.height / 2))
      layout.panes[.heat] = Rectangle(
        row: area.row, column: 0, height: area.height - height, width: columns)
      let lower = Rectangle(row: area.endRow - height, column: 0, height: height, width: columns)
      switch (state.lower, columns >= 76) {
      case (let view, _) where Pane.views.contains(view):
        layout.place([.prediction, view], shares: view == .path ? [36, 64] : [30, 70], in: lower)
      case (.texts, _): layout.place([.prediction, .texts], shares: [36, 64], in: lower)
      case (_, true): placeThree(row: lower.row, height: height, columns: columns, &layout)
      case (.trust, false): layout.place([.prediction, .trust], shares: [45, 55], in: lower)
      default: layout.place([.prediction, .words], shares: [50, 50], in: lower)
      }
    }
  }

  /// The view beside the list of texts: the one that was asked for, else the stages of the cleaning where there are any, else what suits the method.
  private static func view(_ state: State) -> Pane {
    if let chosen = state.chosenView { return chosen }
    if !state.effectiveCleaner.isEmpty { return .reading }
    let method = state.explain.request.method
    if method == .lime { return .surrogate }
    if method == .layerConductance { return .layers }
    return method.family == .perturbation ? .waterfall : .path
  }

  /// The height of the heat map where there is room to choose: by the length of the text, beyond
  /// its first lines in steps of four rows, so that typing moves the panes below only now and then.
  private static func heatHeight(_ state: State) -> Int {
    let explain = state.explain
    let characters = explain.editor.count + (explain.pair?.count ?? 0)
    let breaks =
      explain.editor.layout(width: ScreenLayout.textWidths(state).text).lines.count { $0.isHardEnd }
      - 1
    let lines = characters / max(state.columns - 8, 1) + breaks + 1
    let rowsPerLine = 2 + (state.hasSignRow ? 1 : 0) + explain.rows.count
    // Further rows want no blank behind the last of them.
    let rows = lines * rowsPerLine - (explain.rows.isEmpty ? 0 : 1)
    let textRows = rows <= 4 ? max(rows, 3) : (rows + 3) / 4 * 4
    // Borders, the word under the cursor, scale and sum.
    return 2 + textRows + 1 + HeatView.legendRows(width: state.columns - 4)
  }

  private static func placeThree(
    row: Int, height: Int, columns: Int, _ layout: inout ScreenLayout
  ) {
    let area = Rectangle(row: row, column: 0, height: height, width: columns)
    if columns >= 76 {
      let shares = columns >= 110 ? [29, 29, 42] : [31, 33, 36]
      layout.place([.prediction, .words, .trust], shares: shares, in: area)
    } else {
      layout.place([.prediction, .words], shares: [50, 50], in: area)
    }
  }
}
