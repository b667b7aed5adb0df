/// A cell with one label or several.
enum LabelCell {
  /// The labels of a list: `2,14`, `joy|love`.
  static func parts(_ cell: String) -> [String] {
    cell.split { $0 == "," || $0 == "|" || $0 == " " && !cell.contains(where: \.isLetter) }
      .map { String($0.drop(while: \.isWhitespace)) }.filter { !$0.isEmpty }
  }
}
