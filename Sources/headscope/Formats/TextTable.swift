import TUI

/// Rows of plain text in columns, as wide as their widest cell on a terminal.
struct TextTable {
  /// A column's heading and on which side its cells stand.
  struct Column {
    var heading: String
    var isRight: Bool
    /// For words.
    static func left(_ heading: String) -> Column { Column(heading: heading, isRight: false) }
    /// For numbers.
    static func right(_ heading: String) -> Column { Column(heading: heading, isRight: true) }
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  /// Starts a table without rows.
  ///
  /// If no column has a heading, there is no heading line.
  init(columns: [Column]) { self.columns = columns }

  /// Adds a row; cells must already be free of control characters.
  mutating func append(_ cells: [String]) { rows.append(cells) }

  /// All lines, each with its end.
  var text: String {
    let widths = columns.indices.map { column in
      rows.reduce(TextWidth.columns(of: columns[column].heading)) {
        max($0, column < $1.count ? TextWidth.columns(of: $1[column]) : 0)
      }
    }
    let headings = columns.map(\.heading)
    let lines = headings.allSatisfy(\.isEmpty) ? rows : [headings] + rows
    return lines.reduce(into: "") { text, cells in
      var line = ""
      for (column, cell) in cells.enumerated() where column < columns.count {
        if column > 0 { line += "  " }
        let padding = String(
          repeating: " ", count: max(0, widths[column] - TextWidth.columns(of: cell)))
        line += columns[column].isRight ? padding + cell : cell + padding
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
  }
}
