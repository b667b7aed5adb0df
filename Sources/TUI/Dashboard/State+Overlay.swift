internal import Attribution
internal import Foundation
internal import Model

extension State {
  // MARK: Keys

  /// A key while something lies over the screen: letters type, the rest moves and chooses.
  mutating func handleOverlay(_ chord: KeyChord) -> [Effect] {
    // Leaving, stopping and redrawing hold everywhere, as the table has them outside panes.
    if let action = keys.action(for: chord, in: .text, on: screen),
      [.quit, .suspend, .redraw].contains(action)
    {
      return perform(action)
    }
    if chord.key == .escape || chord == KeyChord(.character("g"), .control) {
      overlay = nil
      return []
    }
    switch overlay {
    case .help(let line): overlay = scrolledHelp(line, chord)
    case .menu(var menu): return handle(chord, &menu)
    case .prompt(var prompt): return handle(chord, &prompt)
    case .form(let form): return handle(chord, form)
    case nil: break
    }
    return []
  }

  private func scrolledHelp(_ line: Int, _ chord: KeyChord) -> Overlay? {
    let page = max(rows - 6, 1)
    let last = max(HelpOverlay.lineCount(self) - HelpOverlay.visibleLines(self), 0)
    switch chord.key {
    case .up, .character("k"): return .help(max(line - 1, 0))
    case .down, .character("j"): return .help(min(line + 1, last))
    case .pageUp: return .help(max(line - page, 0))
    case .pageDown, .character(" "): return .help(min(line + page, last))
    case .home: return .help(0)
    case .end: return .help(last)
    default: return nil
    }
  }

  private mutating func handle(_ chord: KeyChord, _ menu: inout Menu) -> [Effect] {
    let count = menu.matches.count
    switch chord.key {
    case .up, .backTab: menu.selected = max(menu.selected - 1, 0)
    case .down, .tab: menu.selected = min(menu.selected + 1, max(count - 1, 0))
    case .pageUp: menu.selected = max(menu.selected - 8, 0)
    case .pageDown: menu.selected = min(menu.selected + 8, max(count - 1, 0))
    case .home: menu.selected = 0
    case .end: menu.selected = max(count - 1, 0)
    case .enter: return choose(menu)
    case .character("p") where chord.modifiers == .control:
      menu.selected = max(menu.selected - 1, 0)
    case .character("n") where chord.modifiers == .control:
      menu.selected = min(menu.selected + 1, max(count - 1, 0))
    default:
      if type(chord, into: &menu.query) { menu.selected = 0 }
    }
    overlay = .menu(menu)
    return []
  }

  private mutating func handle(_ chord: KeyChord, _ prompt: inout Prompt) -> [Effect] {
    if chord.key == .enter {
      overlay = nil
      return answer(prompt)
    }
    _ = type(chord, into: &prompt.editor)
    overlay = .prompt(prompt)
    return typed(into: prompt)
  }

  /// What is looked for follows while it is typed.
  private mutating func typed(into prompt: Prompt) -> [Effect] {
    switch prompt.kind {
    case .search: search(prompt.editor.text)
    case .dataSearch: return searchRows(prompt.editor.text)
    default: break
    }
    return []
  }

  /// Edits the one line of an overlay; says whether its text changed.
  func type(_ chord: KeyChord, into editor: inout TextEditor) -> Bool {
    let before = editor.characters
    switch (chord.key, chord.modifiers) {
    case (.backspace, []): editor.eraseBackward()
    case (.delete, []): editor.eraseForward()
    case (.left, []): editor.move(.left, width: .max)
    case (.right, []): editor.move(.right, width: .max)
    case (.home, []), (.character("a"), .control): editor.move(.textStart, width: .max)
    case (.end, []), (.character("e"), .control): editor.move(.textEnd, width: .max)
    case (.character("w"), .control), (.backspace, .alt): editor.killWordBackward()
    case (.character("u"), .control): editor.killToLineStart()
    case (.character("k"), .control): editor.killToLineEnd()
    case (.character("y"), .control): editor.yank()
    case (.character(let character), _) where chord.isPrintable: editor.insert(String(character))
    default: break
    }
    return before != editor.characters
  }

  /// A paste into an overlay; line ends would be keys and are blanks instead.
  mutating func typeIntoOverlay(_ text: String) -> [Effect] {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    switch overlay {
    case .menu(var menu):
      menu.query.insert(line)
      menu.selected = 0
      overlay = .menu(menu)
    case .prompt(var prompt):
      prompt.editor.insert(line)
      overlay = .prompt(prompt)
      return typed(into: prompt)
    case .form(var form):
      form[form.focus].insert(line)
      overlay = .form(form)
    default: break
    }
    return []
  }

