/// The words of GPT-2's splitting rule, read off without a regular expression's search.
enum GPT2Words {
  /// The rule itself; `matches` finds the same as it.
  static let expression =
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  /// The matches in `text`: they cover all of it.
  ///
  /// - Complexity: O(scalars).
  static func matches(in text: ArraySlice<AlignedScalar>) -> [Range<Int>] {
    let table = UnicodeClass.Table.shared
    var result: [Range<Int>] = []
    result.reserveCapacity(text.count / 4)
    var place = text.startIndex
    while place < text.endIndex {
      let end = self.end(of: text, from: place, table)
      result.append(place..<end)
      place = end
    }
    return result
  }

  private static func end(
    of text: ArraySlice<AlignedScalar>, from start: Int, _ table: UnicodeClass.Table
  ) -> Int {
    if let end = contractionEnd(text, start) { return end }
    // A space goes with the letters, the numbers or the symbols behind it.
    let kinds: UnicodeClass = [.letter, .number, .whitespace]
    let isSpace = text[start].value == 0x20
    let first = isSpace && start + 1 < text.endIndex ? start + 1 : start
    let kind = table[text[first].value].intersection(kinds)
    var end = first + 1
    if !kind.contains(.whitespace) {
      while end < text.endIndex, table[text[end].value].intersection(kinds) == kind { end += 1 }
      return end
    }
    // White space up to the end; before a word all but its last.
    end = start
    while end < text.endIndex, table[text[end].value].contains(.whitespace) { end += 1 }
    return end < text.endIndex && end - start > 1 ? end - 1 : end
  }

  private static func contractionEnd(_ text: ArraySlice<AlignedScalar>, _ start: Int) -> Int? {
    guard text[start].value == 0x27, start + 1 < text.endIndex else { return nil }
    switch text[start + 1].value {
    case 0x73, 0x74, 0x6D, 0x64: return start + 2
    case 0x72 where start + 2 < text.endIndex && text[start + 2].value == 0x65: return start + 3
    case 0x76 where start + 2 < text.endIndex && text[start + 2].value == 0x65: return start + 3
    case 0x6C where start + 2 < text.endIndex && text[start + 2].value == 0x6C: return start + 3
    default: return nil
    }
  }
}
