internal import Model

/// Typing and editing in a text pane.
extension State {
  /// Editing, in a text pane.
  mutating func performEditing(_ action: Action) -> [Effect] {
    guard focus.isEditor else { return [] }
    let width = editorWidth
    switch action {
    case .done: return finishEditing()
    case .newline: return edit { $0.insert("\n") }
    case .eraseBackward: return edit { $0.eraseBackward() }
    case .eraseForward: return edit { $0.eraseForward() }
    case .wordLeft: return edit { $0.move(.wordLeft, width: width) }
    case .wordRight: return edit { $0.move(.wordRight, width: width) }
    case .killWord: return edit { $0.killWordBackward() }
    case .killWordForward: return edit { $0.killWordForward() }
    case .killToEnd: return edit { $0.killToLineEnd() }
    case .killToStart: return edit { $0.killToLineStart() }
    case .yank: return edit { $0.yank() }
    case .undo: return edit { $0.undo() }
    case .redo: return edit { $0.redo() }
    case .textStart: return edit { $0.move(.textStart, width: width) }
    case .textEnd: return edit { $0.move(.textEnd, width: width) }
    case .selectLeft: return edit { $0.move(.left, width: width, selecting: true) }
    case .selectRight: return edit { $0.move(.right, width: width, selecting: true) }
    case .selectUp: return edit { $0.move(.up, width: width, selecting: true) }
    case .selectDown: return edit { $0.move(.down, width: width, selecting: true) }
    case .selectAll:
      return edit {
        $0.move(.textStart, width: width)
        $0.move(.textEnd, width: width, selecting: true)
      }
    case .historyPrevious: return edit { $0.recallPrevious() }
    case .historyNext: return edit { $0.recallNext() }
    default: return []
    }
  }

  /// Enter in a text: it is worth keeping, and its words are what one looks at next.
  private mutating func finishEditing() -> [Effect] {
    explain.editor.remember()
    explain.pair?.remember()
    let input = explain.input
    if !explain.isBlank,
      !explain.texts.contains(where: { $0.text == input.text && $0.pair == input.pair })
    {
      explain.texts.append(TextItem(text: input.text, pair: input.pair, source: .history))
    }
    focus(on: screen.home)
    // The list may be longer by this text.
    return readSample()
  }
}
