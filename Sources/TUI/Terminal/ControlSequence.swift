/// A control sequence taken apart: `ESC [`, a private prefix, numbers, one final letter.
struct ControlSequence: Hashable, Sendable {
  /// One of `<`, `=`, `>`, `?`: not for the standard meaning of the letter.
  let prefix: UInt8?
  /// The numbers between semicolons; 0 for a missing one, sub-parameters left out.
  let numbers: [Int]
  let hasIntermediates: Bool
  /// Whether it tells that a key was let go, in the kitty protocol.
  let isRelease: Bool
  let final: UInt8

  /// Far above any window or code point; a larger number is cut to this.
  private static let largestNumber = 1 << 24

  init(parameters: ArraySlice<UInt8>, final: UInt8) {
    self.final = final
    let hasPrefix = parameters.first.map { 0x3C...0x3F ~= $0 } ?? false
    prefix = hasPrefix ? parameters.first : nil
    let body = parameters.dropFirst(hasPrefix ? 1 : 0)
    hasIntermediates = body.contains { 0x20...0x2F ~= $0 }
    let fields = body.isEmpty ? [] : body.split(separator: 0x3B, omittingEmptySubsequences: false)
    numbers = fields.map { field in
      field.prefix { 0x30...0x39 ~= $0 }.reduce(0) {
        min($0 * 10 + Int($1 - 0x30), Self.largestNumber)
      }
    }
    isRelease = fields.count > 1 && fields[1].suffix(2).elementsEqual([0x3A, 0x33])
  }

  /// Whether a bracketed paste begins.
  var isPasteStart: Bool {
    prefix == nil && !hasIntermediates && final == UInt8(ascii: "~") && numbers == [200]
  }

  /// Whether it is a mouse report in SGR form.
  var isMouseReport: Bool {
    prefix == UInt8(ascii: "<") && numbers.count == 3
      && (final == UInt8(ascii: "M") || final == UInt8(ascii: "m"))
  }
}
