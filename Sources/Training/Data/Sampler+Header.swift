internal import Model

extension Sampler {
  /// Whether the first row names the columns of the others.
  ///
  /// It does where it has a name that the user gives, or known names of a text and a label. Otherwise all its cells must look like names,
  /// and one of them be a known one or stand apart from what is below it: `Star Rating` above numbers, `Mood` above words that return.
  /// Columns without a name are common: those of an index, and what a spreadsheet leaves at the right.
  static func isHeader(
    _ first: [String], _ rows: some Collection<[String]>, _ options: DatasetOptions
  ) -> Bool {
    let names = first.map { $0.lowercased() }
    let given = names.filter { !$0.isEmpty }
    guard !given.isEmpty, Set(given).count == given.count else { return false }
    if ColumnRoles.isNamed(by: options, first) || ColumnRoles.isTelling(names) { return true }
    guard given.allSatisfy(isName) else { return false }
    let areWords = names.allSatisfy(isWord)
    let known = ColumnRoles.textNames + ColumnRoles.labelNames + ["id", "ids"]
    if areWords, names.contains(where: known.contains) { return true }
    let rows = rows.filter { $0.count == names.count }
    let isShort = areWords || isShort(names, above: rows)
    return names.indices.contains { column in
      let values = rows.map { $0[column].lowercased() }.filter { !$0.isEmpty }
      return standsApart(names[column], from: values, isShort: isShort)
    }
  }

  /// The fewest cells below a name that say something of it.
  private static let fewestValues = 4

  /// Whether a column's first cell is no value of it: it alone is no number, or comes once where others return.
  ///
  /// - Parameter isShort: Whether the first row is too short to be one of text and label. Where it is not, no value at all may come once:
  ///   a rare label may be the first.
  private static func standsApart(_ name: String, from values: [String], isShort: Bool) -> Bool {
    guard !name.isEmpty, values.count >= fewestValues else { return false }
    if values.allSatisfy({ Double($0) != nil }) { return Double(name) == nil }
    var counts: [String: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    guard counts[name] == nil else { return false }
    return isShort ? counts.count * 2 <= values.count : counts.values.allSatisfy { $0 > 1 }
  }

  /// Whether the name above the longest texts is shorter than nine tenths of them.
  private static func isShort(_ names: [String], above rows: [[String]]) -> Bool {
    let lengths = names.indices.map { column in rows.map { $0[column].utf8.count } }
    let sums = lengths.map { $0.reduce(0, +) }
    guard let longest = sums.indices.max(by: { sums[$0] < sums[$1] }) else { return false }
    let name = names[longest].utf8.count
    return lengths[longest].count { $0 > name } * 10 >= rows.count * 9
  }

  /// Whether a cell could be a column's name: short, a few words that begin with a letter, no sentence.
  private static func isName(_ cell: String) -> Bool {
    cell.count <= 40 && cell.first?.isLetter == true && cell.last != "."
      && cell.split(separator: " ").count <= 4
  }

  private static func isWord(_ cell: String) -> Bool {
    isName(cell) && cell.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
  }
}
