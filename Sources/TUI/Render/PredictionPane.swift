internal import Model

/// The classes with their bars; the one explained is marked.
enum PredictionPane {
  /// The first class shown where not all fit: the explained one stays in sight.
  static func firstClass(_ state: State, rows: Int) -> Int {
    let count = state.model?.labels.count ?? 0
    let target = state.explain.live?.target ?? 0
    return min(max(target - rows + 1, 0), max(count - rows, 0))
  }

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.prediction],
      let inside = painter.layout.inside(.prediction)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let prediction = state.explain.live?.prediction
    let kind = prediction?.kind
    // Outputs of a head with an activation of its own are not probabilities, and are not called so.
    let note =
      switch kind {
      case .outputs: "outputs"
      case .independentProbabilities: "each by itself"
      default: state.changedHeads ?? ""
      }
    painter.frame(
      frame, title: [("Prediction", theme[.title])], note: note,
      isFocused: painter.isFocused(.prediction))
    guard let model = state.model, !inside.isEmpty else { return }
    guard let prediction else {
      painter.writeLines(
        ScreenPainter.wrapped(
          "\(model.labels.count) classes: " + model.labels.joined(separator: ", "),
          width: inside.width), in: inside, style: theme[.subtle])
      return
    }
    let longest = model.labels.map { VisibleText.columns(of: $0) }.max() ?? 0
    let labelColumns = min(longest, max(inside.width * 2 / 5, 6))
    let texts = prediction.outputs.map { NumberText.output($0, kind: kind) }
    let numberColumns = max(texts.map { VisibleText.columns(of: $0) }.max() ?? 0, 4)
    let largest = prediction.outputs.map(abs).max() ?? 1
    let scale = kind == .outputs ? max(largest, .leastNormalMagnitude) : 1
    let barColumns = inside.width - labelColumns - numberColumns - 3
    let first = firstClass(state, rows: inside.height)
    for offset in 0..<inside.height {
      let index = first + offset
      guard model.labels.indices.contains(index), prediction.outputs.indices.contains(index) else {
        break
      }
      let row = inside.row + offset
      let isTarget = index == state.explain.live?.target
      let style = theme[isTarget ? .targetBar : .bar]
      painter.write(
        isTarget ? "▸" : " ", row: row, column: inside.column - 1, style: style, in: frame)
      painter.write(
        NumberText.fitted(model.labels[index], labelColumns), row: row, column: inside.column,
        style: isTarget ? theme[.text].emphasized : theme[.text], in: inside)
      if barColumns > 0 {
        painter.write(
          ScreenPainter.bar(abs(prediction.outputs[index]) / scale, columns: barColumns), row: row,
          column: inside.column + labelColumns + 1, style: style, in: inside)
      }
      painter.writeRight(
        NumberText.padded(texts[index], numberColumns), row: row,
        style: isTarget ? theme[.text].emphasized : theme[.text], in: inside)
    }
    if first + inside.height < model.labels.count {
      painter.write(
        "↓", row: inside.endRow - 1, column: frame.endColumn - 1, style: theme[.subtle], in: frame)
    }
  }
}
