internal import Attribution
internal import Model

extension State {
  /// Does what an action says.
  mutating func perform(_ action: Action) -> [Effect] {
    // By its name an action is found from everywhere: it is done where it holds.
    if let row = keys.row(of: action), !row.holds(on: screen),
      let other = Screen.allCases.first(where: row.holds)
    {
      return show(other) + perform(action)
    }
    switch action {
    case .explainScreen: return show(.explain)
    case .headsScreen: return show(.heads)
    case .trainScreen: return show(.train)
    case .evaluateScreen: return show(.evaluate)
    case .dataScreen: return show(.data)
    case .relabel, .exclude, .undoChange:
      return screen == .data ? performOnData(action) : performOnEvaluation(action)
    case .evaluate, .against, .allRows, .thresholdUp, .thresholdDown, .sortJudged:
      return performOnEvaluation(action)
    case .openData, .nextFile, .previousFile, .filterRows, .searchRows, .orderRows, .predictRows:
      return performOnData(action)
    case .clean: overlay = .menu(cleaningMenu())
    case .axis, .logScale, .smoother, .rougher, .curveGlyphs, .zoomIn, .zoomOut, .panLeft,
      .panRight, .wholeRange, .toggleRun, .watch:
      performOnCurves(action)
    case .trainRun, .pauseRun, .stopRun: return performOnRuns(action)
    case .previousHead: moveHead(by: -1)
    case .nextHead: moveHead(by: 1)
    case .combine: heads.combination = heads.combination.next
    case .drawing: nextDrawing()
    case .norms: heads.showsNorms.toggle()
    case .direction: nextDirection()
    case .linesSide: heads.linesSide = heads.linesSide.other
    case .showHead: toggleShown()
    case .showAllHeads: toggleAllShown()
    case .markLayer: toggleMarked()
    case .markHead: toggleMarkedHead()
    case .narrow: toggleNarrowed()
    case .gate: return toggleGate()
    case .gateUp: return moveGate(by: 0.1)
    case .gateDown: return moveGate(by: -0.1)
    case .gateUndo: return undoGate()
    case .gatesOpen: return openGates()
    case .closeLayer: return toggleLayer()
    case .closeOthers: return closeOthers()
    case .closeAllOthers: return closeAllOthers()
    case .importance: return toggleImportance()
    case .patch: askForPatchingText()
    case .site: return nextSite()
    case .headPositions: return toggleHeadPositions()
    case .nextPage, .previousPage:
      let offset = action == .nextPage ? 1 : -1
      if screen == .evaluate { turnDiagram(by: offset) } else { return turnPage(by: offset) }
    case .help: overlay = .help(0)
    case .palette: overlay = .menu(paletteMenu())
    case .quit: return [.quit]
    case .back: return back()
    case .suspend: return [.suspend]
    case .redraw: return [.redraw]
    case .nextPane: moveFocus(by: 1)
    case .previousPane: moveFocus(by: -1)
    case .zoom:
      isZoomed.toggle()
      clampCursor(follow: true)
    case .theme: return nextTheme()
    case .ascii: isASCII.toggle()
    case .mouse:
      isMouseOn.toggle()
      message = Message(
        .note, isMouseOn ? "Mouse on" : "Mouse off: the terminal selects text now")
      return [.setMouse(isMouseOn)]
    case .open: return [.findModels]
    case .method: overlay = .menu(methodMenu(.method))
    case .addRow: overlay = .menu(methodMenu(.row))
    case .target: overlay = .menu(targetMenu())
    case .output: return changeOutput()
    case .baseline: overlay = .menu(baselineMenu())
    case .lime: overlay = .menu(limeMenu())
    case .layer: chooseLayer()
    case .reduction:
      explain.request.reduction = explain.request.reduction == .sum ? .l2 : .sum
      return explainAgain()
    case .library: return toggleLibrary()
    case .sampling: return nextSampling()
    case .seed: overlay = .prompt(seedPrompt())
    case .moreSteps: return moreSteps()
    case .granularity: return changeGranularity()
    case .fields: askForFields()
    case .scale:
      explain.isScaleShared.toggle()
      message = Message(
        .note, explain.isScaleShared ? "One scale for all rows" : "Each row on its own scale")
    case .path: focus(on: .path)
    case .reading: focus(on: .reading)
    case .waterfall: focus(on: .waterfall)
    case .surrogate: focus(on: .surrogate)
    case .layers: focus(on: .layers)
    case .written: return write()
    case .measureMore: return measureMore()
    case .edit: focus(on: .text)
    case .counterfactual: return findCounterfactuals()
    case .pair: return togglePair()
    case .texts: focus(on: .texts)
    case .bookmark: return bookmark()
    case .expected: overlay = .menu(expectedMenu())
    case .note:
      let note =
        explain.texts.indices.contains(explain.textCursor)
        ? explain.texts[explain.textCursor].note : ""
      overlay = .prompt(Prompt(kind: .note, title: "Note to this text", editor: TextEditor(note)))
    case .forget: return forget()
    case .rerun: return explainTexts()
    case .load:
      overlay = .prompt(Prompt(kind: .load, title: "File of texts", editor: TextEditor()))
    case .copy: return focus == .written ? copyWriting() : copySummary()
    case .save: overlay = .menu(formatMenu())
    case .search:
      overlay = .prompt(Prompt(kind: .search, title: "Find", editor: TextEditor(explain.search)))
    case .searchNext: findMatch(1)
    case .searchPrevious: findMatch(-1)
    case .hottestNext: moveByHeat(1)
    case .hottestPrevious: moveByHeat(-1)
    case .remove: return toggleRemoved()
    case .restore: return restoreRemoved()
    case .unfold: return toggleFold()
    case .joinParts: joinParts()
    case .splitParts: splitParts()
    case .up, .down, .left, .right, .pageUp, .pageDown, .first, .last: return moveCursor(action)
    case .accept: return accept()
    default: return performEditing(action)
    }
    return []
  }

