internal import Attribution
internal import Model

/// What each action does, and the small ones themselves.
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

  /// The key of an action where the focus is, or in a pane that tells of it.
  func name(of action: Action, in pane: Pane? = nil) -> String {
    keys.row(of: action)?.chord(in: pane ?? focus)?.glyphs ?? "–"
  }

  /// The explanation in a few plain lines, for the clipboard.
  mutating func copySummary() -> [Effect] {
    guard let settled = explain.settled, let model else {
      message = Message(.note, "There is nothing to copy yet")
      return []
    }
    return [.copy(explain.summary(of: settled, model: model))]
  }
}
