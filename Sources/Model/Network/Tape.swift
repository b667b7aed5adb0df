/// What a forward pass records so that it can be run backwards.
///
/// Softmax and the activation are computed again backwards; everything else a layer's gradient needs
/// is here: 9 × hidden numbers a row and layer for the input's gradient, 11 for the parameters' as
/// well (BERT-base at 512 tokens: 170 and 208 MB).
final class Tape {
  /// What the backward pass is to give.
  enum Purpose {
    case inputGradient
    case parameterGradients
  }

  let purpose: Purpose

  init(_ purpose: Purpose) { self.purpose = purpose }

  /// The records of one transformer layer.
  ///
  /// Matrices hold all rows of the batch unless said otherwise.
  struct Layer {
    /// The state that entered the layer, `[rows, hidden]`; for parameters' gradients only.
    var input: MatrixBuffer?
    /// The rows the layer computed: nil for all, the pooled ones in the last layer.
    var activeRows: [Int]?
    /// The norm before attention; pre-norm layers only.
    var firstNorm: LayerNorm.Record?
    /// Query, key and value as the projections gave them.
    var projections: SelfAttention.Projections
    /// Heads' contexts side by side, `[active rows, hidden]`; for parameters' gradients only.
    var context: MatrixBuffer?
    /// The norm between the blocks: its input is the residual stream after attention,
    /// `[active rows, hidden]`.
    var middleNorm: LayerNorm.Record
    /// The feed-forward block before its activation, `[active rows, intermediate]`.
    var preActivation: MatrixBuffer
    /// The norm after the feed-forward block; post-norm layers only.
    var lastNorm: LayerNorm.Record?
  }

  /// The embeddings' norm, over word, position and segment vectors summed, `[rows, hidden]`.
  var embeddingsNorm: LayerNorm.Record?
  var layers: [Layer] = []
  /// GPT-2's final norm, over `[sequences, hidden]`.
  var finalNorm: LayerNorm.Record?
  /// What the head took last, `[read rows, hidden]`: one row a sequence, or a block of a masked language model's.
  var headInput: MatrixBuffer?
  /// The head's dense layer before its activation, `[sequences, hidden]`.
  var headPreActivation: MatrixBuffer?
  /// The head's dense layer after its activation, `[sequences, hidden]`.
  var headHidden: MatrixBuffer?
  /// The norm that a language model's head has before its last matrix, over `[sequences, hidden]`.
  var headNorm: LayerNorm.Record?
  /// The classifier before the model's output activation, `[sequences, labels]`.
  var outputPreActivation: MatrixBuffer?

  /// Bytes a row of the tape takes, for cutting batches to the byte budget.
  static func bytesPerRow(_ configuration: ModelConfiguration, for purpose: Purpose) -> Int {
    let vectors = purpose == .inputGradient ? 5 : 7
    let perLayer = vectors * configuration.hiddenSize + configuration.intermediateSize
    return (perLayer * configuration.layerCount + 2 * configuration.hiddenSize)
      * MemoryLayout<Float>.stride
  }
}
