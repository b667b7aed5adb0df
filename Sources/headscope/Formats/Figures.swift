import Foundation
import Model
import TUI

/// Numbers as people read them; machines get `JSONWriter`'s.
enum Figures {
  /// Three digits behind the point: a probability.
  static func fixed(_ value: Float, digits: Int = 3) -> String {
    value.isFinite ? String(format: "%.\(digits)f", Double(value)) : notFinite(value)
  }

  /// An output of a class: of a vocabulary even the most probable piece's may be below a thousandth.
  static func output(_ value: Float, of model: ModelSummary) -> String {
    model.classesArePieces && abs(value) < 0.001 ? significant(value) : fixed(value)
  }

  /// With its sign always: an attribution.
  ///
  /// A value that rounds to zero has none.
  static func signed(_ value: Float, digits: Int = 3) -> String {
    guard value.isFinite else { return notFinite(value) }
    let text = String(format: "%+.\(digits)f", Double(value))
    return text.dropFirst().allSatisfy { $0 == "0" || $0 == "." } ? " " + text.dropFirst() : text
  }

  /// Without a sign for what is not negative, in the form that its list is written in: three decimals at least.
  static func fixed(_ value: Float, as form: NumberForm) -> String {
    switch form {
    case .fixed(let decimals): fixed(value, digits: max(decimals, 3))
    case .scientific: value == 0 ? "0" : significant(value)
    }
  }

  /// With its sign always, in the form that its list is written in: three decimals at least.
  static func signed(_ value: Float, as form: NumberForm) -> String {
    switch form {
    case .fixed(let decimals): signed(value, digits: max(decimals, 3))
    case .scientific: value == 0 ? " 0" : (value > 0 ? "+" : "") + significant(value)
    }
  }

  /// Two significant digits, with an exponent where the value is far from one.
  static func significant(_ value: Float) -> String {
    value.isFinite ? String(format: "%.2g", Double(value)) : notFinite(value)
  }

  /// Four digits: a metric or a loss.
  static func metric(_ value: Double) -> String {
    guard value.isFinite else { return notFinite(Float(value)) }
    return abs(value) < 1000 ? String(format: "%.4f", value) : String(format: "%.4g", value)
  }

  /// `1 h 02 min`, `3 min 20 s`, `12 s`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9))
    if whole >= 3600 { return "\(whole / 3600) h \(String(format: "%02d", whole / 60 % 60)) min" }
    if whole >= 60 { return "\(whole / 60) min \(String(format: "%02d", whole % 60)) s" }
    return "\(whole) s"
  }

  /// `22.7 MB`, in powers of a thousand.
  static func bytes(_ count: Int) -> String {
    var value = Double(count)
    var unit = "B"
    for larger in ["kB", "MB", "GB", "TB"] where value >= 1000 {
      value /= 1000
      unit = larger
    }
    return unit == "B"
      ? "\(count) B" : String(format: value < 10 ? "%.2f %@" : "%.1f %@", value, unit)
  }

  private static func notFinite(_ value: Float) -> String {
    value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf"
  }
}
