/// What one pass over a file's bytes tells of its encoding and its line ends.
///
/// The whole file is looked at before it is read: in Sentiment140 a million lines of ASCII stand before the first byte that is not UTF-8.
struct ByteSurvey: Equatable {
  /// What a byte order mark says.
  private(set) var mark: TextEncoding?
  /// Characters of two to four bytes that are well-formed UTF-8 (Unicode, table 3-7).
  private(set) var wideCount = 0
  /// Parts that are not: each is one U+FFFD when read as UTF-8.
  private(set) var invalidCount = 0
  /// The lines of the first of them, from 1.
  private(set) var invalidLines: [Int] = []
  /// Line feeds, carriage return before them or not.
  private(set) var feedCount = 0
  /// Carriage returns without a line feed behind them.
  private(set) var returnCount = 0

  /// How many lines are named.
  static let namedLines = 5

  private var line = 1
  private var isAfterReturn = false
  /// How many bytes the character that is being read still lacks, and what the next may be.
  private var lacking = 0
  private var allowed: ClosedRange<UInt8> = 0x80...0xBF

  /// Looks at the next bytes.
  ///
  /// - Complexity: O(bytes).
  mutating func append(_ bytes: [UInt8]) {
    for byte in bytes {
      if byte < 0x80, byte > UInt8(ascii: "\r"), lacking == 0, !isAfterReturn { continue }
      look(at: byte)
    }
  }

  /// Ends the file.
  mutating func finish() {
    if lacking > 0 { noteInvalid() }
    if isAfterReturn { returnCount += 1 }
    lacking = 0
    isAfterReturn = false
  }

  /// Takes a byte order mark from the first bytes of the file.
  mutating func readMark(_ bytes: [UInt8]) { mark = TextEncoding.mark(of: bytes)?.encoding }

  /// The encoding: that of the mark; UTF-8 where nothing, or less than half of what is not ASCII, contradicts it; else CP1252, of
  /// which every sequence of bytes is a text.
  var encoding: TextEncoding {
    if let mark { return mark }
    return invalidCount == 0 || invalidCount < wideCount ? .utf8 : .windows1252
  }

  /// Whether a carriage return alone ends a line, as on old Macs.
  ///
  /// Then there are more of them than line feeds; elsewhere one is part of the text.
  var endsAtReturn: Bool { returnCount > feedCount }

  private mutating func look(at byte: UInt8) {
    if lacking > 0 {
      if allowed.contains(byte) {
        lacking -= 1
        allowed = 0x80...0xBF
        if lacking == 0 { wideCount += 1 }
        return
      }
      noteInvalid()
      lacking = 0
    }
    if isAfterReturn, byte != UInt8(ascii: "\n") {
      returnCount += 1
      if feedCount == 0 { line += 1 }
    }
    isAfterReturn = byte == UInt8(ascii: "\r")
    allowed = 0x80...0xBF
    switch byte {
    case UInt8(ascii: "\n"):
      feedCount += 1
      line += 1
    case 0..<0x80: break
    case 0xC2...0xDF: lacking = 1
    case 0xE0...0xEF:
      lacking = 2
      if byte == 0xE0 { allowed = 0xA0...0xBF }
      if byte == 0xED { allowed = 0x80...0x9F }
    case 0xF0...0xF4:
      lacking = 3
      if byte == 0xF0 { allowed = 0x90...0xBF }
      if byte == 0xF4 { allowed = 0x80...0x8F }
    default: noteInvalid()
    }
  }

  private mutating func noteInvalid() {
    invalidCount += 1
    if invalidLines.count < Self.namedLines, invalidLines.last != line { invalidLines.append(line) }
  }
}
