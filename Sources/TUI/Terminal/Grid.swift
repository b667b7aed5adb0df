/// The screen as a value: rows × columns of cells, and where the real cursor stands.
///
/// `render` writes into a grid, `Terminal` brings the cells that changed to the terminal, tests
/// compare grids. Writing never fails: what lies outside is cut off.
///
/// A cluster wider than one column stands in its first cell; the cells it covers besides have an
/// empty text. No operation leaves half a cluster behind: what is overwritten in part becomes
/// blanks in its own style.
public struct Grid: Hashable, Sendable {
  /// A place for the real cursor.
  public struct Cursor: Hashable, Sendable {
    /// Counted from 0 at the top.
    public var row: Int
    /// Counted from 0 at the left.
    public var column: Int

    /// Makes a place.
    public init(row: Int, column: Int) {
      self.row = row
      self.column = column
    }
  }

  /// Lines of cells.
  public let rows: Int
  /// Cells in a line.
  public let columns: Int

  /// Where the terminal's cursor is shown, for editing (and the input method's window); nil hides it.
  public var cursor: Cursor?

  /// How characters that must not be sent are shown.
  public var escapes: VisibleText.Escapes

  /// Whether East Asian Ambiguous characters take two columns on this terminal.
  public var ambiguousIsWide: Bool

  /// Row after row.
  private(set) var cells: [Cell]

  /// Makes a grid of blanks; negative sizes count as none.
  public init(
    rows: Int, columns: Int, escapes: VisibleText.Escapes = .pictures,
    ambiguousIsWide: Bool = false
  ) {
    self.rows = max(0, rows)
    self.columns = max(0, columns)
    self.escapes = escapes
    self.ambiguousIsWide = ambiguousIsWide
    cells = Array(repeating: .blank, count: self.rows * self.columns)
  }

  /// Grids under each other with a blank row, or `gap` of them, between two, as wide as the widest.
  public init(stacking grids: [Grid], gap: Int = 1) {
    self.init(
      rows: grids.reduce((grids.count - 1) * gap) { $0 + $1.rows },
      columns: grids.map(\.columns).max() ?? 0)
    var row = 0
    for grid in grids {
      for source in 0..<grid.rows {
        let from = source * grid.columns
        let to = (row + source) * columns
        cells.replaceSubrange(
          to..<to + grid.columns, with: grid.cells[from..<from + grid.columns])
      }
      row += grid.rows + gap
    }
  }

  /// The whole grid.
  public var bounds: Rectangle { Rectangle(row: 0, column: 0, height: rows, width: columns) }

  /// The cell at a place, which must lie in the grid.
  public subscript(row: Int, column: Int) -> Cell { cells[index(row, column)] }

  /// How many columns the cluster that starts at a place covers; 1 for a blank.
  public func width(row: Int, column: Int) -> Int {
    let start = index(row, column)
    let end = (row + 1) * columns
    var next = start + 1
    while next < end && cells[next].text.isEmpty { next += 1 }
    return next - start
  }

  /// The text of a row, without its styles; as many columns as the grid has.
  public func text(row: Int) -> String {
    precondition(row >= 0 && row < rows, "The row must lie in the grid.")
    return cells[row * columns..<(row + 1) * columns].reduce(into: "") { $0 += $1.text }
  }

  /// Writes a text from a place to the right, escaping what must not be sent.
  ///
  /// Clusters that do not fit whole between the edges of the clip are drawn as blanks in their
  /// part that does. Nothing wraps.
  ///
  /// - Parameters:
  ///   - text: Anything, control characters included.
  ///   - row: Where it stands; outside the clip nothing is drawn.
  ///   - column: May lie left of the clip: the text is then cut off at its beginning.
  ///   - style: Of every cell written.
  ///   - clip: Where cells may change; the whole grid when nil.
  /// - Returns: The columns from `column` to the end of the text or the right edge of the clip.
  /// - Complexity: O(clusters up to the right edge).
  @discardableResult
  public mutating func write(
    _ text: some StringProtocol, row: Int, column: Int, style: CellStyle = .plain,
    clip: Rectangle? = nil
  ) -> Int {
    let clip = clip.map(bounds.intersection) ?? bounds
    var position = column
    for cluster in text {
      guard position < clip.endColumn else { break }
      if let ascii = cluster.asciiValue, 0x20..<0x7F ~= ascii, cluster != "\r\n" {
        put(String(cluster), columns: 1, row: row, column: position, style: style, clip: clip)
        position += 1
        continue
      }
      let pieces = VisibleText.pieces(
        of: cluster, escapes: escapes, ambiguousIsWide: ambiguousIsWide)
      for piece in pieces {
        put(
          piece.text, columns: piece.columns, row: row, column: position, style: style, clip: clip)
        position += piece.columns
      }
    }
    return max(0, min(position, max(clip.endColumn, column)) - column)
  }

  /// Fills a rectangle with blanks of a style.
  public mutating func fill(_ rectangle: Rectangle, style: CellStyle = .plain) {
    let area = bounds.intersection(rectangle)
    guard !area.isEmpty else { return }
    let blank = Cell(text: " ", style: style)
    for row in area.row..<area.endRow {
      releaseClusters(row: row, from: area.column, to: area.endColumn)
      for column in area.column..<area.endColumn { cells[row * columns + column] = blank }
    }
  }

  /// Changes the styles of the clusters that start in a rectangle and leaves the text.
  public mutating func restyle(_ rectangle: Rectangle, _ change: (inout CellStyle) -> Void) {
    let area = bounds.intersection(rectangle)
    guard !area.isEmpty else { return }
    for row in area.row..<area.endRow {
      for column in area.column..<area.endColumn where !self[row, column].text.isEmpty {
        let first = row * columns + column
        change(&cells[first].style)
        for place in first + 1..<first + width(row: row, column: column) {
          cells[place].style = cells[first].style
        }
      }
    }
  }

  private mutating func put(
    _ text: String, columns width: Int, row: Int, column: Int, style: CellStyle, clip: Rectangle
  ) {
    guard row >= clip.row && row < clip.endRow else { return }
    let from = max(column, clip.column)
    let to = min(column + width, clip.endColumn)
    guard from < to else { return }
    releaseClusters(row: row, from: from, to: to)
    let isWhole = to - from == width
    for place in from..<to {
      cells[row * columns + place] = Cell(
        text: isWhole ? (place == from ? text : "") : " ", style: style)
    }
  }

  /// Turns the clusters that a change of `from..<to` would cut into blanks.
  private mutating func releaseClusters(row: Int, from: Int, to: Int) {
    let start = row * columns
    if cells[start + from].text.isEmpty {
      var column = from
      while column > 0 && cells[start + column].text.isEmpty { column -= 1 }
      for place in column..<from { cells[start + place].text = " " }
    }
    var column = to
    while column < columns && cells[start + column].text.isEmpty {
      cells[start + column].text = " "
      column += 1
    }
  }

  private func index(_ row: Int, _ column: Int) -> Int {
    precondition(
      row >= 0 && row < rows && column >= 0 && column < columns,
      "The cell must lie in the grid.")
    return row * columns + column
  }
}
