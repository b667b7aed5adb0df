/// Where a gradient with respect to the input is taken.
///
/// The choice changes integrated gradients (2.0430 against 2.0236 for one token, captum issue 1132), so it is always named.
public enum EmbeddingLayer: String, Equatable, Sendable, CaseIterable {
  /// The output of the whole embeddings block, after its norm; GPT-2: the token embeddings, positions fixed.
  case embeddings
  /// The word table alone; positions and segments stay fixed.
  case wordEmbeddings = "word-embeddings"
}
