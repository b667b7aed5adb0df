import Foundation

/// Numbers in sentences: as many digits as say something, the same in every language.
enum ProseFigures {
  /// Three digits behind the point; what would round to certainty says on which side of it it is.
  static func probability(_ value: Double) -> String {
    if value > 0, value < 0.0005 { return "<0.001" }
    if value < 1, value >= 0.9995 { return ">0.999" }
    return fixed(value, decimals: 3)
  }

  /// Digits behind the point that give the largest of some numbers three digits in all.
  static func decimals(for values: some Sequence<Double>) -> Int {
    let largest = values.filter(\.isFinite).map(abs).max() ?? 0
    guard largest > 0 else { return 0 }
    return min(9, max(0, 2 - Int(log10(largest).rounded(.down))))
  }

  /// Without a sign where it is not negative: `6.21`, `-0.44`.
  static func fixed(_ value: Double, decimals: Int) -> String {
    number(value, decimals: decimals, sign: "")
  }

  /// With its sign always, but none before 0: `+3.12`, `-0.22`, `0`.
  static func signed(_ value: Double, decimals: Int) -> String {
    value == 0 ? "0" : number(value, decimals: decimals, sign: "+")
  }

  /// A number that stands alone, with three digits in all.
  static func alone(_ value: Double) -> String { fixed(value, decimals: decimals(for: [value])) }

  /// A share of a whole in whole percent, without the sign: `48`, `<1`, `>99`.
  static func percent(_ share: Double) -> String {
    if share > 0, share < 0.01 { return "<1" }
    if share < 1, share > 0.99 { return ">99" }
    return fixed(share * 100, decimals: 0)
  }

  /// A share that should be small, with a digit behind the point: `0.4`, `<0.1`.
  static func smallPercent(_ share: Double) -> String {
    share < 0.001 ? "<0.1" : fixed(share * 100, decimals: share < 0.1 ? 1 : 0)
  }

  /// The next tenth of a percent that a share does not exceed.
  static func percentBound(_ share: Double) -> String {
    // A share that is a tenth already must not be rounded up because of its last bit.
    fixed(max(1, (share * 1000 - 1e-9).rounded(.up)) / 10, decimals: 1)
  }

  /// How much more frequent something is: `7.8`, `0.05`, `120`.
  static func factor(_ value: Double) -> String {
    let decimals = value >= 10 ? 0 : value >= 0.1 ? 1 : 2
    return fixed(value, decimals: decimals)
  }

  private static func number(_ value: Double, decimals: Int, sign: String) -> String {
    if value.isNaN { return "NaN" }
    guard value.isFinite else { return value < 0 ? "-∞" : sign + "∞" }
    // Far from one the point would stand among zeros.
    guard abs(value) < 1e6 else { return String(format: "%\(sign).3g", value) }
    let text = String(format: "%\(sign).\(decimals)f", value)
    let isZero = text.allSatisfy { "+-0.".contains($0) }
    return isZero && value != 0 ? String(format: "%\(sign).1g", value) : text
  }
}
