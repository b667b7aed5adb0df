/// Strings: scanned first, their escapes undone where the text is wanted.
extension JSONReader {
  /// A string as it stands in the file: where its bytes are, and whether escapes have to be undone.
  package struct RawString {
    /// The bytes between the quotation marks.
    package var range: Range<Int>
    /// Whether the bytes contain a backslash.
    package var hasEscapes: Bool
  }

  /// Passes over a string, checking its bytes but not its escapes, which are checked when they are undone.
  package mutating func scanString() throws -> RawString {
    guard take(UInt8(ascii: "\"")) else { throw expected("a string") }
    let start = offset
    var place = offset
    var hasEscapes = false
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\"") {
        offset = place + 1
        return RawString(range: start..<place, hasEscapes: hasEscapes)
      } else if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        place += 2
      } else if byte >= 0x80 {
        let length = utf8Length(at: place)
        guard length > 0 else { throw failure("invalid UTF-8", at: place) }
        place += length
      } else {
        guard byte >= 0x20 else { throw failure("an unescaped control character", at: place) }
        place += 1
      }
    }
    throw failure("a string without end", at: start)
  }

  /// The length of the well-formed UTF-8 sequence of two to four bytes at `place`, or 0 (Unicode, table 3-7).
  private func utf8Length(at place: Int) -> Int {
    let lead = bytes[place]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF:
      length = 3
      if lead == 0xE0 { second = 0xA0...0xBF }
      if lead == 0xED { second = 0x80...0x9F }
    case 0xF0...0xF4:
      length = 4
      if lead == 0xF0 { second = 0x90...0xBF }
      if lead == 0xF4 { second = 0x80...0x8F }
    default: return 0
    }
    guard bytes.count - place >= length, second.contains(bytes[place + 1]) else { return 0 }
    for index in 2..<max(2, length) where bytes[place + index] & 0xC0 != 0x80 { return 0 }
    return length
  }

  /// The text of a string that was scanned before.
  package func string(_ raw: RawString) throws -> String {
    guard raw.hasEscapes else {
      return String(decoding: UnsafeBufferPointer(rebasing: bytes[raw.range]), as: UTF8.self)
    }
    var unescaped: [UInt8] = []
    try append(raw, to: &unescaped)
    return String(decoding: unescaped, as: UTF8.self)
  }

  /// Whether a string that was scanned before is `text`, which must not contain characters that JSON escapes.
  package func matches(_ raw: RawString, _ text: StaticString) -> Bool {
    guard !raw.hasEscapes, raw.range.count == text.utf8CodeUnitCount else { return false }
    return raw.range.indices.allSatisfy {
      bytes[$0] == text.utf8Start[$0 - raw.range.lowerBound]
    }
  }

  /// Appends the UTF-8 of a string that was scanned before, escapes undone.
  ///
  /// A surrogate without its partner becomes U+FFFD, for it has no UTF-8.
  func append(_ raw: RawString, to text: inout [UInt8]) throws {
    guard raw.hasEscapes else {
      text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[raw.range]))
      return
    }
    var place = raw.range.lowerBound
    let end = raw.range.upperBound
    while place < end {
      let byte = bytes[place]
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        place += 1
        continue
      }
      let escape = place
      // A scanned string never ends in a lone backslash: its partner is inside the range.
      place += 2
      switch bytes[escape + 1] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
        text.append(bytes[escape + 1])
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"):
        guard let unit = hexadecimal(at: place, end: end) else {
          throw failure("a bad \\u escape", at: escape)
        }
        place += 4
        var value = UInt32(unit)
        if (0xD800...0xDBFF).contains(unit), end - place >= 6,
          bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u"),
          let low = hexadecimal(at: place + 2, end: end), (0xDC00...0xDFFF).contains(low)
        {
          value = 0x10000 + (UInt32(unit - 0xD800) << 10) + UInt32(low - 0xDC00)
          place += 6
        }
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      default: throw failure("an unknown escape", at: escape)
      }
    }
  }

  private func hexadecimal(at place: Int, end: Int) -> UInt16? {
    guard end - place >= 4 else { return nil }
    var value: UInt16 = 0
    for index in place..<place + 4 {
      let digit: UInt8
      switch bytes[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[index] - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[index] - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[index] - UInt8(ascii: "A") + 10
      default: return nil
      }
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}
