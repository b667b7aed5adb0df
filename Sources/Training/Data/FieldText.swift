/// Cells of a row as one text, and back.
enum FieldText {
  /// Stands between two cells, as ASCII has it for that.
  private static let separator: Character = "\u{1F}"

  static func join(_ cells: [String]) -> String {
    cells.map { cell in
      // In real files it is as good as a blank.
      cell.utf8.contains(0x1F) ? String(cell.map { $0 == separator ? " " : $0 }) : cell
    }.joined(separator: String(separator))
  }

  static func split(_ text: String) -> [String] {
    text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
