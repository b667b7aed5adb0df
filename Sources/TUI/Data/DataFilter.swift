public import Training

/// Which rows of a data file are listed.
public struct DataFilter: Equatable, Sendable {
  /// What is asked of a row besides the search.
  public enum Kind: Equatable, Sendable {
    /// Nothing.
    case all
    /// It has a label, by its name; what the overlay says counts.
    case label(String)
    /// It has a mark.
    case marked(RowMarks)
    /// It is relabelled or excluded.
    case changed
    /// The model predicts another label than it has.
    case wrong
    /// The model predicts the label it has.
    case right
    /// The model predicts a class, by its number.
    case predicted(Int)
  }

  /// In which order rows are listed.
  public enum Order: String, CaseIterable, Sendable {
    /// That of the file.
    case file
    /// The longest first.
    case longest
    /// Those whose label the model finds least likely first: wrong labels are among them.
    case loss
  }

  /// What is asked of a row.
  public var kind = Kind.all
  /// What its text has in it; empty for anything.
  public var search = ""
  /// The order.
  public var order = Order.file

  /// Whether all rows are listed as they are.
  var isIdle: Bool { self == DataFilter() }
}

/// What is looked for in the rows of a data file: the filter and what it is judged by.
public struct DataQuery: Equatable, Sendable {
  /// Counts what was asked; an older answer is dropped.
  let generation: Int
  let table: DataTable
  let filter: DataFilter
  let overlay: LabelOverlay
  let marks: [RowMarks]
  let predictions: RowPredictions
  let lengths: [UInt16]
  /// The model's classes, by which labels are found.
  let classes: [String]

  /// Rows that are looked at between two looks at whether anyone still wants to know.
  private static let step = 8192

  /// Looks through all rows.
  ///
  /// - Parameters:
  ///   - isCancelled: Whether nobody wants the rest.
  ///   - found: Is given rows as they are found, in order, and whether they are the last. Sorted ones come all at once.
  /// - Complexity: O(rows), and O(texts) with a search.
  func run(isCancelled: () -> Bool, found: ([Int32], _ isWhole: Bool) -> Void) {
    let count = table.rows.count
    let needle = filter.search.isEmpty ? nil : TextNeedle(filter.search)
    let matcher = LabelMatcher(classes)
    var taken: [Int32] = []
    for start in stride(from: 0, to: count, by: Self.step) {
      if isCancelled() { return }
      for row in start..<min(start + Self.step, count) where fits(row, matcher) {
        if let needle, !isFound(needle, row) { continue }
        taken.append(Int32(truncatingIfNeeded: row))
      }
      if filter.order == .file {
        found(taken, start + Self.step >= count)
        taken = []
      }
    }
    guard filter.order != .file || count == 0 else { return }
    switch filter.order {
    case .file: break
    case .longest:
      taken.sort { (length($1), $0) < (length($0), $1) }
    case .loss:
      taken.sort { (loss($1), $0) < (loss($0), $1) }
    }
    if !isCancelled() { found(taken, true) }
  }

  private func isFound(_ needle: TextNeedle, _ row: Int) -> Bool {
    if needle.isIn(table.text(row)) { return true }
    guard let pair = try? table.rows.pair(row) else { return false }
    return needle.isIn(pair)
  }

  private func length(_ row: Int32) -> Int {
    lengths.indices.contains(Int(row))
      ? Int(lengths[Int(row)]) : table.text(Int(row)).utf8.count
  }

  /// Rows that were not predicted come last.
  private func loss(_ row: Int32) -> Float {
    guard let loss = predictions[Int(row)]?.loss, !loss.isNaN else { return -1 }
    return loss
  }

  private func fits(_ row: Int, _ matcher: LabelMatcher) -> Bool {
    switch filter.kind {
    case .all: return true
    case .label(let name): return labels(row).contains(name)
    case .marked(let mark):
      return marks.indices.contains(row) && !marks[row].isDisjoint(with: mark)
    case .changed: return overlay[table.rows.line(row)] != nil
    case .wrong, .right:
      guard let entry = predictions[row],
        let label = labels(row).first.flatMap(matcher.index)
      else { return false }
      return (Int(entry.label) == label) == (filter.kind == .right)
    case .predicted(let index):
      return predictions[row].map { Int($0.label) == index } ?? false
    }
  }

  private func labels(_ row: Int) -> [String] {
    if case .relabelled(let labels) = overlay[table.rows.line(row)] { return labels }
    return table.rows.labels(row).map { table.rows.labels[$0] }
  }
}
