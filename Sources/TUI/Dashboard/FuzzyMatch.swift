/// Whether the letters of a query occur in a text in order, and how well: beginnings of words and
/// runs of letters count more, letters skipped count against.
enum FuzzyMatch {
  /// A score, higher is better; nil when some letter is missing.
  ///
  /// Case does not matter.
  ///
  /// - Complexity: O(text).
  static func score(_ query: String, in text: String) -> Int? {
    let wanted = Array(query.lowercased().filter { !$0.isWhitespace })
    let found = Array(text.lowercased())
    guard !wanted.isEmpty else { return 0 }
    // The best of all places for the first letter, greedily from each: good enough for labels.
    return found.indices.filter { found[$0] == wanted[0] }
      .compactMap { score(wanted, in: found, from: $0) }.max()
  }

  private static func score(
    _ wanted: [Character], in text: [Character], from start: Int
  ) -> Int? {
    var score = -start
    var next = 0
    var last: Int?
    for index in start..<text.count where next < wanted.count && text[index] == wanted[next] {
      let beginsWord = index == 0 || !(text[index - 1].isLetter || text[index - 1].isNumber)
      score += beginsWord ? 12 : 4
      if let last { score += index == last + 1 ? 10 : -min(index - last, 6) }
      last = index
      next += 1
    }
    return next == wanted.count ? score : nil
  }
}
