/// What a forward pass keeps besides its logits; nothing asked costs nothing.
public struct Capture: OptionSet, Sendable {
  /// One bit a kind of capture.
  public let rawValue: Int

  /// Makes a set from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Attention probabilities of every layer and head.
  public static let attention = Capture(rawValue: 1)
  /// Query, key and value vectors of every layer.
  public static let queryKeyValue = Capture(rawValue: 2)
  /// The embeddings and the output of every layer.
  public static let hiddenStates = Capture(rawValue: 4)
  /// What every block adds to the residual stream, and the heads' contexts before they are mixed.
  public static let blocks = Capture(rawValue: 8)
  /// The explained output's gradient at the attention probabilities of every layer and head; only what runs backwards has it.
  public static let attentionGradients = Capture(rawValue: 16)
  /// The explained output's gradient at the embeddings and at every layer's output; only what runs backwards has it.
  ///
  /// Hidden states that are captured with it are the ones that it belongs to: the last before GPT-2's final norm.
  public static let stateGradients = Capture(rawValue: 32)
}
