/// The few steps between scalars and UTF-8 that tokenizers take often.
enum UTF8Text {
  /// The scalars of a text.
  static func scalars(of text: String) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(text.utf8.count)
    var text = text
    text.withUTF8 { bytes in
      var place = 0
      while place < bytes.count {
        let lead = UInt32(bytes[place])
        // A string's UTF-8 is well-formed: the lead byte tells what follows.
        func tail(_ distance: Int) -> UInt32 { UInt32(bytes[place + distance]) & 0x3F }
        if lead < 0x80 {
          result.append(lead)
          place += 1
        } else if lead < 0xE0 {
          result.append((lead & 0x1F) << 6 | tail(1))
          place += 2
        } else if lead < 0xF0 {
          result.append((lead & 0x0F) << 12 | tail(1) << 6 | tail(2))
          place += 3
        } else {
          result.append((lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3))
          place += 4
        }
      }
    }
    return result
  }

  /// Appends the bytes of a scalar.
  @inline(__always)
  static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    if scalar < 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: scalar))
      return
    }
    if scalar < 0x800 {
      bytes.append(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
    } else {
      if scalar < 0x10000 {
        bytes.append(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
      } else {
        bytes.append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18))
        bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 12) & 0x3F)
      }
      bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6) & 0x3F)
    }
    bytes.append(0x80 | UInt8(truncatingIfNeeded: scalar) & 0x3F)
  }

  /// Whether a byte continues a scalar that began before it.
  @inline(__always)
  static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
