internal import Model

/// Numbers as Python and C print them.
enum NumberText {
  /// The number that fills all of `bytes`, or nil: `0.5`, `-1e-05`, `.5`, `3.`, `nan`, `-inf`.
  static func value(_ bytes: ArraySlice<UInt8>) -> Double? {
    guard let first = bytes.first else { return nil }
    let isNegative = first == UInt8(ascii: "-")
    var place = isNegative || first == UInt8(ascii: "+") ? bytes.startIndex + 1 : bytes.startIndex
    var mantissa: UInt64 = 0
    var digitCount = 0
    var exponent = 0
    var isFraction = false
    while place < bytes.endIndex {
      let digit = bytes[place] &- UInt8(ascii: "0")
      if digit < 10 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        digitCount += 1
        if isFraction { exponent -= 1 }
      } else if bytes[place] == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else {
        break
      }
      place += 1
    }
    guard digitCount > 0 else { return notFinite(bytes) }
    if place < bytes.endIndex {
      guard let written = self.exponent(bytes[place...]) else { return nil }
      exponent += written
    }
    // Nineteen digits always fit, leading zeros among them.
    if digitCount <= 19, let value = JSONReader.decimal(mantissa, exponent) {
      return isNegative ? -value : value
    }
    return Double(String(decoding: bytes, as: UTF8.self))
  }

  /// What follows a number's digits, `e-05`; nil where that is no exponent.
  private static func exponent(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first, first | 0x20 == UInt8(ascii: "e") else { return nil }
    var digits = bytes.dropFirst()
    let isBelow = digits.first == UInt8(ascii: "-")
    if isBelow || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard !digits.isEmpty else { return nil }
    var value = 0
    for byte in digits {
      let digit = byte &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = min(value * 10 + Int(digit), 1_000_000)
    }
    return isBelow ? -value : value
  }

  /// NaN or an infinity where `bytes` is a word for one, in any case: `nan`, `NaN`, `-inf`, `Infinity`.
  static func notFinite(_ bytes: ArraySlice<UInt8>) -> Double? {
    var word = bytes
    let isNegative = word.first == UInt8(ascii: "-")
    if isNegative || word.first == UInt8(ascii: "+") { word = word.dropFirst() }
    guard word.count == 3 || word.count == 8 else { return nil }
    switch String(decoding: word, as: UTF8.self).lowercased() {
    case "nan": return .nan
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    default: return nil
    }
  }

  /// The whole number that `bytes` begins with, and the place behind it; nil where there is no digit or too many.
  static func digits(_ bytes: [UInt8], at start: Int) -> (value: Int64, end: Int)? {
    var place = start
    var value: Int64 = 0
    while place < bytes.count, case let digit = bytes[place] &- UInt8(ascii: "0"), digit < 10 {
      value = value * 10 + Int64(digit)
      place += 1
      // Eighteen digits always fit.
      guard place - start <= 18 else { return nil }
    }
    return place > start ? (value, place) : nil
  }
}
