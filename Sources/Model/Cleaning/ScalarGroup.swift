/// What kinds of characters cleaning tells apart.
enum ScalarGroup {
  /// White space of any kind.
  static func isBlank(_ value: UInt32) -> Bool {
    if value < 0x80 { return value == 0x20 || (0x09...0x0D).contains(value) }
    return Unicode.Scalar(value)?.properties.isWhitespace ?? false
  }

  /// A letter, a mark on one, or a number.
  static func isWord(_ value: UInt32) -> Bool {
    switch category(value) {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  /// Unicode's punctuation, and all of ASCII's (`$+<=>^` and others are symbols to Unicode, and punctuation to most programs).
  static func isPunctuation(_ value: UInt32) -> Bool {
    if value < 0x80 {
      return (0x21...0x2F).contains(value) || (0x3A...0x40).contains(value)
        || (0x5B...0x60).contains(value) || (0x7B...0x7E).contains(value)
    }
    switch category(value) {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }

  /// A symbol, or what joins and varies emoji.
  static func isSymbol(_ value: UInt32) -> Bool {
    if value == 0x200D || value == 0x20E3 || (0xFE00...0xFE0F).contains(value)
      || (0xE0020...0xE007F).contains(value)
    {
      return true
    }
    switch category(value) {
    case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: return true
    default: return false
    }
  }

  /// A digit or another number.
  static func isNumber(_ value: UInt32) -> Bool {
    switch category(value) {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }

  /// Whether an apostrophe stands between letters, where taking it out leaves one word: `don't`.
  static func isApostrophe(within values: [UInt32], at place: Int) -> Bool {
    isApostrophe(values[place]) && place > 0 && place + 1 < values.count
      && isWord(values[place - 1]) && isWord(values[place + 1])
  }

  /// A straight or a typographic apostrophe.
  static func isApostrophe(_ value: UInt32) -> Bool { value == 0x27 || value == 0x2019 }

  private static func category(_ value: UInt32) -> Unicode.GeneralCategory {
    Unicode.Scalar(value)?.properties.generalCategory ?? .unassigned
  }
}
