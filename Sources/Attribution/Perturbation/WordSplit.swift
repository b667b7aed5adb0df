import Model

/// How a text is divided into the words that LIME takes out.
public enum WordSplit: Equatable, Sendable {
  /// Runs of letters, figures and underscores, as Python's `\W+` leaves them between its matches; lime's default. A Chinese sentence is
  /// one word.
  case word
  /// The words that the tokenizer's first step finds: Chinese characters each, `don` and `t`, numbers.
  case token
  /// Words by Unicode's own boundaries: `don't` and `3.14` whole, Han characters each, emoji too.
  case unicode
  /// Single characters (Unicode scalars, as Python counts them); lime's `char_level`.
  case character
  /// What is between the matches of a regular expression; lime's `split_expression`.
  case pattern(String)

  /// Divides a text: ranges of its scalars in order, words and what is between them.
  ///
  /// - Parameter tokenRanges: what `token` divides by, in order.
  /// - Throws: `ModelError(.invalidInput)` for a pattern that is no regular expression.
  func parts(of text: String, tokenRanges: [Range<Int>]) throws -> [Part] {
    let scalars = text.unicodeScalars
    switch self {
    case .character: return (0..<scalars.count).map { Part(range: $0..<$0 + 1, isWord: true) }
    case .token: return Self.parts(of: scalars.count, words: tokenRanges)
    case .unicode: return Self.parts(of: scalars.count, words: UnicodeWords.ranges(of: text))
    case .word:
      return scalars.enumerated().reduce(into: []) { parts, element in
        let (index, isWord) = (element.offset, element.element.isPythonWord)
        if let last = parts.last, last.isWord == isWord {
          parts[parts.count - 1].range = last.range.lowerBound..<index + 1
        } else {
          parts.append(Part(range: index..<index + 1, isWord: isWord))
        }
      }
    case .pattern(let pattern):
      guard let expression = try? Regex(pattern).matchingSemantics(.unicodeScalar) else {
        throw ModelError(
          .invalidInput, "The word pattern is no regular expression: \(pattern)",
          advice: "It matches what is between words, such as [\\s,.]+")
      }
      var words: [Range<Int>] = []
      var end = scalars.startIndex
      func add(upTo next: String.Index) {
        guard end < next else { return }
        let start = scalars.distance(from: scalars.startIndex, to: end)
        words.append(start..<start + scalars.distance(from: end, to: next))
      }
      for match in text.ranges(of: expression) where !match.isEmpty {
        add(upTo: match.lowerBound)
        end = match.upperBound
      }
      add(upTo: scalars.endIndex)
      return Self.parts(of: scalars.count, words: words)
    }
  }

  private static func parts(of count: Int, words: [Range<Int>]) -> [Part] {
    var parts: [Part] = []
    var end = 0
    for word in words where word.lowerBound >= end && !word.isEmpty {
      if word.lowerBound > end { parts.append(Part(range: end..<word.lowerBound, isWord: false)) }
      parts.append(Part(range: word, isWord: true))
      end = word.upperBound
    }
    if end < count { parts.append(Part(range: end..<count, isWord: false)) }
    return parts
  }

  /// A stretch of a text.
  struct Part: Equatable {
    /// In scalars.
    var range: Range<Int>
    /// Whether it may be taken out.
    var isWord: Bool
  }
}

extension Unicode.Scalar {
  /// Whether Python's regular expressions count the scalar to words (`\w`): letters, whatever has a numeric value, and the underscore.
  ///
  /// Marks do not belong, so that an accent of its own parts a word.
  var isPythonWord: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: self == "_" || properties.numericType != nil
    }
  }
}

extension WordSplit {
  /// The name that `--words` takes; a pattern of the user's as it is.
  public var name: String {
    switch self {
    case .word: "word"
    case .token: "token"
    case .unicode: "unicode"
    case .character: "character"
    case .pattern(let pattern): pattern
    }
  }
}
