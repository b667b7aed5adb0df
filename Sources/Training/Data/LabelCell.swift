/// A cell with one label or several.
enum LabelCell {
  /// Whether it is a list of numbers, as GoEmotions has them.
  static func isNumbers(_ cell: String) -> Bool {
    cell.contains(",") && cell.allSatisfy { $0.isASCII && ($0.isNumber || $0 == "," || $0 == " ") }
  }

  /// The labels of a list: `2,14`, `joy|love`.
  static func parts(_ cell: String) -> [String] {
    cell.split { $0 == "," || $0 == "|" || $0 == " " && !cell.contains(where: \.isLetter) }
      .map { String($0.drop(while: \.isWhitespace)) }.filter { !$0.isEmpty }
  }
}
