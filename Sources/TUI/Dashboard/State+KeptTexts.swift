internal import Model

/// Texts that are kept in the list, taken out of it and put back.
extension State {
  mutating func bookmark() -> [Effect] {
    guard !explain.isBlank else {
      message = Message(.note, "There is no text to keep")
      return []
    }
    let input = explain.input
    if let place = explain.texts.firstIndex(where: {
      $0.text == input.text && $0.pair == input.pair
    }) {
      explain.texts[place].source = .bookmark
      explain.textCursor = place
    } else {
      explain.texts.append(TextItem(text: input.text, pair: input.pair))
      explain.textCursor = explain.texts.count - 1
    }
    message = Message(.note, "Kept; say which class is right with e")
    return [.saveBookmarks(explain.texts)]
  }

  mutating func forget() -> [Effect] {
    // Nothing is taken away that is not on screen, with the mark of the cursor on it.
    guard focus == .texts else {
      message = Message(
        .note, "Texts are taken out in their list: \(name(of: .texts)) goes there")
      return []
    }
    guard explain.texts.indices.contains(explain.textCursor) else { return [] }
    var item = explain.texts.remove(at: explain.textCursor)
    // What the model says of it has no place now.
    if item.turn == .asked { item.turn = .waiting }
    explain.forgotten.append(ExplainState.Forgotten(place: explain.textCursor, item: item))
    explain.textCursor = min(explain.textCursor, max(explain.texts.count - 1, 0))
    message = Message(
      .note,
      "Took out “\(NumberText.shortened(item.text, 30))”; \(name(of: .restore)) brings it back")
    return [.saveBookmarks(explain.texts)]
  }

  /// Puts the text back that was taken out of the list last.
  mutating func remember(_ forgotten: ExplainState.Forgotten) -> [Effect] {
    let item = forgotten.item
    let known = explain.texts.firstIndex { $0.text == item.text && $0.pair == item.pair }
    let place = min(forgotten.place, explain.texts.count)
    if let known { explain.texts[known] = item } else { explain.texts.insert(item, at: place) }
    explain.textCursor = known ?? place
    message = Message(.note, "Put back “\(NumberText.shortened(item.text, 30))”")
    return [.saveBookmarks(explain.texts)] + explainNextText()
  }

  /// Shows a text of the list in the text pane.
  mutating func open(_ item: TextItem) -> [Effect] {
    explain.editor.remember()
    explain.editor.replaceAll(with: item.text)
    explain.pair = item.pair.map { TextEditor($0) }
    explain.hiddenPair = nil
    explain.cursor = 0
    explain.scroll = 0
    return textChanged()
  }
}
