/// Where the units of a text stand in the heat map.
///
/// Units are words of their own with a blank between where the text had one. Lines break at blanks,
/// so that no punctuation leaves its word, and before ideographs; what is wider than a line by
/// itself breaks between its units, and a unit wider than a line, a sentence mostly, within.
struct HeatLayout: Equatable, Sendable {
  /// A part of a unit on one line.
  struct Segment: Equatable, Sendable {
    var unit: Int
    var line: Int
    var column: Int
    var text: String
    var columns: Int
    /// It stands before the unit in the text and is no piece's.
    var isUnread = false
  }

  /// What is put down in one go: a word of a unit.
  private struct Word {
    var unit: Int
    var text: String
    var columns: Int
    /// A blank comes before it; one inside a unit belongs to it and is coloured with it.
    var hasGap: Bool
    var isInside: Bool
    var startsLine: Bool
    var isUnread: Bool
    /// Columns from here to the next place where a line may break.
    var runColumns = 0

    /// Whether a line may end before it.
    var mayBreakBefore: Bool {
      if hasGap || startsLine { return true }
      guard let first = text.first else { return false }
      return first.isLetter && VisibleText.columns(of: first) == 2
    }
  }

  /// Stands where the second text of a pair begins.
  static let border = "║"

  private(set) var segments: [Segment] = []
  private(set) var lineCount = 0
  /// Columns to break at.
  let width: Int

  init(_ units: [HeatUnit], width: Int) {
    self.width = max(width, 1)
    var column = 0
    var line = 0
    for word in Self.words(units) {
      if word.startsLine, column > 0 {
        line += 1
        column = 0
      }
      let gap = word.hasGap && column > 0 ? 1 : 0
      let needed =
        word.mayBreakBefore && word.runColumns <= self.width ? word.runColumns : word.columns
      if column > 0, column + gap + needed > self.width {
        line += 1
        column = 0
      } else if gap == 1 {
        if word.isInside {
          segments.append(
            Segment(unit: word.unit, line: line, column: column, text: " ", columns: 1))
        }
        column += 1
      }
      append(word, line: &line, column: &column)
    }
    lineCount = segments.isEmpty ? 0 : line + 1
  }

  /// The words of all units in a row.
  private static func words(_ units: [HeatUnit]) -> [Word] {
    var words: [Word] = []
    for (index, unit) in units.enumerated() {
      var hasGap = unit.hasGap
      // Between two texts a mark, where no special token stands that tells them apart.
      let former = index > 0 ? units[index - 1].sequence : nil
      let isBorder = former != nil && unit.sequence != nil && former != unit.sequence
      var startsLine = unit.startsLine
      func add(_ text: String, isInside: Bool, isUnread: Bool) {
        words.append(
          Word(
            unit: index, text: text, columns: VisibleText.columns(of: text), hasGap: hasGap,
            isInside: isInside, startsLine: startsLine, isUnread: isUnread))
        (hasGap, startsLine) = (false, false)
      }
      if isBorder {
        add(border, isInside: false, isUnread: true)
        hasGap = true
      }
      if !unit.unread.isEmpty {
        for (part, text) in Self.words(unit.unread).enumerated() {
          if part > 0 { hasGap = true }
          add(text, isInside: false, isUnread: true)
        }
        hasGap = unit.hasInnerGap
      }
      for (part, text) in Self.words(unit.text).enumerated() {
        if part > 0 { hasGap = true }
        add(text, isInside: part > 0, isUnread: false)
      }
      if !unit.unreadBehind.isEmpty {
        hasGap = unit.unreadBehind.first?.isWhitespace == true
        for (part, text) in Self.words(unit.unreadBehind).enumerated() {
          if part > 0 { hasGap = true }
          add(text, isInside: false, isUnread: true)
        }
      }
    }
    var run = 0
    for index in words.indices.reversed() {
      run += words[index].columns
      words[index].runColumns = run
      if words[index].mayBreakBefore { run = 0 }
    }
    return words
  }

  /// Puts a word down, cut where it is wider than a whole line.
  private mutating func append(_ word: Word, line: inout Int, column: inout Int) {
    var text = ""
    var columns = 0
    func put() {
      segments.append(
        Segment(
          unit: word.unit, line: line, column: column, text: text, columns: columns,
          isUnread: word.isUnread))
    }
    for character in word.text {
      let width = VisibleText.columns(of: character)
      if column + columns + width > self.width, columns > 0 {
        put()
        line += 1
        (column, columns, text) = (0, 0, "")
      }
      text.append(character)
      columns += width
    }
    put()
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
  func line(of unit: Int) -> Int? { segments.first { $0.unit == unit && !$0.isUnread }?.line }

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
