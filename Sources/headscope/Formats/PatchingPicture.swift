import Attribution
import TUI

/// Patched activations drawn as a heat map of cells with their numbers, cut into bands where a line has no room for all columns.
struct PatchingPicture {
  /// What stands above the numbers' own title.
  var heading: [String] = []
  let cells: PatchingCells
  let theme: Theme
  /// The width that bands are cut to.
  let columns: Int

  /// Names of tokens take no more; what is longer is shortened.
  private static let mostNameColumns = 9

  private var gutter: Int {
    (cells.rows + [cells.rowHeading]).map { VisibleText.columns(of: $0) }.max() ?? 0
  }

  /// Columns of a cell without the blank before it.
  private var cellColumns: Int {
    let numbers = cells.values.joined().map { cells.text($0).count }.max() ?? 0
    let names = cells.columns.map { VisibleText.columns(of: $0) }.max() ?? 0
    return max(numbers, min(names, Self.mostNameColumns))
  }

  /// The whole map.
  var grid: Grid {
    let (gutter, width) = (gutter, cellColumns)
    let perBand = max(1, (columns - gutter) / (width + 1))
    let title = Grid(
      paragraphs: (heading + [cells.title]).map { ($0, theme[.text]) }, columns: columns)
    var bands = stride(from: 0, to: cells.columns.count, by: perBand).map { first in
      band(first..<min(first + perBand, cells.columns.count), gutter, width)
    }
    if let first = bands.first { bands[0] = Grid(stacking: [title, first], gap: 0) }
    return Grid(stacking: bands)
  }

  private func band(_ shown: Range<Int>, _ gutter: Int, _ width: Int) -> Grid {
    var grid = Grid(
      rows: cells.rows.count + 1, columns: max(columns, gutter + shown.count * (width + 1)))
    grid.write(cells.rowHeading, row: 0, column: 0, style: theme[.subtle])
    for (row, name) in cells.rows.enumerated() {
      grid.write(name, row: row + 1, column: 0, style: theme[.subtle])
    }
    for (place, column) in shown.enumerated() {
      let start = gutter + 1 + place * (width + 1)
      let name = shortened(cells.columns[column], to: width)
      grid.write(
        name, row: 0, column: start + width - VisibleText.columns(of: name), style: theme[.subtle])
      for row in cells.rows.indices {
        let value = cells.values[row][column]
        let text = cells.text(value)
        grid.write(
          String(repeating: " ", count: width - text.count) + text, row: row + 1, column: start,
          style: cells.areShares ? theme.heat(value) : theme[.text])
      }
    }
    return grid
  }

  private func shortened(_ name: String, to width: Int) -> String {
    guard VisibleText.columns(of: name) > width else { return name }
    var short = name
    while VisibleText.columns(of: short) > width - 1 { short.removeLast() }
    return short + "…"
  }
}
