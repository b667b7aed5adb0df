internal import Model

/// The fields one types into.
enum TextPane {
  /// First visible line: the cursor's line is always in sight.
  static func top(of editor: TextEditor, width: Int, height: Int) -> Int {
    let line = editor.layout(width: width).place(of: editor.cursor).line
    return max(line - max(height, 1) + 1, 0)
  }

  static func draw(_ painter: inout ScreenPainter, _ pane: Pane) {
    guard let frame = painter.layout.panes[pane], let inside = painter.layout.inside(pane) else {
      return
    }
    let state = painter.state
    let theme = painter.theme
    let editor = pane == .pair ? state.explain.pair ?? TextEditor() : state.explain.editor
    let (note, isNear) = tokens(state, pane)
    painter.frame(
      frame, title: [(pane == .pair ? "Second text" : "Text", theme[.title])], note: note,
      noteStyle: theme[isNear ? .warning : .subtle], isFocused: painter.isFocused(pane))
    guard !inside.isEmpty else { return }
    let width = ScreenLayout.textWidth(frame.width)
    let layout = editor.layout(width: width)
    let place = layout.place(of: editor.cursor)
    let top = max(place.line - inside.height + 1, 0)
    if editor.isEmpty {
      let hints =
        pane == .pair
        ? ["the second text of the pair", "the second text", "second text"]
        : ["type a sentence: every key is explained", "type a sentence"]
      let hint = NumberText.firstFitting(hints, inside.width)
      painter.write(hint, row: inside.row, column: inside.column, style: theme[.absent], in: inside)
    }
    let cut = cutPosition(state, pane, editor)
    let selection = editor.selection
    for line in top..<min(top + inside.height, layout.lines.count) {
      let row = inside.row + line - top
      let range = layout.lines[line].range
      // Runs of one style are written at once.
      var start = range.lowerBound
      var column = inside.column
      while start < range.upperBound {
        let style = style(start, cut: cut, selection: selection, theme: theme)
        var end = start + 1
        while end < range.upperBound,
          self.style(end, cut: cut, selection: selection, theme: theme) == style
        {
          end += 1
        }
        column += painter.write(
          String(editor.characters[start..<end]), row: row, column: column, style: style, in: inside
        )
        start = end
      }
    }
    if top > 0 {
      painter.write(
        "↑", row: inside.row, column: frame.endColumn - 2, style: theme[.subtle], in: frame)
    }
    if top + inside.height < layout.lines.count {
      painter.write(
        "↓", row: inside.endRow - 1, column: frame.endColumn - 2, style: theme[.subtle], in: frame)
    }
    if painter.isFocused(pane) {
      painter.grid.cursor = Grid.Cursor(
        row: inside.row + place.line - top,
        column: min(inside.column + place.column, frame.endColumn - 2))
    }
  }

  private static func style(
    _ position: Int, cut: Int, selection: Range<Int>?, theme: Theme
  ) -> CellStyle {
    if selection?.contains(position) == true { return theme[.selected] }
    return position >= cut ? theme[.absent] : theme[.text]
  }

  /// What stands in the border: tokens used, and of how many when the limit nears.
  private static func tokens(_ state: State, _ pane: Pane) -> (String, Bool) {
    guard pane == .text, let live = state.explain.live, let model = state.model else {
      return ("", false)
    }
    let count = live.encoding.count
    if live.encoding.isTruncated {
      return ("\(count) of \(model.maximumTokens) tokens, cut off", true)
    }
    if count * 4 >= model.maximumTokens * 3 {
      return ("\(count) of \(model.maximumTokens) tokens", true)
    }
    return (Wording.count(count, "token"), false)
  }

  /// The first position the model does not read.
  ///
  /// The encoding may be of the text a key ago: then the cut is off by as much, for one frame.
  private static func cutPosition(_ state: State, _ pane: Pane, _ editor: TextEditor) -> Int {
    let index = pane == .pair ? 1 : 0
    guard let cuts = state.explain.live?.encoding.cutOffAt, cuts.indices.contains(index),
      let scalars = cuts[index]
    else { return editor.count }
    var passed = 0
    for (position, character) in editor.characters.enumerated() {
      if passed >= scalars { return position }
      passed += character.unicodeScalars.count
    }
    return editor.count
  }
}
