internal import Attribution

/// What the heads do over the list of texts: the board's last page.
extension State {
  /// What a count begun now would be of.
  var sampleQuestion: SampleState.Question {
    let texts = explain.texts.lazy.map {
      ModelInput(text: $0.text, pair: $0.pair, cleaner: cleaner)
    }
    .filter { !$0.isBlank }.prefix(SampleState.mostTexts)
    return SampleState.Question(texts: Array(texts), gates: explain.request.headGates)
  }

  /// Whether the page is of other texts or gates than there are now.
  var isSampleOld: Bool {
    heads.sample.report != nil && heads.sample.counted(of: sampleQuestion) == nil
  }

  /// Goes on counting while the page is on screen, unless all is counted.
  mutating func readSample() -> [Effect] {
    guard screen == .heads, heads.page == .sample, model != nil else { return [] }
    let question = sampleQuestion
    guard heads.sample.asked != question else { return [] }
    guard let first = question.texts.first else {
      heads.sample.forget()
      return [.cancel(.sample)]
    }
    let start = heads.sample.counted(of: question) ?? PatternSampleReport()
    heads.sample.ask(question)
    heads.sample.isDone = start.textCount == question.texts.count
    if heads.sample.isDone {
      heads.sample.question = question
      return [.cancel(.sample)]
    }
    return [
      .explain(
        Work(
          id: Work.ID(lane: .sample, generation: heads.sample.generation), input: first,
          heads: HeadsRequest(.sample(question.texts, after: start), gates: question.gates)))
    ]
  }

  /// Stops counting until the page is on screen and the model has nothing better to do.
  mutating func pauseSample() -> [Effect] {
    guard heads.sample.asked != nil, !heads.sample.isDone else { return [] }
    heads.sample.interrupt()
    return [.cancel(.sample)]
  }
}
