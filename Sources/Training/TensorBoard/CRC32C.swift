/// The checksum of TFRecord files: CRC-32 with Castagnoli's polynomial (RFC 3720), eight bytes at a time.
enum CRC32C {
  /// `tables[k][b]` is the checksum of byte `b` followed by `k` zero bytes.
  private static let tables: [[UInt32]] = {
    var tables = [[UInt32]](repeating: [UInt32](repeating: 0, count: 256), count: 8)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
      tables[0][byte] = value
    }
    for table in 1..<8 {
      for byte in 0..<256 {
        let below = tables[table - 1][byte]
        tables[table][byte] = below >> 8 ^ tables[0][Int(below & 0xFF)]
      }
    }
    return tables
  }()

  /// The checksum of some bytes.
  ///
  /// - Complexity: O(bytes).
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var value: UInt32 = .max
    var place = bytes.startIndex
    let tables = tables
    while bytes.endIndex - place >= 8 {
      var next: UInt32 = 0
      for index in 0..<4 {
        let byte = bytes[place + index] ^ UInt8(truncatingIfNeeded: value >> UInt32(8 * index))
        next ^= tables[7 - index][Int(byte)]
      }
      for index in 4..<8 { next ^= tables[7 - index][Int(bytes[place + index])] }
      value = next
      place += 8
    }
    while place < bytes.endIndex {
      value = value >> 8 ^ tables[0][Int(UInt8(truncatingIfNeeded: value) ^ bytes[place])]
      place += 1
    }
    return ~value
  }

  /// The checksum as TFRecord files keep it, rotated and offset so that a checksum of checksums is no special case.
  static func masked(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let value = checksum(bytes)
    return (value >> 15 | value << 17) &+ 0xA282_EAD8
  }
}
