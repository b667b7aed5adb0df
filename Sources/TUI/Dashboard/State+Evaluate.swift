internal import Attribution
internal import Model
internal import Training

/// The Evaluate screen: its questions to the model thread, and their answers.
extension State {
  private func evaluationID(_ lane: Work.Lane) -> Work.ID {
    switch lane {
    case .comparison: Work.ID(lane: lane, generation: evaluate.comparisonGeneration)
    case .causes: Work.ID(lane: lane, generation: evaluate.causesGeneration)
    default: Work.ID(lane: lane, generation: evaluate.generation)
    }
  }

  // MARK: Asking

  /// Judges the model on a file of labelled texts.
  mutating func evaluate(on path: String) -> [Effect] {
    evaluate.data = path
    evaluate.problem = nil
    evaluate.generation += 1
    evaluate.isRunning = model != nil
    evaluate.progress = nil
    guard model != nil else { return [] }
    return stopComparing() + stopExplaining() + [
      .explain(
        Work(id: evaluationID(.evaluation), evaluation: .evaluate(data: path, cleaner: cleaner)))
    ]
  }

  /// Asks again for what a change of the model gave up.
  mutating func resumeEvaluation() -> [Effect] {
    evaluate.explainedCell = nil
    if evaluate.isRunning { return evaluate(on: evaluate.data) }
    let isComparing = evaluate.isComparing
    let effects = evaluateOn()
    return effects.isEmpty && isComparing ? judge(against: evaluate.against) : effects
  }

  /// Begins what the screen shows and is not known of the model on screen.
  mutating func evaluateOn() -> [Effect] {
    guard screen == .evaluate, !evaluate.isRunning, model != nil, opening == nil,
      !evaluate.data.isEmpty,
      evaluate.problem == nil
    else { return [] }
    // What is shown is of the model on screen, reading texts as it does on the others.
    let isOld =
      evaluate.evaluation?.model.digest != model?.digest
      || evaluate.evaluation?.cleaner != cleaner
    return isOld ? evaluate(on: evaluate.data) : findCauses()
  }

  /// Judges a second model on the rows of the first.
  mutating func judge(against name: String) -> [Effect] {
    guard let evaluation = evaluate.evaluation else {
      message = Message(
        .note, "First judge the model on screen: \(self.name(of: .evaluate)) asks for the data")
      return []
    }
    evaluate.against = name
    evaluate.comparisonGeneration += 1
    evaluate.comparisonProgress = nil
    evaluate.isComparing = true
    evaluate.page = .comparison
    return [
      .explain(
        Work(id: evaluationID(.comparison), evaluation: .compare(evaluation, against: name)))
    ]
  }

  private mutating func stopComparing() -> [Effect] {
    guard evaluate.isComparing else { return [] }
    evaluate.isComparing = false
    evaluate.comparisonGeneration += 1
    return [.cancel(.comparison)]
  }

  private mutating func stopExplaining() -> [Effect] {
    guard evaluate.explainedCell != nil else { return [] }
    evaluate.explainedCell = nil
    evaluate.causesGeneration += 1
    return [.cancel(.causes)]
  }

  /// Rows of a cell that are explained for its words; more say no more.
  static let explainedRows = 200

  /// Finds the words behind the listed cell, unless they are known.
  mutating func findCauses() -> [Effect] {
    guard let evaluation = evaluate.evaluation, let cell = evaluate.listed,
      evaluation.model.digest == model?.digest, evaluate.explainedCell != cell
    else { return [] }
    let rows = Array(evaluation.rows(in: cell).prefix(Self.explainedRows))
    guard !rows.isEmpty, evaluate.causes[cell]?.total.textCount != rows.count else { return [] }
    evaluate.explainedCell = cell
    evaluate.causesGeneration += 1
    return [
      .explain(
        Work(
          id: evaluationID(.causes),
          evaluation: .causes(evaluation, rows: rows, label: cell.predicted)))
    ]
  }

  // MARK: Answers

  mutating func receivedEvaluation(_ id: Work.ID, _ answer: EvaluationAnswer) -> [Effect] {
    guard id == evaluationID(id.lane) else { return [] }
    switch answer {
    case .progress(let progress):
      if id.lane == .comparison {
        evaluate.comparisonProgress = progress
      } else {
        evaluate.progress = progress
      }
    case .evaluated(let evaluation):
      evaluate.take(evaluation)
      return findCauses()
    case .intervals(let intervals): evaluate.intervals.merge(intervals) { $1 }
    case .compared(let comparison):
      evaluate.comparison = comparison
      evaluate.note(comparison.second)
      evaluate.comparisonProgress = nil
    case .causes(let words):
      if let cell = evaluate.explainedCell { evaluate.causes[cell] = words }
    }
    return []
  }

