internal import Foundation
internal import Model

/// Rows under each other with their columns: narrow ones of a fixed width and, behind them, a text that is cut where the room ends.
///
/// A value that knows where things are, and draws what is in sight: the cost is that of the rows on screen, however many there are.
struct RowTable: Equatable, Sendable {
  /// A column before the text.
  struct Column: Equatable, Sendable {
    /// What stands over it.
    var title: String
    /// Its width in cells.
    var width: Int
    /// Whether its cells end at its right edge, as numbers do.
    var isRight = false
  }

  /// What a column shows of a row.
  struct Cell: Equatable, Sendable {
    /// The text; what does not fit is cut.
    var text: String
    /// Its style.
    var role = ThemeRole.text
  }

  /// A row as it is drawn.
  struct Row: Equatable, Sendable {
    /// A cell for each column.
    var cells: [Cell]
    /// The text behind the columns.
    var text: String
    /// The style of the text.
    var role = ThemeRole.text
    /// A sign before the row, a column wide: changed, wrong, twice.
    var mark = Cell(text: "")
  }

  /// The room of the table.
  let area: Rectangle
  /// The columns that fit.
  let columns: [Column]
  /// What stands over the text.
  let textTitle: String
  /// The rows of the list.
  let count: Int
  /// Where one is.
  let cursor: RowCursor

  /// The least room that the text is left: columns that would take more are not drawn, the last first.
  static let leastText = 24
  /// Columns for the cursor's sign and the row's mark.
  private static let margin = 3

  /// - Parameters:
  ///   - area: The room, the line of titles included.
  ///   - columns: The columns, the most telling first.
  ///   - textTitle: What stands over the text.
  ///   - count: The rows of the list.
  ///   - cursor: Where one is; it need not be settled.
  init(
    in area: Rectangle, columns: [Column], textTitle: String, count: Int, cursor: RowCursor
  ) {
    self.area = area
    var room = area.width - Self.margin - 2 - Self.leastText
    self.columns = Array(
      columns.prefix { column in
        room -= column.width + 1
        return room >= 0
      })
    self.textTitle = textTitle
    self.count = count
    var cursor = cursor
    cursor.settle(count: count, visible: Self.visible(in: area))
    self.cursor = cursor
  }

  /// Whether the columns' titles stand over them; not where only a few rows fit.
  private static func hasTitles(_ area: Rectangle) -> Bool { area.height >= 5 }

  /// How many rows fit into a room.
  static func visible(in area: Rectangle) -> Int {
    max(area.height - (hasTitles(area) ? 1 : 0), 0)
  }

  /// How many rows are in sight at most.
  var visible: Int { Self.visible(in: area) }

  /// The places of the rows in sight.
  var places: Range<Int> { cursor.top..<max(min(cursor.top + visible, count), cursor.top) }

  private var firstRow: Int { area.row + (Self.hasTitles(area) ? 1 : 0) }

  private var textArea: Rectangle {
    let start = columns.reduce(area.column + Self.margin) { $0 + $1.width + 1 }
    return Rectangle(
      row: firstRow, column: start, height: visible, width: max(area.endColumn - 2 - start, 0))
  }

  /// The place of the row at a line of the screen.
  func place(row: Int) -> Int? {
    let place = cursor.top + row - firstRow
    return row >= firstRow && row < area.endRow && place < count ? place : nil
  }

  /// Draws titles, rows and, where there are more, how far down one is.
  ///
  /// - Parameters:
  ///   - isFocused: Whether the row under the cursor is marked.
  ///   - search: What is marked wherever a text has it, in any case; empty for nothing.
  ///   - row: Gives the row of a place; called for those in sight.
  func draw(
    _ painter: inout ScreenPainter, isFocused: Bool, search: String = "", row: (Int) -> Row
  ) {
    let theme = painter.theme
    if Self.hasTitles(area) {
      var column = area.column + Self.margin
      for item in columns {
        let text =
          item.isRight
          ? NumberText.padded(NumberText.shortened(item.title, item.width), item.width)
          : NumberText.shortened(item.title, item.width)
        painter.write(text, row: area.row, column: column, style: theme[.subtle], in: area)
        column += item.width + 1
      }
      painter.write(textTitle, row: area.row, column: column, style: theme[.subtle], in: area)
    }
    for place in places {
      let line = firstRow + place - cursor.top
      draw(&painter, row(place), line: line, isChosen: place == cursor.place, isFocused, search)
    }
    drawPosition(&painter)
  }

