extension InputDecoder {
  /// How long a paste may pause before what came so far is handed on.
  static let pasteDelay = Duration.seconds(1)
  /// How much of a paste is kept before it is handed on in portions.
  private static let longestPaste = 1 << 20
  private static let pasteStart: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x30, 0x7E]
  private static let pasteEnd: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]

  /// Takes what belongs to the paste that is going on.
  ///
  /// A paste whose end never comes is handed on in portions when it pauses, and an escape alone
  /// ends it, so that a lost end does not lock the keyboard.
  ///
  /// - Returns: How many bytes are used up, and whether more must come before the rest can be.
  mutating func takePaste(
    _ bytes: ArraySlice<UInt8>, _ events: inout [InputEvent], isFinal: Bool
  ) -> (used: Int, isWaiting: Bool) {
    var collected = paste ?? []
    if let end = bytes.firstRange(of: Self.pasteEnd) {
      collected += bytes[..<end.lowerBound]
      paste = nil
      let (more, used) = Self.pastedBehindAnEnd(bytes[end.upperBound...])
      events.append(.paste(Self.pastedText(collected + more)))
      return (end.upperBound - bytes.startIndex + used, false)
    }
    if isFinal && Array(bytes) == [0x1B] {
      paste = nil
      if !collected.isEmpty { events.append(.paste(Self.pastedText(collected))) }
      events.append(.key(.escape, []))
      return (1, false)
    }
    let kept = isFinal ? 0 : Self.lengthOfBegunEnd(bytes)
    collected += bytes.dropLast(kept)
    if isFinal || collected.count > Self.longestPaste {
      // A character cut short stays, unless it is all that a whole pause has left.
      let begun = Self.lengthOfBegunScalar(collected)
      let rest = begun < collected.count ? begun : 0
      let text = Self.pastedText(collected.dropLast(rest))
      collected = Array(collected.suffix(rest))
      if !text.isEmpty { events.append(.paste(text)) }
    }
    paste = collected
    return (bytes.count - kept, true)
  }

  /// What of a paste stands behind an end that was itself a part of it.
  ///
  /// Some terminals let the mark through, and then the rest of the text arrives as keys that nobody
  /// pressed. It shows by a second end without a beginning.
  private static func pastedBehindAnEnd(_ bytes: ArraySlice<UInt8>) -> (text: [UInt8], used: Int) {
    var text: [UInt8] = []
    var rest = bytes
    let limit = bytes.firstRange(of: pasteStart)?.lowerBound ?? bytes.endIndex
    while let end = rest.firstRange(of: pasteEnd), end.lowerBound < limit {
      text += rest[..<end.lowerBound]
      rest = rest[end.upperBound...]
    }
    return (text, rest.startIndex - bytes.startIndex)
  }

  /// The text of a paste: line ends as `\n`, all else as it was copied.
  ///
  /// Control characters are text here and run nothing; what draws them shows escapes.
  private static func pastedText(_ bytes: some Sequence<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
      defer { afterReturn = scalar == "\r" }
      switch scalar {
      case "\r": text.append("\n")
      case "\n": if !afterReturn { text.append("\n") }
      case "\t": text.append("\t")
      default: text.append(scalar)
      }
    }
    return String(text)
  }

  /// How many bytes at the end may be the beginning of the paste's end.
  private static func lengthOfBegunEnd(_ bytes: ArraySlice<UInt8>) -> Int {
    for length in stride(from: min(pasteEnd.count - 1, bytes.count), to: 0, by: -1)
    where bytes.suffix(length).elementsEqual(pasteEnd.prefix(length)) {
      return length
    }
    return 0
  }

  /// How many bytes at the end are a character cut short.
  private static func lengthOfBegunScalar(_ bytes: [UInt8]) -> Int {
    for length in 1...3 where length <= bytes.count {
      let byte = bytes[bytes.count - length]
      if byte & 0xC0 == 0x80 { continue }
      let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return needed > length ? length : 0
    }
    return 0
  }
}
