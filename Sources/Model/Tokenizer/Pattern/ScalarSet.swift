/// A set of scalars as a regular expression's class describes it.
indirect enum ScalarSet: Sendable {
  case range(ClosedRange<UInt32>)
  /// Scalars with any of these properties.
  case properties(UnicodeClass)
  /// Scalars of these general categories.
  case categories(Set<Unicode.GeneralCategory>)
  case union([ScalarSet])
  case intersection([ScalarSet])
  case complement(ScalarSet)
  /// Scalars of which another case is in the set.
  case anyCase(ScalarSet)

  /// Whether the set has `scalar`.
  func contains(_ scalar: UInt32, _ table: UnicodeClass.Table) -> Bool {
    switch self {
    case .range(let range): range.contains(scalar)
    case .properties(let properties): !table[scalar].isDisjoint(with: properties)
    case .categories(let categories):
      Unicode.Scalar(scalar).map { categories.contains($0.properties.generalCategory) } ?? false
    case .union(let sets): sets.contains { $0.contains(scalar, table) }
    case .intersection(let sets): sets.allSatisfy { $0.contains(scalar, table) }
    case .complement(let set): !set.contains(scalar, table)
    case .anyCase(let set):
      Self.cases(of: scalar).contains { set.contains($0, table) }
    }
  }

  /// The scalar and what it becomes in another case.
  private static func cases(of scalar: UInt32) -> [UInt32] {
    guard let properties = Unicode.Scalar(scalar)?.properties else { return [scalar] }
    var result = [scalar]
    for mapping in [
      properties.lowercaseMapping, properties.uppercaseMapping,
      properties.uppercaseMapping.lowercased(),
    ] where mapping.unicodeScalars.count == 1 {
      result += mapping.unicodeScalars.map(\.value)
    }
    return result
  }

  /// The set that `\p{name}` stands for, or nil if the name is not known here.
  static func property(named name: String) -> ScalarSet? {
    switch name.lowercased().filter({ $0 != "_" && $0 != " " && $0 != "-" }) {
    case "l", "letter": .properties(.letter)
    case "n", "number": .properties(.number)
    case "m", "mark": .properties(.mark)
    case "mn", "nonspacingmark": .properties(.nonspacingMark)
    case "lu", "uppercaseletter": .categories([.uppercaseLetter])
    case "ll", "lowercaseletter": .categories([.lowercaseLetter])
    case "lt", "titlecaseletter": .categories([.titlecaseLetter])
    case "lm", "modifierletter": .categories([.modifierLetter])
    case "lo", "otherletter": .categories([.otherLetter])
    case "mc", "spacingmark": .categories([.spacingMark])
    case "me", "enclosingmark": .categories([.enclosingMark])
    case "nd", "decimalnumber", "digit": .categories([.decimalNumber])
    case "nl", "letternumber": .categories([.letterNumber])
    case "no", "othernumber": .categories([.otherNumber])
    case "p", "punctuation", "punct":
      .categories([
        .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
        .initialPunctuation, .finalPunctuation, .otherPunctuation,
      ])
    case "pc": .categories([.connectorPunctuation])
    case "pd": .categories([.dashPunctuation])
    case "ps": .categories([.openPunctuation])
    case "pe": .categories([.closePunctuation])
    case "pi": .categories([.initialPunctuation])
    case "pf": .categories([.finalPunctuation])
    case "po": .categories([.otherPunctuation])
    case "s", "symbol":
      .categories([.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol])
    case "sm": .categories([.mathSymbol])
    case "sc": .categories([.currencySymbol])
    case "sk": .categories([.modifierSymbol])
    case "so": .categories([.otherSymbol])
    case "z", "separator": .categories([.spaceSeparator, .lineSeparator, .paragraphSeparator])
    case "zs": .categories([.spaceSeparator])
    case "zl": .categories([.lineSeparator])
    case "zp": .categories([.paragraphSeparator])
    case "c", "other":
      .categories([.control, .format, .surrogate, .privateUse, .unassigned])
    case "cc", "cntrl": .categories([.control])
    case "cf": .categories([.format])
    case "co": .categories([.privateUse])
    case "cn": .categories([.unassigned])
    case "space", "whitespace": .properties(.whitespace)
    case "word": .properties(.expressionWord)
    case "han":
      .union(
        [
          0x2E80...0x2E99, 0x2E9B...0x2EF3, 0x2F00...0x2FD5, 0x3005...0x3005, 0x3007...0x3007,
          0x3021...0x3029, 0x3038...0x303B, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFA6D,
          0xFA70...0xFAD9, 0x16FE2...0x16FE3, 0x16FF0...0x16FF1, 0x20000...0x2A6DF,
          0x2A700...0x2EE5D, 0x2F800...0x2FA1D, 0x30000...0x323AF,
        ].map { .range($0) })
    case "hiragana":
      .union(
        [0x3041...0x3096, 0x309D...0x309F, 0x1B001...0x1B11F, 0x1F200...0x1F200]
          .map { .range($0) })
    case "katakana":
      .union(
        [
          0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF, 0x32D0...0x32FE, 0x3300...0x3357,
          0xFF66...0xFF6F, 0xFF71...0xFF9D,
        ].map { .range($0) })
    default: nil
    }
  }
}