  private func draw(
    _ painter: inout ScreenPainter, _ row: Row, line: Int, isChosen: Bool, _ isFocused: Bool,
    _ search: String
  ) {
    let theme = painter.theme
    if isChosen {
      painter.write(
        "▸", row: line, column: area.column, style: theme[isFocused ? .focus : .subtle], in: area)
    }
    painter.write(
      row.mark.text, row: line, column: area.column + 1, style: theme[row.mark.role],
      in: area.part(column: area.column + 1, width: 1))
    var column = area.column + Self.margin
    for (item, cell) in zip(columns, row.cells) {
      let text = NumberText.shortened(cell.text, item.width)
      painter.write(
        item.isRight ? NumberText.padded(text, item.width) : text, row: line, column: column,
        style: isChosen ? theme[cell.role].emphasized : theme[cell.role],
        in: area.part(column: column, width: item.width))
      column += item.width + 1
    }
    let style = isChosen && isFocused && row.role == .text ? theme[.selected] : theme[row.role]
    drawText(&painter, row.text, line: line, style: style, search)
  }

  private func drawText(
    _ painter: inout ScreenPainter, _ text: String, line: Int, style: CellStyle, _ search: String
  ) {
    let clip = textArea
    guard clip.width > 0 else { return }
    // Twice the columns that can be seen: enough to know whether it goes on.
    let most = cursor.shift + clip.width * 2
    let start = text.prefix(most).map { $0.isNewline || $0 == "\t" ? " " : $0 }
    let shown = String(start)
    var column = clip.column - cursor.shift
    var rest = shown[...]
    while let found = search.isEmpty
      ? nil : rest.range(of: search, options: .caseInsensitive),
      !found.isEmpty
    {
      column += painter.grid.write(
        rest[..<found.lowerBound], row: line, column: column, style: style, clip: clip)
      column += painter.grid.write(
        rest[found], row: line, column: column, style: painter.theme[.match], clip: clip)
      rest = rest[found.upperBound...]
    }
    column += painter.grid.write(rest, row: line, column: column, style: style, clip: clip)
    let subtle = painter.theme[.subtle]
    if column > clip.endColumn - 1, VisibleText.columns(of: shown) - cursor.shift > clip.width {
      painter.write("…", row: line, column: clip.endColumn - 1, style: subtle, in: clip)
    }
    if cursor.shift > 0, !shown.isEmpty {
      painter.write("…", row: line, column: clip.column, style: subtle, in: clip)
    }
  }

  /// A thumb at the right edge, as long as the share of the rows that is in sight.
  private func drawPosition(_ painter: inout ScreenPainter) {
    guard count > visible, visible >= 2 else { return }
    let length = max(visible * visible / count, 1)
    let room = visible - length
    let start = (cursor.top * room + (count - visible) / 2) / max(count - visible, 1)
    for offset in 0..<visible {
      let isThumb = (start..<start + length).contains(offset)
      painter.write(
        isThumb ? "█" : "│", row: firstRow + offset, column: area.endColumn - 1,
        style: painter.theme[isThumb ? .subtle : .border], in: area)
    }
  }

  /// The place that a click or drag on the thumb's column leads to.
  func place(draggedTo row: Int, column: Int) -> Int? {
    guard count > visible, column == area.endColumn - 1, visible >= 2 else { return nil }
    let offset = min(max(row - firstRow, 0), visible - 1)
    return offset * (count - 1) / (visible - 1)
  }
}

extension Rectangle {
  fileprivate func part(column: Int, width: Int) -> Rectangle {
    intersection(Rectangle(row: row, column: column, height: height, width: width))
  }
}
