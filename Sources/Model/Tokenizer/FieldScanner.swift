/// Finds where the fields of a text begin, by the rules of `FieldSplit`.
///
/// Of any collection, so that a test can count how often it is asked.
struct FieldScanner<Scalars: RandomAccessCollection<Unicode.Scalar>> where Scalars.Index == Int {
  /// The text, its first scalar at index 0.
  let scalars: Scalars

  /// Where a field begins.
  struct Start: Equatable {
    var place: Int
    /// Where its key stands.
    var name: Range<Int>?
  }

  private var end: Int { scalars.endIndex }

  /// The fields by the text's own form, rising; the first begins the text.
  func starts() -> [Start] {
    var members = members()
    if members.isEmpty { return keysAndHeaders() }
    members[0].place = 0
    return members
  }

  /// The fields that begin with matches of a pattern, which rise; the first begins the text.
  func starts(_ matches: [Range<Int>]) -> [Start] {
    let places = matches.map(\.lowerBound) + [end]
    var result: [Start] = []
    for (index, match) in matches.enumerated() {
      if (match.lowerBound..<places[index + 1]).allSatisfy(isBlank) { continue }
      let name = withoutBlanks(match)
      result.append(Start(place: match.lowerBound, name: name.isEmpty ? nil : name))
    }
    return covering(result)
  }

  /// The fields with what is in front of them: one more, or part of the first where it is filling only.
  private func covering(
    _ starts: [Start], where isFilling: (Int) -> Bool = { _ in false }
  ) -> [Start] {
    guard let first = starts.first else { return [] }
    let lead = firstWritten..<max(firstWritten, first.place)
    if !lead.allSatisfy(isFilling) { return [Start(place: 0)] + starts }
    var starts = starts
    starts[0].place = 0
    return starts
  }

  // MARK: - JSON

  /// What may come next in JSON.
  private enum Expected {
    /// A brace or bracket that nothing is around.
    case document
    case value
    /// A value, or the end of an array that has just begun.
    case element
    case key
    /// A key, or the end of an object that has just begun.
    case member
    case colon
    /// A comma, or the end of the innermost object or array.
    case separator
  }

  /// The members of JSON, complete or cut off; none where the text is something else.
  ///
  /// `JSONReader` keeps no places and accepts no cut; nothing here is recursive, for a text may be all brackets.
  private func members() -> [Start] {
    var place = firstWritten
    var expected = Expected.document
    var result: [Start] = []
    var hasMember = false
    // Of the objects and arrays that are open, innermost last: whether it is an object.
    var open: [Bool] = []
    // The brace of an object that is no member's value, until its first key.
    var brace: Int?

    while place < end {
      let scalar = scalars[place]
      if isBlank(place) {
        place += 1
        continue
      }
      switch (expected, scalar) {
      case (.colon, ":"):
        hasMember = true
        expected = .value
      case (.separator, ","): expected = open.last == true ? .key : .value
      case (.separator, "}") where open.last == true, (.separator, "]") where open.last == false,
        (.member, "}"), (.element, "]"):
        open.removeLast()
        brace = nil
        expected = open.isEmpty ? .document : .separator
      case (.key, "\""), (.member, "\""):
        let close = closingQuote(of: place)
        result.append(Start(place: brace ?? place, name: close.map { place + 1..<$0 }))
        brace = nil
        place = close ?? end
        expected = .colon
      case (.document, "{"), (.value, "{"), (.element, "{"):
        brace = open.last == true ? nil : place
        open.append(true)
        expected = .member
      case (.document, "["), (.value, "["), (.element, "["):
        open.append(false)
        expected = .element
      case (.value, "\""), (.element, "\""):
        place = closingQuote(of: place) ?? end
        expected = .separator
      case (.value, _), (.element, _):
        guard let wordEnd = endOfJSONWord(from: place) else { return [] }
        place = wordEnd - 1
        expected = .separator
      default: return []
      }
      place += 1
    }
    return hasMember ? result : []
  }

  /// The end of a number, `true` and the like, of which the text's end may have cut something off; nil for other words.
  private func endOfJSONWord(from start: Int) -> Int? {
    let word = scalars[start...].prefix { scalar in
      switch scalar {
      case "A"..."Z", "a"..."z", "0"..."9", "+", "-", ".": true
      default: false
      }
    }
    guard let first = word.first else { return nil }
    // Whether a number is well-formed does not matter to where the fields begin.
    if first == "-" || ("0"..."9").contains(first),
      word.allSatisfy({ $0 < "A" || $0 == "e" || $0 == "E" })
    {
      return word.endIndex
    }
    let isKnown = ["true", "false", "null", "NaN", "Infinity", "-Infinity"].contains { known in
      word.elementsEqual(known.unicodeScalars)
        || word.endIndex == end && known.unicodeScalars.starts(with: word)
    }
    return isKnown ? word.endIndex : nil
  }

