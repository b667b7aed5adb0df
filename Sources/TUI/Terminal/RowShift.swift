/// A part of a row that goes some columns to the right or to the left, while what stands at either end of the row stays.
///
/// A letter typed at the beginning of a text moves the whole text, in its field and in the heat map. ncurses never moves a part of a
/// row whose right end stays, a pane's border: it sends every letter again, each word with its colours.
struct RowShift: Equatable {
  /// The row.
  let row: Int
  /// Where cells are deleted, which draws in what is right of it.
  let deletion: Int
  /// Where as many are inserted afterwards.
  let insertion: Int
  /// How many cells.
  let count: Int

  /// The widest shift that is looked for: a short word.
  private static let widest = 8
  /// Cells that must differ before a shift is looked for.
  private static let fewest = 12
  /// About the bytes of a shift, and of a style.
  private static let bytes = (shift: 26, style: 9)

  /// The shift that spares the most bytes on the way to what is to be shown; nil where none spares any.
  ///
  /// Only rows of single columns are shifted: half a wide character would be left at an end.
  ///
  /// - Parameters:
  ///   - last: What is shown.
  ///   - grid: What is to be shown, of the same size.
  ///   - row: The row.
  ///   - columns: The columns that the terminal has.
  /// - Complexity: O(columns) for a row that differs little, 16 times that for another.
  init?(from last: Grid, to grid: Grid, row: Int, columns: Int) {
    let columns = 0..<min(columns, grid.columns)
    guard let start = columns.first(where: { last[row, $0].text != grid[row, $0].text }),
      let end = columns.last(where: { last[row, $0] != grid[row, $0] }).map({ $0 + 1 }),
      end - start > Self.fewest,
      (start..<end).allSatisfy({ !last[row, $0].text.isEmpty && !grid[row, $0].text.isEmpty })
    else { return nil }
    /// About the bytes that are sent where each cell shows what another one did before, or nothing.
    func cost(_ source: (Int) -> Int?) -> Int {
      var cost = 0
      for column in start..<end {
        let shown = source(column).map { last[row, $0] } ?? .blank
        guard shown != grid[row, column] else { continue }
        let isStyled = column == start || grid[row, column].style != grid[row, column - 1].style
        cost += 1 + (isStyled ? Self.bytes.style : 0)
      }
      return cost
    }
    var best: RowShift?
    var least = cost { $0 } - Self.bytes.shift
    for count in 1...Self.widest where start + count < end {
      let inner = end - count
      // To the right, over blanks.
      if (inner..<end).allSatisfy({ last[row, $0] == .blank }) {
        let right = cost { $0 < start + count ? nil : $0 - count }
        if right < least {
          least = right
          best = RowShift(row: row, deletion: inner, insertion: start, count: count)
        }
      }
      // To the left, over what was there.
      let left = cost { $0 < inner ? $0 + count : nil }
      if left < least {
        least = left
        best = RowShift(row: row, deletion: start, insertion: inner, count: count)
      }
    }
    guard let best else { return nil }
    self = best
  }

  init(row: Int, deletion: Int, insertion: Int, count: Int) {
    self.row = row
    self.deletion = deletion
    self.insertion = insertion
    self.count = count
  }
}
