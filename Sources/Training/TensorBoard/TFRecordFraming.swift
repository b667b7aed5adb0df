/// Cuts a TFRecord file into records as its bytes arrive.
///
/// A record is its length (8 bytes, little endian), the length's masked checksum (4), the bytes, and their masked
/// checksum (4). Where a record's bytes are damaged it is skipped; where its length is, the next place is looked for at which a length and
/// its checksum agree.
struct TFRecordFraming: Sendable {
  /// What the bytes turned out to be.
  enum Piece: Equatable {
    /// A whole record.
    case record([UInt8])
    /// A record whose bytes do not fit their checksum.
    case damagedRecord
    /// So many bytes that belong to no record.
    case lost(Int)
  }

  static let headerSize = 12
  /// The largest record that is believed: event files hold images at the most.
  static let lengthLimit: UInt64 = 1 << 30

  private var rest: [UInt8] = []
  /// How many bytes that belong to no record were passed over since the last one.
  private(set) var lostCount = 0

  /// How many bytes of a record that is not whole are waiting.
  var waitingCount: Int { rest.count }

  /// Adds newly arrived bytes.
  ///
  /// - Returns: What is whole now, in the order of the file.
  mutating func append(_ bytes: [UInt8]) -> [Piece] {
    rest.append(contentsOf: bytes)
    var pieces: [Piece] = []
    var place = 0
    while rest.count - place >= Self.headerSize {
      guard let length = Self.length(of: rest[place...]) else {
        lostCount += 1
        place += 1
        continue
      }
      let start = place + Self.headerSize
      guard rest.count - start >= length + 4 else { break }
      flushLost(&pieces)
      let end = start + length
      let isWhole = CRC32C.masked(rest[start..<end]) == Self.word(rest[end...])
      pieces.append(isWhole ? .record(Array(rest[start..<end])) : .damagedRecord)
      place = end + 4
    }
    rest.removeFirst(place)
    return pieces
  }

  private mutating func flushLost(_ pieces: inout [Piece]) {
    if lostCount > 0 { pieces.append(.lost(lostCount)) }
    lostCount = 0
  }

  /// The record's length that `header` tells, or nil where there are too few bytes or its checksum does not fit.
  static func length(of header: ArraySlice<UInt8>) -> Int? {
    guard header.count >= headerSize else { return nil }
    let lengthBytes = header.prefix(8)
    guard CRC32C.masked(lengthBytes) == word(header.dropFirst(8)) else { return nil }
    let length = lengthBytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return length <= lengthLimit ? Int(length) : nil
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
