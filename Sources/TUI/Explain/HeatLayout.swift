/// Where the units of a text stand in the heat map.
///
/// Units are words of their own with a blank between where the text had one; a unit wider than what
/// is left of its line, a sentence mostly, is continued on the next.
struct HeatLayout: Equatable, Sendable {
  /// A part of a unit on one line.
  struct Segment: Equatable, Sendable {
    var unit: Int
    var line: Int
    var column: Int
    var text: String
    var columns: Int
  }

  private(set) var segments: [Segment] = []
  private(set) var lineCount = 0
  /// Columns to break at.
  let width: Int

  init(_ units: [HeatUnit], width: Int) {
    self.width = max(width, 1)
    var column = 0
    var line = 0
    for (index, unit) in units.enumerated() {
      if unit.startsLine, column > 0 {
        line += 1
        column = 0
      }
      if unit.hasGap, column > 0 { column += 1 }
      for (part, word) in Self.words(unit.text).enumerated() {
        let columns = VisibleText.columns(of: word)
        // A blank inside a unit belongs to it and is coloured with it.
        let gap = part > 0 && column > 0 && column < self.width ? 1 : 0
        if column > 0, column + gap + columns > self.width {
          line += 1
          column = 0
        } else if gap == 1 {
          segments.append(Segment(unit: index, line: line, column: column, text: " ", columns: 1))
          column += 1
        }
        append(word, unit: index, line: &line, column: &column)
      }
    }
    lineCount = segments.isEmpty ? 0 : line + 1
  }

  /// Puts a word down, cut where it is wider than a whole line.
  private mutating func append(_ word: String, unit: Int, line: inout Int, column: inout Int) {
    var text = ""
    var columns = 0
    let start = column
    for character in word {
      let width = VisibleText.columns(of: character)
      if start + columns + width > self.width, columns > 0 {
        segments.append(
          Segment(unit: unit, line: line, column: column, text: text, columns: columns))
        line += 1
        column = 0
        return append(
          String(word[word.index(word.startIndex, offsetBy: text.count)...]), unit: unit,
          line: &line, column: &column)
      }
      text.append(character)
      columns += width
    }
    segments.append(Segment(unit: unit, line: line, column: column, text: text, columns: columns))
    column += columns
  }

  private static func words(_ text: String) -> [String] {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    return words.isEmpty ? [text] : words
  }

  /// The unit at a place; the gap behind a word counts as the word.
  func unit(line: Int, column: Int) -> Int? {
    segments.last { $0.line == line && $0.column <= column }?.unit
  }

  /// The line a unit begins on.
  func line(of unit: Int) -> Int? { segments.first { $0.unit == unit }?.line }

  /// The unit above or below another, nearest to its middle.
  func unit(from unit: Int, lines: Int) -> Int? {
    guard let own = segments.first(where: { $0.unit == unit }) else { return nil }
    let target = min(max(own.line + lines, 0), lineCount - 1)
    let middle = own.column + own.columns / 2
    return segments.filter { $0.line == target }
      .min { abs($0.column + $0.columns / 2 - middle) < abs($1.column + $1.columns / 2 - middle) }?
      .unit
  }
}
