import Foundation

/// Rows of figures, printed as they come, with ratios and the goals they are held against.
struct Table {
  private static let widths = (name: 52, figure: 13)

  /// A section's title and the heads of its columns.
  static func begin(
    _ title: String, _ columns: [String] = ["headscope", "PyTorch", "ratio", "goal"]
  ) {
    print("\n" + pad(title, widths.name) + columns.map { fit($0) }.joined())
  }

  /// One quantity on both sides; smaller is better.
  static func compare(
    _ name: String, ours: Double?, theirs: Double?, goal: String, format: (Double) -> String
  ) {
    let ratio = ours.flatMap { ours in theirs.map { String(format: "%.1f×", $0 / ours) } }
    row(name, [ours.map(format) ?? "—", theirs.map(format) ?? "—", ratio ?? "—", goal])
  }

  /// Free columns.
  static func row(_ name: String, _ columns: [String]) {
    print(pad("  " + name, widths.name) + columns.map { fit($0) }.joined())
    fflush(nil)
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func fit(_ text: String) -> String {
    String(repeating: " ", count: max(1, widths.figure - text.count)) + text
  }

  static func milliseconds(_ seconds: Double) -> String {
    String(format: seconds < 0.1 ? "%.2f ms" : "%.0f ms", seconds * 1000)
  }

  static func megabytes(_ bytes: Double) -> String { String(format: "%.0f MB", bytes / 1e6) }
}

extension Array where Element == Double {
  /// The middle value; the upper one of two.
  var median: Double? { isEmpty ? nil : sorted()[count / 2] }

  /// The value that a share of all values stays below.
  func percentile(_ share: Double) -> Double? {
    isEmpty ? nil : sorted()[Swift.min(count - 1, Int(Double(count) * share))]
  }
}
