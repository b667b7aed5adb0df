/// How a text file's bytes stand for characters.
public enum TextEncoding: String, Sendable, CaseIterable {
  /// UTF-8, ASCII included, with or without a byte order mark.
  case utf8 = "utf-8"
  /// UTF-16, the lower byte of a unit first.
  case utf16LittleEndian = "utf-16le"
  /// UTF-16, the higher byte of a unit first.
  case utf16BigEndian = "utf-16be"
  /// CP1252, which is Latin-1 with printable characters in place of most of the C1 controls.
  case windows1252 = "windows-1252"

  /// What a byte order mark says, and its length.
  static func mark(of bytes: some Sequence<UInt8>) -> (encoding: TextEncoding, length: Int)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
    return nil
  }

  /// The scalar of each byte from 0x80 to 0x9F; the five that CP1252 leaves open are C1 controls, as the WHATWG's table has them.
  static let windows1252Controls: [UInt16] = [
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
  ]
}
