/// A line of stretches in styles of their own.
struct StyledLine: Equatable, Sendable {
  /// A stretch.
  struct Part: Equatable, Sendable {
    var text: String
    var role = ThemeRole.text
    /// Drawn besides the role's colours.
    var attributes: CellStyle.Attributes = []
    /// The share of an attribution whose colour the stretch stands on; nil for the role's style.
    var heat: Float?
  }

  var parts: [Part] = []
  /// What stands at the right end.
  var right: Part?

  init(_ parts: [Part] = []) { self.parts = parts }

  init(_ text: String, _ role: ThemeRole = .text) { parts = [Part(text: text, role: role)] }

  mutating func append(
    _ text: String, _ role: ThemeRole = .text, _ attributes: CellStyle.Attributes = []
  ) {
    parts.append(Part(text: text, role: role, attributes: attributes))
  }

  /// The columns that the parts take.
  var columns: Int { parts.reduce(0) { $0 + VisibleText.columns(of: $1.text) } }

  /// Breaks a long line between characters, or better between words; continued lines begin under `indent`.
  ///
  /// - Complexity: O(characters).
  func wrapped(width: Int, indent: Int = 0) -> [StyledLine] {
    guard columns > width, width > indent + 1 else { return [self] }
    var lines: [StyledLine] = []
    var line = StyledLine()
    var used = 0
    func blanks() -> StyledLine {
      indent > 0 ? StyledLine(String(repeating: " ", count: indent)) : StyledLine()
    }
    for part in parts {
      var word = ""
      func place(_ word: String) {
        var word = word
        var columns = VisibleText.columns(of: word)
        // A blank at the end of a line needs no room.
        if word.last == " ", used + columns == width + 1, columns > 1 {
          word.removeLast()
          columns -= 1
        }
        if used + columns > width, used > indent {
          lines.append(line)
          line = blanks()
          used = indent
        }
        guard used + columns > width else {
          line.append(word, part.role, part.attributes)
          used += columns
          return
        }
        for character in word {
          let next = VisibleText.columns(of: character)
          if used + next > width {
            lines.append(line)
            line = blanks()
            used = indent
          }
          line.append(String(character), part.role, part.attributes)
          used += next
        }
      }
      var before: Character?
      for character in part.text {
        let character = character.isNewline || character == "\t" ? " " : character
        if let before, Self.mayBreak(between: before, and: character) {
          place(word)
          word = ""
        }
        word.append(character)
        before = character
      }
      if !word.isEmpty { place(word) }
    }
    lines.append(line)
    return lines
  }

  /// No line begins with one of these: they belong to what is before them.
  private static let closing: Set<Character> = [
    "，", "。", "；", "：", "、", "！", "？", "）", "》", "」", "』", "】", "”", "’", "…", "％",
    ",", ".", ";", ":", "!", "?", ")", "]", "}", "%",
  ]
  /// No line ends with one of these: they belong to what is behind them.
  private static let opening: Set<Character> = ["（", "《", "「", "『", "【", "“", "‘", "(", "[", "{"]

  /// Whether a line may end between two characters: behind a blank but before a percent sign, and beside a wide character but for its punctuation.
  private static func mayBreak(between first: Character, and second: Character) -> Bool {
    // A percent sign stays with its number.
    if first == " " { return second != "%" }
    guard second != " ", !opening.contains(first), !closing.contains(second) else { return false }
    return VisibleText.columns(of: first) > 1 || VisibleText.columns(of: second) > 1
  }

  /// Draws the line.
  func draw(_ painter: inout ScreenPainter, row: Int, in area: Rectangle) {
    var column = area.column
    for part in parts {
      var style = part.heat.map(painter.theme.heat) ?? painter.theme[part.role]
      style.attributes.formUnion(part.attributes)
      column += painter.write(part.text, row: row, column: column, style: style, in: area)
    }
    guard let right else { return }
    painter.writeRight(right.text, row: row, style: painter.theme[right.role], in: area)
  }

  /// Draws lines from the first one in sight on, and says whether there are more below.
  static func draw(
    _ lines: some RandomAccessCollection<StyledLine>, _ painter: inout ScreenPainter, from top: Int,
    in area: Rectangle
  ) {
    for (offset, line) in lines.dropFirst(top).prefix(area.height).enumerated() {
      line.draw(&painter, row: area.row + offset, in: area)
    }
    if lines.count - top > area.height, !area.isEmpty {
      painter.write(
        "↓", row: area.endRow - 1, column: area.endColumn, style: painter.theme[.key],
        in: Rectangle(
          row: area.row, column: area.column, height: area.height, width: area.width + 2))
    }
    if top > 0, !area.isEmpty {
      painter.write(
        "↑", row: area.row, column: area.endColumn, style: painter.theme[.key],
        in: Rectangle(
          row: area.row, column: area.column, height: area.height, width: area.width + 2))
    }
  }
}
