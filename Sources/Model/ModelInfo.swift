/// What the rest of the program may know of a loaded model without asking its thread.
public struct ModelInfo: Sendable {
  /// The last path component, or the hub name.
  public var name: String
  /// The directory the files came from.
  public var path: String
  /// The network's shape and meaning.
  public var configuration: ModelConfiguration
  /// Splits texts as the model was trained on them.
  public var tokenizer: Tokenizer
  /// What is done to a text before it is split.
  public var cleaner: TextCleaner
  /// Trained numbers in the network.
  public var parameterCount: Int
  /// Bytes of the weight files on disk.
  public var weightBytes: Int
  /// A digest of the weights, so that a saved picture names its model.
  public var digest: String
  /// What forward passes are computed in, `fp32` or `bf16`; gradients are fp32 always.
  public var precision: String
  /// The instructions this CPU multiplies bfloat16 numbers with, or nil where it has none.
  public var bfloat16Instructions: String?
  /// The matrix backend's name.
  public var backend: String
  /// Threads of the matrix kernels.
  public var threadCount: Int
  /// What was odd in the files but could be lived with.
  public var warnings: [String]

  /// Makes the description of a loaded model.
  public init(
    name: String, path: String, configuration: ModelConfiguration, tokenizer: Tokenizer,
    parameterCount: Int, weightBytes: Int, digest: String, precision: String, backend: String,
    threadCount: Int, bfloat16Instructions: String? = nil, warnings: [String] = [],
    cleaner: TextCleaner = TextCleaner()
  ) {
    self.name = name
    self.path = path
    self.configuration = configuration
    self.tokenizer = tokenizer
    self.cleaner = cleaner
    self.parameterCount = parameterCount
    self.weightBytes = weightBytes
    self.digest = digest
    self.precision = precision
    self.backend = backend
    self.threadCount = threadCount
    self.bfloat16Instructions = bfloat16Instructions
    self.warnings = warnings
  }

  /// Looks whether the model has a vector for every piece of a text, so that one text can be refused before many go to the model in one batch.
  ///
  /// - Throws: `ModelError(.invalidInput)` that names the first piece without one.
  public func check(_ encoding: Encoding) throws(ModelError) {
    guard
      let index = encoding.ids.firstIndex(where: {
        $0 < 0 || Int($0) >= configuration.vocabularySize
      })
    else { return }
    throw ModelError(
      .invalidInput,
      "The text has the piece “\(encoding.tokens[index])”, id \(encoding.ids[index]); the model has "
        + "vectors for ids below \(Wording.grouped(configuration.vocabularySize)).",
      advice: "The tokenizer's vocabulary and the model's do not belong together.")
  }
}
