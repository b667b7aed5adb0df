internal import Attribution
internal import Model

extension State {
  /// How long typing must pause before refinement starts, and how late new colours may be before
  /// the old ones are dimmed.
  static let pause = Duration.milliseconds(60)
  /// How long after that the ranked list waits for refinement before it follows the gradient pass.
  static let patience = Duration.seconds(1)

  private var textID: Work.ID { Work.ID(lane: .text, generation: explain.generation) }

  /// Explains what is on screen anew: the gradient pass at once, the rest when typing pauses.
  mutating func explainAgain() -> [Effect] {
    explain.generation += 1
    explain.isLate = false
    explain.isPatient = true
    explain.pending = nil
    explain.trust = nil
    guard model != nil else { return [] }
    guard !explain.isBlank else {
      explain.live = nil
      explain.settled = nil
      explain.problem = nil
      explain.isWorking = false
      return [.cancel(.text), .cancel(.trust), .cancel(.counterfactuals)] + lookAgain()
    }
    explain.isWorking = true
    explain.asked = explain.input
    return [
      .cancel(.trust), .cancel(.counterfactuals),
      .explain(Work(id: textID, input: explain.asked, requests: [explain.quickRequest])),
      .wake(.pause(explain.generation), after: Self.pause),
    ] + lookAgain()
  }

  /// The text was edited: what was taken out of the old one has no place in the new one.
  mutating func textChanged() -> [Effect] {
    explain.removed = []
    explain.fold = nil
    explain.pathStep = nil
    evaluate.isVisiting = false
    return explainAgain()
  }

  mutating func timerFired(_ timer: Timer) -> [Effect] {
    switch timer {
    case .pause(let generation):
      guard generation == explain.generation, !explain.isBlank else { return [] }
      explain.isLate = explain.liveGeneration != generation && explain.live != nil
      if screen == .heads {
        heads.isLate = isAttentionOld
        return readOn()
      }
      return refine()
    case .settle(let generation):
      guard generation == explain.generation, explain.liveGeneration == generation else {
        return []
      }
      explain.isPatient = false
      if explain.problem == nil { explain.settled = explain.live }
      if let pending = explain.pending { receivedText(pending) }
      return []
    }
  }

  /// Asks for the chosen method and the further rows, behind the gradient pass.
  mutating func refine() -> [Effect] {
    let requests = explain.refiningRequests
    guard !requests.isEmpty else { return [] }
    explain.isWorking = true
    explain.askedGranularity = explain.granularity
    return [
      .explain(Work(id: textID, input: explain.asked, requests: requests)),
      .wake(.settle(explain.generation), after: Self.patience),
    ]
  }

  /// Takes an answer in, unless something newer was asked since.
  mutating func received(_ id: Work.ID, _ result: ModelResult) -> [Effect] {
    switch id.lane {
    case .text:
      guard id.generation == explain.generation else { return [] }
      receivedText(result)
    case .list:
      guard id.generation == explain.listGeneration else { return [] }
      receivedListed(result)
    case .trust, .counterfactuals, .training, .heads, .board, .patching, .sample, .evaluation,
      .comparison, .causes, .rows:
      break
    }
    return []
  }

  /// Why numbers cannot be shown, nil when they can.
  func problem(_ result: ModelResult) -> String? {
    let estimate = result.estimate
    guard estimate.values.count == result.encoding.count else {
      return "The model thread answered with \(estimate.values.count) values for "
        + "\(result.encoding.count) pieces"
    }
    guard estimate.prediction.outputs.allSatisfy(\.isFinite),
      estimate.values.allSatisfy(\.isFinite)
    else { return "The model's numbers are not finite: its weights may hold NaN" }
    return nil
  }

  /// Takes away what is not of the present text or not of the chosen method, and says why in its
  /// place; the prediction stays where the gradient pass gave it.
  private mutating func giveUp(_ problem: String) {
    explain.isLate = false
    explain.isWorking = false
    explain.pending = nil
    let isOfNow = explain.liveGeneration == explain.generation
    // A further row that fails leaves the first as it is.
    if isOfNow, explain.currentEntry(explain.request.method, in: explain.live) != nil {
      message = Message(.error, problem)
      return
    }
    explain.problem = problem
    // Where the heat map is, it says so.
    if ScreenLayout(self).panes[.heat] == nil { message = Message(.error, problem) }
    explain.settled = nil
    if !isOfNow { explain.live = nil }
  }

  private mutating func receivedText(_ result: ModelResult) {
    if let problem = problem(result) { return giveUp(problem) }
    // While refinement may be done any moment a coarse integral is only a frame more to send.
    explain.pending = nil
    if !result.estimate.isFinal, result.estimate.method == explain.request.method,
      explain.isPatient, explain.live != nil
    {
      explain.pending = result
      return
    }
    let input = explain.asked
    let basis = explain.basis
    let estimate = result.estimate
    var live =
      explain.live.flatMap { $0.input == input && $0.basis == basis ? $0 : nil }
      ?? Explanation(
        input: input, encoding: result.encoding, basis: basis, prediction: estimate.prediction,
        target: estimate.target)
    live.encoding = result.encoding
    live.prediction = estimate.prediction
    live.target = estimate.target
    live.entries[estimate.method] = Explanation.Entry(
      estimate: estimate, seconds: result.seconds, granularity: explain.askedGranularity)
    let isNewText = explain.live?.input != input
    explain.live = live
    // Another model may read the text in other pieces.
    if explain.fold?.encoding != live.encoding { explain.fold = nil }
    // Of another class, or with a larger budget, SHAP may have split other groups.
    if let fold = explain.fold, estimate.method == .partitionSHAP,
      let partition = estimate.partition, partition != fold.partition
    {
      explain.fold = fold.following(partition)
    }
    explain.liveGeneration = explain.generation
    explain.isLate = false
    explain.followShades()
    if explain.currentEntry(explain.request.method, in: live) != nil {
      explain.problem = nil
      explain.settled = live
    }
    if explain.settled == nil, explain.problem == nil { explain.settled = live }
    if estimate.method == explain.request.method, let text = estimate.message {
      message = Message(.warning, text)
    }
    clampCursor(follow: isNewText)
  }