  /// Editing, in a text pane.
  private mutating func performEditing(_ action: Action) -> [Effect] {
    guard focus.isEditor else { return [] }
    let width = editorWidth
    switch action {
    case .done: return finishEditing()
    case .newline: return edit { $0.insert("\n") }
    case .eraseBackward: return edit { $0.eraseBackward() }
    case .eraseForward: return edit { $0.eraseForward() }
    case .wordLeft: return edit { $0.move(.wordLeft, width: width) }
    case .wordRight: return edit { $0.move(.wordRight, width: width) }
    case .killWord: return edit { $0.killWordBackward() }
    case .killWordForward: return edit { $0.killWordForward() }
    case .killToEnd: return edit { $0.killToLineEnd() }
    case .killToStart: return edit { $0.killToLineStart() }
    case .yank: return edit { $0.yank() }
    case .undo: return edit { $0.undo() }
    case .redo: return edit { $0.redo() }
    case .textStart: return edit { $0.move(.textStart, width: width) }
    case .textEnd: return edit { $0.move(.textEnd, width: width) }
    case .selectLeft: return edit { $0.move(.left, width: width, selecting: true) }
    case .selectRight: return edit { $0.move(.right, width: width, selecting: true) }
    case .selectUp: return edit { $0.move(.up, width: width, selecting: true) }
    case .selectDown: return edit { $0.move(.down, width: width, selecting: true) }
    case .selectAll:
      return edit {
        $0.move(.textStart, width: width)
        $0.move(.textEnd, width: width, selecting: true)
      }
    case .historyPrevious: return edit { $0.recallPrevious() }
    case .historyNext: return edit { $0.recallNext() }
    default: return []
    }
  }

  /// Enter in a text: it is worth keeping, and its words are what one looks at next.
  private mutating func finishEditing() -> [Effect] {
    explain.editor.remember()
    explain.pair?.remember()
    let input = explain.input
    if !explain.isBlank,
      !explain.texts.contains(where: { $0.text == input.text && $0.pair == input.pair })
    {
      explain.texts.append(TextItem(text: input.text, pair: input.pair, source: .history))
    }
    focus(on: screen.home)
    // The list may be longer by this text.
    return readSample()
  }

  /// Esc: the innermost thing that can be closed.
  private mutating func back() -> [Effect] {
    if screen == .explain, explain.isMeasuringMore { return stopMeasuringMore() }
    if screen == .heads, !focus.isEditor, heads.patching.isRunning { return stopPatching() }
    if screen == .heads, focus == .patching, !isZoomed, heads.patching.openLayer != nil {
      return closeHeadPositions()
    }
    if isZoomed {
      isZoomed = false
      clampCursor(follow: true)
    } else if screen == .train {
      backOnCurves()
    } else if screen == .evaluate {
      return backOnEvaluation()
    } else if screen == .data {
      return backOnData()
    } else if isBoardAlone {
      focus(on: heads.main)
    } else if focus.isEditor || focus == .patching || Pane.drawings.contains(focus) {
      focus(on: screen.home)
    } else if focus == .heads, heads.isNarrowed {
      heads.isNarrowed = false
    } else if explain.pathStep != nil {
      explain.pathStep = nil
    } else if !explain.search.isEmpty {
      explain.search = ""
    } else if screen == .explain, explain.fold != nil {
      splitParts()
    } else if explain.listPending > 0 {
      return stopTexts()
    } else if screen == .explain, evaluate.isVisiting {
      return show(.evaluate)
    }
    // At the top nothing happens: who presses Esc to be sure must not find himself typing.
    return []
  }

