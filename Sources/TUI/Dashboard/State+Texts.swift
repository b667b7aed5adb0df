internal import Attribution
internal import Model
internal import Training

/// The list of texts: explained one after the other, and longer by what comes to a file that it follows.
extension State {
  /// Explains the texts of the list one after the other with the present model.
  mutating func explainTexts() -> [Effect] {
    guard model != nil else { return [] }
    guard !explain.texts.isEmpty else {
      message = Message(.note, "The list is empty: keep a text in it, or read a file")
      return []
    }
    for index in explain.texts.indices { explain.texts[index].turn = .waiting }
    explain.isListAsked = true
    return explainNextText()
  }

  /// Asks for the next text's explanation, unless one is on its way.
  mutating func explainNextText() -> [Effect] {
    guard model != nil, !explain.texts.contains(where: { $0.turn == .asked }) else { return [] }
    // What comes is worth seeing at once, though a long list is being explained.
    let next =
      explain.texts.firstIndex { $0.turn == .arrived }
      ?? explain.texts.firstIndex { $0.turn == .waiting }
    guard let next else { return [] }
    explain.texts[next].turn = .asked
    explain.listGeneration += 1
    // The class is each text's own; a budget of steps for a list would take too long to watch.
    var request = explain.request(for: explain.request.method)
    request.target = .predicted
    // What is open on screen is so in the text there alone.
    request.openedParts = []
    return [
      .explain(
        Work(
          id: Work.ID(lane: .list, generation: explain.listGeneration),
          input: input(of: explain.texts[next]), requests: [request]))
    ]
  }

  private func input(of item: TextItem) -> ModelInput {
    ModelInput(text: item.text, pair: item.pair, cleaner: cleaner)
  }

  /// The text that the model is at; nil when it was taken out of the list meanwhile.
  private var askedText: Int? { explain.texts.firstIndex { $0.turn == .asked } }

  mutating func receivedListed(_ result: ModelResult) {
    if let problem = problem(result) {
      message = Message(.error, problem)
      return
    }
    guard let model, let place = askedText else { return }
    var estimate = result.estimate
    // No list draws these, and of thousands of texts they are all the memory there is.
    estimate.path = []
    estimate.classes = []
    estimate.partition = nil
    estimate.surrogate?.points = []
    let best = estimate.prediction.best
    let outputs = estimate.prediction.outputs
    explain.texts[place].outcome = TextItem.Outcome(
      model: model.name, label: model.label(best),
      output: outputs.indices.contains(best) ? outputs[best] : 0)
    var explanation = Explanation(
      input: input(of: explain.texts[place]), encoding: result.encoding,
      basis: explain.basis, prediction: estimate.prediction,
      target: estimate.target)
    explanation.entries[estimate.method] = Explanation.Entry(
      estimate: estimate, seconds: result.seconds, granularity: explain.granularity)
    explain.texts[place].explanation = explanation
    explain.texts[place].measure(by: explain.granularity, fields: explain.request.fields)
  }

  /// Finds the largest value of every text of the list anew, once its parts are others.
  mutating func measureTexts() {
    for place in explain.texts.indices {
      explain.texts[place].measure(by: explain.granularity, fields: explain.request.fields)
    }
  }

  /// Asks anew about texts whose explanation is of other parts than they are shown in, if any is.
  mutating func regroupTexts() -> [Effect] {
    var isAny = false
    for place in explain.texts.indices {
      let item = explain.texts[place]
      guard item.turn == .asked || item.turn == nil && item.explanation != nil else { continue }
      explain.texts[place].turn = .waiting
      isAny = true
    }
    return isAny ? [.cancel(.list)] + explainNextText() : []
  }

  /// The model is done with a text of the list: on to the next one.
  mutating func textEnded() -> [Effect] {
    if let place = askedText { explain.texts[place].turn = nil }
    let effects = explainNextText()
    if effects.isEmpty, explain.isListAsked {
      explain.isListAsked = false
      message = listSummary()
    }
    return effects
  }

  /// Explains no more of the list; what comes later is explained again.
  mutating func stopTexts() -> [Effect] {
    for index in explain.texts.indices where explain.texts[index].turn?.isPending == true {
      explain.texts[index].turn = explain.texts[index].turn == .arrived ? .skipped : nil
    }
    explain.isListAsked = false
    explain.listGeneration += 1
    return [.cancel(.list)]
  }

  /// Goes on where the model was asked and gave up, for another one was to be opened.
  mutating func resumeTexts() -> [Effect] {
    if let place = askedText { explain.texts[place].turn = .waiting }
    return explainNextText()
  }

  /// What a run over the list found: flips against the model before, and how many are right.
  private func listSummary() -> Message {
    let texts = explain.texts
    var parts: [String] = []
    let compared = texts.filter { $0.previous != nil && $0.outcome != nil }
    if !compared.isEmpty {
      parts.append("\(compared.filter(\.isFlipped).count) of \(compared.count) texts flipped")
    }
    let judged = texts.compactMap(\.isRight)
    if !judged.isEmpty {
      parts.append("\(judged.filter { $0 }.count) of \(judged.count) as expected")
    }
    if parts.isEmpty { parts.append("\(texts.filter { $0.outcome != nil }.count) texts explained") }
    return Message(.note, parts.joined(separator: " · "))
  }

  // MARK: Files

  /// Lists texts, those aside that are listed already.
  mutating func list(_ items: [TextItem]) {
    let known = Set(explain.texts.map(\.content))
    explain.texts += items.filter { !known.contains($0.content) }
  }

  /// Reads a file of texts into the list, which is then in sight.
  mutating func load(_ path: String) -> [Effect] {
    let effects = show(.explain)
    focus(on: .texts)
    return effects + [.loadTexts(path)]
  }

