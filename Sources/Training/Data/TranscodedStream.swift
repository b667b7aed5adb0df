internal import Model

/// Gives the bytes of a text file as UTF-8, piece by piece and without a byte order mark.
///
/// - Complexity: O(bytes); the memory of one piece, whatever the file's length.
struct TranscodedStream {
  private let read: () throws(ModelError) -> [UInt8]
  private let encoding: TextEncoding
  private let isRepairing: Bool
  /// Bytes of a character whose end has not been read.
  private var rest: [UInt8] = []
  private var isAtStart = true

  /// Makes a stream of what `read` gives piece by piece, an empty piece being the end.
  ///
  /// - Parameters:
  ///   - encoding: What the bytes are.
  ///   - isRepairing: Whether UTF-8 may have bad bytes, which become U+FFFD.
  ///   - read: Gives the next piece.
  init(
    encoding: TextEncoding, isRepairing: Bool,
    _ read: @escaping () throws(ModelError) -> [UInt8]
  ) {
    self.encoding = encoding
    self.isRepairing = isRepairing
    self.read = read
  }

  /// The next piece of well-formed UTF-8; empty at the end.
  ///
  /// - Throws: `ModelError(.missing)` with the system's reason.
  mutating func next() throws(ModelError) -> [UInt8] {
    while true {
      var bytes = try read()
      let isAtEnd = bytes.isEmpty
      if isAtEnd, rest.isEmpty { return [] }
      if !rest.isEmpty {
        bytes = rest + bytes
        rest = []
      }
      if isAtStart {
        // A mark may come in two pieces, from a pipe.
        if bytes.count < 3, !isAtEnd {
          rest = bytes
          continue
        }
        isAtStart = false
        if let mark = TextEncoding.mark(of: bytes), mark.encoding == encoding {
          bytes.removeFirst(mark.length)
        }
      }
      let text = transcode(bytes, isAtEnd: isAtEnd)
      if !text.isEmpty || isAtEnd { return text }
    }
  }

  private mutating func transcode(_ bytes: [UInt8], isAtEnd: Bool) -> [UInt8] {
    switch encoding {
    case .utf8:
      guard isRepairing else { return bytes }
      let end = isAtEnd ? bytes.count : Self.wholeCharacters(bytes)
      rest = Array(bytes[end...])
      return Array(String(decoding: bytes[..<end], as: UTF8.self).utf8)
    case .windows1252:
      var text: [UInt8] = []
      text.reserveCapacity(bytes.count + bytes.count / 16)
      for byte in bytes {
        if byte < 0x80 {
          text.append(byte)
        } else {
          let scalar =
            byte < 0xA0 ? TextEncoding.windows1252Controls[Int(byte) - 0x80] : UInt16(byte)
          if let units = Unicode.Scalar(scalar).flatMap(UTF8.encode) {
            text.append(contentsOf: units)
          }
        }
      }
      return text
    case .utf16LittleEndian, .utf16BigEndian:
      let low = encoding == .utf16LittleEndian ? 0 : 1
      var units: [UInt16] = []
      units.reserveCapacity(bytes.count / 2)
      for place in stride(from: 0, to: bytes.count - 1, by: 2) {
        units.append(UInt16(bytes[place + low]) | UInt16(bytes[place + 1 - low]) << 8)
      }
      // Half a unit, or the first half of a pair, waits for its other half.
      var taken = units.count * 2
      if !isAtEnd, let last = units.last, UTF16.isLeadSurrogate(last) {
        units.removeLast()
        taken -= 2
      }
      rest = isAtEnd ? [] : Array(bytes[taken...])
      return Array(String(decoding: units, as: UTF16.self).utf8)
    }
  }

  /// How many bytes there are before a character that may go on in the next piece.
  private static func wholeCharacters(_ bytes: [UInt8]) -> Int {
    for back in 1...3 where back <= bytes.count {
      let byte = bytes[bytes.count - back]
      if byte < 0x80 { break }
      if byte >= 0xC0 {
        let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        return back < length ? bytes.count - back : bytes.count
      }
    }
    return bytes.count
  }
}
