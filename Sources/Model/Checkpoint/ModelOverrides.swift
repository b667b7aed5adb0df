/// What a user says about a model where its files do not say it, or say it wrongly.
///
/// The same fields come from command-line flags and from `headscope.json` beside the weights, a
/// JSON object whose keys are the names of these properties:
///
///     { "architecture": "bert", "vocabulary": "vocab.txt", "lowercase": false,
///       "labels": ["negative", "positive"], "outputActivation": "relu", "classifier": "linear",
///       "headCount": 12, "clean": ["urls", "lowercase"] }
///
/// Flags win over the file, the file over `config.json`, and that over what the shapes of the
/// tensors tell.
public struct ModelOverrides: Equatable, Sendable {
  /// The encoder family: `bert`, `distilbert`, `roberta`, `xlm-roberta`, `gpt2`.
  public var architecture: ModelConfiguration.Architecture?
  /// The vocabulary or tokenizer file, from the model's folder; may lead elsewhere.
  public var vocabulary: String?
  /// Whether a plain vocabulary was made from lower-case text.
  public var lowercase: Bool?
  /// One name an output.
  public var labels: [String]?
  /// What the model applies to the classifier's outputs.
  public var outputActivation: ModelConfiguration.Activation?
  /// What the outputs mean.
  public var problemType: ModelConfiguration.ProblemType?
  /// The file of weights, from the model's folder; may lead elsewhere.
  public var weights: String?
  /// The module that is the classifier: the part before `.weight` of its name in the file.
  public var classifier: String?
  /// The width of the encoder.
  public var hiddenSize: Int?
  /// The number of encoder layers.
  public var layerCount: Int?
  /// The number of attention heads: no file of weights tells it.
  public var headCount: Int?
  /// The width of the feed-forward block.
  public var intermediateSize: Int?
  /// The activation of the feed-forward block, by its transformers name.
  public var activation: ModelConfiguration.Activation?
  /// What layer norms add to the variance.
  public var layerNormEpsilon: Float?
  /// The id of the padding piece.
  public var paddingID: Int32?
  /// What is done to a text before the model reads it, as it was done to its training texts.
  public var clean: TextCleaner?

  /// Says nothing.
  public init() {}

  /// Reads the `headscope.json` of a folder; says nothing where there is none.
  ///
  /// - Throws: `ModelError` for a key it does not have (they would be typing errors) and for values
  ///   of the wrong kind.
  public static func load(_ directory: ModelDirectory) throws -> ModelOverrides {
    guard let path = directory.overrides else { return ModelOverrides() }
    let value = try JSONValue.parse(
      MappedFile(path: path).contents(), source: path, rejectingDuplicateKeys: true)
    guard let object = value.objectValue else {
      throw ModelError(
        .damaged, "\(path): expected an object, found \(value.kindDescription).")
    }
    let fields = ConfigurationFields(object, path: path)
    var overrides = ModelOverrides()
    for member in object.members {
      switch member.key {
      case "architecture": overrides.architecture = try fields.architecture(member.key)
      case "vocabulary": overrides.vocabulary = try fields.string(member.key)
      case "lowercase": overrides.lowercase = try fields.bool(member.key)
      case "labels": overrides.labels = try fields.strings(member.key)
      case "outputActivation": overrides.outputActivation = try fields.activation(member.key)
      case "problemType": overrides.problemType = try fields.problemType(member.key)
      case "weights": overrides.weights = try fields.string(member.key)
      case "classifier": overrides.classifier = try fields.string(member.key)
      case "hiddenSize": overrides.hiddenSize = try fields.size(member.key)
      case "layerCount": overrides.layerCount = try fields.size(member.key)
      case "headCount": overrides.headCount = try fields.size(member.key)
      case "intermediateSize": overrides.intermediateSize = try fields.size(member.key)
      case "activation": overrides.activation = try fields.activation(member.key)
      case "layerNormEpsilon": overrides.layerNormEpsilon = try fields.float(member.key)
      case "paddingID": overrides.paddingID = try fields.identifier(member.key)
      case "clean":
        overrides.clean = try TextCleaner(member.value, source: "\(path): `clean`")
      default:
        throw ModelError(
          .invalidInput, "\(path): unknown key `\(member.key)`.",
          advice: "Known are architecture, vocabulary, lowercase, labels, outputActivation, "
            + "problemType, weights, classifier, hiddenSize, layerCount, headCount, "
            + "intermediateSize, activation, layerNormEpsilon, paddingID, clean.")
      }
    }
    return overrides
  }

  /// These, completed by `others` where they say nothing.
  public func merged(over others: ModelOverrides) -> ModelOverrides {
    var merged = self
    merged.architecture = architecture ?? others.architecture
    merged.vocabulary = vocabulary ?? others.vocabulary
    merged.lowercase = lowercase ?? others.lowercase
    merged.labels = labels ?? others.labels
    merged.outputActivation = outputActivation ?? others.outputActivation
    merged.problemType = problemType ?? others.problemType
    merged.weights = weights ?? others.weights
    merged.classifier = classifier ?? others.classifier
    merged.hiddenSize = hiddenSize ?? others.hiddenSize
    merged.layerCount = layerCount ?? others.layerCount
    merged.headCount = headCount ?? others.headCount
    merged.intermediateSize = intermediateSize ?? others.intermediateSize
    merged.activation = activation ?? others.activation
    merged.layerNormEpsilon = layerNormEpsilon ?? others.layerNormEpsilon
    merged.paddingID = paddingID ?? others.paddingID
    merged.clean = clean ?? others.clean
    return merged
  }
}
