/// The part of a classifier that a parameter belongs to, by its canonical name.
package enum ParameterBlock: Equatable, Sendable {
  /// Words, positions, segments and their norm.
  case embeddings
  /// An encoder layer, counted from the embeddings.
  case layer(Int)
  /// What the task decides: the classifier and a dense layer of its own, or a language model's head.
  case head
  /// BERT's pooler, GPT-2's last norm.
  case between

  /// The part of a canonical name.
  package init(_ name: String) {
    if let index = Checkpoint.layerIndex(of: name) {
      self = .layer(index)
    } else if ["embeddings.", "wte.", "wpe."].contains(where: name.hasPrefix) {
      self = .embeddings
    } else if Self.headPrefixes.contains(where: name.hasPrefix) {
      self = .head
    } else {
      self = .between
    }
  }

  private static let headPrefixes = [
    "classifier.", "pre_classifier.", "score.", "cls.", "lm_head.", "vocab_transform.",
    "vocab_layer_norm.", "vocab_projector.",
  ]
}
