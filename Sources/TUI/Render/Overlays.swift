internal import Model

extension ScreenPainter {
  /// Clears a box over the screen and frames it.
  mutating func box(_ area: Rectangle, title: String, note: String = "") {
    grid.fill(area)
    frame(area, title: [(title, theme[.title])], note: note, isFocused: true)
  }
}

/// All keys of the screen, made from the one table.
enum HelpOverlay {
  /// A line: a heading, or keys and what they do; a longer text goes on in lines without keys.
  private struct Line {
    var keys = ""
    var text = ""
    var isHeading = false
    /// The text is of keys, and stands behind their column.
    var isOfKeys = false
  }

  private static let notes = [
    "While you type, letters type: Alt with a letter does what it does elsewhere.",
    "… at a title: its numbers are still of the text before.",
    "Typing begins with i, with Tab to the text or a click on it, and ends with Esc.",
    "Keys are set in config.toml under [keys], by the names that : shows.",
  ]

  /// Columns that keys take, in a narrow window no more than leaves their texts room.
  private static func keyColumns(_ state: State) -> Int {
    let width = area(state).inset(rows: 1, columns: 2).width
    let longest = rows(state).map { VisibleText.columns(of: keys($0)) }.max() ?? 0
    return min(max(longest, 8), width < 70 ? width / 3 : 28)
  }

  private static func rows(_ state: State) -> [KeyTable.Row] {
    state.keys.rows.filter { $0.holds(on: state.screen) && !($0.plain + $0.always).isEmpty }
  }

  private static func keys(_ row: KeyTable.Row) -> String {
    (row.plain + row.always).map(\.glyphs).joined(separator: "  ")
  }

  private static func lines(_ state: State) -> [Line] {
    var lines: [Line] = []
    let width = area(state).inset(rows: 1, columns: 2).width
    let keyColumns = keyColumns(state)
    for group in KeyTable.Group.allCases {
      let members = rows(state).filter { $0.group == group }
      guard !members.isEmpty else { continue }
      if !lines.isEmpty { lines.append(Line()) }
      lines.append(Line(text: group.rawValue, isHeading: true))
      for row in members {
        let keys = ScreenPainter.wrapped(self.keys(row), width: keyColumns)
        let texts = ScreenPainter.wrapped(row.title, width: max(width - keyColumns - 2, 8))
        for index in 0..<max(keys.count, texts.count) {
          lines.append(
            Line(
              keys: index < keys.count ? keys[index] : "",
              text: index < texts.count ? texts[index] : "", isOfKeys: true))
        }
      }
    }
    lines.append(Line())
    return lines
      + notes.flatMap { ScreenPainter.wrapped($0, width: width) }.map { Line(text: $0) }
  }

  static func lineCount(_ state: State) -> Int { lines(state).count }

  private static func area(_ state: State) -> Rectangle {
    let width = min(state.columns - 4, 92)
    let height = max(state.rows - 4, 6)
    return Rectangle(row: 2, column: (state.columns - width) / 2, height: height, width: width)
  }

  static func visibleLines(_ state: State) -> Int { max(area(state).height - 2, 1) }

  static func draw(_ painter: inout ScreenPainter, from first: Int) {
    let area = area(painter.state)
    let lines = lines(painter.state)
    let inside = area.inset(rows: 1, columns: 2)
    let last = min(first + inside.height, lines.count)
    painter.box(area, title: "Keys", note: last < lines.count ? "↓ more" : "Esc closes")
    let textColumn = inside.column + keyColumns(painter.state) + 2
    for (offset, line) in lines[min(first, lines.count)..<last].enumerated() {
      let row = inside.row + offset
      painter.write(
        line.keys, row: row, column: inside.column, style: painter.theme[.key], in: inside)
      painter.write(
        line.text, row: row, column: line.isOfKeys ? textColumn : inside.column,
        style: painter.theme[line.isHeading ? .heading : line.isOfKeys ? .text : .subtle],
        in: inside)
    }
  }
}

/// A menu or the palette.
enum MenuOverlay {
  struct Place {
    var frame: Rectangle
    var list: Rectangle
    /// First match shown.
    var first: Int
  }

  static func place(_ menu: Menu, _ state: State) -> Place {
    let most =
      switch menu.kind {
      case .palette, .model: 84
      // Whole texts.
      case .counterfactual: 116
      // A method's name and its cost, and what it took.
      case .method, .row, .lime: 76
      default: 60
      }
    let width = min(state.columns - 4, most)
    let wanted = menu.items.count + 3
    let height = min(max(wanted, 6), state.rows - 4)
    let frame = Rectangle(
      row: max((state.rows - height) / 3, 1), column: (state.columns - width) / 2, height: height,
      width: width)
    let list = Rectangle(
      row: frame.row + 2, column: frame.column + 1, height: max(height - 3, 1), width: width - 2)
    return Place(frame: frame, list: list, first: max(menu.selected - list.height + 1, 0))
  }

