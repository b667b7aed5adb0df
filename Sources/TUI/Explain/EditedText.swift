/// A text as it became, with what was changed in it in brackets: `so [anxious→happy] in front`, `so [−anxious] in front`.
///
/// One line that tells text and edit at once, for lists of edited texts.
struct EditedText: Equatable, Sendable {
  /// The line.
  private(set) var line = ""
  /// Where in it the first change begins, in characters; nil where nothing was changed.
  private(set) var change: Int?

  /// Marks what differs.
  ///
  /// - Complexity: O(words + changed words²), by Myers' algorithm.
  init(_ edited: String, from original: String) {
    let (before, after) = (Self.words(original), Self.words(edited))
    let difference = after.map(\.text).difference(from: before.map(\.text))
    var (removed, inserted): (Set<Int>, Set<Int>) = ([], [])
    for step in difference {
      switch step {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var (old, new) = (0, 0)
    while old < before.count || new < after.count {
      let lost = Self.run(from: old, in: removed)
      let added = Self.run(from: new, in: inserted)
      if lost.isEmpty, added.isEmpty {
        guard old < before.count, new < after.count else { break }
        append(after[new].text, hasGap: before[old].hasGap || after[new].hasGap)
        (old, new) = (old + 1, new + 1)
        continue
      }
      let (former, present) = (Self.text(of: before[lost]), Self.text(of: after[added]))
      let mark =
        former.isEmpty ? "+\(present)" : present.isEmpty ? "−\(former)" : "\(former)→\(present)"
      append(
        "[\(mark)]", hasGap: (before[lost].first ?? after[added].first)?.hasGap == true,
        isChange: true)
      (old, new) = (lost.upperBound, added.upperBound)
    }
  }

  /// Several texts of one input, in a row.
  init(joining texts: [EditedText], separator: String) {
    for (index, text) in texts.enumerated() {
      if index > 0 { line += separator }
      if change == nil, let place = text.change { change = line.count + place }
      line += text.line
    }
  }

  /// As much of the line as fits, with the first change in sight.
  func fitted(_ columns: Int) -> String {
    guard VisibleText.columns(of: line) > columns, let change else {
      return NumberText.fitted(line, columns)
    }
    // A third of the room for what stands before it; the rest of the text tells more behind it.
    let before = String(line.prefix(change))
    guard VisibleText.columns(of: before) > columns / 3 else {
      return NumberText.fitted(line, columns)
    }
    var start = before.endIndex
    var used = 1
    while start > before.startIndex {
      let previous = before.index(before: start)
      used += VisibleText.columns(of: before[previous])
      if used > columns / 3 { break }
      start = previous
    }
    return NumberText.fitted("…" + before[start...] + line.dropFirst(change), columns)
  }

  private typealias Word = (text: String, hasGap: Bool)

  /// Words between blanks; characters that are words of their own, ideographs, each by itself.
  private static func words(_ text: String) -> [Word] {
    var words: [Word] = []
    var hasGap = false
    var isOpen = false
    for character in text {
      if character.isWhitespace {
        (hasGap, isOpen) = (true, false)
      } else if VisibleText.columns(of: character) == 2 {
        words.append((String(character), hasGap))
        (hasGap, isOpen) = (false, false)
      } else if isOpen {
        words[words.count - 1].text.append(character)
      } else {
        words.append((String(character), hasGap))
        (hasGap, isOpen) = (false, true)
      }
    }
    return words
  }

  private static func run(from start: Int, in members: Set<Int>) -> Range<Int> {
    var end = start
    while members.contains(end) { end += 1 }
    return start..<end
  }

  private static func text(of words: some Collection<Word>) -> String {
    words.enumerated().map { ($0.offset > 0 && $0.element.hasGap ? " " : "") + $0.element.text }
      .joined()
  }

  private mutating func append(_ text: String, hasGap: Bool, isChange: Bool = false) {
    if hasGap, !line.isEmpty { line += " " }
    if isChange, change == nil { change = line.count }
    line += text
  }
}
