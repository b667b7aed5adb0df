/// A text as it became, with what was changed in it in brackets: `so [anxious→happy] in front`, `so [−anxious] in front`.
///
/// One line that tells text and edit at once, for lists of edited texts.
struct EditedText: Equatable, Sendable {
  /// A stretch of the line.
  private enum Part: Equatable {
    case same(String)
    /// What stood there, or nothing, and what stands there now, or nothing.
    case change(former: String, present: String)

    var text: String {
      switch self {
      case .same(let text): text
      case .change(let former, ""): "[−\(former)]"
      case .change("", let present): "[+\(present)]"
      case .change(let former, let present): "[\(former)→\(present)]"
      }
    }

    var isChange: Bool { if case .change = self { true } else { false } }
  }

  private var parts: [Part] = []

  /// The line.
  var line: String { parts.map(\.text).joined() }

  /// Where in it the first change begins, in characters; nil where nothing was changed.
  var change: Int? {
    parts.firstIndex(where: \.isChange).map { parts[..<$0].reduce(0) { $0 + $1.text.count } }
  }

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
        if before[old].hasGap || after[new].hasGap, !parts.isEmpty { append(.same(" ")) }
        append(.same(after[new].text))
        (old, new) = (old + 1, new + 1)
        continue
      }
      let hasGap = (before[lost].first ?? after[added].first)?.hasGap == true
      if hasGap, !parts.isEmpty { append(.same(" ")) }
      append(
        .change(former: Self.text(of: before[lost]), present: Self.text(of: after[added])))
      (old, new) = (lost.upperBound, added.upperBound)
    }
  }

  /// Several texts of one input, in a row.
  init(joining texts: [EditedText], separator: String) {
    for (index, text) in texts.enumerated() {
      if index > 0 { append(.same(separator)) }
      for part in text.parts { append(part) }
    }
  }

  private mutating func append(_ part: Part) {
    if case .same(let text) = part, case .same(let last)? = parts.last {
      parts[parts.count - 1] = .same(last + text)
    } else {
      parts.append(part)
    }
  }

  // MARK: In little room

  /// As much of the line as fits, with every change in sight: what stands between changes gives way first, its ends last, then the changes'
  /// own words.
  func fitted(_ columns: Int) -> String {
    guard VisibleText.columns(of: line) > columns, parts.contains(where: \.isChange) else {
      return NumberText.fitted(line, columns)
    }
    let widths = parts.map { VisibleText.columns(of: $0.text) }
    let same = parts.indices.filter { !parts[$0].isChange }
    let changed = parts.indices.filter { parts[$0].isChange }
    // A third of the room for what stands around them, and an ellipsis for each stretch at least.
    let around = same.reduce(0) { $0 + widths[$1] }
    let room = columns - max(min(around, columns / 3), same.count)
    var shares = widths
    for (index, share) in zip(changed, Self.shares(changed.map { widths[$0] }, of: room)) {
      shares[index] = share
    }
    let rest = columns - changed.reduce(0) { $0 + shares[$1] }
    for (index, share) in zip(same, Self.shares(same.map { widths[$0] }, of: rest)) {
      shares[index] = share
    }
    let texts = parts.indices.map { index in
      switch parts[index] {
      case .same(let text):
        Self.elided(
          text, shares[index], keepsStart: index > 0, keepsEnd: index < parts.count - 1)
      case .change: Self.elided(parts[index], shares[index])
      }
    }
    return NumberText.fitted(texts.joined(), columns)
  }

  /// A room divided so that nobody gets more than needed, and of those who get less nobody less than another.
  private static func shares(_ needs: [Int], of room: Int) -> [Int] {
    var shares = needs
    var free = max(room, 0)
    let order = needs.indices.sorted { (needs[$0], $0) < (needs[$1], $1) }
    for (place, index) in order.enumerated() {
      shares[index] = min(needs[index], free / (needs.count - place))
      free -= shares[index]
    }
    return shares
  }

  /// A change with its words cut, each side where there are two.
  private static func elided(_ part: Part, _ columns: Int) -> String {
    guard case .change(let former, let present) = part,
      VisibleText.columns(of: part.text) > columns
    else { return part.text }
    // Brackets, and a sign or an arrow.
    let room = columns - 3
    guard room >= (former.isEmpty || present.isEmpty ? 1 : 2) else {
      return columns < 3 ? "…" : "[…]"
    }
    let sides = shares([former, present].map { VisibleText.columns(of: $0) }, of: room)
    return Part.change(
      former: elided(former, sides[0], keepsStart: true, keepsEnd: false),
      present: elided(present, sides[1], keepsStart: true, keepsEnd: false)
    ).text
  }

  /// A text cut to so many columns, with an ellipsis for what is left out at an end or between both.
  private static func elided(
    _ text: String, _ columns: Int, keepsStart: Bool, keepsEnd: Bool
  ) -> String {
    guard VisibleText.columns(of: text) > columns else { return text }
    guard columns > 0 else { return "" }
    let room = columns - 1
    let end = keepsEnd ? (keepsStart ? room / 2 : room) : 0
    let head = keepsStart ? start(of: text, room - end) : ""
    return head + "…" + String(start(of: String(text.reversed()), end).reversed())
  }

  /// As many characters as so many columns hold, without a word's beginning behind others that are whole.
  private static func start(of text: String, _ columns: Int) -> String {
    var used = 0
    let start = text.prefix { character in
      used += VisibleText.columns(of: character)
      return used <= columns
    }
    guard start.endIndex < text.endIndex, text[start.endIndex] != " ",
      let blank = start.lastIndex(of: " "), blank > start.startIndex
    else { return String(start) }
    return String(start[...blank])
  }

  // MARK: Words

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
}