  static func draw(_ painter: inout ScreenPainter, _ menu: Menu) {
    let theme = painter.theme
    let place = place(menu, painter.state)
    let matches = menu.matches
    painter.box(
      place.frame, title: menu.title,
      note: menu.query.isEmpty ? "" : "\(matches.count) of \(menu.items.count)")
    let query = Rectangle(
      row: place.frame.row + 1, column: place.frame.column + 2, height: 1,
      width: place.frame.width - 4)
    let mark = menu.kind == .palette ? ":" : "›"
    painter.write(mark, row: query.row, column: query.column, style: theme[.key], in: query)
    PromptOverlay.drawLine(
      &painter, menu.query,
      in: Rectangle(
        row: query.row, column: query.column + 2, height: 1, width: query.width - 2))
    if matches.isEmpty {
      let command = menu.kind == .palette ? State.command(menu.query.text) : nil
      let text =
        menu.kind == .model
        ? "Enter opens what you typed"
        : menu.kind == .relabel
          ? "Enter makes it “\(menu.query.text)”, a new label"
          : command.map { "Enter: \($0.name) \($0.argument)" } ?? "Nothing is called that"
      painter.write(
        text, row: place.list.row, column: place.list.column + 3, style: theme[.subtle],
        in: place.list)
    }
    for offset in 0..<place.list.height where place.first + offset < matches.count {
      let item = matches[place.first + offset]
      let isSelected = place.first + offset == menu.selected
      let row = place.list.row + offset
      let base = isSelected ? theme[.selected] : theme[.text]
      if isSelected {
        painter.grid.fill(
          Rectangle(row: row, column: place.list.column, height: 1, width: place.list.width),
          style: base)
      }
      painter.write(
        (isSelected ? "▸" : " ") + (item.isCurrent ? "✓ " : "  "), row: row,
        column: place.list.column, style: base, in: place.list)
      let room = place.list.width - 7 - VisibleText.columns(of: item.label)
      let detailColumns = min(VisibleText.columns(of: item.detail), max(room, place.list.width / 3))
      let labelColumns = place.list.width - 5 - detailColumns
      painter.write(
        item.edited?.fitted(labelColumns) ?? NumberText.fitted(item.label, labelColumns), row: row,
        column: place.list.column + 3, style: base, in: place.list)
      painter.write(
        NumberText.fitted(item.detail, detailColumns), row: row,
        column: place.list.endColumn - 1 - detailColumns,
        style: isSelected ? base : theme[.subtle], in: place.list)
    }
  }
}

/// A question with a line for the answer, above the hints.
enum PromptOverlay {
  static func draw(_ painter: inout ScreenPainter, _ prompt: Prompt) {
    let area = painter.layout.status
    painter.grid.fill(area)
    let column =
      1
      + painter.write(
        "\(prompt.title): ", row: area.row, column: 1, style: painter.theme[.key], in: area)
    let found = found(by: prompt, painter.state)
    let end = area.width - (found.map { VisibleText.columns(of: $0.text) } ?? 0)
    drawLine(
      &painter, prompt.editor,
      in: Rectangle(row: area.row, column: column, height: 1, width: max(end - column - 1, 1)))
    if let found {
      painter.writeRight(found.text, row: area.row, style: painter.theme[found.role], in: area)
    }
  }

  /// What the answer finds while it is typed, at the right end of the line.
  private static func found(
    by prompt: Prompt, _ state: State
  ) -> (text: String, role: ThemeRole)? {
    switch prompt.kind {
    case .search where !prompt.editor.isEmpty:
      let count = state.explain.matches.count
      return (" \(count) found ", count == 0 ? .warning : .subtle)
    case .fields:
      guard let fields = try? FieldSplit(argument: prompt.editor.text) else {
        return (" no regular expression ", .warning)
      }
      let count = state.explain.fieldCount(fields)
      if fields == .automatic { return (" JSON, key=value, headers: \(count) ", .subtle) }
      return (" \(count) found ", count == 0 ? .warning : .subtle)
    case .wordPattern where !prompt.editor.isEmpty && (try? Regex(prompt.editor.text)) == nil:
      return (" no regular expression ", .warning)
    default: return nil
    }
  }

  /// One line of an editor, scrolled so that its cursor is in sight, with the real cursor in it.
  static func drawLine(_ painter: inout ScreenPainter, _ editor: TextEditor, in area: Rectangle) {
    guard !area.isEmpty else { return }
    let before = String(editor.characters[..<editor.cursor])
    let column = VisibleText.columns(of: before)
    let shift = max(column - area.width + 1, 0)
    painter.grid.write(
      editor.text, row: area.row, column: area.column - shift, style: painter.theme[.text],
      clip: area)
    painter.grid.cursor = Grid.Cursor(row: area.row, column: area.column + column - shift)
  }
}
