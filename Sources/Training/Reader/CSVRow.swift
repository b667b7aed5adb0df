/// The cells of one row of a table of numbers, which is a line of its own.
enum CSVRow {
  /// What separates the cells of a header: the most frequent of comma, semicolon and tab.
  static func separator(of header: [UInt8]) -> UInt8 {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    let counts = candidates.map { candidate in header.count { $0 == candidate } }
    let best = counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) }
    return best.map { candidates[$0] } ?? UInt8(ascii: ",")
  }

  /// The cells, quotes and blanks around them taken off; a row whose quotes do not pair is cut as it stands.
  static func cells(of row: [UInt8], separator: UInt8) -> [ArraySlice<UInt8>] {
    var cells = DelimitedCells()
    if cells.cut(row[...], at: separator) != .wellFormed {
      cells.cutLiterally(row[...], at: separator)
    }
    return cells.cells.map { row[$0.range] }
  }

  /// A cell as text, doubled quotes undone; bytes that are not UTF-8 are read as Latin-1.
  static func text(_ cell: ArraySlice<UInt8>) -> String {
    let text =
      String(validating: cell, as: UTF8.self)
      ?? String(String.UnicodeScalarView(cell.map { Unicode.Scalar($0) }))
    return text.replacing("\"\"", with: "\"")
  }
}