  /// Keeps the cursor on a unit and, after an edit, the edited place in sight.
  mutating func clampCursor(follow: Bool) {
    let layout = ScreenLayout(self)
    guard let view = HeatView(self, layout) else { return }
    explain.cursor = min(max(explain.cursor, 0), max(view.units.count - 1, 0))
    explain.scroll = view.top(explain.scroll)
    let steps = explain.live?.entries[explain.request.method]?.estimate.path.count
    if let step = explain.pathStep, let steps, step >= steps { explain.pathStep = nil }
    guard follow, focus.isEditor else { return }
    let editor = focus == .pair ? explain.pair ?? TextEditor() : explain.editor
    // Beyond the last word it is all the same how far.
    let end = view.units.last { !$0.isSpecial }?.range.upperBound ?? 0
    var scalars = 0
    for character in editor.characters[..<editor.cursor] where scalars <= end {
      scalars += character.unicodeScalars.count
    }
    let sequence = focus == .pair ? 1 : 0
    let edited = view.units.lastIndex {
      !$0.isSpecial && $0.sequence == sequence && $0.range.lowerBound <= scalars
    }
    if let edited { explain.scroll = view.scroll(explain.scroll, showing: edited) }
  }

  mutating func finished(_ id: Work.ID) -> [Effect] {
    switch id.lane {
    case .text:
      if id.generation == explain.generation, explain.stage == .refined {
        explain.isWorking = false
      }
    case .list:
      if id.generation == explain.listGeneration { return textEnded() }
    case .heads, .trust, .counterfactuals, .training: break
    case .board: return boardFinished(id)
    case .patching: heads.patching.finish(id.generation)
    case .sample: heads.sample.finish(id.generation)
    case .evaluation, .comparison, .causes: evaluationFinished(id)
    case .rows: if id.generation == data.readGeneration { data.forgetAsked() }
    }
    return []
  }

  mutating func failed(_ id: Work.ID, _ problem: String) -> [Effect] {
    switch id.lane {
    case .text:
      guard id.generation == explain.generation else { return [] }
      giveUp(problem)
    case .list:
      guard id.generation == explain.listGeneration else { return [] }
      let effects = textEnded()
      message = Message(.error, problem)
      return effects
    case .trust: trustFailed(id, problem)
    case .counterfactuals:
      if id.generation == explain.generation { message = Message(.error, problem) }
    case .training: trainingFailed(id, problem)
    case .heads:
      guard id.generation == heads.generation else { return [] }
      headsFailed(problem)
    case .board: boardFailed(id, problem)
    case .patching: patchingFailed(id, problem)
    case .sample: heads.sample.fail(problem, id.generation)
    case .evaluation, .comparison, .causes: evaluationFailed(id, problem)
    case .rows: rowsFailed(id, problem)
    }
    return []
  }

  // MARK: The model

  /// Another model is in place: text, method and screen stay, the list is explained again.
  mutating func modelOpened(_ summary: ModelSummary) -> [Effect] {
    if case .index(let index) = explain.request.target {
      // The class keeps its name, not its number.
      let name = model.flatMap { $0.labels.indices.contains(index) ? $0.labels[index] : nil }
      let place = name.flatMap { summary.labels.firstIndex(of: $0) }
      explain.request.target = place.map { .index($0) } ?? .predicted
    }
    let isChange = model?.digest != summary.digest
    // Gates, heads and neurons are the model's own.
    if isChange {
      explain.request.headGates = nil
      forgetLayer(of: summary)
      heads.forget()
      // Why the old model could not be judged says nothing of this one.
      evaluate.problem = nil
    } else {
      // What was asked of the same model before it was opened again was given up.
      heads.interrupt()
      data.askAgain()
    }
    model = summary
    opening = nil
    explain.removed = []
    explain.live = nil
    explain.settled = nil
    explain.problem = nil
    explain.liveGeneration = -1
    if !summary.warnings.isEmpty {
      message = Message(.warning, summary.warnings.joined(separator: "\n"))
    }
    var effects = explainAgain()
    if isChange { effects += rereadData() }
    if isChange {
      for index in explain.forgotten.indices { explain.forgotten[index].item.supersede() }
    }
    let wasExplained = explain.texts.contains { $0.outcome != nil }
    if isChange, wasExplained {
      for index in explain.texts.indices { explain.texts[index].supersede() }
      effects += explainTexts()
    } else {
      effects += resumeTexts()
    }
    return effects + loadLaterTexts() + resumeEvaluation()
  }
}
