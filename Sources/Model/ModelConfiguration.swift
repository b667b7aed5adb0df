/// What a model directory's `config.json` (or `headscope.json`) says about the network, in one form
/// for every architecture.
public struct ModelConfiguration: Equatable, Sendable {
  /// The encoder families this program computes.
  public enum Architecture: String, Sendable, CaseIterable {
    case bert
    case distilBERT = "distilbert"
    case roberta
    case xlmRoberta = "xlm-roberta"
    case gpt2
  }

  /// The elementwise functions that configs name (`hidden_act`, `activation`,
  /// `activation_function`).
  public enum Activation: String, Sendable, CaseIterable {
    /// `gelu`: x·Φ(x), by erf.
    case gelu
    /// `gelu_new`, `gelu_pytorch_tanh`: the tanh approximation.
    case geluTanh
    /// `gelu_fast`: the tanh approximation with its constants rounded.
    case geluFast
    /// `quick_gelu`: x·σ(1.702 x).
    case quickGELU
    case relu
    /// `silu`, `swish`.
    case silu
    case tanh
    case sigmoid
    case identity = "linear"
    case mish
    case relu6
    case leakyReLU
    case elu
    case selu
    case relu2
    /// `gelu_10`: gelu, kept within −10 and 10.
    case gelu10
    /// The normal distribution's function with MEGA's mean and deviation.
    case laplace
  }

  /// What the outputs of the classifier mean.
  public enum ProblemType: String, Sendable, CaseIterable {
    case singleLabel = "single_label_classification"
    case multiLabel = "multi_label_classification"
    case regression
  }

  /// The encoder family.
  public var architecture: Architecture
  /// Rows of the word-embedding table.
  public var vocabularySize: Int
  /// Width of the encoder.
  public var hiddenSize: Int
  /// Encoder layers.
  public var layerCount: Int
  /// Attention heads a layer; divides `hiddenSize`.
  public var headCount: Int
  /// Width of the feed-forward block (GPT-2: 4·hidden unless `n_inner` says otherwise).
  public var intermediateSize: Int
  /// Rows of the position table.
  public var positionCount: Int
  /// Rows of the segment table; 0 where the architecture has none.
  public var typeVocabularySize: Int
  /// The activation of the feed-forward block.
  public var activation: Activation
  /// What layer norms add to the variance.
  public var layerNormEpsilon: Float
  /// The id of the padding piece; -1 where the model has none (GPT-2).
  public var paddingID: Int32
  /// The names of the outputs, one each.
  ///
  /// `id2label` by index; `LABEL_i` where the config names none.
  public var labels: [String]
  /// What the outputs mean.
  public var problemType: ProblemType
  /// What the model applies to the classifier's outputs before anything else (system D: ReLU).
  ///
  /// When it is not
  /// `.identity` the outputs are shown as outputs, never as probabilities.
  public var outputActivation: Activation
  /// How the model is read where it is a language model; nil for one with a classifier.
  public var languageModel: LanguageModelReading?
  /// Whether a language model's last matrix is its table of word embeddings (`tie_word_embeddings`).
  public var tiesWordEmbeddings: Bool
  /// GPT-2: divide attention scores by the layer number as well
  /// (`scale_attn_by_inverse_layer_idx`).
  public var scalesAttentionByLayer: Bool
  /// GPT-2: divide attention scores by the square root of the head size (`scale_attn_weights`).
  public var scalesAttention: Bool
  /// What training drops, unless it is told otherwise.
  public var dropout: Dropout
  /// What a layer multiplies q·k by before the softmax: 1/√(head size) but for what GPT-2's switches say.
  public func attentionScale(layer: Int) -> Float {
    let ofSize = scalesAttention ? 1 / (Float(hiddenSize) / Float(headCount)).squareRoot() : 1
    return scalesAttentionByLayer ? ofSize / Float(layer + 1) : ofSize
  }

  /// The longest input in tokens, special ones included: `positionCount`, less RoBERTa's offset of
  /// `paddingID + 1`.
  public var maximumTokens: Int {
    switch architecture {
    case .roberta, .xlmRoberta: positionCount - Int(paddingID) - 1
    default: positionCount
    }
  }

  /// Makes a configuration from its parts.
  public init(
    architecture: Architecture, vocabularySize: Int, hiddenSize: Int, layerCount: Int,
    headCount: Int,
    intermediateSize: Int, positionCount: Int, typeVocabularySize: Int, activation: Activation,
    layerNormEpsilon: Float, paddingID: Int32, labels: [String],
    problemType: ProblemType = .singleLabel, outputActivation: Activation = .identity,
    languageModel: LanguageModelReading? = nil, tiesWordEmbeddings: Bool = true,
    scalesAttentionByLayer: Bool = false, scalesAttention: Bool = true, dropout: Dropout = .none
  ) {
    self.architecture = architecture
    self.vocabularySize = vocabularySize
    self.hiddenSize = hiddenSize
    self.layerCount = layerCount
    self.headCount = headCount
    self.intermediateSize = intermediateSize
    self.positionCount = positionCount
    self.typeVocabularySize = typeVocabularySize
    self.activation = activation
    self.layerNormEpsilon = layerNormEpsilon
    self.paddingID = paddingID
    self.labels = labels
    self.problemType = problemType
    self.outputActivation = outputActivation
    self.languageModel = languageModel
    self.tiesWordEmbeddings = tiesWordEmbeddings
    self.scalesAttentionByLayer = scalesAttentionByLayer
    self.scalesAttention = scalesAttention
    self.dropout = dropout
  }
}
