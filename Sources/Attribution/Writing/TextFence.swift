/// A text between two lines of backticks, as Markdown and chat models read quoted matter.
enum TextFence {
  /// The text, fenced by more backticks than stand together anywhere in it, so that nothing in it closes the fence.
  ///
  /// Lines and tabs stay; other control characters are written out, among them the carriage return, which some readers take for a line's
  /// end.
  static func fenced(_ text: String) -> String {
    let shown = QuotedText.escaped(text, keeping: ["\n", "\t"], escapesMarks: false)
    let fence = String(repeating: "`", count: max(3, longestRun(in: shown) + 1))
    return "\(fence)\n\(shown)\n\(fence)"
  }

  private static func longestRun(in text: String) -> Int {
    var (longest, run) = (0, 0)
    for scalar in text.unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
