/// The words of a text by Unicode's default boundaries (UAX #29, section 4), the same on every platform.
///
/// No dictionary is asked: Han, Hiragana and Thai, which are written without blanks, are parted at nearly every character.
enum UnicodeWords {
  /// Ranges of a text's scalars, in order: what has a letter, a number or an emoji.
  ///
  /// - Complexity: O(scalars of the text).
  static func ranges(of text: String) -> [Range<Int>] {
    let boundary = #/\b/#.wordBoundaryKind(.default)
    let scalars = text.unicodeScalars
    var ranges: [Range<Int>] = []
    var (start, offset) = (scalars.startIndex, 0)
    func add(upTo end: String.Index) {
      guard start < end, !isWithinWord(scalars, end) else { return }
      let segment = scalars[start..<end]
      if isWord(segment) { ranges.append(offset..<offset + segment.count) }
      (start, offset) = (end, offset + segment.count)
    }
    for match in text.ranges(of: boundary) { add(upTo: match.lowerBound) }
    add(upTo: scalars.endIndex)
    return ranges
  }

  /// Whether a segment between two boundaries can be missed.
  private static func isWord(_ segment: Substring.UnicodeScalarView) -> Bool {
    segment.contains {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || $0.properties.isEmojiPresentation || $0 == "\u{FE0F}"
    }
  }

  /// Whether a boundary is none: the standard library (6.3) ends a word at every Hangul syllable, which the standard counts to the letters.
  private static func isWithinWord(
    _ scalars: String.UnicodeScalarView, _ place: String.Index
  ) -> Bool {
    guard place > scalars.startIndex, place < scalars.endIndex else { return false }
    let sides = [scalars[scalars.index(before: place)], scalars[place]]
    return sides.contains(where: isHangulSyllable) && sides.allSatisfy(joinsLetters)
  }

  private static func isHangulSyllable(_ scalar: Unicode.Scalar) -> Bool {
    (0xAC00...0xD7A3).contains(scalar.value)
  }

  /// Whether the scalar goes on a word that has a letter before it, and is gone on by one.
  private static func joinsLetters(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .decimalNumber,
      .connectorPunctuation:
      true
    default: isHangulSyllable(scalar)
    }
  }
}
