/// What a terminal would show of bytes that were written to one.
enum ConsoleText {
  private static let escape: UInt8 = 0x1B

  /// The bytes without ANSI escape sequences and control characters; a tab becomes a blank.
  ///
  /// - Complexity: O(bytes).
  static func plain(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(where: { $0 < 0x20 }) else { return bytes }
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      if byte == escape {
        place = end(ofSequenceAt: place, in: bytes)
        continue
      }
      if byte == UInt8(ascii: "\t") {
        plain.append(UInt8(ascii: " "))
      } else if byte >= 0x20 {
        plain.append(byte)
      }
      place += 1
    }
    return plain
  }

  /// The place behind an escape sequence (ECMA-48): CSI with its parameters, OSC with its text, or two bytes.
  private static func end(ofSequenceAt start: Int, in bytes: [UInt8]) -> Int {
    guard start + 1 < bytes.count else { return bytes.count }
    var place = start + 2
    switch bytes[start + 1] {
    case UInt8(ascii: "["):
      while place < bytes.count, !(0x40...0x7E).contains(bytes[place]) { place += 1 }
      return min(place + 1, bytes.count)
    case UInt8(ascii: "]"):
      while place < bytes.count, bytes[place] != 0x07, bytes[place] != escape { place += 1 }
      let isLong = place < bytes.count && bytes[place] == escape
      return min(place + (isLong ? 2 : 1), bytes.count)
    default: return place
    }
  }
}
