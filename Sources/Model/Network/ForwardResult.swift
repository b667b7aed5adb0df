/// What a forward pass gives back.
public struct ForwardResult: Equatable, Sendable {
  /// What one layer did with one sequence.
  public struct LayerCapture: Equatable, Sendable {
    /// Attention probabilities, `[heads, query, key]`; nil when not captured.
    public var attention: Tensor?
    /// Query vectors, `[tokens, hidden]`, heads side by side; nil when not captured.
    public var query: Tensor?
    /// Key vectors, `[tokens, hidden]`.
    public var key: Tensor?
    /// Value vectors, `[tokens, hidden]`.
    public var value: Tensor?
    /// Heads' gated contexts side by side, before the output projection, `[tokens, hidden]`; nil when not captured.
    public var context: Tensor?
    /// What the attention block adds to the residual stream, `[tokens, hidden]`.
    public var attentionOutput: Tensor?
    /// What the feed-forward block adds to the residual stream, `[tokens, hidden]`.
    public var feedForwardOutput: Tensor?
    /// dF/dattention, `[heads, query, key]`; nil when not captured.
    public var attentionGradient: Tensor?
  }

  /// What was captured of one sequence.
  public struct SequenceCapture: Equatable, Sendable {
    /// One element a layer; empty when nothing but hidden states was asked for.
    public var layers: [LayerCapture] = []
    /// The embeddings' output, then every layer's, `[tokens, hidden]` each.
    ///
    /// The last is taken after GPT-2's final layer norm, as the reference
    /// library gives it. Empty when not captured.
    public var hiddenStates: [Tensor] = []
    /// dF/dstate of the embeddings' output and of every layer's, `[tokens, hidden]` each; empty when not captured.
    public var stateGradients: [Tensor] = []
  }

  /// The classifier's outputs, `[sequences][labels]`.
  public var logits: [[Float]] = []
  /// One element a sequence when anything was captured, else empty.
  public var captures: [SequenceCapture] = []
}
