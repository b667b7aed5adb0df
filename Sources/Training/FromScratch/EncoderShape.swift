public import Model

/// The sizes of an encoder that is trained from random numbers, with a vocabulary of its own.
///
/// `[model]` of a recipe; the defaults are those of the model that comes with the program.
public struct EncoderShape: Equatable, Sendable {
  /// BERT or DistilBERT: the architectures whose pieces are WordPiece.
  public var architecture = ModelConfiguration.Architecture.bert
  /// Transformer layers.
  public var layerCount = 4
  /// Width of the states.
  public var hiddenSize = 256
  /// Attention heads a layer; they divide the width.
  public var headCount = 8
  /// Width of the feed-forward blocks.
  public var intermediateSize = 1024
  /// Pieces of the vocabulary at most; fewer where the texts have no more.
  public var vocabularySize = 8192
  /// The longest input in tokens, special ones included.
  public var maximumTokens = 128
  /// The share of elements that is dropped while the encoder is trained.
  public var dropout = 0.1
  /// Whether case and accents are taken away.
  public var isLowercased = true

  /// The defaults.
  public init() {}
}

extension EncoderShape {
  /// Reads `[model]` of a recipe.
  ///
  /// - Throws: `TrainingError.recipe` for sizes that do not fit each other.
  init(_ table: inout RecipeTable) throws {
    if let name = try table.text("architecture") {
      guard let known = ModelConfiguration.Architecture(rawValue: name),
        [.bert, .distilBERT].contains(known)
      else {
        throw TrainingError.recipe(
          "`architecture` in [model]: there is no `\(name)` from scratch.",
          advice:
            "Known are bert and distilbert, whose vocabularies are WordPiece; start others from a "
            + "pretrained model: model = \"org/name\".")
      }
      architecture = known
    }
    layerCount = try table.integer("layers", 1...256) ?? layerCount
    hiddenSize = try table.integer("hidden", 1...65_536) ?? hiddenSize
    headCount = try table.integer("heads", 1...1024) ?? headCount
    intermediateSize = try table.integer("intermediate", 1...1_000_000) ?? 4 * hiddenSize
    vocabularySize = try table.integer("vocabulary", 16...1_000_000) ?? vocabularySize
    maximumTokens = try table.integer("max-length", 3...65_536) ?? maximumTokens
    dropout = try table.number("dropout", 0...0.99) ?? dropout
    isLowercased = try table.flag("lowercase") ?? isLowercased
    guard hiddenSize % headCount == 0 else {
      throw TrainingError.recipe(
        "`heads` in [model] is \(headCount), which does not divide `hidden`, \(hiddenSize).",
        advice: "Every head has the same width.")
    }
  }
}
