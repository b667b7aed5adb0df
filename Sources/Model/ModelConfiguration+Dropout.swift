extension ModelConfiguration {
  /// The rates at which training drops elements, by where the architecture drops them.
  ///
  /// Srivastava et al. 2014, scaled while training as PyTorch does.
  public struct Dropout: Equatable, Sendable {
    /// Of the embeddings block's output.
    public var embeddings: Float = 0
    /// Of the attention probabilities.
    public var attention: Float = 0
    /// Of what attention adds to the residual stream.
    public var attentionOutput: Float = 0
    /// Of what the feed-forward block adds to the residual stream.
    public var feedForward: Float = 0
    /// Of the pooled state in front of the head's dense layer (RoBERTa).
    public var headInput: Float = 0
    /// Of what the classifier takes.
    public var classifierInput: Float = 0

    /// Nothing is dropped.
    public static let none = Dropout()

    /// Drops as transformers' modelling code of an architecture does.
    ///
    /// - Parameters:
    ///   - hidden: `hidden_dropout_prob`, `dropout`, or GPT-2's `resid_pdrop`.
    ///   - embeddings: GPT-2's `embd_pdrop`; elsewhere `hidden`.
    ///   - attention: `attention_probs_dropout_prob`, `attention_dropout`, `attn_pdrop`.
    ///   - classifier: `classifier_dropout`, or DistilBERT's `seq_classif_dropout`.
    public init(
      _ architecture: Architecture, hidden: Float, embeddings: Float, attention: Float,
      classifier: Float
    ) {
      self.embeddings = embeddings
      self.attention = attention
      // DistilBERT drops nothing of its attention's output.
      attentionOutput = architecture == .distilBERT ? 0 : hidden
      feedForward = hidden
      headInput = architecture == .roberta || architecture == .xlmRoberta ? classifier : 0
      // GPT-2 classifies by a matrix without dropout.
      classifierInput = architecture == .gpt2 ? 0 : classifier
    }

    private init() {}
  }
}
