/// Reads JSON from bytes, value by value and without a tree where none is wanted.
///
/// The caller walks the document: it looks at what comes next, then reads or skips it. `JSONValue.parse` is the
/// same walk with every value kept. Nothing that the bytes say is believed before it is checked: every access is
/// behind a comparison with the end, every number behind a range.
package struct JSONReader {
  /// What a value starts like.
  package enum Kind {
    case null
    case bool
    case number
    case string
    case array
    case object
  }

  /// A string as it stands in the file: where its bytes are, and whether escapes have to be undone.
  package struct RawString {
    /// The bytes between the quotation marks.
    package var range: Range<Int>
    /// Whether the bytes contain a backslash.
    package var hasEscapes: Bool
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let source: String
  private let depthLimit: Int
  private var depth = 0
  /// The next byte to be read.
  package private(set) var offset = 0

  /// Starts at the first byte of bytes that must outlive the reader.
  package init(
    _ bytes: UnsafeRawBufferPointer, source: String,
    depthLimit: Int = JSONValue.defaultDepthLimit
  ) {
    self.bytes = bytes.bindMemory(to: UInt8.self)
    self.source = source
    self.depthLimit = depthLimit
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  /// An error about the byte at `place`, or the next one.
  package func failure(_ problem: String, at place: Int? = nil) -> ModelError {
    ModelError(
      .damaged, "\(source): \(problem) at byte \(place ?? offset)",
      advice: "The file is damaged or not JSON: fetch or write it again.")
  }

  // MARK: - Structure

  /// What kind of value comes next.
  package mutating func peek() throws -> Kind {
    skipSpace()
    guard offset < bytes.count else { throw failure("expected a value, found the end") }
    switch bytes[offset] {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "N"),
      UInt8(ascii: "I"):
      return .number
    default: throw failure("expected a value, found \(describe(bytes[offset]))")
    }
  }

  /// Reads an object; `member` gets each key and must read or skip the value behind it.
  package mutating func readObject(
    _ member: (inout JSONReader, RawString) throws -> Void
  ) throws {
    try enter(UInt8(ascii: "{"), "an object")
    if take(UInt8(ascii: "}")) { return leave() }
    repeat {
      let key = try scanString()
      guard take(UInt8(ascii: ":")) else { throw expected("a colon") }
      try member(&self, key)
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw expected("a comma or the object's end") }
    leave()
  }

  /// Reads an array; `element` is called before each value and must read or skip it.
  package mutating func readArray(_ element: (inout JSONReader) throws -> Void) throws {
    try enter(UInt8(ascii: "["), "an array")
    if take(UInt8(ascii: "]")) { return leave() }
    repeat { try element(&self) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw expected("a comma or the array's end") }
    leave()
  }

  /// Makes sure that nothing but space is left.
  package mutating func finish() throws {
    skipSpace()
    guard offset == bytes.count else {
      throw failure("expected the end, found \(describe(bytes[offset]))")
    }
  }

  private mutating func enter(_ byte: UInt8, _ what: String) throws {
    guard take(byte) else { throw expected(what) }
    depth += 1
    guard depth <= depthLimit else {
      throw failure("values nested deeper than \(depthLimit) levels")
    }
  }

  private mutating func leave() { depth -= 1 }

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        offset += 1
      default: return
      }
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == byte else { return false }
    offset += 1
    return true
  }

  private func expected(_ what: String) -> ModelError {
    let found = offset < bytes.count ? describe(bytes[offset]) : "the end"
    return failure("expected \(what), found \(found)")
  }

  private func describe(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte)
      ? "'\(Character(Unicode.Scalar(byte)))'"
      : "byte 0x\(String(byte, radix: 16, uppercase: true))"
  }

  // MARK: - Values

  /// Reads the next value as a tree.
  package mutating func readValue(rejectingDuplicateKeys: Bool = false) throws -> JSONValue {
    switch try peek() {
    case .null:
      try readWord("null")
      return .null
    case .bool:
      return .bool(try readBool())
    case .number:
      return try readNumber()
    case .string:
      return .string(try readString())
    case .array:
      var elements: [JSONValue] = []
      try readArray { reader in
        elements.append(try reader.readValue(rejectingDuplicateKeys: rejectingDuplicateKeys))
      }
      return .array(elements)
    case .object:
      var object = JSONObject()
      try readObject { reader, raw in
        let key = try reader.string(raw)
        let value = try reader.readValue(rejectingDuplicateKeys: rejectingDuplicateKeys)
        guard object.append(key, value) || !rejectingDuplicateKeys else {
          throw reader.failure("the key \"\(key)\" given twice", at: raw.range.lowerBound)
        }
      }
      return .object(object)
    }
  }

  /// Passes over the next value, checking it all the same.
  package mutating func skipValue() throws {
    switch try peek() {
    case .null: try readWord("null")
    case .bool: _ = try readBool()
    case .number: _ = try readNumber()
    case .string: _ = try scanString()
    case .array: try readArray { try $0.skipValue() }
    case .object: try readObject { reader, _ in try reader.skipValue() }
    }
  }

  /// Reads `true` or `false`.
  mutating func readBool() throws -> Bool {
    skipSpace()
    let isTrue = offset < bytes.count && bytes[offset] == UInt8(ascii: "t")
    try readWord(isTrue ? "true" : "false")
    return isTrue
  }

  /// Reads a whole number.
  mutating func readInteger() throws -> Int {
    skipSpace()
    let start = offset
    guard let value = try readNumber().intValue else {
      throw failure("expected a whole number", at: start)
    }
    return value
  }

  /// Reads a string.
  package mutating func readString() throws -> String { try string(try scanString()) }

  private mutating func readWord(_ word: StaticString) throws {
    skipSpace()
    let count = word.utf8CodeUnitCount
    guard bytes.count - offset >= count else { throw expected("'\(word)'") }
    for index in 0..<count where bytes[offset + index] != word.utf8Start[index] {
      throw expected("'\(word)'")
    }
    offset += count
  }

  // MARK: - Strings

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

  // MARK: - Numbers

  /// Reads a number: `.integer` where it has neither fraction nor exponent and fits, else `.number`.
  package mutating func readNumber() throws -> JSONValue {
    skipSpace()
    let start = offset
    let isNegative = offset < bytes.count && bytes[offset] == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    guard offset < bytes.count else { throw expected("a number") }
    switch bytes[offset] {
    case UInt8(ascii: "I"):
      try readWord("Infinity")
      return .number(isNegative ? -.infinity : .infinity)
    case UInt8(ascii: "N") where !isNegative:
      try readWord("NaN")
      return .number(.nan)
    default: break
    }
    // The digits as one whole number of up to 19 places, which always fits, and a power of ten.
    var mantissa: UInt64 = 0
    var digitCount = 0
    var exponent = 0
    let leadingZero = offset < bytes.count && bytes[offset] == UInt8(ascii: "0")
    let integerStart = offset
    while let digit = digit(at: offset) {
      offset += 1
      mantissa = mantissa &* 10 &+ UInt64(digit)
      if mantissa != 0 || digitCount > 0 { digitCount += 1 }
    }
    guard offset > integerStart else { throw expected("a digit") }
    guard !leadingZero || offset == integerStart + 1 else {
      throw failure("a number with a leading zero", at: start)
    }
    var isWhole = true
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      isWhole = false
      offset += 1
      let fractionStart = offset
      while let digit = digit(at: offset) {
        offset += 1
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if mantissa != 0 || digitCount > 0 { digitCount += 1 }
      }
      guard offset > fractionStart else { throw expected("a digit") }
      exponent = fractionStart - offset
    }
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      offset += 1
      var isBelow = false
      if offset < bytes.count,
        bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "+")
      {
        isBelow = bytes[offset] == UInt8(ascii: "-")
        offset += 1
      }
      let exponentStart = offset
      var written = 0
      while let digit = digit(at: offset) {
        offset += 1
        written = min(written * 10 + Int(digit), 1_000_000)
      }
      guard offset > exponentStart else { throw expected("a digit") }
      exponent += isBelow ? -written : written
    }
    let fits = digitCount <= 19
    if isWhole, fits {
      if !isNegative, let value = Int(exactly: mantissa) { return .integer(value) }
      if isNegative, mantissa <= 1 << 63 {
        return .integer(Int(truncatingIfNeeded: 0 &- mantissa))
      }
    }
    if fits, let value = Self.decimal(mantissa, exponent) {
      return .number(isNegative ? -value : value)
    }
    let digits = String(
      decoding: UnsafeBufferPointer(rebasing: bytes[start..<offset]), as: UTF8.self)
    if isWhole, let value = Int(digits) { return .integer(value) }
    guard let value = Double(digits) else { throw failure("a bad number", at: start) }
    return .number(value)
  }

  private func digit(at place: Int) -> UInt8? {
    guard place < bytes.count else { return nil }
    let digit = bytes[place] &- UInt8(ascii: "0")
    return digit < 10 ? digit : nil
  }

  /// `mantissa`·10^`exponent`, correctly rounded, for the exponents that a 64-bit division reaches.
  ///
  /// The quotient of the two normalised numbers has at least 63 bits; with a one below for a remainder, the conversion to
  /// `Double` sees all it needs to round as it must. A vocabulary has a quarter of a million such numbers.
  package static func decimal(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    if mantissa == 0 { return 0 }
    if exponent == 0 { return Double(mantissa) }
    guard (-19..<0).contains(exponent) else { return nil }
    let divisor = powersOfTen[-exponent]
    let divisorShift = divisor.leadingZeroBitCount
    let shift = mantissa.leadingZeroBitCount
    let normalized = mantissa << UInt64(shift)
    let (quotient, remainder) = (divisor << UInt64(divisorShift))
      .dividingFullWidth((normalized >> 1, normalized << 63))
    let sticky: UInt64 = remainder == 0 ? 0 : 1
    return Double(
      sign: .plus, exponent: divisorShift - shift - 63, significand: Double(quotient | sticky))
  }

  private static let powersOfTen: [UInt64] = (0...19).map { power in
    (0..<power).reduce(into: 1) { value, _ in value *= 10 }
  }
}