  mutating func handleOverlay(_ mouse: MouseEvent) -> [Effect] {
    switch (overlay, mouse.action) {
    case (.help(let line), .wheelUp): overlay = .help(max(line - 2, 0))
    case (.help(let line), .wheelDown):
      let last = max(HelpOverlay.lineCount(self) - HelpOverlay.visibleLines(self), 0)
      overlay = .help(min(line + 2, last))
    case (.menu(var menu), .wheelUp):
      menu.selected = max(menu.selected - 1, 0)
      overlay = .menu(menu)
    case (.menu(var menu), .wheelDown):
      menu.selected = min(menu.selected + 1, max(menu.matches.count - 1, 0))
      overlay = .menu(menu)
    case (.menu(var menu), .press(.left)):
      let box = MenuOverlay.place(menu, self)
      guard box.frame.contains(row: mouse.row, column: mouse.column) else {
        overlay = nil
        return []
      }
      let index = box.first + mouse.row - box.list.row
      if box.list.contains(row: mouse.row, column: mouse.column), index < menu.matches.count {
        menu.selected = index
        return choose(menu)
      }
    case (.form(let form), .press(.left)): press(mouse, form)
    case (.help, .press): overlay = nil
    default: break
    }
    return []
  }

  /// Looks for a text while it is typed, from the cursor on.
  private mutating func search(_ text: String) {
    explain.search = text
    if let first = explain.matches.first(where: { $0 >= explain.cursor }) ?? explain.matches.first {
      select(first)
    }
  }

  // MARK: Menus

  func paletteMenu() -> Menu {
    Menu(
      kind: .palette, title: "Actions",
      items: keys.rows.filter { $0.group != .movement }.map { row in
        let chords = (row.plain + row.always).map(\.glyphs)
        return Menu.Item(
          label: row.title,
          detail: row.action.rawValue
            + (chords.isEmpty ? "" : "  " + chords.joined(separator: " ")),
          value: .action(row.action))
      })
  }

  func methodMenu(_ kind: Menu.Kind) -> Menu {
    let title = kind == .method ? "Method" : "Further rows"
    let text = explain.live.map { ExplainedText($0.encoding, texts: $0.input.texts) }
    return Menu(
      kind: kind, title: title,
      items: AttributionMethod.allCases.filter { kind == .method || $0 != explain.request.method }
        .map { method in
          var detail = ExplanationCaption.cost(of: explain.request(for: method), for: text)
          if let entry = explain.currentEntry(method, in: explain.live) {
            detail += " · computed, " + NumberText.duration(entry.seconds)
          }
          return Menu.Item(
            label: method.title, detail: detail,
            isCurrent: kind == .method
              ? method == explain.request.method : explain.rows.contains(method),
            value: .method(method))
        })
  }

  /// The classes that menus offer: all, or what a language model says of the text.
  private var listedClasses: [Int] {
    guard let model else { return [] }
    guard let prediction = explain.live?.prediction else {
      return model.classesArePieces ? [] : Array(model.labels.indices)
    }
    return model.listed(prediction, most: 100)
  }

  func targetMenu() -> Menu {
    let prediction = explain.live?.prediction
    var items = [
      Menu.Item(
        label: "the predicted class", isCurrent: explain.request.target == .predicted,
        value: .target(.predicted))
    ]
    for index in listedClasses {
      let label = model?.label(index) ?? ""
      let output = prediction.flatMap {
        $0.outputs.indices.contains(index) ? $0.outputs[index] : nil
      }
      items.append(
        Menu.Item(
          label: label, detail: output.map { NumberText.output($0, kind: prediction?.kind) } ?? "",
          isCurrent: explain.request.target == .index(index), value: .target(.index(index))))
    }
    let title =
      model?.classesArePieces == true
      ? "Piece to explain: choose, or type one and Enter" : "Class to explain"
    return Menu(kind: .target, title: title, items: items)
  }

  func formatMenu() -> Menu {
    let details: [SaveFormat: String] = [
      .ansi: "the screen with its colours, for cat", .svg: "the screen as a picture",
      .html: "the screen as a page",
      .json: "the numbers, as \(screen == .heads ? "attention" : screen.rawValue) --format json",
    ]
    return Menu(
      kind: .format, title: "Save",
      // The numbers are those of what the screen is about.
      items: SaveFormat.allCases.filter {
        switch screen {
        case _ where $0 != .json: true
        case .explain: true
        case .heads: heads.report != nil
        case .evaluate: evaluate.evaluation != nil
        case .train, .data: false
        }
      }.map {
        Menu.Item(label: $0.rawValue.uppercased(), detail: details[$0] ?? "", value: .format($0))
      })
  }

