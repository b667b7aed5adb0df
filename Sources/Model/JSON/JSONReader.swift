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

  let bytes: UnsafeBufferPointer<UInt8>
  private let source: String
  private let depthLimit: Int
  private var depth = 0
  /// The next byte to be read.
  package internal(set) var offset = 0

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

  mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        offset += 1
      default: return
      }
    }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == byte else { return false }
    offset += 1
    return true
  }

  func expected(_ what: String) -> ModelError {
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

  mutating func readWord(_ word: StaticString) throws {
    skipSpace()
    let count = word.utf8CodeUnitCount
    guard bytes.count - offset >= count else { throw expected("'\(word)'") }
    for index in 0..<count where bytes[offset + index] != word.utf8Start[index] {
      throw expected("'\(word)'")
    }
    offset += count
  }
}
