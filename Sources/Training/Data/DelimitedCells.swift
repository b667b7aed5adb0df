/// The cells of one record of a table (RFC 4180, with blanks allowed round a quoted cell).
///
/// Written here because rows arrive in pieces: the CSV packages at hand read whole texts. Places are counted from the record's first byte. Kept between records, so that cutting one allocates nothing.
struct DelimitedCells {
  /// Where a cell stands, without its quotation marks and without blanks round it.
  struct Cell: Equatable {
    var range: Range<Int>
    /// Whether doubled quotation marks have to be undone.
    var isEscaped = false
  }

  /// What was found of quotation marks.
  enum Quoting {
    /// Every quoted cell ends before a separator or the record's end.
    case wellFormed
    /// The last cell is quoted and has no end: it may go on in the next line.
    case open
    /// Something follows a quoted cell's end: the marks are part of the text.
    case stray
  }

  private(set) var cells: [Cell] = []
  /// Whether a cell is quoted.
  private(set) var hasQuotes = false
  /// The quoted cell that has no end yet: where it begins, and from where its end has not been looked for.
  private var open = (start: 0, searched: 0, isEscaped: false)

  /// Cuts a record by the rules of quotation.
  ///
  /// - Complexity: O(record).
  mutating func cut(_ record: ArraySlice<UInt8>, at separator: UInt8) -> Quoting {
    cells.removeAll(keepingCapacity: true)
    hasQuotes = false
    return cut(record, from: 0, at: separator)
  }

  /// Goes on with a record that was open and has become longer.
  ///
  /// - Complexity: O(what is new).
  mutating func resume(_ record: ArraySlice<UInt8>, at separator: UInt8) -> Quoting {
    guard let place = closeCell(record, at: separator) else { return quotingOfOpenCell }
    return place < record.count
      ? cut(record, from: place + 1, at: separator) : .wellFormed
  }

  private var quotingOfOpenCell = Quoting.open

  private mutating func cut(
    _ record: ArraySlice<UInt8>, from place: Int, at separator: UInt8
  ) -> Quoting {
    let base = record.startIndex
    let end = record.count
    var place = place
    while true {
      var start = place
      while start < end, Self.isBlank(record[base + start]), record[base + start] != separator {
        start += 1
      }
      if start < end, record[base + start] == UInt8(ascii: "\"") {
        hasQuotes = true
        open = (start + 1, start + 1, false)
        guard let next = closeCell(record, at: separator) else { return quotingOfOpenCell }
        place = next
      } else {
        place = start
        while place < end, record[base + place] != separator { place += 1 }
        cells.append(Cell(range: Self.trimmed(record, start..<place)))
      }
      guard place < end else { return .wellFormed }
      place += 1
    }
  }

  /// Looks for the end of the quoted cell.
  ///
  /// - Returns: The place of the separator behind it, or the record's end; nil where the cell is `quotingOfOpenCell`.
  private mutating func closeCell(_ record: ArraySlice<UInt8>, at separator: UInt8) -> Int? {
    let base = record.startIndex
    let end = record.count
    var close = open.searched
    while true {
      while close < end, record[base + close] != UInt8(ascii: "\"") { close += 1 }
      guard close < end else {
        open.searched = close
        quotingOfOpenCell = .open
        return nil
      }
      guard close + 1 < end, record[base + close + 1] == UInt8(ascii: "\"") else { break }
      open.isEscaped = true
      close += 2
    }
    cells.append(
      Cell(range: Self.trimmed(record, open.start..<close), isEscaped: open.isEscaped))
    var place = close + 1
    while place < end, Self.isBlank(record[base + place]), record[base + place] != separator {
      place += 1
    }
    guard place == end || record[base + place] == separator else {
      quotingOfOpenCell = .stray
      return nil
    }
    return place
  }

  /// Cuts a record at every separator; quotation marks are characters like others.
  mutating func cutLiterally(_ record: ArraySlice<UInt8>, at separator: UInt8) {
    cells.removeAll(keepingCapacity: true)
    hasQuotes = false
    var start = 0
    for (place, byte) in record.enumerated() where byte == separator {
      cells.append(Cell(range: Self.trimmed(record, start..<place)))
      start = place + 1
    }
    cells.append(Cell(range: Self.trimmed(record, start..<record.count)))
  }

  /// Makes the cells before the last one cell again.
  mutating func joinAllButLast() {
    guard cells.count > 2, let first = cells.first, let last = cells.last else { return }
    let start = first.range.lowerBound
    cells = [Cell(range: start..<max(start, cells[cells.count - 2].range.upperBound)), last]
  }

  /// The text of a cell of `record`.
  static func text(_ record: ArraySlice<UInt8>, _ cell: Cell) -> String {
    let base = record.startIndex
    let bytes = record[base + cell.range.lowerBound..<base + cell.range.upperBound]
    guard cell.isEscaped else { return String(decoding: bytes, as: UTF8.self) }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var isAfterQuote = false
    for byte in bytes {
      isAfterQuote = byte == UInt8(ascii: "\"") && !isAfterQuote
      // The first of two marks is kept, the second dropped.
      if isAfterQuote || byte != UInt8(ascii: "\"") { text.append(byte) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A stretch of a record without the blanks and line ends at its ends.
  static func trimmed(_ record: ArraySlice<UInt8>, _ range: Range<Int>) -> Range<Int> {
    let base = record.startIndex
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, isSpace(record[base + start]) { start += 1 }
    while end > start, isSpace(record[base + end - 1]) { end -= 1 }
    return start..<end
  }

  /// Whether a byte is a blank: space, tab, or a carriage return that ends no line.
  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func isSpace(_ byte: UInt8) -> Bool { isBlank(byte) || byte == UInt8(ascii: "\n") }
}
