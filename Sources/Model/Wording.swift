/// How numbers are put into sentences.
public enum Wording {
  /// `1 text`, `2 texts`, `0 classes`: a number with its noun, which has an s where it is not one.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - noun: The noun for one.
  ///   - plural: The noun for several, where an s is not enough.
  public static func count(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  /// A name at a sentence's beginning.
  public static func capitalized(_ name: String) -> String {
    name.prefix(1).uppercased() + name.dropFirst()
  }

  /// `12,345,678`.
  public static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// `anger 2,159, fear 12`: names with how often each is there, in the order of the names.
  public static func counts(_ counts: [String: Int]) -> String {
    counts.sorted { $0.key < $1.key }.map { "\($0.key) \(grouped($0.value))" }
      .joined(separator: ", ")
  }

  /// How many of a list are named.
  public static let namedItems = 5

  /// The first of a list, a line each, and how many more of all there are.
  public static func beginning(of list: some Sequence<String>, count: Int) -> [String] {
    list.prefix(namedItems).map { "  \($0)" }
      + (count > namedItems ? ["  and \(grouped(count - namedItems)) more"] : [])
  }

  /// `layer 3`, `layers 0, 3–5`: rising numbers behind their noun, three and more that follow each other as a range.
  public static func list(_ numbers: [Int], _ noun: String) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    let parts = runs.flatMap { run in
      run.count > 2 ? ["\(run.lowerBound)–\(run.upperBound)"] : run.map { "\($0)" }
    }
    return "\(noun)\(numbers.count == 1 ? "" : "s") " + parts.joined(separator: ", ")
  }
}
