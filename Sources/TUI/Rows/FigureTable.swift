/// A table of figures: names at the left, numbers in columns that end below their titles.
struct FigureTable {
  /// A column.
  struct Column {
    var title: String
    /// Its columns on the screen.
    var width: Int
    /// Whether it begins at its left edge.
    var isText: Bool

    init(_ title: String, _ width: Int, isText: Bool = false) {
      self.title = title
      self.width = width
      self.isText = isText
    }

    fileprivate func text(_ cell: String, isFirst: Bool) -> String {
      // What is a text keeps its distance from the number before it.
      isText
        ? NumberText.fitted((isFirst ? "" : "  ") + cell, width) : NumberText.padded(cell, width)
    }
  }

  /// The first holds the names.
  var columns: [Column]
  /// A cell a column.
  var rows: [[String]]
  /// The row that is emphasized.
  var chosen: Int?

  /// The columns on the screen that all of it takes.
  var width: Int { columns.reduce(0) { $0 + $1.width } }

  /// The lines of the table; where it is wider than so many columns, parts of it under each other, each with the names.
  func lines(width: Int) -> [StyledLine] {
    guard let names = columns.first else { return [] }
    var parts: [[Int]] = []
    var room = 0
    for index in columns.indices.dropFirst() {
      if parts.isEmpty || columns[index].width > room {
        parts.append([0])
        room = width - names.width
      }
      parts[parts.count - 1].append(index)
      room -= columns[index].width
    }
    return Array(parts.map(lines).joined(separator: [StyledLine()]))
  }

  private func lines(of part: [Int]) -> [StyledLine] {
    func line(_ cells: [String]) -> String {
      part.map { columns[$0].text(cells[$0], isFirst: $0 == 0) }.joined()
    }
    return [StyledLine(line(columns.map(\.title)), .subtle)]
      + rows.enumerated().map { index, cells in
        StyledLine([
          StyledLine.Part(text: line(cells), attributes: index == chosen ? .bold : [])
        ])
      }
  }
}

extension FigureTable {
  /// A table of measures, a method a row, the method shown emphasized.
  init(_ columns: [TrustColumn], _ rows: [TrustRow]) {
    self.init(
      columns: columns.map(\.column),
      rows: rows.map { row in columns.map { $0.cell(of: row) } },
      chosen: rows.firstIndex(where: \.isMain))
  }
}
