internal import Attribution
internal import Model

/// Activation patching on the Heads screen: the other text, the question, moving over its cells.
extension State {
  mutating func askForPatchingText() {
    guard !explain.isBlank else {
      message = Message(.note, "There is no text that could take activations")
      return
    }
    overlay = .prompt(
      Prompt(
        kind: .patching, title: "Text whose activations are taken over",
        editor: TextEditor(heads.patching.source)))
  }

  /// Measures what activations of another text bring to this one.
  mutating func patch(from text: String) -> [Effect] {
    heads.patching.source = text
    if heads.patching.isStopped { heads.patching.asked = nil }
    focus(on: .patching)
    return readPatching()
  }

  mutating func nextSite() -> [Effect] {
    let sites = ActivationPatching.Site.allCases
    let place = sites.firstIndex(of: heads.patching.site) ?? 0
    heads.patching.site = sites[(place + 1) % sites.count]
    heads.patching.openLayer = nil
    heads.patching.before = nil
    return readPatching()
  }

  /// Shows the heads of the layer under the cursor at single positions, or all layers again.
  mutating func toggleHeadPositions() -> [Effect] {
    if heads.patching.openLayer != nil { return closeHeadPositions() }
    guard heads.patching.report != nil, heads.patching.problem == nil else { return [] }
    heads.patching.open()
    return readPatching()
  }

  /// Back from a layer's heads; what was measured before is there at once.
  mutating func closeHeadPositions() -> [Effect] {
    let wasRunning = heads.patching.isRunning
    heads.patching.close()
    return (wasRunning ? [.cancel(.patching)] : []) + readPatching()
  }

  /// Asks what the pane on screen shows, unless that is known or on its way.
  mutating func readPatching() -> [Effect] {
    guard screen == .heads, heads.main == .patching, heads.problem == nil,
      !heads.patching.source.isEmpty, let basis = readingBasis
    else { return [] }
    let input = basis.attention.input
    let question = PatchingState.Question(
      source: ModelInput(text: heads.patching.source, pair: input.pair, cleaner: cleaner),
      site: heads.patching.openLayer == nil ? heads.patching.site : .head,
      layer: heads.patching.openLayer, basis: basis)
    guard heads.patching.asked != question else { return [] }
    heads.patching.ask(question)
    heads.patching.isStopped = false
    let request = HeadsRequest(
      .patching(
        from: question.source, at: question.site, layer: question.layer, on: basis.target,
        of: basis.output),
      gates: basis.attention.gates)
    return [
      .explain(
        Work(
          id: Work.ID(lane: .patching, generation: heads.patching.generation), input: input,
          heads: request))
    ]
  }

  /// Esc while cells are measured, which may take minutes of a long text.
  mutating func stopPatching() -> [Effect] {
    heads.patching.stop()
    let maps = heads.report?.maps
    let isOpen = heads.patching.openLayer != nil
    let count = (isOpen ? maps?.headCount : maps?.layerCount) ?? 0
    let rows = Wording.count(count, heads.patching.rowNoun)
    message = Message(
      .note,
      "Patching stopped at \(heads.patching.measuredRows) of \(rows); "
        + "\(name(of: .patch)) measures again")
    return [.cancel(.patching)]
  }

  /// Whether the cells on screen are of what was asked before.
  var isPatchingOld: Bool {
    heads.patching.report != nil && heads.patching.question != heads.patching.asked
  }

  mutating func patchingFailed(_ id: Work.ID, _ problem: String) {
    if heads.patching.fail(problem, id.generation) { heads.patching.report = nil }
  }

  mutating func moveInPatching(_ action: Action) {
    guard let view = PatchingView(self, ScreenLayout(self)) else { return }
    switch action {
    case .up: heads.patching.row -= 1
    case .down: heads.patching.row += 1
    case .left: heads.patching.column -= 1
    case .right: heads.patching.column += 1
    case .pageUp: heads.patching.column -= view.visibleColumns
    case .pageDown: heads.patching.column += view.visibleColumns
    case .first: (heads.patching.row, heads.patching.column) = (0, 0)
    case .last:
      (heads.patching.row, heads.patching.column) = (view.rowCount - 1, view.columnCount - 1)
    default: return
    }
  }

  /// A click on a cell reads it out, a double one opens its layer.
  mutating func pressPatching(_ mouse: MouseEvent, _ layout: ScreenLayout) -> [Effect] {
    guard let view = PatchingView(self, layout),
      let cell = view.cell(
        row: mouse.row, column: mouse.column, top: heads.patching.top, left: heads.patching.left)
    else { return [] }
    (heads.patching.row, heads.patching.column) = cell
    let opens = mouse.clickCount == 2 && heads.patching.openLayer == nil
    return opens ? toggleHeadPositions() : []
  }

  /// Keeps the cursor on a cell, and the cell in sight.
  mutating func followPatching(_ layout: ScreenLayout) {
    guard let view = PatchingView(self, layout) else { return }
    heads.patching.row = min(max(heads.patching.row, 0), max(view.rowCount - 1, 0))
    heads.patching.column = min(max(heads.patching.column, 0), max(view.columnCount - 1, 0))
    heads.patching.top = HeadsState.first(
      heads.patching.top, showing: heads.patching.row, visible: view.visibleRows,
      of: view.rowCount)
    heads.patching.left = HeadsState.first(
      heads.patching.left, showing: heads.patching.column, visible: view.visibleColumns,
      of: view.columnCount)
  }
}
