internal import Attribution

extension State {
  /// Moves what the focused pane moves: the text's cursor, the word, the step, the class, the line.
  mutating func moveCursor(_ action: Action) -> [Effect] {
    switch focus {
    case .text, .pair: return moveInText(action)
    case .heat: moveInHeat(action)
    case .words, .waterfall, .surrogate: moveInRanking(action)
    case .prediction: return moveTarget(action)
    case .path: moveOnPath(action)
    case .layers: moveInLayers(action)
    case .reading: moveInReading(action)
    case .written: return moveInWriting(action)
    case .texts: moveInTexts(action)
    case .trust: if isZoomed { moveInTrust(action) } else { moveInHeat(action) }
    case .heads: moveInGrid(action)
    case .matrix: moveInMatrix(action)
    case .lines: moveInLines(action)
    case .neuron: moveInNeuron(action)
    case .patching: moveInPatching(action)
    case .board: return moveOnBoard(action)
    case .curves: moveInCurves(action)
    case .probes: moveInProbes(action)
    case .runs: moveInRuns(action)
    case .metrics, .confusion, .classes, .diagram, .rows: moveOnEvaluation(action)
    case .dataRows, .dataRow, .dataFacts: moveOnData(action)
    }
    return []
  }

  private mutating func moveInText(_ action: Action) -> [Effect] {
    let width = editorWidth
    return edit { editor in
      switch action {
      case .up:
        // Above the first line is the history.
        if !editor.move(.up, width: width) { editor.recallPrevious() }
      case .down: if !editor.move(.down, width: width) { editor.recallNext() }
      case .left: editor.move(.left, width: width)
      case .right: editor.move(.right, width: width)
      case .first: editor.move(.lineStart, width: width)
      case .last: editor.move(.lineEnd, width: width)
      case .pageUp: for _ in 0..<5 { editor.move(.up, width: width) }
      case .pageDown: for _ in 0..<5 { editor.move(.down, width: width) }
      default: break
      }
    }
  }

  private mutating func moveInHeat(_ action: Action) {
    guard let view = HeatView(self, ScreenLayout(self)), !view.units.isEmpty else { return }
    let page = max(view.visibleLines - 1, 1)
    let last = view.units.count - 1
    let next: Int
    switch action {
    case .left: next = max(explain.cursor - 1, 0)
    case .right: next = min(explain.cursor + 1, last)
    case .up: next = view.layout.unit(from: explain.cursor, lines: -1) ?? explain.cursor
    case .down: next = view.layout.unit(from: explain.cursor, lines: 1) ?? explain.cursor
    case .pageUp: next = view.layout.unit(from: explain.cursor, lines: -page) ?? explain.cursor
    case .pageDown: next = view.layout.unit(from: explain.cursor, lines: page) ?? explain.cursor
    case .first: next = 0
    case .last: next = last
    default: return
    }
    explain.isCursorByHeat = false
    select(next)
  }

  /// In the ranked list up and down go from word to word by strength.
  private mutating func moveInRanking(_ action: Action, in pane: Pane? = nil) {
    let (order, window) = ranking(in: pane ?? focus)
    guard !order.isEmpty else { return }
    // From a word out of sight one does not go on.
    let place = order.indices.clamped(to: window).first { order[$0].contains(explain.cursor) } ?? -1
    let next: Int
    switch action {
    case .up, .left: next = max(place - 1, 0)
    case .down, .right: next = min(place + 1, order.count - 1)
    case .pageUp: next = max(place - 5, 0)
    case .pageDown: next = min(place + 5, order.count - 1)
    case .first: next = 0
    default: next = order.count - 1
    }
    explain.isCursorByHeat = true
    if let unit = order[next].first { select(unit) }
  }

  /// The rows of a list by strength, each with the units that it stands for, and those from which one can go on.
  private func ranking(in pane: Pane) -> (order: [[Int]], window: Range<Int>) {
    let screen = ScreenLayout(self)
    switch pane {
    case .waterfall:
      guard let view = WaterfallView(self, screen) else { break }
      return (view.waterfall.words.map(\.units), view.window)
    case .surrogate:
      guard let view = SurrogateView(self, screen) else { break }
      return (view.terms.map(\.units), view.window)
    default: break
    }
    let order = explain.settled.map { explain.ranked($0).map { [$0.unit] } } ?? []
    return (order, order.indices)
  }

  private mutating func moveTarget(_ action: Action) -> [Effect] {
    guard let model, !model.labels.isEmpty else { return [] }
    let target = explain.live?.target ?? 0
    let classes = explain.live.map { model.listed($0.prediction) } ?? Array(model.labels.indices)
    let last = max(classes.count - 1, 0)
    // Of a vocabulary the explained piece may be none of the listed: it stands behind them.
    let current = classes.firstIndex(of: target) ?? last
    let next =
      switch action {
      case .up, .left: max(current - 1, 0)
      case .down, .right: min(current + 1, last)
      case .first, .pageUp: 0
      default: last
      }
    return classes.indices.contains(next) ? explain(class: classes[next]) : []
  }