  mutating func evaluationFinished(_ id: Work.ID) {
    guard id == evaluationID(id.lane) else { return }
    switch id.lane {
    case .comparison: evaluate.isComparing = false
    case .causes: evaluate.explainedCell = nil
    default:
      evaluate.isRunning = false
      evaluate.progress = nil
    }
  }

  mutating func evaluationFailed(_ id: Work.ID, _ problem: String) {
    guard id == evaluationID(id.lane) else { return }
    evaluationFinished(id)
    if id.lane == .evaluation {
      if let judged = evaluate.evaluation?.data.first?.path {
        // What stays on screen is what another model is judged on next.
        evaluate.data = judged
      } else {
        evaluate.problem = problem
      }
    }
    if id.lane == .comparison { evaluate.comparisonProgress = nil }
    message = Message(.error, problem)
  }

  // MARK: Keys

  mutating func performOnEvaluation(_ action: Action) -> [Effect] {
    switch action {
    case .evaluate:
      overlay = .prompt(
        Prompt(
          kind: .evaluate, title: "File of labelled texts", editor: TextEditor(evaluate.data)))
    case .against:
      guard evaluate.evaluation != nil else { return judge(against: "") }
      evaluate.isChoosingSecond = true
      return [.findModels]
    case .allRows:
      if evaluate.listed == nil { return list(evaluate.cell) }
      evaluate.listed = nil
      evaluate.rowCursor = 0
    case .thresholdUp: moveThreshold(up: true)
    case .thresholdDown: moveThreshold(up: false)
    case .sortJudged: sortJudged()
    case .relabel: askForLabel()
    case .exclude: return toggleExcluded()
    case .undoChange: return takeBackChange()
    default: break
    }
    return []
  }

  /// Lists the rows of a cell, and finds their words.
  private mutating func list(_ cell: MatrixCell) -> [Effect] {
    guard evaluate.evaluation != nil else { return [] }
    evaluate.listed = cell
    evaluate.rowCursor = 0
    return findCauses()
  }

  /// Enter: a cell's rows, a row's text.
  mutating func acceptOnEvaluation() -> [Effect] {
    guard let evaluation = evaluate.evaluation else { return performOnEvaluation(.evaluate) }
    switch focus {
    case .confusion:
      let effects = list(evaluate.cell)
      if !evaluate.listedRows.isEmpty { focus(on: .rows) }
      return effects
    case .rows:
      guard let row = evaluate.row else { return [] }
      return visit(evaluation.rows[row])
    case .diagram: focus(on: .rows)
    default: focus(on: .confusion)
    }
    return []
  }

  /// Opens a row's text on the Explain screen; Esc leads back.
  private mutating func visit(_ row: Evaluation.Row) -> [Effect] {
    explain.request.target = .predicted
    explain.request.neuron = nil
    focuses[.explain] = .heat
    let effects = show(.explain)
    let label = EvaluateText.names(row.truth, of: evaluate.labels)
    let isFile = LabelMatcher(evaluate.labels).index(of: row.source.label) == row.truth.first
    message = Message(
      .note, "\(isFile ? "The file says" : "It is now") \(label); \(name(of: .back)) goes back")
    let opened = open(TextItem(text: row.text, pair: row.pair, expected: label))
    evaluate.isVisiting = true
    return effects + opened
  }

  /// Esc: the rows of a cell, what runs, the list.
  mutating func backOnEvaluation() -> [Effect] {
    if focus != .confusion {
      focus(on: .confusion)
    } else if evaluate.listed != nil {
      evaluate.listed = nil
      evaluate.rowCursor = 0
      return stopExplaining()
    } else if evaluate.isComparing {
      message = Message(.note, "The second model was given up")
      return stopComparing()
    } else if evaluate.isRunning {
      evaluate.isRunning = false
      evaluate.generation += 1
      evaluate.progress = nil
      message = Message(.note, "Stopped")
      if evaluate.evaluation == nil { evaluate.problem = "It was stopped." }
      return [.cancel(.evaluation)]
    }
    return []
  }

  mutating func turnDiagram(by offset: Int) {
    let pages = evaluate.pages
    let place = pages.firstIndex(of: evaluate.page) ?? 0
    evaluate.page = pages[(place + offset + pages.count) % pages.count]
    evaluate.upper = .diagram
  }

  /// Sorts the list of all that was judged by the next column, and shows it.
  private mutating func sortJudged() {
    let metrics = JudgedTable.metrics
    if evaluate.page == .judged {
      let place = metrics.firstIndex(of: evaluate.sorting) ?? 0
      evaluate.sorting = metrics[(place + 1) % metrics.count]
    }
    evaluate.page = .judged
    evaluate.upper = .diagram
    message = Message(.note, "By \(evaluate.sorting.title), the best first")
  }

  // MARK: Thresholds

