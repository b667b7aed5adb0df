/// A part of a row that goes some columns to the right or to the left, while what stands at either
/// end of the row stays.
///
/// A letter typed at the beginning of a text moves the whole text, in its field and in the heat
/// map. ncurses never moves a part of a row whose right end stays, a pane's border: it sends every
/// letter again, each word with its colours. What a shift gets wrong is drawn after it, so it
/// decides what a frame costs, never what is shown.
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
  /// Cells that must come to stand right before bytes are counted at all.
  private static let fewest = 8
  /// What the sequences of a shift take, cursor and all.
  private static let bytes = 26

  init(row: Int, deletion: Int, insertion: Int, count: Int) {
    self.row = row
    self.deletion = deletion
    self.insertion = insertion
    self.count = count
  }

  /// The shift of a row that puts most cells right; nil where it spares fewer bytes than it costs.
  ///
  /// - Parameters:
  ///   - last: What is shown.
  ///   - grid: What is to be shown, of the same size.
  ///   - row: The row.
  ///   - columns: The columns that the terminal has.
  /// - Complexity: O(columns); 16 times that for a row with many other letters.
  init?(from last: Grid, to grid: Grid, row: Int, columns: Int) {
    let columns = 0..<min(columns, grid.columns)
    let changed = columns.filter { last[row, $0].text != grid[row, $0].text }
    guard let first = changed.first, changed.count >= Self.fewest else { return nil }
    let old = columns.map { last[row, $0] }
    let new = columns.map { grid[row, $0] }
    // Half a wide character would be left at an end, and marks not every terminal moves.
    let fixed = old.lastIndex { $0.text.unicodeScalars.count != 1 } ?? -1
    // Two cells of one hash would only make a worse choice.
    let alignment = Alignment(
      old: old.map(\.hashValue), new: new.map(\.hashValue), start: max(first, fixed + 1))
    var best = Alignment.Block(places: 0..<0, gain: Self.fewest - 1)
    var distance = 0
    for candidate in (1...Self.widest).flatMap({ [$0, -$0] }) {
      let block = alignment.block(distance: candidate)
      if block.gain > best.gain { (best, distance) = (block, candidate) }
    }
    guard distance != 0 else { return nil }
    let places = best.places
    let count = abs(distance)
    // To the right, over the cells before the end; to the left, over those at the beginning.
    self.init(
      row: row, deletion: distance > 0 ? places.upperBound - count : places.lowerBound,
      insertion: distance > 0 ? places.lowerBound - count : places.upperBound, count: count)
    let cost = Self.bytes + Self.cost(from: applied(to: old), to: new)
    guard cost < Self.cost(from: old, to: new) else { return nil }
  }

  /// A row as the terminal shows it after the shift.
  func applied(to row: [Cell]) -> [Cell] {
    var row = row
    row.removeSubrange(deletion..<deletion + count)
    row.insert(contentsOf: repeatElement(.blank, count: count), at: insertion)
    return row
  }

  /// About how many bytes it takes to draw one row over another: the letters, a move to each part
  /// that differs, and each change of style.
  private static func cost(from old: [Cell], to new: [Cell]) -> Int {
    let (move, style) = (5, 9)
    var bytes = 0
    var last: Int?
    for column in new.indices where old[column] != new[column] {
      bytes += new[column].text.utf8.count
      if last != column - 1 { bytes += move }
      if last.map({ new[$0].style != new[column].style }) ?? true { bytes += style }
      last = column
    }
    return bytes
  }

  /// Where a row's cells stand in the next, by their hashes.
  private struct Alignment {
    /// Places to which cells come together.
    struct Block {
      var places: Range<Int>
      /// How many of them become right, less those that become wrong.
      var gain: Int
    }

    let old: [Int]
    let new: [Int]
    /// Nothing before it may move.
    let start: Int

    /// The block that gains most when cells go so far to the right, or to the left.
    ///
    /// A maximum subarray (Bentley, “Algorithm design techniques”, CACM 27(9), 1984), so that
    /// neither a border nor another pane's text moves with the text beside it.
    ///
    /// - Complexity: O(columns).
    func block(distance: Int) -> Block {
      let lowest = start + max(0, distance)
      var best = Block(places: lowest..<lowest, gain: 0)
      var (gain, first) = (0, lowest)
      for place in lowest..<max(lowest, new.count + min(0, distance)) {
        if gain <= 0 { (gain, first) = (0, place) }
        gain += old[place - distance] == new[place] ? 1 : 0
        gain -= old[place] == new[place] ? 1 : 0
        if gain > best.gain { best = Block(places: first..<place + 1, gain: gain) }
      }
      return best
    }
  }
}
