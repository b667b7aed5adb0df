/// Where attributions are taken: what the tokens' vectors are, whose change is shared out.
///
/// The choice changes integrated gradients (2.0430 against 2.0236 for one token, captum issue 1132), so it is always named.
public enum ExplainedLayer: Hashable, Sendable {
  /// The output of the whole embeddings block, after its norm; GPT-2: the token embeddings, positions fixed.
  case embeddings
  /// The word table alone; positions and segments stay fixed.
  case wordEmbeddings
  /// What a transformer layer puts out, counted from 0 (GPT-2's last: before the final norm).
  case output(ofLayer: Int)

  /// The transformer layer that these vectors enter, where they are another's output.
  public var next: Int? {
    if case .output(let layer) = self { layer + 1 } else { nil }
  }
}

extension ExplainedLayer: RawRepresentable {
  /// Reads `embeddings`, `word-embeddings`, or a layer's number.
  public init?(rawValue: String) {
    switch rawValue {
    case "embeddings": self = .embeddings
    case "word-embeddings": self = .wordEmbeddings
    default:
      guard let layer = Int(rawValue), layer >= 0 else { return nil }
      self = .output(ofLayer: layer)
    }
  }

  /// `embeddings`, `word-embeddings`, or the layer's number.
  public var rawValue: String {
    switch self {
    case .embeddings: "embeddings"
    case .wordEmbeddings: "word-embeddings"
    case .output(let layer): String(layer)
    }
  }
}