  /// The next threshold: by hundredths near 0 and 1, by fives between.
  static func threshold(after value: Double, up: Bool) -> Double {
    let hundredths = Int((value * 100).rounded())
    let isFine = up ? hundredths < 10 || hundredths >= 90 : hundredths <= 10 || hundredths > 90
    let step = isFine ? 1 : 5
    return Double(min(max(hundredths + (up ? step : -step), 1), 99)) / 100
  }

  private mutating func moveThreshold(up: Bool) {
    if evaluate.page == .coverage {
      evaluate.humanThreshold = Self.threshold(after: evaluate.humanThreshold, up: up)
      return
    }
    guard let evaluation = evaluate.evaluation,
      evaluate.thresholds.indices.contains(evaluate.label)
    else { return }
    let value = Self.threshold(after: evaluate.thresholds[evaluate.label], up: up)
    evaluate.thresholds[evaluate.label] = value
    let score = evaluation.report.rankings[evaluate.label].score(at: value)
    message = Message(.note, EvaluateText.threshold(evaluation, evaluate.label, value, score))
  }

  // MARK: Moving

  mutating func moveOnEvaluation(_ action: Action, in pane: Pane? = nil) {
    guard let evaluation = evaluate.evaluation else { return }
    let last = evaluation.labels.count - 1
    switch pane ?? focus {
    case .confusion: moveCell(action, last: last)
    case .rows: moveRow(action)
    case .classes: moveLabel(action, last: last)
    case .metrics:
      evaluate.metricsTop = Self.scrolled(
        evaluate.metricsTop, action, MetricsPane.metrics(evaluation).count - 1)
    case .diagram:
      switch action {
      case .left: turnDiagram(by: -1)
      case .right: turnDiagram(by: 1)
      default:
        guard let lines = linesOfPage(evaluation) else { return moveLabel(action, last: last) }
        evaluate.pageTop = Self.scrolled(evaluate.pageTop, action, lines - 1)
      }
    default: break
    }
  }

  /// The lines of the page that is shown, where it is a list; nil: a class is chosen there.
  private func linesOfPage(_ evaluation: Evaluation) -> Int? {
    switch evaluate.page {
    case .folds: evaluation.crossValidation.map(FoldsPage.lineCount)
    case .judged: JudgedModel.all(self).count
    default: nil
    }
  }

  private mutating func moveCell(_ action: Action, last: Int) {
    var cell = evaluate.cell
    switch action {
    case .up: cell.truth -= 1
    case .down: cell.truth += 1
    case .left: cell.predicted -= 1
    case .right: cell.predicted += 1
    case .pageUp: cell.truth = 0
    case .pageDown: cell.truth = last
    case .first: cell.predicted = 0
    default: cell.predicted = last
    }
    evaluate.cell = MatrixCell(
      truth: min(max(cell.truth, 0), last), predicted: min(max(cell.predicted, 0), last))
    evaluate.label = evaluate.cell.truth
  }

  private mutating func moveLabel(_ action: Action, last: Int) {
    let label: Int
    switch action {
    case .up, .left: label = evaluate.label - 1
    case .down, .right: label = evaluate.label + 1
    case .first, .pageUp: label = 0
    default: label = last
    }
    evaluate.label = min(max(label, 0), last)
  }

  private mutating func moveRow(_ action: Action) {
    let last = evaluate.listedRows.count - 1
    guard last >= 0 else { return }
    let page = max((RowsView(self, ScreenLayout(self))?.list.height ?? 2) - 1, 1)
    let cursor: Int
    switch action {
    case .up, .left: cursor = evaluate.rowCursor - 1
    case .down, .right: cursor = evaluate.rowCursor + 1
    case .pageUp: cursor = evaluate.rowCursor - page
    case .pageDown: cursor = evaluate.rowCursor + page
    case .first: cursor = 0
    default: cursor = last
    }
    evaluate.rowCursor = min(max(cursor, 0), last)
  }

  // MARK: Mouse

  mutating func pressEvaluation(
    _ mouse: MouseEvent, in pane: Pane, _ layout: ScreenLayout
  ) -> [Effect] {
    guard evaluate.evaluation != nil else { return [] }
    switch pane {
    case .confusion:
      guard let cell = ConfusionView(self, layout)?.cell(row: mouse.row, column: mouse.column)
      else { return [] }
      evaluate.cell = cell
      evaluate.label = cell.truth
      return mouse.clickCount == 2 ? acceptOnEvaluation() : []
    case .classes:
      if let label = ClassesPane.label(self, layout, row: mouse.row) { evaluate.label = label }
    case .diagram:
      if let label = DiagramPane.label(self, layout, row: mouse.row) { evaluate.label = label }
    case .rows:
      guard let index = RowsView(self, layout)?.index(row: mouse.row) else { return [] }
      evaluate.rowCursor = index
      if mouse.clickCount == 2 { return acceptOnEvaluation() }
    default: break
    }
    return []
  }
}
