/// The properties of a Unicode scalar that tokenizers ask for, as the reference library holds them.
struct UnicodeClass: OptionSet, Sendable {
  let rawValue: UInt16

  /// What BERT's clean-up removes: categories C*, U+0000 and U+FFFD.
  static let removed = UnicodeClass(rawValue: 1 << 0)
  /// White_Space.
  static let whitespace = UnicodeClass(rawValue: 1 << 1)
  /// Categories P*, and the symbols of ASCII.
  static let punctuation = UnicodeClass(rawValue: 1 << 2)
  /// Category Mn.
  static let nonspacingMark = UnicodeClass(rawValue: 1 << 3)
  /// Categories M*.
  static let mark = UnicodeClass(rawValue: 1 << 4)
  /// `\p{L}`.
  static let letter = UnicodeClass(rawValue: 1 << 5)
  /// `\p{N}`.
  static let number = UnicodeClass(rawValue: 1 << 6)
  /// `\w` of Rust's regular expressions, which added tokens and `Whitespace` go by.
  static let word = UnicodeClass(rawValue: 1 << 7)
  /// Has a lower case other than itself.
  static let lowercases = UnicodeClass(rawValue: 1 << 8)
  /// Has a canonical decomposition; Hangul syllables, which follow a rule, are not marked.
  static let decomposes = UnicodeClass(rawValue: 1 << 9)
  /// Has a compatibility decomposition other than the canonical one.
  static let decomposesCompatibly = UnicodeClass(rawValue: 1 << 10)
  /// `char::is_numeric` of Rust: categories N* of a later version than `number`.
  static let numeric = UnicodeClass(rawValue: 1 << 11)

  /// `\w` of Oniguruma's regular expressions, which files' own patterns are written in.
  static let expressionWord = UnicodeClass(rawValue: 1 << 12)

  /// Looks classes up: flat for the first two planes, a search for the rest.
  struct Table: Sendable {
    private let flat: [UInt16]
    /// Scalars up to here are looked up directly.
    private static let flatCount: UInt32 = 0x20000

    /// The one table; made when first asked for, in well below a millisecond.
    static let shared = Table()

    private init() {
      var flat = [UInt16](repeating: 0, count: Int(Self.flatCount))
      let starts = UnicodeTables.classStarts
      for (index, value) in UnicodeTables.classValues.enumerated() where value != 0 {
        let end = index + 1 < starts.count ? starts[index + 1] : 0x110000
        guard starts[index] < Self.flatCount else { break }
        for scalar in starts[index]..<min(end, Self.flatCount) { flat[Int(scalar)] = value }
      }
      self.flat = flat
    }

    /// The class of a scalar.
    ///
    /// - Complexity: O(1) in the first two planes, else O(log runs).
    subscript(scalar: UInt32) -> UnicodeClass {
      if scalar < Self.flatCount { return UnicodeClass(rawValue: flat[Int(scalar)]) }
      let starts = UnicodeTables.classStarts
      var low = 0
      var high = starts.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if starts[middle] <= scalar { low = middle } else { high = middle }
      }
      return UnicodeClass(rawValue: UnicodeTables.classValues[low])
    }
  }
}
