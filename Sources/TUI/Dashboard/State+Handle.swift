extension State {
  mutating func handle(_ event: Event) -> [Effect] {
    switch event {
    case .input(let input): return handle(input)
    case .timer(let timer): return timerFired(timer)
    case .result(let id, let result): return received(id, result)
    case .heads(let id, let result): receivedHeads(id, result)
    case .trust(let id, let report): receivedTrust(id, report)
    case .counterfactuals(let id, let report): receivedCounterfactuals(id, report)
    case .training(let id, let answer): receivedTraining(id, answer)
    case .template(let language, let template):
      explain.writing.templates[language] = template
    case .evaluation(let id, let answer): return receivedEvaluation(id, answer)
    case .read(let id, let readings): received(id, readings)
    case .data(let event): return received(event)
    case .finished(let id): return finished(id)
    case .failed(let id, let problem): return failed(id, problem)
    case .modelOpened(let summary): return modelOpened(summary)
    case .modelFailed(let problem):
      opening = nil
      message = Message(.error, problem)
      // What the old model had been asked was given up for the new one.
      heads.interrupt()
      data.askAgain()
      let judging = resumeEvaluation() + resumeTexts() + loadLaterTexts()
      if explain.liveGeneration != explain.generation { return explainAgain() + judging }
      return judging
        + (screen == .heads ? (explain.isBlank ? readSample() : lookAgain() + readOn()) : [])
    case .choices(let choices): showModels(choices)
    case .runs(let runs, let source):
      train.take(runs, from: source)
      findStarted()
      return steerBegun() + lookAtRuns()
    case .standings(let standings): train.take(standings)
    case .probes(let run, let log): train.probes[run] = log
    case .runStarted(let folder): return runStarted(folder)
    case .runSteered: return lookAtRuns()
    case .runEnded(let folder, let problem): return runEnded(folder, problem)
    case .textsLoaded(let items): list(items)
    case .textsFollowed(let name, let source, let isPipe):
      textsFollowed(name, source: source, isPipe: isPipe)
    case .lines(let news, let source): return received(news, from: source)
    case .themeLoaded(let name, let hasSignRow):
      themeName = name
      self.hasSignRow = hasSignRow
      clampCursor(follow: false)
    case .linkChanged(let isSlow): isLinkSlow = isSlow
    case .message(let message): self.message = message
    }
    return []
  }

  private mutating func handle(_ input: InputEvent) -> [Effect] {
    switch input {
    case .resize(let rows, let columns):
      self.rows = max(rows, 0)
      self.columns = max(columns, 0)
      clampCursor(follow: true)
      return []
    case .paste(let text): return paste(text)
    case .mouse(let mouse): return handle(mouse)
    case .suspendRequested: return [.suspend]
    case .terminationRequested, .closed: return [.quit]
    case .resumed: return [.redraw]
    case .focus: return []
    case .text(let text):
      // Some input methods send a whole phrase: it is text, never keys.
      if text.count != 1 { return paste(text) }
      return KeyChord(input).map { handle($0) } ?? []
    case .key: return KeyChord(input).map { handle($0) } ?? []
    }
  }

  private mutating func handle(_ chord: KeyChord) -> [Effect] {
    message = nil
    if overlay != nil { return handleOverlay(chord) }
    if let action = keys.action(for: chord, in: focus, on: screen) { return perform(action) }
    if focus.isEditor, chord.isPrintable, case .character(let character) = chord.key {
      return edit { $0.insert(String(character)) }
    }
    return []
  }

  private mutating func paste(_ text: String) -> [Effect] {
    message = nil
    if overlay != nil { return typeIntoOverlay(text) }
    if focus.isEditor { return edit { $0.insert(text) } }
    guard screen.hasText else { return [] }
    // A paste never runs keys; where nothing takes text it is the new text.
    focus = .text
    return edit { $0.replaceAll(with: text) }
  }

  /// Changes the focused text and explains it when it is another one then.
  mutating func edit(_ change: (inout TextEditor) -> Void) -> [Effect] {
    var editor = focus == .pair ? explain.pair ?? TextEditor() : explain.editor
    let before = editor.characters
    change(&editor)
    if focus == .pair { explain.pair = editor } else { explain.editor = editor }
    if before == editor.characters {
      clampCursor(follow: true)
      return []
    }
    return textChanged()
  }

  /// The columns the focused text wraps at.
  var editorWidth: Int {
    let width = ScreenLayout(self).panes[focus]?.width ?? columns
    return ScreenLayout.textWidth(width)
  }

  /// Gives the focus to a pane and makes it visible.
  mutating func focus(on pane: Pane) {
    focus = pane
    if screen == .explain, !pane.isEditor, pane != .heat { lower = pane }
    if Pane.views.contains(pane) { chosenView = pane }
    if pane == .heads || pane == .patching || Pane.drawings.contains(pane) { heads.main = pane }
    if Pane.drawings.contains(pane) { heads.drawing = pane }
    if screen == .evaluate, pane != .rows { evaluate.upper = pane }
    clampCursor(follow: true)
  }

  mutating func moveFocus(by offset: Int) {
    let order = ScreenLayout.order(self)
    let place = order.firstIndex(of: focus) ?? 0
    focus(on: order[(place + offset + order.count) % order.count])
  }
}