  private mutating func nextTheme() -> [Effect] {
    guard !themeNames.isEmpty else {
      message = Message(.warning, "There are no other themes: the themes folder was not found")
      return []
    }
    let place = themeNames.firstIndex(of: themeName) ?? -1
    let name = themeNames[(place + 1) % themeNames.count]
    message = Message(.note, "Theme \(name)")
    return [.setTheme(name)]
  }

  private mutating func changeOutput() -> [Effect] {
    let shown = [explain.request.method] + explain.rows
    if screen == .explain, let method = shown.first(where: \.needsLogit) {
      message = Message(
        .note, "\(method.title) shares out the logit: a probability is not conserved")
      guard shown.contains(where: { !$0.needsLogit }) else { return [] }
    }
    explain.request.output = explain.request.output == .logit ? .probability : .logit
    return explainAgain()
  }

  private mutating func moreSteps() -> [Effect] {
    let request = explain.request(for: explain.request.method)
    switch request.method {
    case let method where method.hasSteps:
      let steps = min(request.steps * 2, 1600)
      explain.budgets[method] = steps
      message = Message(.note, "\(Wording.capitalized(method.title)) with \(steps) steps")
    case .partitionSHAP:
      explain.request.evaluationLimit = min(explain.request.evaluationLimit * 2, 64_000)
      message = Message(
        .note,
        "Partition SHAP with \(Wording.grouped(explain.request.evaluationLimit)) evaluations")
    case .smoothGrad, .gradientSHAP, .lime, .shapleySampling, .kernelSHAP:
      let most = explain.request.method.isPerturbation ? 80_000 : 1280
      let parts = explain.live.map(explain.parts)?.count { !$0.isSpecial } ?? 0
      let known =
        request.method == .kernelSHAP
        ? request.samples ?? request.coalitionSampling.defaultSamples(parts: parts)
        : request.sampleCount
      let samples = min(known * 2, most)
      explain.budgets[request.method] = samples
      message = Message(
        .note, "\(explain.request.method.title) with \(Wording.grouped(samples)) samples")
    default:
      message = Message(
        .note,
        explain.request.method.family == .gradient
          ? "The \(explain.request.method.title) is exact after one pass: no steps to add"
          : "\(explain.request.method.title) asks for all that there is: nothing to add")
      return []
    }
    return explainAgain()
  }

  private mutating func changeGranularity() -> [Effect] {
    let effects = divide(by: explain.granularity.next, fields: explain.request.fields)
    message = Message(.note, "By \(explain.granularity.rawValue)" + takenOutOtherwise)
    // What is taken out as one is what is shown as one.
    let methods = [explain.request.method] + explain.rows
    if methods.contains(where: \.takesOutGroups) { return effects + explainAgain() }
    explain.trust = nil
    return effects + [.cancel(.trust)]
  }

  private mutating func togglePair() -> [Effect] {
    if explain.pair == nil {
      explain.pair = explain.hiddenPair ?? TextEditor()
      focus(on: .pair)
      return explain.pair?.isEmpty == false ? textChanged() : []
    }
    let hadText = explain.pair?.isEmpty == false
    explain.hiddenPair = explain.pair
    explain.pair = nil
    if focus == .pair { focus(on: .text) }
    return hadText ? textChanged() : []
  }

  // MARK: Words

  private mutating func put(cursor unit: Int) {
    explain.cursor = unit
    if let view = HeatView(self, ScreenLayout(self)) {
      explain.scroll = view.scroll(explain.scroll, showing: unit)
    }
    followWord()
  }

  /// Puts the cursor on a unit and brings it into sight.
  mutating func select(_ unit: Int) {
    guard explain.units.indices.contains(unit) else { return }
    put(cursor: unit)
  }

  private mutating func moveByHeat(_ direction: Int) {
    guard let live = explain.live else { return }
    let order = explain.ranked(live).map(\.unit)
    guard !order.isEmpty else { return }
    if focus.isEditor || focus != .heat { focus(on: .heat) }
    let place = order.firstIndex(of: explain.cursor)
    // From anywhere the first press goes to the hottest word of all.
    let next: Int
    if let place, explain.isCursorByHeat {
      next = (place + direction + order.count) % order.count
    } else {
      next = direction > 0 ? 0 : order.count - 1
    }
    select(order[next])
    explain.isCursorByHeat = true
  }

  /// The units that the search fits.
  mutating func findMatch(_ direction: Int) {
    let matches = explain.matches
    guard !matches.isEmpty else {
      if !explain.search.isEmpty {
        message = Message(.note, "“\(explain.search)” is not in the text")
      }
      return
    }
    if focus.isEditor || screen == .heads { focus(on: wordPane) }
    let next =
      direction > 0
      ? matches.first { $0 > explain.cursor } ?? matches[0]
      : matches.last { $0 < explain.cursor } ?? matches[matches.count - 1]
    select(next)
  }

