/// Numbers, to the nearest of those that a `Double` has.
extension JSONReader {
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
