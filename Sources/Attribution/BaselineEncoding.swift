public import Model

/// What a text is compared with, as a row of tokens of the same length.
///
/// Tokens that the tokenizer's template added stay: BERT's baseline is `[CLS] [PAD] … [PAD] [SEP]`, as every library builds it.
public enum BaselineEncoding {
  /// The baseline's ids for a text; nil for the zero vector, which has none.
  ///
  /// - Throws: `ModelError(.invalidInput)` where the vocabulary lacks the token asked for.
  public static func ids(
    _ baseline: AttributionRequest.Baseline, for encoding: Encoding, tokenizer: Tokenizer,
    configuration: ModelConfiguration
  ) throws -> [Int32]? {
    let special = tokenizer.specialTokens
    // GPT-2 has no padding token of its own; classifiers pad with what the config names, else with the end of text.
    let configured = configuration.paddingID >= 0 ? configuration.paddingID : nil
    let padding = special.padding ?? configured ?? special.endOfText
    switch baseline {
    case .zero: return nil
    case .padding: return filled(encoding, with: try found(padding, "padding"))
    case .mask: return filled(encoding, with: try found(special.mask, "mask"))
    case .unknown:
      return filled(encoding, with: try found(special.unknown ?? special.endOfText, "unknown"))
    case .text(let text):
      var next = inner(text, tokenizer).makeIterator()
      let filler = try found(padding, "padding")
      return zip(encoding.ids, encoding.isSpecial).map { id, isSpecial in
        isSpecial ? id : next.next() ?? filler
      }
    }
  }

  /// What the user should know of a baseline text that is not as long as the text; nil where it is, and for other baselines.
  public static func message(
    _ baseline: AttributionRequest.Baseline, for encoding: Encoding, tokenizer: Tokenizer
  ) -> String? {
    guard case .text(let text) = baseline else { return nil }
    let given = inner(text, tokenizer).count
    let wanted = encoding.isSpecial.count(where: { !$0 })
    if given == wanted { return nil }
    return "the baseline text has \(Wording.count(given, "token")), the text \(wanted): "
      + (given < wanted ? "it was filled up with padding" : "it was cut")
  }

  /// The ids of a text without those of the template.
  private static func inner(_ text: String, _ tokenizer: Tokenizer) -> [Int32] {
    let encoding = tokenizer.encode(text)
    return zip(encoding.ids, encoding.isSpecial).filter { !$0.1 }.map(\.0)
  }

  private static func filled(_ encoding: Encoding, with filler: Int32) -> [Int32] {
    zip(encoding.ids, encoding.isSpecial).map { $1 ? $0 : filler }
  }

  private static func found(_ id: Int32?, _ role: String) throws -> Int32 {
    guard let id else {
      throw ModelError(
        .invalidInput, "The vocabulary has no \(role) token to build the baseline from.",
        advice: "Choose another baseline: pad, mask, zero, unk, or a text of your own.")
    }
    return id
  }
}