  /// Explains a class instead of the predicted one.
  mutating func explain(class index: Int) -> [Effect] {
    guard explain.request.target != .index(index) || explain.neuron != nil else { return [] }
    explain.request.target = .index(index)
    explain.request.neuron = nil
    return explainAgain()
  }

  private mutating func moveOnPath(_ action: Action) {
    let count = explain.path.count
    guard count > 0 else { return }
    let last = count - 1
    let step = explain.pathStep
    switch action {
    case .left, .down: explain.pathStep = max((step ?? count) - 1, 0)
    // Beyond the last step is the whole integral again, and behind that the first step.
    case .right, .up:
      if let step { explain.pathStep = step < last ? step + 1 : nil } else { explain.pathStep = 0 }
    case .pageUp: explain.pathStep = max((step ?? count) - 10, 0)
    case .pageDown: explain.pathStep = min((step ?? last) + 10, last)
    case .first: explain.pathStep = 0
    default: explain.pathStep = nil
    }
  }

  private mutating func moveInTexts(_ action: Action) {
    let last = explain.texts.count - 1
    guard last >= 0 else { return }
    let page = max((ScreenLayout(self).inside(.texts)?.height ?? 2) - 2, 1)
    switch action {
    case .up, .left: explain.textCursor = max(explain.textCursor - 1, 0)
    case .down, .right: explain.textCursor = min(explain.textCursor + 1, last)
    case .pageUp: explain.textCursor = max(explain.textCursor - page, 0)
    case .pageDown: explain.textCursor = min(explain.textCursor + page, last)
    case .first: explain.textCursor = 0
    default: explain.textCursor = last
    }
  }

  /// Enter where nothing is typed.
  mutating func accept() -> [Effect] {
    switch focus {
    case .texts:
      guard explain.texts.indices.contains(explain.textCursor) else { return [] }
      return open(explain.texts[explain.textCursor])
    case .prediction:
      overlay = .menu(targetMenu())
    case .words:
      focus(on: .heat)
      select(explain.cursor)
    case .heat:
      if toggleGroup() { return [] }
      if explain.granularity.opensIntoWords { return perform(.unfold) }
      focus(on: .text)
    case .path: explain.pathStep = nil
    case .layers: return showLayer()
    case .reading: overlay = .menu(cleaningMenu())
    case .trust: overlay = .menu(methodMenu(.row))
    case .heads: focus(on: heads.drawing)
    case .matrix, .neuron: focus(on: .heads)
    case .patching: askForPatchingText()
    case .lines: heads.isIsolated.toggle()
    case .curves: train.isEnlarged.toggle()
    case .probes: return openProbe()
    case .runs: train.toggleOnly()
    case .metrics, .confusion, .classes, .diagram, .rows: return acceptOnEvaluation()
    case .dataRows, .dataRow: return openRow()
    case .dataFacts: overlay = .menu(filterMenu())
    case .written: return changeWriting()
    case .text, .pair, .board, .waterfall, .surrogate: break
    }
    return []
  }

  // MARK: Mouse

  mutating func handle(_ mouse: MouseEvent) -> [Effect] {
    guard overlay == nil else { return handleOverlay(mouse) }
    let layout = ScreenLayout(self)
    let pane = layout.pane(row: mouse.row, column: mouse.column)
    switch mouse.action {
    case .press(.left):
      message = nil
      dragged = pane
      releaseGate()
      if mouse.row == layout.header.row,
        let screen = Tabs(self, layout).screen(column: mouse.column)
      {
        return show(screen)
      }
      guard let pane else { return [] }
      if focus != pane {
        focus(on: pane)
        // The panes may have moved to make room; the press is for where it was made.
        guard ScreenLayout(self).panes[pane] == layout.panes[pane] else { return [] }
      }
      return pressGate(mouse, layout)
        ?? press(mouse, in: pane, layout: layout, isDrag: false)
    case .drag(.left):
      if let effects = dragGate(mouse) { return effects }
      guard let dragged else { return [] }
      return press(mouse, in: dragged, layout: layout, isDrag: true)
    case .release:
      dragged = nil
      releaseGate()
    case .wheelUp where pane == .curves: zoomCurves(mouse, layout, by: 0.5)
    case .wheelDown where pane == .curves: zoomCurves(mouse, layout, by: 2)
    case .wheelUp: return turnGate(mouse, by: 0.1) ?? pane.map { wheel($0, by: -1) } ?? []
    case .wheelDown: return turnGate(mouse, by: -0.1) ?? pane.map { wheel($0, by: 1) } ?? []
    default: break
    }
    return []
  }

