internal import Model

/// Cuts a stream of UTF-8 into lines, each of which can be extended by the next ones while a quoted cell is open.
///
/// Only one record and one piece of the file are in memory.
struct RecordBuffer {
  /// The most bytes of one record: beyond any text that a model reads, and a bound for what a stray quotation mark is followed for.
  static let recordLimit = 4 << 20

  private var stream: TranscodedStream
  private let lineEnd: UInt8
  private let recordLimit: Int
  /// What was read and is not done with; the record is `record` of it.
  private(set) var bytes: [UInt8] = []
  /// Where the record stands in `bytes`, without its line end.
  private(set) var record = 0..<0
  /// Where the next line begins.
  private var next = 0
  /// Where the record's first line ends, and where what follows it begins.
  private var firstLine = (end: 0, next: 0)
  private var isAtEnd = false
  /// The number of the record's first line, from 1.
  private(set) var line = 1
  /// How many lines the record has.
  private(set) var lineCount = 0
  /// Whether the line is longer than the limit; nothing of it is kept.
  private(set) var isTooLong = false

  init(_ stream: TranscodedStream, endsAtReturn: Bool, recordLimit: Int = recordLimit) {
    self.stream = stream
    lineEnd = endsAtReturn ? UInt8(ascii: "\r") : UInt8(ascii: "\n")
    self.recordLimit = recordLimit
  }

  /// Goes on to the next line.
  ///
  /// - Returns: False at the end.
  mutating func advance() throws(ModelError) -> Bool {
    line += lineCount
    lineCount = 0
    isTooLong = false
    record = next..<next
    if lineEnd == UInt8(ascii: "\r") { try skipLineFeed() }
    guard let found = try findLine() else {
      guard bytes.count > next else { return false }
      isTooLong = true
      lineCount = 1
      try skipLine()
      return true
    }
    record = record.lowerBound..<found.end
    next = found.next
    firstLine = found
    lineCount = 1
    return true
  }

  /// Takes the next line into the record.
  ///
  /// - Returns: False, and nothing has changed, where there is none or the record would be too long.
  mutating func extend() throws(ModelError) -> Bool {
    guard !isTooLong, let found = try findLine() else { return false }
    record = record.lowerBound..<found.end
    next = found.next
    lineCount += 1
    return true
  }

  /// Gives all lines but the first back.
  mutating func retreat() {
    record = record.lowerBound..<firstLine.end
    next = firstLine.next
    lineCount = 1
  }

  /// Finds the line that begins at `next`; nil where there is none, or where the record would be too long with it.
  private mutating func findLine() throws(ModelError) -> (end: Int, next: Int)? {
    var searched = next
    while true {
      if let end = bytes[searched...].firstIndex(of: lineEnd) {
        guard end - record.lowerBound <= recordLimit else { return nil }
        let hasReturn =
          lineEnd == UInt8(ascii: "\n") && end > next && bytes[end - 1] == UInt8(ascii: "\r")
        return (hasReturn ? end - 1 : end, end + 1)
      }
      guard bytes.count - record.lowerBound <= recordLimit else { return nil }
      searched = bytes.count - record.lowerBound
      guard try fill() else {
        return next < bytes.count ? (bytes.count, bytes.count) : nil
      }
    }
  }

  /// Passes over a line that is too long.
  private mutating func skipLine() throws(ModelError) {
    while true {
      if let end = bytes[next...].firstIndex(of: lineEnd) {
        next = end + 1
        break
      }
      bytes.removeAll(keepingCapacity: true)
      record = 0..<0
      next = 0
      guard try fill() else { break }
    }
    record = next..<next
  }

  /// A line feed behind a return that ends lines belongs to that end.
  private mutating func skipLineFeed() throws(ModelError) {
    if next == bytes.count, try !fill() { return }
    guard bytes[next] == UInt8(ascii: "\n") else { return }
    next += 1
    record = next..<next
  }

  /// Reads a piece more; what stands before the record is dropped, and all places move down with it.
  ///
  /// - Returns: False at the end, and nothing has changed.
  private mutating func fill() throws(ModelError) -> Bool {
    guard !isAtEnd else { return false }
    let piece = try stream.next()
    guard !piece.isEmpty else {
      isAtEnd = true
      return false
    }
    let start = record.lowerBound
    bytes.removeSubrange(..<start)
    record = 0..<(record.upperBound - start)
    next -= start
    firstLine = (firstLine.end - start, firstLine.next - start)
    bytes.append(contentsOf: piece)
    return true
  }
}
