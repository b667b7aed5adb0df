internal import Foundation
internal import Training

/// Numbers as charts write them, in few columns.
enum CurveNumber {
  /// A value with four digits: `0.4213`, `12.31`, `1.2e-5`.
  static func value(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "−inf" : "inf" }
    let magnitude = abs(value)
    if magnitude == 0 { return "0" }
    let text: String
    switch magnitude {
    case ..<1e-3, 1e6...: text = exponent(String(format: "%.2e", magnitude))
    case ..<1: text = String(format: "%.4f", magnitude)
    case ..<100: text = String(format: "%.3f", magnitude)
    default: text = String(format: "%.1f", magnitude)
    }
    return (value < 0 ? "−" : "") + text
  }

  /// A tick with as many decimals as its step asks for.
  static func tick(_ value: Double, step: Double) -> String {
    let magnitude = abs(value)
    if magnitude < step * 1e-6 { return "0" }
    let sign = value < 0 ? "−" : ""
    if magnitude >= 1e5 || step < 1e-4 {
      return sign + exponent(String(format: "%.\(digits(magnitude, step))e", magnitude))
    }
    return sign + String(format: "%.\(max(0, Int(ceil(-log10(step) - 1e-9))))f", magnitude)
  }

  /// A tick of a logarithmic axis.
  static func power(_ value: Double) -> String {
    value >= 0.01 && value < 1e4
      ? String(format: "%g", value) : exponent(String(format: "%.0e", value))
  }

  /// Digits behind the point of an exponential form that tell ticks apart.
  private static func digits(_ magnitude: Double, _ step: Double) -> Int {
    max(0, min(3, Int(floor(log10(magnitude)) - floor(log10(step)))))
  }

  private static func exponent(_ text: String) -> String {
    text.replacing("e-0", with: "e-").replacing("e+0", with: "e").replacing("e+", with: "e")
  }

  /// A place on an axis.
  static func place(_ value: Double, axis: CurveAxis) -> String {
    switch axis {
    case .step: return count(value)
    case .epoch:
      return value == value.rounded() && value < 1e9
        ? "\(Int(value))" : String(format: "%.2f", value)
    case .time: return duration(value)
    }
  }

  /// A whole number, in thousands or millions where it is large.
  static func count(_ value: Double) -> String {
    switch abs(value) {
    case 1e6...: String(format: "%g", value / 1e6) + "M"
    case 1e4...: String(format: "%g", value / 1e3) + "k"
    default: String(format: "%g", value)
    }
  }

  /// A time span: `45 s`, `12 min`, `3.5 h`.
  static func duration(_ seconds: Double) -> String {
    switch abs(seconds) {
    case ..<90: String(format: "%g s", (seconds * 10).rounded() / 10)
    case ..<5_400: String(format: "%g min", (seconds / 6).rounded() / 10)
    case ..<172_800: String(format: "%g h", (seconds / 360).rounded() / 10)
    default: String(format: "%g d", (seconds / 8_640).rounded() / 10)
    }
  }

  /// The time of day of a moment in seconds since 1970.
  static func clock(_ seconds: Double) -> String {
    let date = Date(timeIntervalSince1970: seconds)
    let parts = Calendar.current.dateComponents([.hour, .minute], from: date)
    return String(format: "%02d:%02d", parts.hour ?? 0, parts.minute ?? 0)
  }
}
