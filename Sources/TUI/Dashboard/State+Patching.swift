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
    return readPatching()
  }

  /// Asks what the pane on screen shows, unless that is known or on its way.
  mutating func readPatching() -> [Effect] {
    guard screen == .heads, heads.main == .patching, heads.problem == nil,
      !heads.patching.source.isEmpty, let basis = readingBasis
    else { return [] }
    let input = basis.attention.input
    let question = PatchingState.Question(
      source: ModelInput(text: heads.patching.source, pair: input.pair, cleaner: cleaner),
      site: heads.patching.site,
      basis: basis)
    guard heads.patching.asked != question else { return [] }
    heads.patching.ask(question)
    heads.patching.isStopped = false
    let request = HeadsRequest(
      .patching(
        from: question.source, at: question.site, on: basis.target, of: basis.output),
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
    let count = heads.report?.maps.layerCount ?? 0
    message = Message(
      .note,
      "Patching stopped at \(heads.patching.measuredLayers) of \(Wording.count(count, "layer")); "
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
    case .up: heads.patching.layer -= 1
    case .down: heads.patching.layer += 1
    case .left: heads.patching.column -= 1
    case .right: heads.patching.column += 1
    case .pageUp: heads.patching.column -= view.visibleColumns
    case .pageDown: heads.patching.column += view.visibleColumns
    case .first: (heads.patching.layer, heads.patching.column) = (0, 0)
    case .last:
      (heads.patching.layer, heads.patching.column) = (view.layerCount - 1, view.columnCount - 1)
    default: return
    }
  }

  mutating func pressPatching(_ mouse: MouseEvent, _ layout: ScreenLayout) {
    guard let view = PatchingView(self, layout),
      let cell = view.cell(
        row: mouse.row, column: mouse.column, top: heads.patching.top, left: heads.patching.left)
    else { return }
    (heads.patching.layer, heads.patching.column) = cell
  }

  /// Keeps the cursor on a cell, and the cell in sight.
  mutating func followPatching(_ layout: ScreenLayout) {
    guard let view = PatchingView(self, layout) else { return }
    heads.patching.layer = min(max(heads.patching.layer, 0), max(view.layerCount - 1, 0))
    heads.patching.column = min(max(heads.patching.column, 0), max(view.columnCount - 1, 0))
    heads.patching.top = HeadsState.first(
      heads.patching.top, showing: heads.patching.layer, visible: view.visibleLayers,
      of: view.layerCount)
    heads.patching.left = HeadsState.first(
      heads.patching.left, showing: heads.patching.column, visible: view.visibleColumns,
      of: view.columnCount)
  }
}
