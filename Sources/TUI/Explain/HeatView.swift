internal import Attribution

/// The heat map as laid out in its pane: shared by `update`, which asks what is under the mouse and
/// how far a page is, and by `render`.
struct HeatView: Equatable, Sendable {
  /// Columns of the method's name before further rows.
  static let gutter = 6

  let units: [HeatUnit]
  let layout: HeatLayout
  /// Where words stand.
  let area: Rectangle
  /// The line that tells about the word under the cursor; the legend's where there is no room.
  let readout: Rectangle
  /// The lines of scale and sum.
  let legend: Rectangle
  /// Screen rows a line of text takes: its words, marks, further methods, a blank between.
  let rowsPerLine: Int
  /// Text lines that fit.
  let visibleLines: Int
  /// Rows of further methods for which not even one line of text leaves room.
  let hiddenRows: Int
  /// Where the text is longer than what is in sight.
  let minimap: Minimap?

  init?(_ state: State, _ screen: ScreenLayout) {
    guard let inside = screen.inside(.heat), !inside.isEmpty else { return nil }
    let explain = state.explain
    let legendRows = inside.height >= 6 ? Self.legendRows(width: inside.width) : 1
    let readoutRows = inside.height >= 5 ? 1 : 0
    let height = max(inside.height - legendRows - readoutRows, 1)
    legend = Rectangle(
      row: inside.endRow - legendRows, column: inside.column, height: legendRows,
      width: inside.width)
    readout = Rectangle(
      row: inside.endRow - legendRows - readoutRows, column: inside.column, height: 1,
      width: inside.width)
    let rows = 1 + (state.hasSignRow ? 1 : 0) + explain.rows.count
    hiddenRows = min(max(rows - height, 0), explain.rows.count)
    let gutter = explain.rows.isEmpty ? 0 : Self.gutter
    units = explain.units
    let full = inside.width - gutter
    let wide = HeatLayout(units, width: full)
    // A blank row between lines where there is room for it, and where they are several rows each unless
    // it leaves but one of them in sight; behind the last line it need not fit.
    let fits = wide.lineCount * (rows + 1) - 1 <= height
    let isOneOfMore = (height + 1) / (rows + 1) < 2 && height / rows >= 2
    let isSpaced = fits || rows > 1 && !isOneOfMore
    rowsPerLine = rows + (isSpaced ? 1 : 0)
    visibleLines = max((height + (isSpaced ? 1 : 0)) / rowsPerLine, 1)
    let hasMinimap = wide.lineCount > visibleLines && full > 20
    layout = hasMinimap ? HeatLayout(units, width: full - Minimap.width) : wide
    area = Rectangle(
      row: inside.row, column: inside.column + gutter, height: height, width: layout.width)
    minimap =
      hasMinimap ? Minimap(beside: area, in: inside, lineCount: layout.lineCount) : nil
  }

  /// Rows that scale, sum and cost take where there is room.
  static func legendRows(width: Int) -> Int { width < 96 ? 2 : 1 }

  /// The scroll position, kept where there is text.
  func top(_ scroll: Int) -> Int { min(max(scroll, 0), max(layout.lineCount - visibleLines, 0)) }

  /// The scroll position that brings a unit into sight with as little movement as possible.
  func scroll(_ scroll: Int, showing unit: Int) -> Int {
    guard let line = layout.line(of: unit) else { return top(scroll) }
    return top(min(max(scroll, line - visibleLines + 1), line))
  }

  /// The unit under a cell of the screen.
  func unit(row: Int, column: Int, scroll: Int) -> Int? {
    guard area.contains(row: row, column: column) else { return nil }
    let line = top(scroll) + (row - area.row) / rowsPerLine
    return layout.unit(line: line, column: column - area.column)
  }
}
