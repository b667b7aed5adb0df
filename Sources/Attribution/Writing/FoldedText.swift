import Foundation

/// A text in lower case, to look for words in.
struct FoldedText: Hashable, Sendable {
  let scalars: [Unicode.Scalar]

  /// - Complexity: O(text).
  init(_ text: String) { scalars = Array(Self.folded(text).unicodeScalars) }

  /// A text as it is compared: in lower case, each accented letter one scalar where there is one.
  ///
  /// - Complexity: O(text).
  static func folded(_ text: String) -> String {
    let lower = text.lowercased()
    // An accent of its own and an accented letter are one; ASCII has neither.
    return lower.utf8.allSatisfy({ $0 < 0x80 })
      ? lower : lower.precomposedStringWithCanonicalMapping
  }

  /// Whether a word stands here as a word of its own.
  func contains(_ word: FoldedText) -> Bool {
    let wanted = word.scalars
    guard let first = wanted.first, scalars.count >= wanted.count else { return false }
    for start in 0...(scalars.count - wanted.count) where scalars[start] == first {
      let end = start + wanted.count
      if scalars[start..<end].elementsEqual(wanted), !isWithinWord(start), !isWithinWord(end) {
        return true
      }
    }
    return false
  }

  /// Whether the place between two scalars is inside a word, by the rules of `Encoding.words(in:)`.
  private func isWithinWord(_ place: Int) -> Bool {
    guard place > 0, place < scalars.count else { return false }
    let (left, right) = (scalars[place - 1], scalars[place])
    // Marks, and what a joiner joins, are of one character with what is before them.
    if right.properties.isGraphemeExtend || right == "\u{200D}" || left == "\u{200D}" {
      return true
    }
    if Self.isUnspaced(left) || Self.isUnspaced(right) { return false }
    if Self.isOfWord(left), Self.isOfWord(right) { return true }
    return joins(place - 1) || joins(place)
  }

  /// Whether a sign holds together what stands at its sides: `don't`, `well-acted`, `1,000`.
  private func joins(_ index: Int) -> Bool {
    guard index > 0, index + 1 < scalars.count else { return false }
    let (left, right) = (scalars[index - 1], scalars[index + 1])
    if Self.isUnspaced(left) || Self.isUnspaced(right) { return false }
    switch scalars[index] {
    case "'", "’", "-", "‐", "‑", "_", ".", "@": return Self.isOfWord(left) && Self.isOfWord(right)
    case ",", ":": return Self.isNumber(left) && Self.isNumber(right)
    default: return false
    }
  }

  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark:
      true
    default: isNumber(scalar)
    }
  }

  private static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }

  /// Whether a scalar is of a script that puts no space between words.
  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00..<0x0F00, 0x1000..<0x10A0, 0x1780..<0x1800, 0x3041..<0x3100, 0x31F0..<0x3200,
      0x3400..<0x4DC0, 0x4E00..<0xA000, 0xF900..<0xFB00, 0x20000..<0x32000:
      true
    default: false
    }
  }
}
