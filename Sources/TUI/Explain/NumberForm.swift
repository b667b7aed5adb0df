internal import Foundation

/// How a group of numbers is written: with so many decimals, or with an exponent.
///
/// One form for all of a list, chosen by its largest number, so that columns line up and small
/// numbers still say something.
package enum NumberForm: Equatable, Sendable {
  case fixed(Int)
  case scientific

  /// The form for numbers up to a magnitude.
  ///
  /// - Parameters:
  ///   - largest: The largest magnitude.
  ///   - last: The form before: it stays while the magnitude is but a little beyond its range, or
  ///     decimals would come and go while one types.
  package init(upTo largest: Float, after last: NumberForm? = nil) {
    let magnitude = abs(largest)
    // Nothing, or no number: there is nothing to choose by.
    guard magnitude > 0, magnitude.isFinite else {
      self = last ?? .fixed(2)
      return
    }
    if let last, last.range.contains(magnitude) {
      self = last
      return
    }
    self =
      switch magnitude {
      case 1...: .fixed(2)
      case 0.1...: .fixed(3)
      case 0.01...: .fixed(4)
      case 0.001...: .fixed(5)
      case 0.0001...: .fixed(6)
      default: .scientific
      }
  }

  /// The magnitudes for which the form stays: from two significant digits up to twice the magnitude
  /// that calls for a decimal less.
  private var range: Range<Float> {
    switch self {
    case .fixed(2): 0.5..<Float.infinity
    case .fixed(let decimals): 0.5 * pow(10, 2 - Float(decimals))..<2 * pow(10, 3 - Float(decimals))
    case .scientific: 0..<0.0002
    }
  }

  /// The same with a decimal more, for a number that stands alone.
  package var finer: NumberForm {
    if case .fixed(let decimals) = self { .fixed(decimals + 1) } else { self }
  }

  /// A magnitude without its sign.
  fileprivate func digits(_ magnitude: Float) -> String {
    switch self {
    case .fixed(let decimals): String(format: "%.\(decimals)f", magnitude)
    case .scientific where magnitude == 0: "0"
    case .scientific: String(format: "%.1e", magnitude).replacing("e-0", with: "e-")
    }
  }
}

extension NumberText {
  /// With a sign, the typographic minus; never “−0.00”.
  static func signed(_ value: Float, _ form: NumberForm) -> String {
    guard value.isFinite else { return "NaN" }
    let digits = form.digits(abs(value))
    let isZero = !digits.contains { $0 != "0" && $0 != "." }
    return (isZero ? " " : value < 0 ? "−" : "+") + digits
  }

  /// Without a plus; never “−0.00”.
  static func plain(_ value: Float, _ form: NumberForm) -> String {
    let text = signed(value, form)
    return text.hasPrefix("+") || text.hasPrefix(" ") ? String(text.dropFirst()) : text
  }
}