  func expectedMenu() -> Menu {
    let item =
      explain.texts.indices.contains(explain.textCursor)
      ? explain.texts[explain.textCursor] : nil
    let items = listedClasses.compactMap { model?.label($0) }.map {
      Menu.Item(label: $0, isCurrent: item?.expected == $0, value: .expected($0))
    }
    return Menu(
      kind: .expected, title: "The right class is",
      items: items + [
        Menu.Item(label: "nobody knows", isCurrent: item?.expected == nil, value: .expected(nil))
      ])
  }

  /// Opens the menu of models that were found.
  mutating func showModels(_ choices: [ModelChoice]) {
    let isSecond = evaluate.isChoosingSecond
    evaluate.isChoosingSecond = false
    overlay = .menu(
      Menu(
        kind: isSecond ? .against : .model,
        title: isSecond
          ? "Judge it against: choose, or type a path or org/name"
          : "Open a model: choose, or type a path or org/name",
        items: (runModels + choices).map {
          Menu.Item(
            label: $0.name, detail: $0.source,
            isCurrent: $0.name == model?.name || $0.name == model?.path, value: .model($0.name))
        }))
  }

  // MARK: Answers

  /// The class of a name; of a vocabulary also that of a word behind a blank, as byte-level pieces have it.
  private func piece(_ name: String) -> Int? {
    guard let model, !name.isEmpty else { return nil }
    let spellings = model.classesArePieces ? [name, "Ġ" + name, "▁" + name] : [name]
    return spellings.lazy.compactMap { model.labels.firstIndex(of: $0) }.first
  }

  private mutating func choose(_ menu: Menu) -> [Effect] {
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

  /// Commands that take what they are about in the same line.
  private static let commands = [
    "open", "load", "theme", "steps", "method", "target", "save", "watch", "train", "evaluate",
    "against", "data", "clean", "layer", "neuron", "seed",
  ]

  /// The command that a line of the palette is, and what it is about; nil when it is none.
  ///
  /// The colon that opened the palette may have been typed once more.
  static func command(_ line: String) -> (name: String, argument: String)? {
    let words = line.drop { $0 == ":" || $0.isWhitespace }
      .split(maxSplits: 1, whereSeparator: \.isWhitespace)
    guard words.count == 2, commands.contains(String(words[0])) else { return nil }
    let argument = words[1].trimmingCharacters(in: .whitespaces)
    return argument.isEmpty ? nil : (String(words[0]), argument)
  }

  /// A command typed with what it is about: `open bert-base`, `steps 200`; nil when it is none.
  private mutating func runCommand(_ line: String) -> [Effect]? {
    guard let (name, argument) = Self.command(line) else {
      return Action(rawValue: line).map { perform($0) }
    }
    switch name {
    case "open": return open(model: argument)
    case "load": return load(argument)
    case "watch": return watch(argument)
    case "train": return show(.train) + [.startRun(.recipe(argument))]
    case "evaluate": return show(.evaluate) + evaluate(on: argument)
    case "against": return show(.evaluate) + judge(against: argument)
    case "data": return openData([argument])
    case "clean": return clean(named: argument)
    case "theme": return [.setTheme(argument)]
    case "steps":
      guard let steps = number(argument, name, in: 1...10_000) else { return [] }
      for method in AttributionMethod.allCases where method.hasSteps {
        explain.budgets[method] = steps
      }
      return explainAgain()
    case "method":
      guard let method = AttributionMethod(rawValue: argument) else { return nil }
      return use(method)
    case "layer": return use(layer: argument)
    case "neuron": return explain(neuron: argument)
    case "seed": return use(seed: argument)
    case "target":
      return piece(argument).map { explain(class: $0) }
    case "save": return SaveFormat(rawValue: argument).map { [.save($0)] }
    default: return nil
    }
  }

  private mutating func open(model name: String) -> [Effect] {
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

  private mutating func answer(_ prompt: Prompt) -> [Effect] {
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

  /// The explanation in a few plain lines, for the clipboard.
  mutating func copySummary() -> [Effect] {
    guard let settled = explain.settled, let model else {
      message = Message(.note, "There is nothing to copy yet")
      return []
    }
    return [.copy(explain.summary(of: settled, model: model))]
  }
}
