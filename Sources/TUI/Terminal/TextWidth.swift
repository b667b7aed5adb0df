/// How many columns a terminal gives to a scalar or a grapheme cluster.
///
/// A table of our own, because C's `wcwidth` depends on the locale, knows one scalar at a time and
/// gives a family emoji eight columns where terminals draw two. Text that is not printable has a
/// width here too (zero); what is shown in its place, and how wide that is, `VisibleText` says.
public enum TextWidth {
  /// Columns of one grapheme cluster, from zero up.
  ///
  /// Emoji sequences (variation selector 16, joiners, skin tones, flags) take two. Any other
  /// cluster takes the sum of its scalars, which is what terminals without cluster support do:
  /// a Devanagari conjunct may take three.
  /// With `ambiguousIsWide` the East Asian Ambiguous scalars take two columns instead of one.
  ///
  /// - Complexity: O(scalars), with a binary search for each that is not ASCII.
  public static func columns(of cluster: Character, ambiguousIsWide: Bool = false) -> Int {
    let scalars = cluster.unicodeScalars
    guard let first = scalars.first else { return 0 }
    if scalars.index(after: scalars.startIndex) == scalars.endIndex {
      return columns(of: first, ambiguousIsWide: ambiguousIsWide)
    }
    if isEmojiSequence(scalars, first: first) { return 2 }
    var sum = 0
    for scalar in scalars { sum += columns(of: scalar, ambiguousIsWide: ambiguousIsWide) }
    return sum
  }

  /// Columns of a string: the sum over its clusters.
  public static func columns(of text: String, ambiguousIsWide: Bool = false) -> Int {
    text.reduce(into: 0) { $0 += columns(of: $1, ambiguousIsWide: ambiguousIsWide) }
  }

  /// Columns of one scalar by itself: 0, 1 or 2.
  public static func columns(of scalar: Unicode.Scalar, ambiguousIsWide: Bool = false) -> Int {
    let value = scalar.value
    if value < 0x7F { return value < 0x20 ? 0 : 1 }
    if value < 0xA0 { return 0 }
    if value < 0x300 {
      return ambiguousIsWide && contains(EastAsianWidth.ambiguous, value) ? 2 : 1
    }
    if isZeroWidth(scalar) { return 0 }
    if contains(EastAsianWidth.wide, value) { return 2 }
    return ambiguousIsWide && contains(EastAsianWidth.ambiguous, value) ? 2 : 1
  }

  private static func isEmojiSequence(
    _ scalars: Character.UnicodeScalarView, first: Unicode.Scalar
  ) -> Bool {
    if isRegionalIndicator(first) { return true }
    guard first.properties.isEmoji else { return false }
    return scalars.dropFirst().contains { scalar in
      scalar == "\u{FE0F}" || scalar.properties.isEmojiModifier
        || (scalar.properties.isEmoji && scalar.value > 0xFF)
    }
  }

  private static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool {
    0x1F1E6...0x1F1FF ~= scalar.value
  }

  /// Marks, format characters and the vowels and finals that join a Hangul syllable.
  private static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: return true
    // Signs written before a number have category Cf but are seen.
    case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }

  private static func contains(_ ranges: [ClosedRange<UInt32>], _ value: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if value > ranges[middle].upperBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < ranges.count && ranges[low].contains(value)
  }
}
