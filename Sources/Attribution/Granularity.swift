public import Model

/// The parts a text is explained by.
public enum Granularity: String, CaseIterable, Sendable {
  case piece
  case word
  /// `key=value`, a member of JSON, a header line, or what a pattern of the user's begins; the sentences of a text without fields.
  case field
  case sentence

  /// The parts of an encoded text in order, special tokens each a part of their own.
  ///
  /// - Parameters:
  ///   - encoding: the text as the model reads it.
  ///   - text: as typed.
  ///   - pair: the second text, if a pair was.
  ///   - fields: how a text is divided into fields; a pattern that is no regular expression divides nothing, and is refused where it is
  ///     read from the user.
  /// - Complexity: O(scalars + pieces).
  public func groups(
    of encoding: Encoding, in text: String, pair: String? = nil, fields: FieldSplit = .automatic
  ) -> [TextGroup] {
    switch self {
    case .piece: encoding.pieces(in: text, pair: pair)
    case .word: encoding.words(in: text, pair: pair, includingSpecialTokens: true)
    case .field:
      (try? encoding.fields(in: text, pair: pair, by: fields, includingSpecialTokens: true))
        ?? encoding.sentences(in: text, pair: pair, includingSpecialTokens: true)
    case .sentence: encoding.sentences(in: text, pair: pair, includingSpecialTokens: true)
    }
  }
}

extension Granularity {
  /// Whether parts are made of words, into which they open.
  public var opensIntoWords: Bool { self == .field || self == .sentence }

  /// The next larger parts, behind the largest the smallest.
  public var next: Granularity {
    let all = Self.allCases
    let place = all.firstIndex(of: self) ?? all.startIndex
    return all[(place + 1) % all.count]
  }
}