  // MARK: - Keys and header lines

  /// The fields that begin with `key=` and with `Name: ` at a line's start, where there are enough of either.
  private func keysAndHeaders() -> [Start] {
    var keys: [Start] = []
    var headers: [Start] = []
    let first = firstWritten
    var place = first
    // Whether `?` and `&` are part of an address in this run without blanks.
    var isAddress = false
    while place < end {
      if place == first || isLineEnd(place - 1), let name = headerName(from: place) {
        headers.append(Start(place: place, name: name))
        isAddress = false
        place = name.upperBound
        continue
      }
      if isKeyScalar(place, isFirst: true), place == first || separates(place - 1, isAddress) {
        let start = place
        while place < end, isKeyScalar(place, isFirst: false) { place += 1 }
        guard has("=", place), !has("=", place + 1) else { continue }
        keys.append(Start(place: start, name: start..<place))
        isAddress = false
        place += 1
        // A quote that is not closed has no second of its kind behind any later `=`: at most two searches are in vain.
        if has("\"", place) || has("'", place), let close = closingQuote(of: place) {
          place = close + 1
        }
        continue
      }
      if isBlank(place) {
        isAddress = false
      } else if has("?", place) {
        isAddress = isAddress || !keys.isEmpty
      } else if has(":", place), has("/", place + 1), has("/", place + 2) {
        isAddress = true
      }
      place += 1
    }

    if headers.count < 2 { headers = [] }
    let isFilling = { place in isBlank(place) || opensKey(place) }
    if let key = keys.first, keys.count > 1 || (first..<key.place).allSatisfy(isFilling) {
      return covering((keys + headers).sorted { $0.place < $1.place }, where: isFilling)
    }
    return covering(headers)
  }

  /// Where the name stands that makes a line a header line; nil for other lines.
  private func headerName(from start: Int) -> Range<Int>? {
    let table = UnicodeClass.Table.shared
    guard table[scalars[start].value].contains(.letter) else { return nil }
    var colon = start + 1
    while colon < end, colon - start <= 31 {
      if has(":", colon) {
        guard colon + 1 == end || isBlank(colon + 1) else { return nil }
        return withoutBlanks(start..<colon)
      }
      // A mark is part of the letter before it.
      let isOfName =
        !table[scalars[colon].value].isDisjoint(with: [.letter, .number, .mark])
        || has("_", colon) || has("-", colon) || isBlank(colon) && !isLineEnd(colon)
      guard isOfName else { return nil }
      colon += 1
    }
    return nil
  }

  /// Whether a key may begin behind a scalar.
  private func separates(_ place: Int, _ isAddress: Bool) -> Bool {
    if isBlank(place) { return true }
    return isAddress && (has("?", place) || has("&", place)) ? false : opensKey(place)
  }

  private func opensKey(_ place: Int) -> Bool {
    switch scalars[place] {
    case ",", ";", "|", "(", "[", "{", "&", "?": true
    default: false
    }
  }

  private func isKeyScalar(_ place: Int, isFirst: Bool) -> Bool {
    switch scalars[place] {
    case "A"..."Z", "a"..."z", "_", "@": true
    case "0"..."9", ".", "/", "-": !isFirst
    default: false
    }
  }

  // MARK: - Scalars

  /// Where the text begins, blanks and a byte order mark aside.
  private var firstWritten: Int {
    scalars.indices.first { !isBlank($0) && !has("\u{FEFF}", $0) } ?? end
  }

  private func has(_ scalar: Unicode.Scalar, _ place: Int) -> Bool {
    place < end && scalars[place] == scalar
  }

  private func isBlank(_ place: Int) -> Bool {
    UnicodeClass.Table.shared[scalars[place].value].contains(.whitespace)
  }

  private func isLineEnd(_ place: Int) -> Bool {
    switch scalars[place] {
    case "\n", "\r", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  /// A range without the blanks at its ends.
  private func withoutBlanks(_ range: Range<Int>) -> Range<Int> {
    guard let first = range.first(where: { !isBlank($0) }),
      let last = range.last(where: { !isBlank($0) })
    else { return range.lowerBound..<range.lowerBound }
    return first..<last + 1
  }

  /// Where the quote closes that opens at a place; a backslash takes the next scalar's meaning away.
  private func closingQuote(of place: Int) -> Int? {
    let quote = scalars[place]
    var next = place + 1
    while next < end {
      if scalars[next] == quote { return next }
      next += scalars[next] == "\\" ? 2 : 1
    }
    return nil
  }
}
