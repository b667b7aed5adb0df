internal import Attribution
internal import Model

/// The Heads screen: its questions to the model, and its gates.
extension State {
  private var headsID: Work.ID { Work.ID(lane: .heads, generation: heads.generation) }

  /// Shows another screen; what it needs and has not yet is asked for.
  mutating func show(_ other: Screen) -> [Effect] {
    guard other != screen else { return [] }
    focuses[screen] = focus
    screen = other
    evaluate.isVisiting = false
    let last = focuses[other] ?? other.home
    // Who types goes on typing, where there is a text.
    focus(
      on: focus.isEditor && other.hasText ? focus : last.isEditor ? other.home : last)
    if model == nil, opening == nil, other.wantsModel, let laterModel {
      opening = laterModel
      return [.openModel(laterModel)]
    }
    guard model != nil else { return [] }
    // What others ask the model would have to wait for it.
    let ended = giveUpTrust()
    switch other {
    case .heads:
      guard !explain.isBlank else { return ended + readSample() }
      followWord()
      // A refinement under way would keep the heads waiting; the gradient pass alone is asked again.
      return ended + (explain.isWorking ? explainAgain() : lookAgain()) + readOn()
    case .explain:
      heads.interrupt()
      clampCursor(follow: false)
      return (Work.Lane.ofHeads + [.sample]).map { .cancel($0) }
        + (explain.isBlank || isRefined ? [] : refine())
    case .train, .evaluate, .data:
      heads.interrupt()
      return ended + (Work.Lane.ofHeads + [.sample]).map { .cancel($0) }
        + (other == .evaluate ? evaluateOn() : [])
    }
  }

  /// Asks for all that the screen shows besides where the heads look, the quickest first.
  mutating func readOn() -> [Effect] {
    readBoard() + readPatching() + measure() + readSample()
  }

  /// Whether nothing is left to refine of what the Explain screen shows.
  private var isRefined: Bool {
    explain.refiningRequests.allSatisfy {
      explain.currentEntry($0.method, in: explain.live)?.estimate.isFinal == true
    }
  }

  /// Asks where the heads look, unless that is known of this text and these gates.
  mutating func lookAgain() -> [Effect] {
    guard screen == .heads else { return [] }
    let basis = HeadsState.Basis(input: explain.asked, gates: explain.request.headGates)
    guard model != nil, !explain.isBlank else {
      heads.forgetText()
      return Work.Lane.ofHeads.map { .cancel($0) }
    }
    let extras = heads.wantedExtras
    guard heads.asked != basis || !heads.askedExtras.isSuperset(of: extras) else { return [] }
    // What is read for the board or patched is of the text before, and would keep this one waiting.
    var effects: [Effect] = []
    if heads.asked != basis {
      if heads.boardAsked != nil { effects.append(.cancel(.board)) }
      if heads.patching.isRunning { effects.append(.cancel(.patching)) }
      heads.interruptBoard()
      heads.patching.interrupt()
      effects += pauseSample()
    }
    heads.generation += 1
    heads.effectsAsked = heads.asked == basis ? heads.measuredBasis : nil
    heads.asked = basis
    heads.askedExtras = extras
    heads.problem = nil
    let form = thumbnailForm
    return effects + [
      .explain(
        Work(
          id: headsID, input: basis.input,
          heads: HeadsRequest(
            .attention(form, extras: extras), gates: basis.gates)))
    ]
  }

  /// Asks for what a drawing wants beside the weights once it is on screen: by whatever key or click it came there.
  mutating func completeHeads() -> [Effect] {
    guard screen == .heads, heads.asked != nil,
      !heads.askedExtras.isSuperset(of: heads.wantedExtras)
    else { return [] }
    // A new question takes the place of the measurement under way.
    return lookAgain() + measure()
  }

  /// Asks what closing each head does, behind the question where they look.
  mutating func measure() -> [Effect] {
    guard let asked = heads.asked, heads.problem == nil else { return [] }
    let basis = HeadsState.EffectsBasis(
      attention: asked, target: explain.request.target, output: explain.request.output)
    guard heads.effectsAsked != basis else { return [] }
    // Of another class: what is left of the measurement under way is of no use.
    var effects: [Effect] = []
    if heads.effectsAsked != nil {
      heads.generation += 1
      if heads.basis != asked { heads.asked = nil }
      effects = [.cancel(.heads)] + lookAgain()
    }
    heads.effectsAsked = basis
    let question = HeadsRequest.Question.effects(on: basis.target, of: basis.output)
    return effects + [
      .explain(
        Work(
          id: headsID, input: asked.input, heads: HeadsRequest(question, gates: asked.gates)))
    ]
  }