  private mutating func press(
    _ mouse: MouseEvent, in pane: Pane, layout: ScreenLayout, isDrag: Bool
  ) -> [Effect] {
    guard let inside = layout.inside(pane) else { return [] }
    let row = mouse.row - inside.row
    switch pane {
    case .text, .pair:
      let width = editorWidth
      let top = TextPane.top(
        of: pane == .pair ? explain.pair ?? TextEditor() : explain.editor,
        width: width, height: inside.height)
      return edit {
        $0.moveCursor(
          toLine: top + row, column: mouse.column - inside.column, width: width,
          selecting: isDrag)
        if mouse.clickCount == 2, !isDrag {
          $0.move(.wordLeft, width: width)
          $0.move(.wordRight, width: width, selecting: true)
        }
      }
    case .heat:
      guard let view = HeatView(self, layout) else { return [] }
      if let middle = view.minimap?.line(row: mouse.row, column: mouse.column) {
        explain.scroll = view.top(middle - view.visibleLines / 2)
      } else if let unit = view.unit(
        row: mouse.row, column: mouse.column, scroll: explain.scroll)
      {
        explain.isCursorByHeat = false
        explain.cursor = unit
      }
    case .prediction:
      guard let model, !isDrag, row >= 0 else { return [] }
      let classes = PredictionPane.classes(self, rows: inside.height)
      if classes.indices.contains(row), model.labels.indices.contains(classes[row]) {
        return explain(class: classes[row])
      }
    case .words:
      guard let settled = explain.settled else { return [] }
      let order = explain.ranked(settled)
      let index = WordsPane.first(self, order: order.map(\.unit), rows: inside.height) + row
      if order.indices.contains(index) { select(order[index].unit) }
    case .path:
      let count = explain.path.count
      guard count > 0, let chart = PathPane.chart(in: inside) else { return [] }
      let share = Double(mouse.column - chart.column) / Double(max(chart.width - 1, 1))
      explain.pathStep = min(max(Int((share * Double(count - 1)).rounded()), 0), count - 1)
    case .texts:
      let index = TextsPane.first(self, rows: inside.height) + row
      guard explain.texts.indices.contains(index) else { return [] }
      explain.textCursor = index
      if mouse.clickCount == 2 { return accept() }
    case .heads: pressGrid(mouse, layout)
    case .matrix: pressMatrix(mouse, layout)
    case .neuron: pressNeuron(mouse, layout)
    case .patching: return pressPatching(mouse, layout)
    case .lines: if !isDrag { pressLines(mouse, layout) }
    case .curves: pressCurves(mouse, layout, isDrag: isDrag)
    case .probes: if !isDrag { pressProbes(mouse, layout) }
    case .runs: if !isDrag { pressRuns(mouse, layout) }
    case .metrics, .confusion, .classes, .diagram, .rows:
      return isDrag ? [] : pressEvaluation(mouse, in: pane, layout)
    case .dataRows: return pressData(mouse, isDrag: isDrag)
    case .dataFacts: if !isDrag { return pressFacts(mouse, layout) }
    case .dataRow: break
    case .waterfall:
      let view = WaterfallView(self, layout)
      let unit = view?.force(row: mouse.row, column: mouse.column) ?? view?.unit(row: mouse.row)
      if let unit { select(unit) }
      explain.isCursorByHeat = true
    case .surrogate:
      if let unit = SurrogateView(self, layout)?.unit(row: mouse.row) { select(unit) }
      explain.isCursorByHeat = true
    case .layers: pressLayers(mouse, layout)
    case .board: if !isDrag { pressBoard(mouse, layout) }
    case .trust, .reading, .written: break
    }
    return []
  }

  private mutating func wheel(_ pane: Pane, by direction: Int) -> [Effect] {
    switch pane {
    case .heat:
      if let view = HeatView(self, ScreenLayout(self)) {
        explain.scroll = view.top(explain.scroll + direction * 2)
      }
      return []
    case .text, .pair:
      guard focus == pane else { return [] }
      return moveInText(direction < 0 ? .up : .down)
    case .words, .waterfall, .surrogate: moveInRanking(direction < 0 ? .up : .down, in: pane)
    case .written: return moveInWriting(direction < 0 ? .up : .down)
    case .texts: moveInTexts(direction < 0 ? .up : .down)
    case .path: moveOnPath(direction < 0 ? .left : .right)
    case .layers: moveInLayers(direction < 0 ? .up : .down)
    case .reading: moveInReading(direction < 0 ? .up : .down)
    case .heads: moveInGrid(direction < 0 ? .up : .down)
    case .matrix: moveInMatrix(direction < 0 ? .up : .down)
    case .lines: moveInLines(direction < 0 ? .up : .down)
    case .neuron: moveInNeuron(direction < 0 ? .up : .down)
    case .patching: moveInPatching(direction < 0 ? .up : .down)
    case .board: return moveOnBoard(direction < 0 ? .up : .down)
    case .runs: moveInRuns(direction < 0 ? .up : .down)
    case .probes: moveInProbes(direction < 0 ? .left : .right)
    case .confusion, .classes, .diagram, .rows:
      moveOnEvaluation(direction < 0 ? .up : .down, in: pane)
    case .dataRows, .dataRow, .dataFacts: wheelOnData(pane, by: direction)
    case .trust: if isZoomed { moveInTrust(direction < 0 ? .up : .down) }
    case .metrics, .prediction, .curves: break
    }
    return []
  }
}
