internal import Foundation
internal import Model

/// Numbers as the screen writes them: fixed widths, so that columns stay where they are.
enum NumberText {
  /// With a sign and so many decimals.
  static func signed(_ value: Float, decimals: Int = 2) -> String {
    signed(value, .fixed(decimals))
  }

  /// Without a plus.
  static func plain(_ value: Float, decimals: Int = 2) -> String {
    guard value.isFinite else { return "NaN" }
    return unsignedZero(String(format: "%.\(decimals)f", value)).replacing("-", with: "−")
  }

  /// What rounds to zero has no sign.
  private static func unsignedZero(_ text: String) -> String {
    text.hasPrefix("-") && !text.contains { ("1"..."9").contains($0) }
      ? String(text.dropFirst()) : text
  }

  /// Short for very small ones: `−3e-6`.
  static func small(_ value: Float) -> String {
    guard value.isFinite else { return "NaN" }
    if value == 0 { return "0" }
    if abs(value) >= 0.001 { return plain(value, decimals: abs(value) >= 10 ? 1 : 3) }
    let text = String(format: "%.0e", value).replacing("e-0", with: "e-")
    return text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  /// A probability without its zero (`.971`), or an output as it is.
  static func output(_ value: Float, kind: Prediction.OutputKind?) -> String {
    guard value.isFinite else { return "NaN" }
    if kind == .outputs { return plain(value) }
    let text = String(format: "%.3f", value)
    return text.hasPrefix("0") ? String(text.dropFirst()) : text
  }

  /// About how long something took: `~80 ms`, `~2 s`.
  ///
  /// One digit only: the rest is the machine's mood, and would change with every estimate.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds > 0.0005 else { return "<1 ms" }
    let unit = pow(10, floor(log10(seconds)))
    let rounded = (seconds / unit).rounded() * unit
    return rounded < 0.9995
      ? "~\(Int((rounded * 1000).rounded())) ms" : "~\(Int(rounded.rounded())) s"
  }

  /// A share as percent.
  static func percent(_ share: Float, decimals: Int = 0) -> String {
    share.isFinite ? plain(share * 100, decimals: decimals) + " %" : "– %"
  }

  /// A correlation: `.81`, `−.20`, `1.00`.
  static func correlation(_ value: Double) -> String {
    let text = unsignedZero(String(format: "%.2f", value))
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    return (text.hasPrefix("-") ? "−" : "") + (digits.hasPrefix("0") ? digits.dropFirst() : digits)
  }

  /// In at most four columns where it is below ten thousand: `.85`, `2.53`, `12.3`, `−.40`.
  static func cell(_ value: Float) -> String {
    guard abs(value) >= 10 else { return correlation(Double(value)) }
    return plain(value, decimals: abs(value) < 100 ? 1 : 0)
  }

  /// Pads at the left to so many columns.
  static func padded(_ text: String, _ columns: Int) -> String {
    String(repeating: " ", count: max(columns - VisibleText.columns(of: text), 0)) + text
  }

  /// Cut with an ellipsis where it is longer than so many columns; on one line.
  static func shortened(_ text: String, _ columns: Int) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return VisibleText.columns(of: line) <= columns ? line : fitted(line, columns)
  }

  /// As much as fits into so many columns: up to a comma or a point between facts, else up to a blank; nothing where not even a word
  /// fits.
  static func wholeWords(_ text: String, _ columns: Int) -> String {
    guard VisibleText.columns(of: text) > columns else { return text }
    var (used, word, part) = (0, text[..<text.startIndex], text[..<text.startIndex])
    for index in text.indices where used <= columns {
      switch text[index] {
      case " ": word = text[..<index]
      case "," where text[index...].hasPrefix(", "): part = text[..<index]
      case "·": part = text[..<index]
      default: break
      }
      used += VisibleText.columns(of: text[index])
    }
    func trimmed(_ text: Substring) -> String {
      String(text.reversed().drop { $0 == " " }.reversed())
    }
    let whole = trimmed(part)
    return whole.isEmpty ? trimmed(word) : whole
  }

  /// The first of several wordings that fits into so many columns, or the last one cut.
  static func firstFitting(_ wordings: [String], _ columns: Int) -> String {
    wordings.first { VisibleText.columns(of: $0) <= columns }
      ?? wordings.last.map { shortened($0, columns) } ?? ""
  }

  /// Pads at the right, or cuts with an ellipsis, to so many columns exactly.
  static func fitted(_ text: String, _ columns: Int) -> String {
    guard columns > 0 else { return "" }
    let width = VisibleText.columns(of: text)
    if width <= columns { return text + String(repeating: " ", count: columns - width) }
    var result = ""
    var used = 0
    for character in text {
      let next = VisibleText.columns(of: character)
      if used + next > columns - 1 { break }
      result.append(character)
      used += next
    }
    return result + "…" + String(repeating: " ", count: columns - 1 - used)
  }
}
