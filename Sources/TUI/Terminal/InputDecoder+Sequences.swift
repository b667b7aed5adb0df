extension InputDecoder {
  private static let escape: UInt8 = 0x1B
  /// The longest control sequence taken seriously; known ones stay below 40 bytes.
  private static let longestSequence = 256
  /// The longest reply that is waited for to its end.
  private static let longestString = 1 << 20

  /// A sequence that has begun is waited for longer than an escape alone: a slow link may cut it.
  private var sequenceDelay: Duration { max(escapeDelay * 4, .milliseconds(100)) }

  /// Looks at what the bytes, which are not empty, begin with.
  mutating func find(_ bytes: ArraySlice<UInt8>, at now: ContinuousClock.Instant) -> Finding {
    let first = bytes[bytes.startIndex]
    if first == Self.escape { return findSequence(bytes, alt: [], at: now) }
    if first < 0x20 || first == 0x7F {
      return .events(1, controlEvents(first, modifiers: []))
    }
    return findText(bytes)
  }

  private func findText(_ bytes: ArraySlice<UInt8>) -> Finding {
    let first = bytes[bytes.startIndex]
    if first < 0x80 { return .text(1) }
    let length =
      switch first {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 1
      }
    var count = 1
    while count < length {
      guard count < bytes.count else { return .incomplete(sequenceDelay) }
      guard bytes[bytes.startIndex + count] & 0xC0 == 0x80 else { break }
      count += 1
    }
    // Whether the bytes are valid, `String(decoding:)` decides; each bad run becomes U+FFFD.
    return .text(count)
  }

  /// What one control byte means.
  private func controlEvents(_ byte: UInt8, modifiers: KeyModifiers) -> [InputEvent] {
    switch byte {
    case 0x0D: [.key(.enter, modifiers)]
    case 0x09: [.key(.tab, modifiers)]
    case 0x7F: [.key(.backspace, modifiers)]
    case 0x08 where controlHIsBackspace: [.key(.backspace, modifiers)]
    case 0x1A where modifiers.isEmpty: [.suspendRequested]
    case 0x1B: [.key(.escape, modifiers)]
    case 0x00: [.key(.character(" "), modifiers.union(.control))]
    case 0x01...0x1A:
      [.key(.character(Character(Unicode.Scalar(byte + 0x60))), modifiers.union(.control))]
    default:
      [.key(.character(Character(Unicode.Scalar(byte + 0x40))), modifiers.union(.control))]
    }
  }

  /// The bytes begin with an escape.
  private mutating func findSequence(
    _ bytes: ArraySlice<UInt8>, alt: KeyModifiers, at now: ContinuousClock.Instant
  ) -> Finding {
    if let known = keys.first(where: { bytes.starts(with: $0.bytes) }) {
      let stroke = known.stroke
      return .events(known.bytes.count, [.key(stroke.key, stroke.modifiers.union(alt))])
    }
    guard bytes.count > 1 else { return .incomplete(escapeDelay) }
    let second = bytes[bytes.startIndex + 1]
    switch second {
    case UInt8(ascii: "["): return findControlSequence(bytes, alt: alt, at: now)
    case UInt8(ascii: "O"): return findSingleShift(bytes, alt: alt)
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
      UInt8(ascii: "_"):
      return findString(bytes)
    case Self.escape:
      // Some terminals send Alt with an arrow as two escapes. Otherwise the first one is the key.
      guard alt.isEmpty else { return .events(1, [.key(.escape, [])]) }
      guard bytes.count > 2 else { return .incomplete(escapeDelay) }
      let third = bytes[bytes.startIndex + 2]
      guard third == UInt8(ascii: "[") || third == UInt8(ascii: "O") else {
        return .events(1, [.key(.escape, [])])
      }
      return switch findSequence(bytes.dropFirst(), alt: .alt, at: now) {
      case .events(let count, let events): .events(count + 1, events)
      case let other: other
      }
    case 0..<0x20, 0x7F:
      return .events(2, controlEvents(second, modifiers: .alt))
    default:
      return switch findText(bytes.dropFirst()) {
      case .text(let count):
        .events(
          1 + count,
          [
            .key(
              .character(
                String(decoding: bytes.dropFirst().prefix(count), as: UTF8.self).first ?? "\u{FFFD}"
              ), .alt)
          ])
      case let other: other
      }
    }
  }

  /// Operating system commands and the like: replies that are nobody's typing.
  private func findString(_ bytes: ArraySlice<UInt8>) -> Finding {
    var index = bytes.startIndex + 2
    while index < bytes.endIndex {
      switch bytes[index] {
      case 0x07: return .events(index + 1 - bytes.startIndex, [])
      case 0x18, 0x1A: return .events(index + 1 - bytes.startIndex, [])
      case Self.escape:
        guard index + 1 < bytes.endIndex else { return .incomplete(sequenceDelay) }
        let isEnd = bytes[index + 1] == UInt8(ascii: "\\")
        return .events(index + (isEnd ? 2 : 0) - bytes.startIndex, [])
      default: index += 1
      }
    }
    if bytes.count > Self.longestString { return .events(bytes.count, []) }
    return .incomplete(bytes.count == 2 ? escapeDelay : sequenceDelay)
  }

  /// `ESC O` and one letter: the cursor and keypad keys in application mode.
  private func findSingleShift(_ bytes: ArraySlice<UInt8>, alt: KeyModifiers) -> Finding {
    var index = bytes.startIndex + 2
    var modifiers = alt
    while index < bytes.endIndex, 0x30...0x39 ~= bytes[index] || bytes[index] == 0x3B {
      if bytes[index] != 0x3B {
        modifiers = alt.union(Self.modifiers(Int(bytes[index]) - 0x30))
      }
      index += 1
      if index - bytes.startIndex > 6 { return .events(6, []) }
    }
    guard index < bytes.endIndex else { return .incomplete(sequenceDelay) }
    let count = index + 1 - bytes.startIndex
    switch bytes[index] {
    case UInt8(ascii: "M"): return .events(count, [.key(.enter, modifiers)])
    case UInt8(ascii: "I"): return .events(count, [.key(.tab, modifiers)])
    case UInt8(ascii: "X"): return .events(count, [.text("=")])
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      return .events(count, [.text(String(Unicode.Scalar(bytes[index] - 0x40)))])
    // rxvt: Control with an arrow.
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      guard let key = Self.key(letter: bytes[index] - 0x20) else { return .events(count, []) }
      return .events(count, [.key(key, modifiers.union(.control))])
    case Self.escape:
      return .events(count - 1, [])
    default:
      guard let key = Self.key(letter: bytes[index]) else { return .events(count, []) }
      return .events(count, [.key(key, modifiers)])
    }
  }

  /// `ESC [`, parameters, one letter.
  private mutating func findControlSequence(
    _ bytes: ArraySlice<UInt8>, alt: KeyModifiers, at now: ContinuousClock.Instant
  ) -> Finding {
    let start = bytes.startIndex
    guard bytes.count > 2 else { return .incomplete(sequenceDelay) }
    // The Linux console's F1 to F5.
    if bytes[start + 2] == UInt8(ascii: "[") {
      guard bytes.count > 3 else { return .incomplete(sequenceDelay) }
      guard UInt8(ascii: "A")...UInt8(ascii: "E") ~= bytes[start + 3] else {
        return .events(3, [])
      }
      return .events(4, [.key(.function(Int(bytes[start + 3]) - 0x40), alt)])
    }
    // A mouse report of the oldest kind, from terminals that know no other: three bytes follow.
    if bytes[start + 2] == UInt8(ascii: "M") {
      guard bytes.count > 5 else { return .incomplete(sequenceDelay) }
      let events = mouseEvents(
        code: Int(bytes[start + 3]) - 32, column: Int(bytes[start + 4]) - 32,
        row: Int(bytes[start + 5]) - 32, isRelease: false, at: now)
      return .events(6, events)
    }
    var index = start + 2
    while index < bytes.endIndex, 0x20...0x3F ~= bytes[index] {
      index += 1
      if index - start > Self.longestSequence { return .events(index - start, []) }
    }
    guard index < bytes.endIndex else { return .incomplete(sequenceDelay) }
    let final = bytes[index]
    let parameters = bytes[start + 2..<index]
    // rxvt ends some with `$`, which is no final byte elsewhere.
    guard 0x40...0x7E ~= final else { return .events(index - start, []) }
    let count = index + 1 - start
    let sequence = ControlSequence(parameters: parameters, final: final)
    if sequence.isPasteStart { return .pasteStart(count) }
    if sequence.isMouseReport {
      let numbers = sequence.numbers
      let events = mouseEvents(
        code: numbers[0], column: numbers[1], row: numbers[2],
        isRelease: final == UInt8(ascii: "m"), at: now)
      return .events(count, events)
    }
    return .events(count, controlSequenceEvents(sequence, alt: alt))
  }

  private func controlSequenceEvents(
    _ sequence: ControlSequence, alt: KeyModifiers
  ) -> [InputEvent] {
    if sequence.prefix != nil || sequence.hasIntermediates || sequence.isRelease { return [] }
    let numbers = sequence.numbers
    let held = Self.modifiers(numbers.count > 1 ? numbers[1] : 1).union(alt)
    switch sequence.final {
    case UInt8(ascii: "I") where numbers.isEmpty: return [.focus(true)]
    case UInt8(ascii: "O") where numbers.isEmpty: return [.focus(false)]
    case UInt8(ascii: "Z"): return [.key(.backTab, held.subtracting(.shift))]
    // A cursor report looks like F3 with modifiers, unless its numbers give it away.
    case UInt8(ascii: "R") where numbers.count != 2 || numbers[0] != 1 || numbers[1] > 16:
      return []
    case UInt8(ascii: "~"):
      if numbers.first == 27, numbers.count == 3 { return Self.events(code: numbers[2], held) }
      guard let number = numbers.first, let key = Self.key(number: number) else { return [] }
      return [.key(key, held)]
    case UInt8(ascii: "^"), UInt8(ascii: "@"):
      // rxvt: Control, and Control with Shift.
      guard let number = numbers.first, let key = Self.key(number: number) else { return [] }
      let shift: KeyModifiers = sequence.final == UInt8(ascii: "@") ? .shift : []
      return [.key(key, alt.union(.control).union(shift))]
    case UInt8(ascii: "u"):
      guard let code = numbers.first else { return [] }
      return Self.events(code: code, held)
    case UInt8(ascii: "a")...UInt8(ascii: "d") where numbers.isEmpty:
      guard let key = Self.key(letter: sequence.final - 0x20) else { return [] }
      return [.key(key, alt.union(.shift))]
    default:
      guard numbers.count != 1 || numbers[0] <= 1, let key = Self.key(letter: sequence.final)
      else { return [] }
      return [.key(key, held)]
    }
  }

  /// What bytes mean that never became a sequence: how many of them, and which keys they were.
  func unfinished(_ bytes: ArraySlice<UInt8>) -> (Int, [InputEvent]) {
    let start = bytes.startIndex
    guard bytes[start] == Self.escape else { return (bytes.count, [.text("\u{FFFD}")]) }
    switch bytes.count {
    case 1: return (1, [.key(.escape, [])])
    case 2 where bytes[start + 1] == Self.escape: return (1, [.key(.escape, [])])
    case 2 where bytes[start + 1] < 0x80:
      return (2, [.key(.character(Character(Unicode.Scalar(bytes[start + 1]))), .alt)])
    default: return (bytes.count, [])
    }
  }

  /// A key told by its code point, as modifyOtherKeys and the kitty protocol do.
  private static func events(code: Int, _ held: KeyModifiers) -> [InputEvent] {
    switch code {
    case 9:
      return [held.contains(.shift) ? .key(.backTab, held.subtracting(.shift)) : .key(.tab, held)]
    case 13: return [.key(.enter, held)]
    case 27: return [.key(.escape, held)]
    case 127, 8: return [.key(.backspace, held)]
    // Kitty's own keys are in the private use area.
    case 0..<32, 0xE000...0xF8FF: return []
    default:
      guard let value = UInt32(exactly: code), let scalar = Unicode.Scalar(value) else { return [] }
      let character = Character(scalar)
      if held == .control && character == "z" { return [.suspendRequested] }
      guard held.isSubset(of: .shift) else { return [.key(.character(character), held)] }
      return [.text(held.isEmpty ? String(character) : character.uppercased())]
    }
  }

  private static func key(letter: UInt8) -> Key? {
    switch letter {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(letter) - 0x4F)
    default: nil
    }
  }

  private static func key(number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23...26: .function(number - 12)
    case 28, 29: .function(number - 13)
    case 31...34: .function(number - 14)
    default: nil
    }
  }

  /// Modifiers as terminals count them: one more than the bits shift, alt, control.
  static func modifiers(_ parameter: Int) -> KeyModifiers {
    guard 2...256 ~= parameter else { return [] }
    var modifiers: KeyModifiers = []
    if (parameter - 1) & 1 != 0 { modifiers.insert(.shift) }
    if (parameter - 1) & (2 | 8 | 32) != 0 { modifiers.insert(.alt) }
    if (parameter - 1) & 4 != 0 { modifiers.insert(.control) }
    return modifiers
  }
}
