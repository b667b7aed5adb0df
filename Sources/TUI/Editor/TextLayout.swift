/// Where the lines of a text break at a width.
///
/// Lines break behind blanks and beside wide characters; a word longer than the width is cut. No
/// line is wider than the width, blanks included, so every position has a cell (the caller keeps
/// one more column for the cursor behind a full line).
///
/// - Complexity: O(clusters) to make; an edit costs what it changes.
struct TextLayout: Equatable, Sendable {
  struct Line: Equatable, Sendable {
    /// Positions of its clusters, a closing line break excluded.
    var range: Range<Int>
    /// Whether a line break, or the text, ends here; else it was wrapped.
    var isHardEnd: Bool
  }

  /// At least one.
  private(set) var lines: [Line] = []
  /// The columns that lines break at.
  let width: Int
  private var characters: [Character]

  init(_ characters: [Character], width: Int) {
    self.characters = characters
    self.width = max(width, 1)
    var next: Int? = 0
    while let start = next { next = appendLine(from: start) }
  }

  /// Adds the line that begins at a position and says where the next one does; nil at the end.
  ///
  /// What a line holds depends on its start and what follows, not on the lines before.
  private mutating func appendLine(from start: Int) -> Int? {
    var column = 0
    // The last place to wrap at.
    var opportunity: Int?
    for index in start..<characters.count {
      let character = characters[index]
      if character == "\n" {
        lines.append(Line(range: start..<index, isHardEnd: true))
        return index + 1
      }
      let columns = VisibleText.columns(of: character)
      if columns == 2, index > start { opportunity = index }
      if column + columns > width, index > start {
        let end = opportunity ?? index
        lines.append(Line(range: start..<end, isHardEnd: false))
        return end
      }
      column += columns
      if character == " " || columns == 2 { opportunity = index + 1 }
    }
    lines.append(Line(range: start..<characters.count, isHardEnd: true))
    return nil
  }

  /// Follows an edit.
  ///
  /// - Parameters:
  ///   - characters: The text now.
  ///   - range: What was replaced, in positions of the text before.
  ///   - count: The clusters that stand there now.
  /// - Complexity: O(lines + clusters of the lines that changed).
  mutating func replace(_ range: Range<Int>, count: Int, in characters: [Character]) {
    let before = lines
    let shift = count - range.count
    // A shorter word may fit on the line before; where that ends, two lines further back tell.
    var first = line(of: range.lowerBound)
    for _ in 0..<2 where first > 0 && !before[first - 1].isHardEnd { first -= 1 }
    self.characters = characters
    lines.removeSubrange(first...)
    var next: Int? = before[first].range.lowerBound
    var old = first + 1
    while let start = next {
      while old < before.count, before[old].range.lowerBound + shift < start { old += 1 }
      if old < before.count, before[old].range.lowerBound + shift == start,
        before[old].range.lowerBound > range.upperBound
      {
        // From here on everything is as it was.
        lines += before[old...].map {
          Line(
            range: $0.range.lowerBound + shift..<$0.range.upperBound + shift,
            isHardEnd: $0.isHardEnd)
        }
        return
      }
      next = appendLine(from: start)
    }
  }

  /// The line of a position.
  private func line(of position: Int) -> Int {
    var low = 0
    var high = lines.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lines[middle].range.lowerBound <= position { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The line and column of a position.
  func place(of position: Int) -> (line: Int, column: Int) {
    let low = line(of: position)
    let column = characters[lines[low].range.lowerBound..<position].reduce(0) {
      $0 + VisibleText.columns(of: $1)
    }
    return (low, column)
  }

  /// The last position that is drawn on a line: before the wrap, else the next line's first would
  /// be taken.
  func lastPosition(in line: Int) -> Int {
    let range = lines[line].range
    return lines[line].isHardEnd ? range.upperBound : max(range.upperBound - 1, range.lowerBound)
  }

  /// The position nearest to a column of a line.
  func position(line: Int, column: Int) -> Int {
    let range = lines[line].range
    var position = range.lowerBound
    var passed = 0
    while position < lastPosition(in: line) {
      let columns = VisibleText.columns(of: characters[position])
      if passed + columns > column { break }
      passed += columns
      position += 1
    }
    return position
  }

  /// The clusters of a line.
  func text(_ line: Int) -> ArraySlice<Character> { characters[lines[line].range] }
}
