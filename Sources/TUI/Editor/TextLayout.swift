/// Where the lines of a text break at a width.
///
/// Lines break behind blanks and beside wide characters; a word longer than the width is cut. No
/// line is wider than the width, blanks included, so every position has a cell (the caller keeps
/// one more column for the cursor behind a full line).
///
/// - Complexity: O(clusters) to make.
struct TextLayout: Equatable, Sendable {
  struct Line: Equatable, Sendable {
    /// Positions of its clusters, a closing line break excluded.
    var range: Range<Int>
    /// Whether a line break, or the text, ends here; else it was wrapped.
    var isHardEnd: Bool
  }

  /// At least one.
  private(set) var lines: [Line] = []
  private let characters: [Character]

  init(_ characters: [Character], width: Int) {
    self.characters = characters
    let width = max(width, 1)
    var start = 0
    var column = 0
    // The last place to wrap at, and the column there.
    var opportunity: (position: Int, column: Int)?
    var index = 0
    while index < characters.count {
      let character = characters[index]
      if character == "\n" {
        lines.append(Line(range: start..<index, isHardEnd: true))
        start = index + 1
        column = 0
        opportunity = nil
        index += 1
        continue
      }
      let columns = VisibleText.columns(of: character)
      if columns == 2, index > start { opportunity = (index, column) }
      if column + columns > width, index > start {
        let place = opportunity ?? (index, column)
        lines.append(Line(range: start..<place.position, isHardEnd: false))
        start = place.position
        column -= place.column
        opportunity = nil
        // What was carried over may, with this cluster, be too wide again: look at it once more.
        continue
      }
      column += columns
      index += 1
      if character == " " || columns == 2 { opportunity = (index, column) }
    }
    lines.append(Line(range: start..<characters.count, isHardEnd: true))
  }

  /// The line and column of a position.
  func place(of position: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = lines.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lines[middle].range.lowerBound <= position { low = middle } else { high = middle - 1 }
    }
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
