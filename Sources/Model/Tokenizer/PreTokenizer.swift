/// One step, or a sequence of steps, that cuts normalized text into the words a model may not join.
indirect enum PreTokenizer: Sendable {
  /// When the replacement of a space is also put in front of text that does not begin with one.
  enum Prepending: String, Sendable {
    case first
    case never
    case always
  }

  case sequence([PreTokenizer])
  case bert
  case byteLevel(addsPrefixSpace: Bool, usesExpression: Bool)
  case metaspace(replacement: UInt32, Prepending, splits: Bool)
  case whitespace
  case whitespaceSplit
  case punctuation(WordSplits.Behavior)
  case split(SplitPattern, WordSplits.Behavior, isInverted: Bool)
  case delimiter(UInt32)
  case digits(individually: Bool)
  case fixedLength(Int)

  /// Cuts the words further.
  ///
  /// - Complexity: O(scalars).
  func preTokenize(_ words: inout WordSplits) {
    let table = UnicodeClass.Table.shared
    switch self {
    case .sequence(let steps):
      for step in steps { step.preTokenize(&words) }
    case .bert:
      words.split(.removed) { Self.isSpace($0, table) }
      words.split(.isolated) { table[$0].contains(.punctuation) }
    case .byteLevel(let addsPrefixSpace, let usesExpression):
      if addsPrefixSpace { Self.prepend(0x20, to: &words) { _ in true } }
      if usesExpression { words.split(.isolated, at: GPT2Words.matches) }
      words.rewrite { ByteLevelAlphabet.append($0, to: &$1) }
    case .metaspace(let replacement, let prepending, let splits):
      for place in words.scalars.indices where words.scalars[place].value == 0x20 {
        words.scalars[place].value = replacement
      }
      switch prepending {
      case .always: Self.prepend(replacement, to: &words) { _ in true }
      case .first: Self.prepend(replacement, to: &words) { $0.start == 0 }
      case .never: break
      }
      if splits { words.split(.mergedWithNext) { $0 == replacement } }
    case .whitespace:
      words.split(.removed, isInverted: true) { Self.wordsAndSymbols($0, table) }
    case .whitespaceSplit: words.split(.removed) { Self.isSpace($0, table) }
    case .punctuation(let behavior):
      words.split(behavior) { table[$0].contains(.punctuation) }
    case .split(let pattern, let behavior, let isInverted):
      words.split(behavior, isInverted: isInverted, at: pattern.matches)
    case .delimiter(let delimiter): words.split(.removed) { $0 == delimiter }
    case .digits(let individually):
      words.split(individually ? .isolated : .contiguous) { table[$0].contains(.numeric) }
    case .fixedLength(let length):
      words.split(.isolated) { text in
        stride(from: text.startIndex, to: text.endIndex, by: length).map {
          $0..<min($0 + length, text.endIndex)
        }
      }
    }
  }

  @inline(__always)
  private static func isSpace(_ scalar: UInt32, _ table: UnicodeClass.Table) -> Bool {
    scalar < 0x80 ? scalar == 0x20 || scalar &- 9 < 5 : table[scalar].contains(.whitespace)
  }

  /// Puts a scalar in front of words that do not begin with it.
  private static func prepend(
    _ scalar: UInt32, to words: inout WordSplits, where isWanted: (AlignedScalar) -> Bool
  ) {
    words.rewrite { word, result in
      if let first = word.first, first.value != scalar, isWanted(first) {
        result.append(AlignedScalar(value: scalar, start: first.start, end: first.end))
      }
      result += word
    }
  }

  /// The matches of `\w+|[^\w\s]+`.
  private static func wordsAndSymbols(
    _ text: ArraySlice<AlignedScalar>, _ table: UnicodeClass.Table
  ) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var place = text.startIndex
    while place < text.endIndex {
      let first = table[text[place].value]
      let start = place
      place += 1
      if first.contains(.word) {
        while place < text.endIndex, table[text[place].value].contains(.word) { place += 1 }
      } else if first.contains(.whitespace) {
        continue
      } else {
        while place < text.endIndex,
          table[text[place].value].isDisjoint(with: [.word, .whitespace])
        {
          place += 1
        }
      }
      result.append(start..<place)
    }
    return result
  }
}
