/// The cells of one row of a table of numbers (RFC 4180, on one line).
///
/// Written here because rows arrive in pieces: the CSV packages at hand read whole texts.
enum CSVRow {
  /// What separates the cells of a header: the most frequent of comma, semicolon and tab.
  static func separator(of header: [UInt8]) -> UInt8 {
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    let counts = candidates.map { candidate in header.count { $0 == candidate } }
    let best = counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) }
    return best.map { candidates[$0] } ?? UInt8(ascii: ",")
  }

  /// The cells, quotes and blanks around them taken off.
  static func cells(of row: [UInt8], separator: UInt8) -> [ArraySlice<UInt8>] {
    var cells: [ArraySlice<UInt8>] = []
    var start = 0
    var isQuoted = false
    for place in row.indices {
      if row[place] == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if row[place] == separator, !isQuoted {
        cells.append(trimmed(row[start..<place]))
        start = place + 1
      }
    }
    cells.append(trimmed(row[start...]))
    return cells
  }

  /// A cell as text, doubled quotes undone; bytes that are not UTF-8 are read as Latin-1.
  static func text(_ cell: ArraySlice<UInt8>) -> String {
    let text =
      String(validating: cell, as: UTF8.self)
      ?? String(String.UnicodeScalarView(cell.map { Unicode.Scalar($0) }))
    return text.replacing("\"\"", with: "\"")
  }

  private static func trimmed(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var cell = cell
    while let byte = cell.first, byte == UInt8(ascii: " ") { cell = cell.dropFirst() }
    while let byte = cell.last, byte == UInt8(ascii: " ") { cell = cell.dropLast() }
    if cell.count >= 2, cell.first == UInt8(ascii: "\""), cell.last == UInt8(ascii: "\"") {
      cell = cell.dropFirst().dropLast()
    }
    return cell
  }
}