  /// Takes an answer in, unless something newer was asked since.
  mutating func receivedHeads(_ id: Work.ID, _ result: HeadsResult) {
    switch result {
    case .board(let reading): return receivedBoard(id, reading)
    case .patching(let report): return heads.patching.receive(report, id.generation)
    case .sample(let report): return heads.sample.receive(report, id.generation)
    case .attention, .effects: break
    }
    guard id.generation == heads.generation else { return }
    heads.problem = nil
    heads.isLate = false
    switch result {
    case .attention(let report):
      let isNewText = heads.basis?.input != heads.asked?.input
      heads.report = report
      heads.basis = heads.asked
      // Of the same text the cursor stays on its token, which need not be of a word.
      if isNewText { followWord() }
    case .board, .patching, .sample: break
    case .effects(let effects):
      heads.effects = effects
      heads.effectsBasis = heads.effectsAsked
    }
  }

  mutating func headsFailed(_ problem: String) {
    heads.problem = problem
    heads.forgetText()
  }

  /// Whether the attention on screen is still of what was asked before.
  var isAttentionOld: Bool { heads.report != nil && heads.basis != heads.asked }

  /// What was measured of the text and gates on screen.
  var currentEffects: HeadEffects? {
    let request = explain.request
    return heads.effectsBasis.flatMap {
      $0.attention == heads.basis && $0.target == request.target && $0.output == request.output
        ? heads.effects : nil
    }
  }

  /// The small pictures that the pane has room for, made beside the model: making them anew takes time at a key.
  private var thumbnailForm: HeadThumbnails.Form {
    var form =
      HeadsView(self, ScreenLayout(self))?.form ?? heads.report?.thumbnails.form
      ?? HeadThumbnails.Form(side: HeadsView.sides.least)
    form.direction = explain.asked.pair == nil ? .all : heads.direction
    return form
  }

  /// Keeps cursors on heads and tokens, what is under them in sight, and pictures of the pane's size.
  mutating func followHeads() {
    guard screen == .heads, let report = heads.report else { return }
    let maps = report.maps
    heads.cursor.layer = shownLayer(near: heads.cursor.layer)
    heads.cursor.head = min(max(heads.cursor.head, 0), maps.headCount - 1)
    if heads.main == .heads {
      let head = heads.cursor.head
      heads.cursor.head =
        heads.shownNumbers(of: maps.headCount).min { abs($0 - head) < abs($1 - head) } ?? head
    }
    heads.query = min(max(heads.query, 0), maps.tokenCount - 1)
    heads.key = min(max(heads.key, 0), maps.tokenCount - 1)
    if heads.main == .neuron, let selection = heads.selection(report), !selection.isEmpty {
      heads.keepWithin(selection)
    }
    let layout = ScreenLayout(self)
    if let view = HeadsView(self, layout) {
      let place = view.place(of: heads.cursor) ?? (0, 0)
      heads.gridTop = HeadsState.first(
        heads.gridTop, showing: place.row, visible: view.visibleRows, of: view.rowCount)
      heads.gridLeft = HeadsState.first(
        heads.gridLeft, showing: place.column, visible: view.visibleHeads, of: view.headsPerRow)
      var form = view.form
      form.direction = report.isPair ? heads.direction : .all
      if report.thumbnails.form != form {
        heads.report?.thumbnails = HeadThumbnails(maps, report.roles, form)
      }
    }
    if let view = MatrixView(self, layout) {
      heads.matrixTop = HeadsState.half(
        heads.matrixTop, showing: heads.query, visible: view.visibleQueries, of: view.tokenCount)
      heads.matrixLeft = HeadsState.half(
        heads.matrixLeft, showing: heads.key, visible: view.visibleKeys, of: view.tokenCount)
    }
    if let table = NeuronTable(self, layout) {
      heads.neuronTop = HeadsState.half(
        heads.neuronTop, showing: table.keys.firstIndex(of: heads.key) ?? 0,
        visible: table.visible, of: table.keys.count)
    }
    if let view = LinesView(self, layout) {
      heads.linesTop = HeadsState.half(
        heads.linesTop, showing: heads.linesToken, visible: view.visible, of: view.tokenCount)
    }
    heads.chosen = heads.chosen.filter { $0 < maps.headCount }
    followPatching(layout)
    if let inside = layout.inside(.board) {
      let count = BoardText.lines(self, width: inside.width, height: inside.height).count
      heads.pageTop = min(max(heads.pageTop, 0), max(count - inside.height, 0))
    }
  }

  // MARK: Gates

  /// How far a head is open.
  func gate(of head: HeadIndex) -> Float {
    explain.request.headGates?[head.layer, head.head] ?? 1
  }

