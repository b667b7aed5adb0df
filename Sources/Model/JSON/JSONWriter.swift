/// Writes one JSON value, member by member, in the order it is told.
///
/// Numbers are the shortest that read back as the same value, never in a locale's spelling; NaN and the infinities, for
/// which JSON has no word, become null. Control characters, C1 ones included, are escaped, so that a document shown on a
/// terminal cannot steer it.
package struct JSONWriter {
  /// How members of the outermost object are set apart.
  package enum Layout {
    /// All on one line: one value of a JSON lines file.
    case line
    /// Each member of the outermost object on a line of its own.
    case members
  }

  /// What was written so far.
  package private(set) var text = ""
  private let layout: Layout
  private var depth = 0
  /// Whether a value was written at this depth already, so that the next needs a comma.
  private var needsComma = false

  /// Starts an empty document.
  package init(layout: Layout = .line) { self.layout = layout }

  /// The text of one value.
  package static func text(layout: Layout = .line, _ write: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(layout: layout)
    write(&writer)
    return writer.text
  }

  /// Takes out what was written so far, so that a long document need not be held.
  package mutating func drain() -> String {
    defer { text = "" }
    return text
  }

  // MARK: - Structure

  /// Writes an object; `members` writes what is in it by `member`.
  package mutating func object<Failure: Error>(
    _ members: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    let isOutermost = depth == 0 && layout == .members
    try open("{", members)
    if isOutermost { text += "\n" }
    text += "}"
    needsComma = true
  }

  /// Writes an array; `elements` writes its values one after another.
  package mutating func array<Failure: Error>(
    _ elements: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    try open("[", elements)
    text += "]"
    needsComma = true
  }

  /// Writes an array with one value an element.
  package mutating func array<Element>(
    _ elements: some Sequence<Element>, _ write: (inout JSONWriter, Element) -> Void
  ) {
    array { writer in for element in elements { write(&writer, element) } }
  }

  /// Writes a key and, by `value`, exactly one value.
  package mutating func member<Failure: Error>(
    _ key: String, _ value: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    separate()
    if depth == 1, layout == .members { text += "\n  " }
    appendQuoted(key)
    text += layout == .members ? ": " : ":"
    needsComma = false
    try value(&self)
    needsComma = true
  }

  private mutating func open<Failure: Error>(
    _ bracket: String, _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    separate()
    text += bracket
    needsComma = false
    depth += 1
    try body(&self)
    depth -= 1
  }

  private mutating func separate() {
    guard needsComma else { return }
    // A member of the outermost object brings its own line break.
    text += layout == .line || depth == 1 ? "," : ", "
  }

  // MARK: - Values

  /// Writes null.
  package mutating func null() { scalar("null") }
  /// Writes a truth value.
  package mutating func value(_ value: Bool) { scalar(value ? "true" : "false") }
  /// Writes a whole number.
  package mutating func value(_ value: some BinaryInteger) { scalar(String(value)) }
  /// Writes the shortest decimal that reads back as this `Float`, or null for NaN and infinities.
  package mutating func value(_ value: Float) {
    scalar(value.isFinite ? value.description : "null")
  }
  /// Writes the shortest decimal that reads back as this `Double`, or null for NaN and infinities.
  package mutating func value(_ value: Double) {
    scalar(value.isFinite ? value.description : "null")
  }
  /// Writes a number as Python's `json` does: NaN and the infinities as bare words.
  ///
  /// Strict JSON has no way to say them. Logs of training are read by Python's kind, and there they are what one looks for.
  package mutating func pythonNumber(_ value: Double) {
    scalar(
      value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : "\(value)")
  }

  /// Writes a string.
  package mutating func value(_ value: String) {
    separate()
    appendQuoted(value)
    needsComma = true
  }

  /// Writes a document or a part of one, in the order it was read.
  package mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let truth): self.value(truth)
    case .integer(let number): self.value(number)
    case .number(let number): self.value(number)
    case .string(let text): self.value(text)
    case .array(let values): array(values) { $0.value($1) }
    case .object(let object):
      self.object { writer in
        for member in object.members { writer.member(member.key) { $0.value(member.value) } }
      }
    }
  }

  /// Writes an array of numbers.
  package mutating func values(_ values: some Sequence<Float>) {
    array(values) { $0.value($1) }
  }

  // MARK: - Members with plain values

  /// Writes a member that is a string, or null.
  package mutating func member(_ key: String, _ value: String?) {
    member(key) { if let value { $0.value(value) } else { $0.null() } }
  }
  /// Writes a member that is a whole number, or null.
  package mutating func member(_ key: String, _ value: Int?) {
    member(key) { if let value { $0.value(value) } else { $0.null() } }
  }
  /// Writes a member that is a number, or null.
  package mutating func member(_ key: String, _ value: Float?) {
    member(key) { if let value { $0.value(value) } else { $0.null() } }
  }
  /// Writes a member that is a number, or null.
  package mutating func member(_ key: String, _ value: Double?) {
    member(key) { if let value { $0.value(value) } else { $0.null() } }
  }
  /// Writes a member that is a truth value.
  package mutating func member(_ key: String, _ value: Bool) { member(key) { $0.value(value) } }
  /// Writes a member that is an array of numbers.
  package mutating func member(_ key: String, _ values: [Float]) {
    member(key) { $0.values(values) }
  }
  /// Writes a member that is an array of strings.
  package mutating func member(_ key: String, _ values: [String]) {
    member(key) { $0.array(values) { $0.value($1) } }
  }

  private mutating func scalar(_ literal: String) {
    separate()
    text += literal
    needsComma = true
  }

  private mutating func appendQuoted(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
