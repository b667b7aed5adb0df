internal import Attribution
internal import Model

/// The explanation in words.
extension State {
  // MARK: Keys

  /// The pane's key: goes there, and there asks the training data or stops asking.
  mutating func write() -> [Effect] {
    if focus == .written { return toggleTraining() }
    focus(on: .written)
    return readTemplate()
  }

  /// Moves in the explanation in words; left and right change its language.
  mutating func moveInWriting(_ action: Action) -> [Effect] {
    if action == .left || action == .right {
      explain.writing.language = explain.writing.language.next
      explain.writing.top = 0
      if isASCII, explain.writing.language == .chinese {
        message = Message(.note, "ASCII has no Chinese characters: \(name(of: .ascii)) draws them")
      }
      return readTemplate()
    }
    let height = ScreenLayout(self).inside(.written)?.height ?? 1
    let last = max(WrittenPane.lineCount(self) - height, 0)
    explain.writing.top = Self.scrolled(
      explain.writing.top, action, last, page: max(height - 1, 1))
    return []
  }

  /// Enter: sentences or prompt.
  mutating func changeWriting() -> [Effect] {
    explain.writing.form = explain.writing.form == .prose ? .prompt : .prose
    explain.writing.top = 0
    return readTemplate()
  }

  /// The template may have been edited since.
  private func readTemplate() -> [Effect] {
    explain.writing.form == .prompt ? [.readTemplate(explain.writing.language)] : []
  }

  /// Puts what stands in the pane on the clipboard.
  mutating func copyWriting() -> [Effect] {
    guard let text = explain.writing.text else {
      message = Message(.note, "There is nothing to copy yet")
      return []
    }
    guard let copied = text.copied else {
      message = Message(.warning, "There is no prompt to copy: its template has an error")
      return []
    }
    return [.copy(copied)]
  }

  // MARK: The text

  /// Whether the explanation in words is in sight.
  private var showsWriting: Bool {
    screen == .explain && (chosenView == .written || focus == .written)
      && ScreenLayout(self).panes[.written] != nil
  }

  /// Writes anew where numbers, or how they are told, have changed, and asks the training data about them.
  ///
  /// What stands there stays until there is something to put in its place.
  mutating func completeWriting(after last: State) -> [Effect] {
    guard showsWriting, let report, !explain.isBlank else {
      explain.writing.text = nil
      return []
    }
    guard explain.isSettled else { return [] }
    let (now, before) = (explain, last.explain)
    let isSame =
      now.writing.text != nil && now.settled == before.settled && now.trust == before.trust
      && now.request == before.request && now.granularity == before.granularity
      && now.writing.source == before.writing.source
      && now.writing.training == before.writing.training && trainingFiles == last.trainingFiles
    guard !isSame else { return [] }
    var facts = ExplanationFacts(
      report, by: explain.granularity, trust: explain.trust, training: nil)
    let effects = askTraining(of: facts, report)
    facts.training = explain.writing.training.knowledge
    explain.writing.text = text(facts)
    if now.writing.text == nil || now.settled?.input != before.settled?.input {
      explain.writing.top = 0
    }
    return effects
  }

  private func text(_ facts: ExplanationFacts) -> WrittenText {
    let language = explain.writing.language
    switch (explain.writing.form, explain.writing.template) {
    case (.prose, _):
      return WrittenText(
        ExplanationProse(facts, language: language),
        isTrainingOpen: facts.training == nil && explain.writing.training.isWanted)
    case (.prompt, .absent):
      return WrittenText(
        prompt: PromptTemplate.standard(language).prompt(for: facts, language: language))
    case (.prompt, .read(let template, _)):
      return WrittenText(prompt: template.prompt(for: facts, language: language))
    case (.prompt, .faulty(let problem)): return WrittenText(problem: problem)
    }
  }

  // MARK: The training data

  /// The labelled texts that the model was trained on, where its run says which; else those that are open on other screens.
  var trainingFiles: [String] {
    if let known = model?.trainingFiles, !known.isEmpty { return known }
    let open = data.files.filter { $0.stage == .whole && $0.count > 0 }.map(\.path)
    if !open.isEmpty { return open }
    return evaluate.data.isEmpty ? [] : [evaluate.data]
  }

  private mutating func toggleTraining() -> [Effect] {
    guard !trainingFiles.isEmpty else {
      message = Message(
        .note, "No labelled texts are known: \(name(of: .dataScreen)) opens a file of them")
      return []
    }
    let generation = explain.writing.training.generation + 1
    let isWanted = !explain.writing.training.isWanted
    explain.writing.training = TrainingQuestion(isWanted: isWanted, generation: generation)
    return isWanted ? [] : [.cancel(.training)]
  }

  /// Asks what has not been asked yet; what is known of another text is forgotten.
  private mutating func askTraining(
    of facts: ExplanationFacts, _ report: ExplanationReport
  ) -> [Effect] {
    guard explain.writing.training.isWanted else { return [] }
    let subject = TrainingQuestion.Subject(
      input: report.input, model: report.model.digest, files: trainingFiles,
      words: facts.decisiveParts.map(\.text))
    guard subject != explain.writing.training.asked else { return [] }
    let generation = explain.writing.training.generation + 1
    let readCount = explain.writing.training.readCount
    explain.writing.training = TrainingQuestion(
      isWanted: true, generation: generation, asked: subject, readCount: readCount)
    guard !subject.files.isEmpty else { return [.cancel(.training)] }
    return [
      .explain(
        Work(
          id: Work.ID(lane: .training, generation: generation), input: subject.input,
          training: subject.files, sharing: subject.words))
    ]
  }

  /// Takes an answer in, unless something newer was asked since.
  mutating func receivedTraining(_ id: Work.ID, _ answer: TrainingAnswer) {
    guard id.generation == explain.writing.training.generation else { return }
    switch answer {
    case .read(let count): explain.writing.training.readCount = count
    case .knowledge(let knowledge): explain.writing.training.knowledge = knowledge
    }
  }

  /// Says in the pane why there is no answer.
  mutating func trainingFailed(_ id: Work.ID, _ problem: String) {
    guard id.generation == explain.writing.training.generation else { return }
    explain.writing.training.problem = problem
  }
}
