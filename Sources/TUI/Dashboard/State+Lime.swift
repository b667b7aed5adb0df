internal import Attribution
internal import Model

/// What LIME alone is told.
extension State {
  func limeMenu() -> Menu {
    let settings = explain.request.lime
    func item(
      _ label: String, _ detail: String, _ change: (inout LimeSettings) -> Void
    ) -> Menu.Item {
      var changed = settings
      change(&changed)
      return Menu.Item(
        label: label, detail: detail, isCurrent: changed == settings, value: .lime(changed))
    }
    let splits: [(WordSplit, String)] = [
      (.word, "letters and figures, as Python's \\W+ parts them"),
      (.unicode, "by UAX #29, Chinese characters each"),
      (.token, "as the tokenizer parts them first"), (.character, "every one by itself"),
    ]
    let pattern = if case .pattern(let pattern) = settings.split { pattern } else { "" }
    let selections = FeatureSelection.allCases.map { selection in
      item("selection: \(selection.rawValue)", selection.detail) { $0.selection = selection }
    }
    return Menu(
      kind: .lime,
      title: explain.granularity.opensIntoWords
        ? "LIME: its words are \(explain.granularity.rawValue)s now" : "LIME",
      items: splits.map { split, detail in
        item(split.title, detail) { $0.split = split }
      } + [
        Menu.Item(
          label: "parts between a pattern…", detail: pattern, isCurrent: !pattern.isEmpty,
          value: .wordPattern),
        item("bag of words", "a word is out everywhere at once") { $0.isBag = true },
        item("by place", "each place of a word is its own") { $0.isBag = false },
        Menu.Item(
          label: "number of words…", detail: "at most \(settings.featureLimit)",
          value: .featureLimit),
      ] + selections)
  }

  /// Asks what is between words.
  func wordPatternPrompt() -> Prompt {
    let pattern = if case .pattern(let pattern) = explain.request.lime.split { pattern } else { "" }
    return Prompt(
      kind: .wordPattern, title: "Pattern between words", editor: TextEditor(pattern))
  }

  /// Asks how many words the linear model may have.
  func featureLimitPrompt() -> Prompt {
    Prompt(
      kind: .featureLimit, title: "Words in LIME's model, at most",
      editor: TextEditor(String(explain.request.lime.featureLimit)))
  }

  /// Takes a pattern; what is no regular expression stays in its prompt.
  mutating func split(by prompt: Prompt) -> [Effect] {
    let pattern = prompt.editor.text
    guard !pattern.isEmpty else { return [] }
    guard (try? Regex(pattern)) != nil else {
      message = Message(.warning, "That is no regular expression; [\\s,.]+ would be one")
      overlay = .prompt(prompt)
      return []
    }
    var settings = explain.request.lime
    settings.split = .pattern(pattern)
    return use(settings)
  }

  /// Explains by LIME so, or will where it is not on screen.
  mutating func use(_ settings: LimeSettings) -> [Effect] {
    let (shown, effects) = change(for: { $0 == .lime }) { $0.lime = settings }
    if shown.isEmpty {
      message = Message(
        .note, "LIME will do so: \(name(of: .method)) chooses it, \(name(of: .addRow)) adds it")
    }
    return effects
  }
}

extension WordSplit {
  /// What it divides into.
  var title: String {
    switch self {
    case .word: "words"
    case .unicode: "Unicode words"
    case .token: "the tokenizer's words"
    case .character: "characters"
    case .pattern: "parts between a pattern"
    }
  }
}

extension FeatureSelection {
  /// How words are chosen where the linear model may not have all.
  var detail: String {
    switch self {
    case .automatic: "up to 6 one by one, more by weight"
    case .forward: "one by one what raises R² most"
    case .highestWeights: "the largest of a model of all"
    case .lassoPath: "the last that has no more on its path"
    case .all: "however many were allowed"
    }
  }
}
