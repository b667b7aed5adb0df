internal import Model

/// The classes with their bars; the one explained is marked.
enum PredictionPane {
  /// The classes that rows show, from the first row on: the explained one is always among them.
  static func classes(_ state: State, rows: Int) -> [Int] {
    guard let model = state.model, rows > 0 else { return [] }
    let target = state.explain.live?.target ?? 0
    guard model.classesArePieces, let prediction = state.explain.live?.prediction else {
      let count = model.labels.count
      let first = min(max(target - rows + 1, 0), max(count - rows, 0))
      return Array(first..<min(first + rows, count))
    }
    var listed = model.listed(prediction, most: rows)
    if !listed.contains(target), !listed.isEmpty { listed[listed.count - 1] = target }
    return listed
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
      default:
        state.explain.live.flatMap { state.model?.question(in: $0.encoding) }
          ?? state.changedHeads ?? ""
      }
    painter.frame(
      frame, title: [("Prediction", theme[.title])], note: note,
      isFocused: painter.isFocused(.prediction))
    guard let model = state.model, !inside.isEmpty else { return }
    guard let prediction else {
      painter.writeLines(
        ScreenPainter.wrapped(
          model.classesArePieces
            ? "\(model.labels.count) pieces"
            : "\(model.labels.count) classes: " + model.labels.joined(separator: ", "),
          width: inside.width), in: inside, style: theme[.subtle])
      return
    }
    let labelColumns = min(model.labelColumns, max(inside.width * 2 / 5, 6))
    let classes = classes(state, rows: inside.height).filter(prediction.outputs.indices.contains)
    // Of all classes that may come to be shown, so that columns stay where they are.
    let listed = model.classesArePieces ? classes : Array(prediction.outputs.indices)
    let numberColumns = listed.reduce(4) {
      max($0, VisibleText.columns(of: model.outputText(prediction.outputs[$1], kind: kind)))
    }
    let scale =
      kind == .outputs
      ? max(prediction.outputs.lazy.map(abs).max() ?? 1, .leastNormalMagnitude) : 1
    let barColumns = inside.width - labelColumns - numberColumns - 3
    for (offset, index) in classes.enumerated() where model.labels.indices.contains(index) {
      let row = inside.row + offset
      let isTarget = state.explain.neuron == nil && index == state.explain.live?.target
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
        NumberText.padded(
          model.outputText(prediction.outputs[index], kind: kind), numberColumns), row: row,
        style: isTarget ? theme[.text].emphasized : theme[.text], in: inside)
    }
    if !model.classesArePieces, (classes.last ?? 0) + 1 < model.labels.count {
      painter.markMoreBelow(in: frame)
    }
  }
}