  private mutating func toggleRemoved() -> [Effect] {
    let units = explain.units
    guard units.indices.contains(explain.cursor) else { return [] }
    let unit = units[explain.cursor]
    guard !unit.isSpecial else {
      message = Message(.note, "\(unit.text) belongs to the model, not to the text")
      return []
    }
    let removed = Set(explain.removed.flatMap { $0 })
    if unit.isRemoved(removed) {
      let own = Set(unit.pieces)
      explain.removed = explain.removed.map { $0.filter { !own.contains($0) } }
        .filter { !$0.isEmpty }
    } else {
      explain.removed.append(unit.pieces.filter { !removed.contains($0) })
    }
    return explainAgain()
  }

  private mutating func restoreRemoved() -> [Effect] {
    if focus == .texts || explain.removed.isEmpty, let last = explain.forgotten.popLast() {
      return remember(last)
    }
    guard explain.removed.popLast() != nil else {
      message = Message(.note, "Nothing was taken out")
      return []
    }
    return explainAgain()
  }

  private mutating func toggleFold() -> [Effect] {
    if toggleGroup() { return [] }
    let units = explain.units
    guard explain.granularity.opensIntoWords, units.indices.contains(explain.cursor),
      let first = units[explain.cursor].pieces.first
    else {
      message = Message(.note, "Only fields and sentences open and fold: choose them with g")
      return []
    }
    // A word of an open sentence folds the sentence it is in.
    let owner = explain.unfolded.filter { $0 <= first }.max()
    let whole = explain.live.map {
      HeatUnit.units(
        of: $0.encoding, input: $0.input, by: explain.granularity, fields: explain.request.fields)
    }?.first { $0.pieces.contains(first) }
    if let owner, whole?.pieces.first == owner {
      explain.unfolded.remove(owner)
    } else {
      explain.unfolded.insert(first)
    }
    clampCursor(follow: false)
    // What it gives the words of another part it was not asked for yet.
    let methods = [explain.request.method] + explain.rows
    return explain.isMissingWords(of: methods) ? explainAgain() : []
  }

  // MARK: Texts

  private mutating func bookmark() -> [Effect] {
    guard !explain.isBlank else {
      message = Message(.note, "There is no text to keep")
      return []
    }
    let input = explain.input
    if let place = explain.texts.firstIndex(where: {
      $0.text == input.text && $0.pair == input.pair
    }) {
      explain.texts[place].source = .bookmark
      explain.textCursor = place
    } else {
      explain.texts.append(TextItem(text: input.text, pair: input.pair))
      explain.textCursor = explain.texts.count - 1
    }
    message = Message(.note, "Kept; say which class is right with e")
    return [.saveBookmarks(explain.texts)]
  }

  private mutating func forget() -> [Effect] {
    // Nothing is taken away that is not on screen, with the mark of the cursor on it.
    guard focus == .texts else {
      message = Message(
        .note, "Texts are taken out in their list: \(name(of: .texts)) goes there")
      return []
    }
    guard explain.texts.indices.contains(explain.textCursor) else { return [] }
    var item = explain.texts.remove(at: explain.textCursor)
    // What the model says of it has no place now.
    if item.turn == .asked { item.turn = .waiting }
    explain.forgotten.append(ExplainState.Forgotten(place: explain.textCursor, item: item))
    explain.textCursor = min(explain.textCursor, max(explain.texts.count - 1, 0))
    message = Message(
      .note,
      "Took out “\(NumberText.shortened(item.text, 30))”; \(name(of: .restore)) brings it back")
    return [.saveBookmarks(explain.texts)]
  }

  /// Puts the text back that was taken out of the list last.
  private mutating func remember(_ forgotten: ExplainState.Forgotten) -> [Effect] {
    let item = forgotten.item
    let known = explain.texts.firstIndex { $0.text == item.text && $0.pair == item.pair }
    let place = min(forgotten.place, explain.texts.count)
    if let known { explain.texts[known] = item } else { explain.texts.insert(item, at: place) }
    explain.textCursor = known ?? place
    message = Message(.note, "Put back “\(NumberText.shortened(item.text, 30))”")
    return [.saveBookmarks(explain.texts)] + explainNextText()
  }

  /// The key of an action where the focus is, or in a pane that tells of it.
  func name(of action: Action, in pane: Pane? = nil) -> String {
    keys.row(of: action)?.chord(in: pane ?? focus)?.glyphs ?? "–"
  }

  /// Shows a text of the list in the text pane.
  mutating func open(_ item: TextItem) -> [Effect] {
    explain.editor.remember()
    explain.editor.replaceAll(with: item.text)
    explain.pair = item.pair.map { TextEditor($0) }
    explain.hiddenPair = nil
    explain.cursor = 0
    explain.scroll = 0
    return textChanged()
  }
}
