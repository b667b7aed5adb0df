extension Grid {
  /// Neighbouring cells of one style.
  struct Run: Equatable, Sendable {
    var column: Int
    var columns: Int
    var text: String
    var style: CellStyle
  }

  /// A row as runs of one style, from left to right.
  func runs(row: Int) -> [Run] {
    var runs: [Run] = []
    for column in 0..<columns {
      let cell = self[row, column]
      if let last = runs.last, last.style == cell.style {
        runs[runs.count - 1].text += cell.text
        runs[runs.count - 1].columns += 1
      } else {
        runs.append(Run(column: column, columns: 1, text: cell.text, style: cell.style))
      }
    }
    return runs
  }
}
