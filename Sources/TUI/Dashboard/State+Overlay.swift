/// Help, menus, prompts and forms, which take the keys and the mouse while they are open.
extension State {
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
  mutating func search(_ text: String) {
    explain.search = text
    if let first = explain.matches.first(where: { $0 >= explain.cursor }) ?? explain.matches.first {
      select(first)
    }
  }
}
