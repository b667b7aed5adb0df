/// What a head does on a text.
///
/// Clark et al. 2019 ("What Does BERT Look At?"); induction after Olsson et al. 2022.
public enum HeadPattern: String, Sendable, CaseIterable {
  /// Looks at the class token, `[CLS]` or `<s>`.
  case classification = "cls"
  /// Looks at the separators, `[SEP]` or `</s>`.
  case separator = "sep"
  /// Looks at the first token, where decoders without a class token rest.
  case firstToken = "first-token"
  /// Looks at the token before.
  case previous
  /// Looks at the token behind.
  case next
  /// Looks at the token itself.
  case itself
  /// Looks at punctuation.
  case punctuation
  /// Looks at one word of the text, whichever token asks.
  case singleToken = "single-token"
  /// Looks at the other pieces of the same word.
  case sameWord = "same-word"
  /// Looks at other occurrences of the same piece.
  case duplicate
  /// Looks behind an earlier occurrence of the same piece: at what came next then.
  case induction
  /// Spreads its attention over the text.
  case broad
  /// Nothing of the above takes most of the attention.
  case mixed

  /// One character for a cell.
  public var letter: Character {
    switch self {
    case .classification: "C"
    case .separator: "S"
    case .firstToken: "1"
    case .previous: "p"
    case .next: "n"
    case .itself: "="
    case .punctuation: "."
    case .singleToken: "t"
    case .sameWord: "w"
    case .duplicate: "d"
    case .induction: "i"
    case .broad: "b"
    case .mixed: "-"
    }
  }

  /// The patterns that are a share of attention on certain keys: all but broad and mixed.
  public static let targeted = allCases.filter { $0 != .broad && $0 != .mixed }

  /// Whether only some tokens have anything to look at, and a head rests elsewhere for the others.
  var isOccasional: Bool { self == .sameWord || self == .duplicate || self == .induction }

  /// Whether heads rest here that have nothing to do (Clark et al., section 3.2: a "no-op").
  var isRest: Bool { self == .classification || self == .separator || self == .firstToken }
}
