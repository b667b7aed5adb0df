internal import Attribution
internal import Foundation
internal import Model

/// What follows from a menu or a prompt that was answered.
extension State {
  /// The class of a name; of a vocabulary also that of a word behind a blank, as byte-level pieces have it.
  func piece(_ name: String) -> Int? {
    guard let model, !name.isEmpty else { return nil }
    let spellings = model.classesArePieces ? [name, "Ġ" + name, "▁" + name] : [name]
    return spellings.lazy.compactMap { model.labels.firstIndex(of: $0) }.first
  }

  mutating func choose(_ menu: Menu) -> [Effect] {
    overlay = nil
    let typed = menu.query.text.trimmingCharacters(in: .whitespaces)
    if menu.kind == .palette, let effects = runCommand(typed) { return effects }
    let matches = menu.matches
    guard matches.indices.contains(menu.selected) else {
      if menu.kind == .model, !typed.isEmpty { return open(model: typed) }
      if menu.kind == .against, !typed.isEmpty { return judge(against: typed) }
      // A menu holds the most probable pieces of a vocabulary only.
      if menu.kind == .target, let piece = piece(typed) { return explain(class: piece) }
      if menu.kind == .relabel, !typed.isEmpty { return relabel(typed) }
      if !typed.isEmpty { message = Message(.note, "Nothing is called “\(typed)”") }
      return []
    }
    // A path that was typed whole is meant, even where a choice resembles it.
    if typed.hasPrefix("/") || typed.hasPrefix("~") || typed.hasPrefix(".") {
      if menu.kind == .model { return open(model: typed) }
      if menu.kind == .against { return judge(against: typed) }
    }
    switch matches[menu.selected].value {
    case .action(let action): return perform(action)
    case .method(let method):
      return menu.kind == .method ? use(method) : toggleRow(method)
    case .target(let target):
      explain.request.target = target
      explain.request.neuron = nil
      return explainAgain()
    case .baseline(let baseline):
      explain.request.baseline = baseline
      return explainAgain()
    case .baselineText:
      let text = if case .text(let text) = explain.request.baseline { text } else { "" }
      overlay = .prompt(
        Prompt(kind: .baselineText, title: "Text to compare with", editor: TextEditor(text)))
    case .baselines: overlay = .menu(baselinesMenu())
    case .fillers: overlay = .menu(fillersMenu())
    case .replacement(let replacement):
      return use(replacement)
    case .window: overlay = .prompt(windowPrompt())
    case .layer(let layer): return use(layer)
    case .everyLayer: return showEveryLayer()
    case .neuron: overlay = .prompt(neuronPrompt())
    case .lime(let settings): return use(settings)
    case .wordPattern: overlay = .prompt(wordPatternPrompt())
    case .featureLimit: overlay = .prompt(featureLimitPrompt())
    case .format(let format): return [.save(format)]
    case .model(let name):
      return menu.kind == .against ? judge(against: name) : open(model: name)
    case .expected(let label): return expect(label)
    case .relabel(let label):
      return screen == .data ? relabel(label) : relabelRow(label)
    case .filter(let kind): return filterRows(kind)
    case .cleaning(let cleaner): return clean(with: cleaner)
    case .text(let text, let pair): return open(TextItem(text: text, pair: pair))
    case .cleaningSteps:
      overlay = .prompt(
        Prompt(
          kind: .cleaning, title: "Cleaning steps",
          editor: TextEditor(effectiveCleaner.summary)))
    }
    return []
  }

  mutating func open(model name: String) -> [Effect] {
    opening = name
    return [.openModel(name)]
  }

  mutating func use(_ method: AttributionMethod) -> [Effect] {
    explain.rows.removeAll { $0 == method }
    explain.request.method = method
    explain.pathStep = nil
    tellOfNeuron(method)
    return explainAgain()
  }

  private mutating func toggleRow(_ method: AttributionMethod) -> [Effect] {
    if let place = explain.rows.firstIndex(of: method) {
      explain.rows.remove(at: place)
      clampCursor(follow: false)
      return []
    }
    explain.rows.append(method)
    clampCursor(follow: false)
    if explain.neuron != nil, !method.explainsNeurons {
      tellOfNeuron(method)
      return []
    }
    return explain.currentEntry(method, in: explain.live) == nil ? explainAgain() : []
  }

  private mutating func expect(_ label: String?) -> [Effect] {
    guard focus == .texts, explain.texts.indices.contains(explain.textCursor) else {
      // Outside the list the text on screen is meant, which is then worth keeping.
      guard !explain.isBlank else { return [] }
      _ = perform(.bookmark)
      explain.texts[explain.textCursor].expected = label
      message = Message(.note, "Kept, with \(label ?? "no class") as the right one")
      return [.saveBookmarks(explain.texts)]
    }
    explain.texts[explain.textCursor].expected = label
    explain.texts[explain.textCursor].source = .bookmark
    return [.saveBookmarks(explain.texts)]
  }

  mutating func answer(_ prompt: Prompt) -> [Effect] {
    let text = prompt.editor.text
    switch prompt.kind {
    case .search:
      search(text)
      if !text.isEmpty, explain.matches.isEmpty {
        message = Message(.note, "“\(text)” is not in the text")
      } else if !text.isEmpty {
        message = Message(.note, "\(explain.matches.count) found; n and N go through them")
        if focus.isEditor || screen == .heads { focus(on: wordPane) }
      }
    case .baselineText:
      guard !text.isEmpty else { return [] }
      explain.request.baseline = .text(text)
      return explainAgain()
    case .window:
      guard let window = number(text, prompt.title, in: 1...1_000) else { return [] }
      explain.request.window = window
      return explainAgain()
    case .neuron: return explain(neuron: text)
    case .seed: return use(seed: text)
    case .wordPattern: return split(by: prompt)
    case .featureLimit:
      guard let limit = number(text, prompt.title, in: 1...100_000) else { return [] }
      var settings = explain.request.lime
      settings.featureLimit = limit
      return use(settings)
    case .note:
      guard explain.texts.indices.contains(explain.textCursor) else {
        message = Message(.note, "Keep the text in the list first")
        return []
      }
      explain.texts[explain.textCursor].note = text
      explain.texts[explain.textCursor].source = .bookmark
      return [.saveBookmarks(explain.texts)]
    case .patching: return text.isEmpty ? [] : patch(from: text)
    case .load: return text.isEmpty ? [] : load(text)
    case .watch: return text.isEmpty ? [] : watch(text)
    case .evaluate: return text.isEmpty ? [] : evaluate(on: text)
    case .data: return text.isEmpty ? [] : openData([text])
    case .dataSearch: return searchRows(text)
    case .cleaning: return clean(named: text)
    case .fields: return divide(by: prompt)
    }
    return []
  }
}
