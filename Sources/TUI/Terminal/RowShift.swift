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
  /// Cells that must differ before a shift is looked for, and that one must spare: its own sequences cost as much as some cells.
  private static let worthwhile = (differing: 12, spared: 6)

  /// The shift after which the fewest cells of a row differ from what is to be shown; nil where none spares anything.
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
      (start..<end).allSatisfy({ !last[row, $0].text.isEmpty && !grid[row, $0].text.isEmpty })
    else { return nil }
    let present = (start..<end).count { last[row, $0] != grid[row, $0] }
    guard present > Self.worthwhile.differing else { return nil }
    var best: (shift: RowShift, differing: Int)?
    for count in 1...Self.widest where start + count < end {
      let inner = start..<end - count
      // To the right, over blanks.
      if (inner.upperBound..<end).allSatisfy({ last[row, $0] == .blank }) {
        let differing =
          inner.count { last[row, $0] != grid[row, $0 + count] }
          + (start..<start + count).count { grid[row, $0] != .blank }
        if differing < best?.differing ?? .max {
          best = (
            RowShift(row: row, deletion: inner.upperBound, insertion: start, count: count),
            differing
          )
        }
      }
      // To the left, over what was there.
      let differing =
        inner.count { last[row, $0 + count] != grid[row, $0] }
        + (inner.upperBound..<end).count { grid[row, $0] != .blank }
      if differing < best?.differing ?? .max {
        best = (
          RowShift(row: row, deletion: start, insertion: inner.upperBound, count: count), differing
        )
      }
    }
    guard let best, best.differing + Self.worthwhile.spared < present else { return nil }
    self = best.shift
  }

  init(row: Int, deletion: Int, insertion: Int, count: Int) {
    self.row = row
    self.deletion = deletion
    self.insertion = insertion
    self.count = count
  }
}
