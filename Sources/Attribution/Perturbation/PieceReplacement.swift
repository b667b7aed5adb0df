import Model

/// What stands for a piece of the text that is taken out.
public enum PieceReplacement: String, Sendable, CaseIterable {
  /// The mask where the model knows one, else nothing: its pieces are left out.
  case automatic
  case mask
  case padding = "pad"
  case unknown = "unk"
  /// Nothing: the pieces behind it move up.
  case removal = "remove"

  /// The id that is put in the piece's place; nil: it is left out.
  ///
  /// - Throws: `ModelError(.invalidInput)` where the vocabulary lacks the token asked for.
  func id(for encoding: Encoding, _ tokenizer: Tokenizer, _ configuration: ModelConfiguration)
    throws -> Int32?
  {
    let baseline: AttributionRequest.Baseline
    switch self {
    case .removal: return nil
    case .automatic: return tokenizer.specialTokens.mask
    case .mask: baseline = .mask
    case .padding: baseline = .padding
    case .unknown: baseline = .unknown
    }
    let ids = try BaselineEncoding.ids(
      baseline, for: encoding, tokenizer: tokenizer, configuration: configuration)
    return zip(ids ?? [], encoding.isSpecial).first { !$0.1 }?.0
  }
}