  /// Opens with the list in sight, for a file that is read when a model is there.
  mutating func open(withTextsOf path: String) {
    explain.laterTexts = path
    if screen == .explain { focus(on: .texts) }
  }

  /// Reads the file that was named at the start, now that its labels can be known or will not be.
  mutating func loadLaterTexts() -> [Effect] {
    guard let path = explain.laterTexts else { return [] }
    explain.laterTexts = nil
    return [.loadTexts(path)]
  }

  /// From now on the list follows a file, or a pipe, in place of the one before.
  mutating func textsFollowed(_ name: String, source: Int, isPipe: Bool) {
    explain.followed = FollowedTexts(name: name, source: source)
    // In a pipe nothing but the newest is of interest.
    if isPipe {
      explain.textCursor = max(explain.texts.count - 1, 0)
      explain.followed?.hasBegun = true
    }
  }

  /// Takes in what came of the file that is followed.
  mutating func received(_ news: LineNews, from source: Int) -> [Effect] {
    guard var followed = explain.followed, followed.source == source else { return [] }
    let wasAtEnd = explain.textCursor >= explain.texts.count - 1
    let former = followed.standing
    followed.standing = news.standing
    followed.olderCount += news.droppedCount
    let isFirst = !followed.hasBegun
    followed.hasBegun = true
    explain.followed = followed
    var items = listed(news, from: source)
    if isFirst {
      list(items)
      let count = Wording.count(items.count, "text")
      message = Message(
        .note,
        items.isEmpty
          ? "\(followed.name) has no texts yet: they are listed as they come"
          : "\(count) from \(followed.name), which is followed; R explains them")
    } else if news.isAnew || news.isRotated && isMostlyListed(items) {
      relist(&items)
      message = Message(
        .note, "\(followed.name) was cut short or rewritten: read from its beginning")
    } else {
      if news.completesLine { complete(&items) }
      if !news.wasThere { for index in items.indices { items[index].turn = .arrived } }
      explain.texts += items
      if news.isRotated {
        message = Message(.note, "\(followed.name) was rotated: the new file goes on")
      }
    }
    skipTexts()
    dropOldTexts()
    if wasAtEnd, !isFirst { explain.textCursor = explain.texts.count - 1 }
    explain.textCursor = min(max(explain.textCursor, 0), max(explain.texts.count - 1, 0))
    if let told = followed.message(after: former) { message = told }
    return explainNextText()
  }

  /// The texts of lines that came.
  private func listed(_ news: LineNews, from source: Int) -> [TextItem] {
    let labels = model?.labels ?? []
    var items = TextItem.read(news.lines, labels: labels, source: .file)
    // Half an object is no text.
    if let line = news.unfinished, !line.hasPrefix("{") || line.hasSuffix("}") {
      for var item in TextItem.read([line], labels: labels, source: .file) {
        item.isUnfinished = true
        items.append(item)
      }
    }
    for index in items.indices { items[index].file = source }
    return items
  }

  /// Whether a file that took the place of the one followed holds what that did: an editor saves like this, a log is not rotated so.
  private func isMostlyListed(_ items: [TextItem]) -> Bool {
    let known = Set(
      explain.texts.lazy.filter { $0.file == explain.followed?.source }.map(\.content))
    return items.count { known.contains($0.content) } * 2 > items.count
  }

  /// Puts the texts of the file as it is now in the place of those it held; what was explained of them stays.
  private mutating func relist(_ items: inout [TextItem]) {
    let source = explain.followed?.source
    var former: [TextItem.Content: TextItem] = [:]
    for item in explain.texts where item.file == source { former[item.content] = item }
    for index in items.indices {
      if let known = former[items[index].content] {
        items[index].takeOver(known)
      } else {
        items[index].turn = .arrived
      }
    }
    // What the user keeps stays where it is.
    removeTexts { $0.file == source && $0.source == .file }
    let kept = Set(explain.texts.lazy.filter { $0.file == source }.map(\.content))
    explain.texts += items.filter { !kept.contains($0.content) }
    explain.followed?.olderCount = 0
  }

  /// Takes in the rest of the line that had no end.
  private mutating func complete(_ items: inout [TextItem]) {
    guard let place = explain.texts.lastIndex(where: \.isUnfinished) else { return }
    explain.texts[place].isUnfinished = false
    guard let whole = items.first else { return }
    if explain.texts[place].content == whole.content {
      items.removeFirst()
    } else if explain.texts[place].source == .file {
      removeTexts(at: [place])
    }
  }

  /// Passes over the oldest of those that wait because they came: nobody wants to see them before what is newer.
  private mutating func skipTexts() {
    let waiting = explain.texts.indices.filter { explain.texts[$0].turn == .arrived }
    for index in waiting.dropLast(FollowedTexts.mostWaiting) {
      explain.texts[index].turn = .skipped
    }
  }

  /// Lists no more than the newest texts of a file.
  private mutating func dropOldTexts() {
    guard let source = explain.followed?.source else { return }
    let places = explain.texts.indices.filter {
      explain.texts[$0].file == source && explain.texts[$0].source == .file
    }
    let old = places.dropLast(FollowedTexts.limit)
    guard !old.isEmpty else { return }
    removeTexts(at: Set(old))
    explain.followed?.olderCount += old.count
  }

  private mutating func removeTexts(where isRemoved: (TextItem) -> Bool) {
    removeTexts(at: Set(explain.texts.indices.filter { isRemoved(explain.texts[$0]) }))
  }

  /// Takes texts out, the cursor staying on its own.
  private mutating func removeTexts(at places: Set<Int>) {
    explain.textCursor -= places.count { $0 < explain.textCursor }
    explain.texts = explain.texts.indices.filter { !places.contains($0) }.map { explain.texts[$0] }
  }
}
