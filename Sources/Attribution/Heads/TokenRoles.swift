public import Model

/// What each token of a text is, as far as patterns of attention depend on it.
public struct TokenRoles: Equatable, Sendable {
  /// What a token is to the model.
  public enum Kind: String, Sendable, CaseIterable {
    /// What classifiers read: `[CLS]`, `<s>`.
    case classification
    /// What ends a text: `[SEP]`, `</s>`.
    case separator
    /// Any other token of the model's own, `[PAD]` or `<|endoftext|>`.
    case special
    /// Nothing but punctuation.
    case punctuation
    /// A word or a part of one.
    case text
  }

  /// Which text of a pair a token belongs to.
  public enum Segment: Int, Sendable {
    /// The first, or the only one.
    case a
    /// The second.
    case b
  }

  /// One token.
  public struct Token: Equatable, Sendable {
    /// The vocabulary's id.
    public var id: Int32
    /// As a reader sees it, without the space before it.
    public var text: String
    /// What it is.
    public var kind: Kind
    /// The number of its word in the whole input; nil for the model's own tokens.
    ///
    /// Words are the pre-tokenizer's: BERT cuts at punctuation, so `don't` is three.
    public var word: Int?
    /// Its text; the model's own tokens belong to what they stand beside.
    public var segment: Segment

    /// Makes a token from its parts.
    public init(id: Int32, text: String, kind: Kind, word: Int? = nil, segment: Segment = .a) {
      self.id = id
      self.text = text
      self.kind = kind
      self.word = word
      self.segment = segment
    }

    /// Whether it stands for something that was typed.
    public var isOfText: Bool { kind == .text || kind == .punctuation }
  }

  /// One element a position.
  public let tokens: [Token]

  /// Makes roles from tokens.
  public init(_ tokens: [Token]) { self.tokens = tokens }

  /// Reads the roles of an encoded text.
  ///
  /// Separators and classification tokens are known by their ids, wherever they come from: the network sees no difference
  /// between its template's and one that was typed.
  ///
  /// - Complexity: O(tokens).
  public init(_ encoding: Encoding, _ tokenizer: Tokenizer) {
    let special = tokenizer.specialTokens
    // BERT numbers the segments; RoBERTa does not, and there B begins with its first piece.
    let startOfB =
      encoding.typeIDs.firstIndex(of: 1) ?? encoding.sequences.firstIndex(of: 1) ?? encoding.count
    var words: [WordKey: Int] = [:]
    tokens = (0..<encoding.count).map { position in
      let id = encoding.ids[position]
      let display = tokenizer.displayText(of: encoding.tokens[position])
      let kind: Kind =
        switch id {
        case special.classification: .classification
        case special.separator: .separator
        case special.padding, special.mask, special.endOfText: .special
        default:
          encoding.isSpecial[position]
            ? .special : Self.isPunctuation(display) ? .punctuation : .text
        }
      var word: Int?
      if let sequence = encoding.sequences[position], let index = encoding.wordIndices[position] {
        let key = WordKey(sequence: sequence, index: index)
        word = words[key] ?? words.count
        words[key] = word
      }
      let trimmed = display.unicodeScalars.drop { $0.properties.isWhitespace }
      return Token(
        id: id, text: trimmed.isEmpty ? display : String(trimmed), kind: kind, word: word,
        segment: position < startOfB ? .a : .b)
    }
  }

  /// The number of tokens.
  public var count: Int { tokens.count }

  /// The token at a position.
  public subscript(position: Int) -> Token { tokens[position] }

  /// The positions whose tokens fulfil a condition.
  public func positions(where isWanted: (Token) -> Bool) -> [Int] {
    tokens.indices.filter { isWanted(tokens[$0]) }
  }

  /// Where the classification token stands; nil for models without one.
  public var classification: Int? { tokens.firstIndex { $0.kind == .classification } }

  /// Whether two texts were given.
  public var isPair: Bool { tokens.last?.segment == .b }

  private struct WordKey: Hashable {
    var sequence: Int
    var index: Int
  }

  /// Whether all that can be seen of a piece is punctuation or one of ASCII's symbols, which is what BERT cuts at.
  private static func isPunctuation(_ text: String) -> Bool {
    let seen = text.unicodeScalars.filter { !$0.properties.isWhitespace }
    return !seen.isEmpty
      && seen.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
          .initialPunctuation, .finalPunctuation, .otherPunctuation:
          true
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: scalar.isASCII
        default: false
        }
      }
  }
}
