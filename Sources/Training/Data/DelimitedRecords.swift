internal import Model

/// Reads a table record by record.
///
/// A quoted cell may hold separators and line breaks. Real files also have quotation marks that open nothing (ChnSentiCorp, OCEMOTION): where
/// the rules of quotation do not hold, or would give the wrong number of cells, a line is read as it stands.
struct DelimitedRecords {
  /// What a line, or several, are.
  enum Record {
    case end
    case blank
    case tooLong
    /// `cells` are those of `bytes`.
    case cells
  }

  private(set) var buffer: RecordBuffer
  private(set) var cells = DelimitedCells()
  /// Whether the record's quotation marks do not pair, so that they are part of the text.
  private(set) var hasStrayQuotes = false
  /// How many cells a record must have; nil while nobody knows.
  var width: Int?
  let separator: UInt8

  init(_ buffer: RecordBuffer, separator: UInt8) {
    self.buffer = buffer
    self.separator = separator
  }

  /// The record's bytes.
  var bytes: ArraySlice<UInt8> { buffer.bytes[buffer.record] }

  /// Goes on to the next record.
  mutating func next() throws(ModelError) -> Record {
    guard try buffer.advance() else { return .end }
    if buffer.isTooLong { return .tooLong }
    if Self.isBlank(bytes) { return .blank }
    hasStrayQuotes = false
    var quoting = cells.cut(bytes, at: separator)
    if quoting == .wellFormed { return .cells }
    var linesAreRows = isRow(bytes)
    while quoting == .open {
      let known = buffer.record.count
      guard try buffer.extend() else { break }
      linesAreRows = linesAreRows && isRow(bytes.dropFirst(known + 1))
      quoting = cells.resume(bytes, at: separator)
    }
    // Tabs hardly occur in texts: lines that each have the right number of them are rows, not one cell. Commas do.
    let isOneRecord =
      quoting == .wellFormed && (width ?? cells.cells.count) == cells.cells.count
      && !(linesAreRows && separator == UInt8(ascii: "\t"))
    if !isOneRecord {
      buffer.retreat()
      cells.cutLiterally(bytes, at: separator)
      hasStrayQuotes = true
    }
    return .cells
  }

  /// Goes on to the next line, which is not cut.
  ///
  /// - Returns: False at the end.
  mutating func advanceLine() throws(ModelError) -> Bool { try buffer.advance() }

  /// Makes the cells before the last one cell again.
  mutating func joinAllButLast() { cells.joinAllButLast() }

  /// The text of a cell of the record.
  func text(_ index: Int) -> String { DelimitedCells.text(bytes, cells.cells[index]) }

  /// Whether there is nothing but blanks.
  static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 <= UInt8(ascii: " ") }
  }

  /// Whether a line has the expected number of cells without regard to quotation.
  private func isRow(_ line: ArraySlice<UInt8>) -> Bool {
    guard let width else { return false }
    return line.count { $0 == separator } == width - 1
  }
}