  /// How many heads are not as the model was trained, in words; nil for none.
  var changedHeads: String? {
    guard let gates = explain.request.headGates else { return nil }
    let values = gates.values.joined()
    let closed = values.count { $0 == 0 }
    let others = values.count { $0 != 0 && $0 != 1 }
    let parts = [
      closed > 0 ? Wording.count(closed, "head") + " closed" : nil,
      others > 0 ? "\(others) in part" : nil,
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  mutating func toggleGate() -> [Effect] {
    set(gate: gate(of: heads.cursor) == 0 ? 1 : 0)
  }

  mutating func moveGate(by step: Float) -> [Effect] {
    // In tenths, so that ten steps down and ten up are where they began.
    let tenths = ((gate(of: heads.cursor) + step) * 10).rounded()
    return set(gate: min(max(tenths, 0), 10) / 10)
  }

  /// Closes the layer under the cursor; opens it where all of it is closed.
  mutating func toggleLayer() -> [Effect] {
    let cursor = heads.cursor
    return changeGates { gates in
      if gates.values[cursor.layer].contains(where: { $0 != 0 }) {
        gates = gates.closing(.layer(cursor.layer))
      } else {
        for head in gates.values[cursor.layer].indices { gates[cursor.layer, head] = 1 }
      }
    }
  }

  /// Leaves of the layer the head under the cursor alone.
  mutating func closeOthers() -> [Effect] {
    let cursor = heads.cursor
    return changeGates { gates in
      for head in gates.values[cursor.layer].indices where head != cursor.head {
        gates[cursor.layer, head] = 0
      }
    }
  }

  /// Leaves of all layers the head under the cursor alone.
  mutating func closeAllOthers() -> [Effect] {
    let cursor = heads.cursor
    return changeGates { $0 = $0.closing(.allBut(layer: cursor.layer, head: cursor.head)) }
  }

  private mutating func set(gate: Float) -> [Effect] {
    let cursor = heads.cursor
    return changeGates { $0[cursor.layer, cursor.head] = gate }
  }

  /// Changes gates in a way that can be taken back.
  private mutating func changeGates(_ change: (inout HeadGates) -> Void) -> [Effect] {
    guard let model, let maps = heads.report?.maps, maps.layerCount == model.layerCount,
      maps.headCount == model.headCount
    else { return [] }
    let before =
      explain.request.headGates ?? HeadGates(layers: model.layerCount, heads: model.headCount)
    var gates = before
    change(&gates)
    guard gates != before else { return [] }
    // All of one drag is taken back at once.
    if heads.slideStart.map({ heads.undo.count <= $0 }) ?? true {
      heads.undo.append(explain.request.headGates)
    }
    return use(gates)
  }

  /// Takes hold of the slider, where that is what was pressed: the gate follows the mouse until it is let go.
  mutating func pressGate(_ mouse: MouseEvent, _ layout: ScreenLayout) -> [Effect]? {
    guard let slider = GateSlider(self, layout),
      slider.contains(row: mouse.row, column: mouse.column)
    else { return nil }
    heads.slideStart = heads.undo.count
    return set(gate: slider.gate(at: mouse.column))
  }

  /// Moves the gate with the mouse, wherever that is; nil where it has not taken hold of the slider.
  mutating func dragGate(_ mouse: MouseEvent) -> [Effect]? {
    guard heads.slideStart != nil else { return nil }
    return GateSlider(self, ScreenLayout(self)).map { set(gate: $0.gate(at: mouse.column)) } ?? []
  }

  /// Lets the slider go; what is as it was before leaves nothing to take back.
  mutating func releaseGate() {
    guard let start = heads.slideStart else { return }
    heads.slideStart = nil
    if heads.undo.count == start + 1, heads.undo[start] == explain.request.headGates {
      heads.undo.removeLast()
    }
  }

  /// Turns the wheel over the slider: a tenth a step; nil beside it.
  mutating func turnGate(_ mouse: MouseEvent, by step: Float) -> [Effect]? {
    guard let slider = GateSlider(self, ScreenLayout(self)),
      slider.contains(row: mouse.row, column: mouse.column)
    else { return nil }
    return moveGate(by: step)
  }

  private mutating func use(_ gates: HeadGates?) -> [Effect] {
    // All open is as if there were no gates: one thing has one name.
    explain.request.headGates = gates?.isOpen == true ? nil : gates
    return explainAgain()
  }

  mutating func undoGate() -> [Effect] {
    guard let last = heads.undo.popLast() else {
      message = Message(.note, "No head was changed")
      return []
    }
    return use(last)
  }

  mutating func openGates() -> [Effect] {
    guard let gates = explain.request.headGates else {
      message = Message(.note, "All heads are open")
      return []
    }
    heads.undo.append(gates)
    return use(nil)
  }
}
