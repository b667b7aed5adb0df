/// A grid with what drawing on it needs: the state, the theme, where the panes are.
///
/// Each pane draws itself in a file of its own; this holds what they share.
struct ScreenPainter {
  var grid: Grid
  let state: State
  let theme: Theme
  let layout: ScreenLayout

  init(_ state: State, theme: Theme) {
    self.state = state
    self.theme = theme
    layout = ScreenLayout(state)
    grid = Grid(
      rows: state.rows, columns: state.columns, escapes: state.isASCII ? .ascii : .pictures)
  }

  /// Says that all is well: a letter where a glyph is not to be had.
  var good: String { Self.good(state) }

  /// The same before anything is drawn.
  static func good(_ state: State) -> String { state.isASCII ? "ok" : "✓" }

  /// Stands behind the title of a pane whose numbers are of the text before: one sign in place of a
  /// blank, since it comes and goes with every key.
  static let old = "…"

  /// Writes a text inside a clip and returns the columns it took.
  @discardableResult
  mutating func write(
    _ text: String, row: Int, column: Int, style: CellStyle = .plain, in clip: Rectangle
  ) -> Int {
    grid.write(text, row: row, column: column, style: style, clip: clip)
  }

  /// Writes a text that ends at the clip's right edge.
  mutating func writeRight(
    _ text: String, row: Int, style: CellStyle = .plain, in clip: Rectangle
  ) {
    let column = clip.endColumn - VisibleText.columns(of: text)
    grid.write(text, row: row, column: column, style: style, clip: clip)
  }

  /// Writes the name of a column above its middle: across where one line has room for it, else from top to bottom, so that it ends
  /// at the clip's last row.
  mutating func writeColumnName(
    _ text: String, column: Int, columns: Int, style: CellStyle, in clip: Rectangle
  ) {
    let width = VisibleText.columns(of: text)
    if clip.height == 1, width < columns {
      write(text, row: clip.row, column: column + (columns - width) / 2, style: style, in: clip)
      return
    }
    let middle = column + (columns - 1) / 2
    let letters = text.prefix(clip.height)
    for (index, letter) in letters.enumerated() where VisibleText.columns(of: letter) <= columns {
      write(
        String(letter), row: clip.endRow - letters.count + index, column: middle, style: style,
        in: clip)
    }
  }

  /// Draws the frame of a pane with its title at the left and what it has to say at the right.
  mutating func frame(
    _ area: Rectangle, title: [(String, CellStyle)], note: String = "", noteStyle: CellStyle? = nil,
    isFocused: Bool, isOld: Bool = false
  ) {
    guard area.height >= 2, area.width >= 2 else { return }
    let style = theme[isFocused ? .focus : .border]
    let line = String(repeating: "─", count: area.width - 2)
    grid.write("╭" + line + "╮", row: area.row, column: area.column, style: style, clip: area)
    grid.write(
      "╰" + line + "╯", row: area.endRow - 1, column: area.column, style: style, clip: area)
    for row in area.row + 1..<area.endRow - 1 {
      grid.write("│", row: row, column: area.column, style: style, clip: area)
      grid.write("│", row: row, column: area.endColumn - 1, style: style, clip: area)
    }
    let noteColumns = note.isEmpty ? 0 : VisibleText.columns(of: note) + 2
    // Where both do not fit the note gives way.
    let hasNote = noteColumns > 0 && area.width - 4 - noteColumns >= 12
    let room = Rectangle(
      row: area.row, column: area.column + 2, height: 1,
      width: area.width - 4 - (hasNote ? noteColumns + 1 : 0))
    var column = room.column
    for (index, part) in title.enumerated() where !part.0.isEmpty {
      let style = index == 0 && isFocused ? part.1.emphasized : part.1
      let start = index == 0 ? " " : ""
      let columns = room.endColumn - column - start.count - 1
      var text = NumberText.wholeWords(part.0, columns)
      // A pane is never without a name.
      if text.isEmpty, index == 0 { text = NumberText.shortened(part.0, columns) }
      guard !text.isEmpty else { break }
      column += write(
        start + text + (isOld ? Self.old : " "), row: area.row, column: column, style: style,
        in: room)
      if text != part.0 { break }
    }
    if hasNote {
      grid.write(
        " \(note) ", row: area.row, column: area.endColumn - 2 - noteColumns,
        style: noteStyle ?? theme[.subtle], clip: area)
    }
  }

  /// Says on the border of a pane that it holds more than it has room for.
  mutating func markMoreBelow(in frame: Rectangle) {
    write(
      "↓", row: frame.endRow - 2, column: frame.endColumn - 1, style: theme[.subtle], in: frame)
  }

  /// Says in the corner of a table on which sides it goes on beyond what is in sight.
  mutating func writeArrows(
    rows: Range<Int>, of rowCount: Int, columns: Range<Int>, of columnCount: Int,
    in corner: Rectangle
  ) {
    let arrows = [
      (rows.lowerBound > 0, "↑"), (rows.upperBound < rowCount, "↓"),
      (columns.lowerBound > 0, "←"), (columns.upperBound < columnCount, "→"),
    ].filter(\.0).map(\.1).joined()
    write(arrows, row: corner.row, column: corner.column, style: theme[.key], in: corner)
  }

  /// Arrows in the lower border of a pane of which only some lines are in sight.
  mutating func writeArrows(rows: Range<Int>, of rowCount: Int, below inside: Rectangle) {
    writeArrows(
      rows: rows, of: rowCount, columns: 0..<0, of: 0,
      in: Rectangle(row: inside.endRow, column: inside.endColumn - 2, height: 1, width: 2))
  }

  /// Whether a pane has the focus and nothing lies over it.
  func isFocused(_ pane: Pane) -> Bool { state.focus == pane && state.overlay == nil }

  /// A horizontal bar of eighths of a column, without the blanks behind it.
  static func bar(_ fraction: Float, columns: Int) -> String {
    guard fraction.isFinite, columns > 0 else { return "" }
    let eighths = Int((min(max(fraction, 0), 1) * Float(columns * 8)).rounded())
    let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + partial
  }

  /// Several lines of advice in an otherwise empty pane.
  mutating func writeLines(_ lines: [String], in area: Rectangle, style: CellStyle) {
    for (offset, line) in lines.enumerated() where offset < area.height {
      write(
        NumberText.fitted(line, area.width), row: area.row + offset, column: area.column,
        style: style, in: area)
    }
  }

  /// Breaks prose at blanks.
  static func wrapped(_ text: String, width: Int) -> [String] {
    let layout = TextLayout(Array(text), width: width)
    return layout.lines.indices.map { String(layout.text($0)) }
  }
}

extension CellStyle {
  /// The style, bold.
  var emphasized: CellStyle {
    var style = self
    style.attributes.insert(.bold)
    return style
  }
}
