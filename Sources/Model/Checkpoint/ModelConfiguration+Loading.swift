extension ModelConfiguration {
  /// Reads what a model's folder says about its network.
  ///
  /// Flags win over `headscope.json`, that over `config.json`. Where there is no `config.json`,
  /// sizes are read off the weights' shapes, and what shapes do not tell is either said by the
  /// overrides, or taken as the architecture's usual value with a warning, or an error.
  ///
  /// - Parameters:
  ///   - directory: The model's folder.
  ///   - overrides: Command-line flags; `headscope.json` is read here and need not be merged in.
  ///   - checkpoint: The weights, where they are open already; opened here when they are needed.
  ///   - warn: Is told, a line each, of what no file says and so was assumed.
  /// - Returns: A configuration whose numbers fit each other; `validate(against:)` holds it against
  ///   the weights.
  /// - Throws: `ModelError`: `.unsupported` names what this program does not compute, `.damaged`
  ///   the field that is wrong.
  public static func load(
    directory: ModelDirectory, overrides: ModelOverrides = ModelOverrides(),
    checkpoint: Checkpoint? = nil, warn: (String) -> Void = { _ in }
  ) throws -> ModelConfiguration {
    let overrides = overrides.merged(over: try .load(directory))
    guard let path = directory.configuration else {
      let checkpoint = try checkpoint ?? Checkpoint(directory: directory, overrides: overrides)
      return try derived(from: checkpoint, directory: directory, overrides: overrides, warn: warn)
    }
    let fields = try fields(path)
    var configuration = try parsed(
      fields, overrides: overrides, checkpoint: checkpoint, warn: warn)
    configuration.apply(overrides)
    if checkpoint?.isLanguageModel(configuration.architecture) == true {
      configuration.languageModel = LanguageModelReading()
      // No language model's head drops anything.
      configuration.dropout.headInput = 0
      configuration.dropout.classifierInput = 0
    }
    try configuration.checkSizes(path)
    configuration.makeLabelsDistinct(warn)
    return configuration
  }

  /// Whether a folder's `config.json` can be read and names an architecture that is supported.
  static func namesSupportedArchitecture(_ directory: ModelDirectory) -> Bool {
    guard let path = directory.configuration, let fields = try? fields(path) else { return false }
    return (try? fields.architecture("model_type")) != nil
  }

  private static func fields(_ path: String) throws -> ConfigurationFields {
    let value = try JSONValue.parse(MappedFile(path: path).contents(limit: 16 << 20), source: path)
    guard let object = value.objectValue else {
      throw ModelError(.damaged, "\(path): expected an object, found \(value.kindDescription).")
    }
    return ConfigurationFields(object, path: path)
  }

  // MARK: - config.json

  private static func parsed(
    _ fields: ConfigurationFields, overrides: ModelOverrides, checkpoint: Checkpoint?,
    warn: (String) -> Void
  ) throws -> ModelConfiguration {
    guard
      let architecture = try overrides.architecture ?? fields.architecture("model_type")
    else {
      throw ModelError(
        .damaged, "\(fields.path) has no `model_type`.",
        advice: "Name the architecture in headscope.json or by a flag: "
          + "\(Architecture.modelTypes.joined(separator: ", ")).")
    }
    try refuseVariants(fields, architecture)

    // Where a field is missing, the default of the upstream configuration class counts.
    let isDistilBERT = architecture == .distilBERT
    let isGPT2 = architecture == .gpt2
    let isRoberta = architecture == .roberta || architecture == .xlmRoberta
    let hiddenSize = try fields.size("hidden_size", isGPT2 ? "n_embd" : "dim") ?? 768
    return ModelConfiguration(
      architecture: architecture,
      vocabularySize: try fields.size("vocab_size")
        ?? (isGPT2 ? 50257 : architecture == .roberta ? 50265 : 30522),
      hiddenSize: hiddenSize,
      layerCount: try fields.size("num_hidden_layers", isGPT2 ? "n_layer" : "n_layers")
        ?? (isDistilBERT ? 6 : 12),
      headCount: try fields.size("num_attention_heads", isGPT2 ? "n_head" : "n_heads") ?? 12,
      intermediateSize: try isGPT2
        ? fields.size("n_inner") ?? 4 * hiddenSize
        : fields.size("intermediate_size", "hidden_dim") ?? 3072,
      positionCount: try fields.size("max_position_embeddings", "n_positions", "n_ctx")
        ?? (isGPT2 ? 1024 : 512),
      typeVocabularySize: isDistilBERT || isGPT2 ? 0 : try fields.size("type_vocab_size") ?? 2,
      activation: try fields.activation(
        isDistilBERT ? "activation" : isGPT2 ? "activation_function" : "hidden_act")
        ?? (isGPT2 ? .geluTanh : .gelu),
      // DistilBERT's is a constant of its code.
      layerNormEpsilon: isDistilBERT
        ? 1e-12
        : try fields.float(isGPT2 ? "layer_norm_epsilon" : "layer_norm_eps")
          ?? (isGPT2 ? 1e-5 : 1e-12),
      paddingID: try fields.identifier("pad_token_id") ?? (isGPT2 ? -1 : isRoberta ? 1 : 0),
      labels: try overrides.labels ?? labels(fields, checkpoint, architecture, warn),
      problemType: try overrides.problemType ?? fields.problemType("problem_type") ?? .singleLabel,
      tiesWordEmbeddings: try fields.bool("tie_word_embeddings") ?? true,
      scalesAttentionByLayer: try isGPT2
        && fields.bool("scale_attn_by_inverse_layer_idx") ?? false,
      scalesAttention: try !isGPT2 || fields.bool("scale_attn_weights") ?? true,
      dropout: try dropout(fields, architecture)
    ).regressingIfSingle(
      problemTypeIsGiven: overrides.problemType != nil || fields.value("problem_type") != nil)
  }

  private static func dropout(
    _ fields: ConfigurationFields, _ architecture: Architecture
  ) throws -> Dropout {
    func rate(_ keys: String...) throws -> Float? {
      for key in keys {
        guard let (_, value) = fields.value(key) else { continue }
        guard let rate = value.doubleValue, (0..<1).contains(rate) else {
          throw fields.wrong(key, value, "a share below one")
        }
        return Float(rate)
      }
      return nil
    }
    let hidden = try rate("hidden_dropout_prob", "resid_pdrop", "dropout") ?? 0.1
    return Dropout(
      architecture, hidden: hidden,
      embeddings: try architecture == .gpt2 ? rate("embd_pdrop") ?? 0.1 : hidden,
      attention: try rate("attention_probs_dropout_prob", "attn_pdrop", "attention_dropout") ?? 0.1,
      classifier: try architecture == .distilBERT
        ? rate("seq_classif_dropout") ?? 0.2 : rate("classifier_dropout") ?? hidden)
  }

  /// Refuses what would be computed wrongly: other position embeddings, decoders, heads for other
  /// tasks.
  private static func refuseVariants(
    _ fields: ConfigurationFields, _ architecture: Architecture
  ) throws {
    func refuse(_ what: String, _ advice: String? = nil) -> ModelError {
      ModelError(.unsupported, "\(fields.path): \(what).", advice: advice)
    }
    if let positions = try fields.string("position_embedding_type"), positions != "absolute" {
      throw refuse(
        "the position embeddings `\(positions)` are not supported", "Supported are absolute ones.")
    }
    if architecture != .gpt2, try fields.bool("is_decoder") == true {
      throw refuse("`is_decoder` is true; \(architecture.rawValue) is supported as an encoder")
    }
    if try fields.bool("add_cross_attention") == true {
      throw refuse("`add_cross_attention` is true; models with two inputs are not supported")
    }
    for name in try fields.strings("architectures") ?? [] {
      for task in ["ForTokenClassification", "ForQuestionAnswering", "ForMultipleChoice"]
      where name.hasSuffix(task) {
        throw refuse(
          "the model is a `\(name)`",
          "Supported are classifiers of whole texts (`…For"
            + "SequenceClassification`).")
      }
    }
  }

  /// `id2label`, or what `label2id` or `num_labels` leave of it; a name an output, `LABEL_i` in the
  /// gaps.
  private static func labels(
    _ fields: ConfigurationFields, _ checkpoint: Checkpoint?, _ architecture: Architecture,
    _ warn: (String) -> Void
  ) throws -> [String] {
    // More outputs than this are no classifier of texts, and a key like 4000000000 is no reason to
    // fill memory.
    let limit = 1 << 20
    var names: [Int: String] = [:]
    func name(_ index: Int?, _ label: String?, _ key: String) throws {
      guard let index, let label, (0..<limit).contains(index) else {
        throw ModelError(
          .damaged, "\(fields.path): `\(key)` has a member that is not a number and a label.")
      }
      if let other = names.updateValue(label, forKey: index), other != label {
        throw ModelError(
          .damaged, "\(fields.path): `\(key)` calls output \(index) both `\(other)` and `\(label)`."
        )
      }
    }
    if let (key, value) = fields.value("id2label") {
      if let members = value.objectValue?.members {
        for member in members {
          try name(
            Int(member.key), member.value.stringValue ?? member.value.intValue.map(String.init), key
          )
        }
      } else if let array = value.arrayValue {
        for (index, label) in array.enumerated() { try name(index, label.stringValue, key) }
      } else {
        throw fields.wrong(key, value, "an object")
      }
    } else if let (key, value) = fields.value("label2id") {
      guard let members = value.objectValue?.members else {
        throw fields.wrong(key, value, "an object")
      }
      for member in members { try name(member.value.intValue, member.key, key) }
    }
    let count: Int
    if let last = names.keys.max() {
      count = last + 1
    } else if let (key, value) = fields.value("num_labels", "_num_labels") {
      guard let number = value.intValue, (1..<limit).contains(number) else {
        throw fields.wrong(key, value, "the number of labels")
      }
      count = number
    } else {
      // Upstream's default is two; the weights, where they are at hand, know better.
      count = checkpoint?.classifierRows(architecture) ?? 2
    }
    let missing = (0..<count).filter { names[$0] == nil }
    if !names.isEmpty, let first = missing.first {
      let outputs = "\(first)" + (missing.count > 1 ? " and \(missing.count - 1) more" : "")
      let problem =
        "\(fields.path): `id2label` names output \(count - 1), but has no name for output \(outputs)"
      if let rows = checkpoint?.classifierRows(architecture), rows != count {
        throw ModelError(
          .mismatch, "\(problem), and the classifier has \(Wording.count(rows, "output")).",
          advice: "Number the labels from 0 to \(rows - 1), or give `labels` in headscope.json.")
      }
      warn("\(problem): it is called LABEL_\(first)")
    }
    return (0..<count).map { names[$0] ?? "LABEL_\($0)" }
  }

  // MARK: - Both

  mutating func apply(_ overrides: ModelOverrides) {
    layerCount = overrides.layerCount ?? layerCount
    hiddenSize = overrides.hiddenSize ?? hiddenSize
    headCount = overrides.headCount ?? headCount
    intermediateSize = overrides.intermediateSize ?? intermediateSize
    activation = overrides.activation ?? activation
    layerNormEpsilon = overrides.layerNormEpsilon ?? layerNormEpsilon
    paddingID = overrides.paddingID ?? paddingID
    labels = overrides.labels ?? labels
    problemType = overrides.problemType ?? problemType
    outputActivation = overrides.outputActivation ?? outputActivation
  }

  /// A single output is a regression unless something says otherwise, as in training with the
  /// library.
  func regressingIfSingle(problemTypeIsGiven: Bool) -> ModelConfiguration {
    guard !problemTypeIsGiven, labels.count == 1 else { return self }
    var configuration = self
    configuration.problemType = .regression
    return configuration
  }

  /// Gives outputs of one name names that tell them apart: `a`, `a (1)`, by their index.
  ///
  /// Labels are keys wherever numbers are looked up by them.
  mutating func makeLabelsDistinct(_ warn: (String) -> Void) {
    var taken = Set(labels)
    var seen: Set<String> = []
    var renamed: [String] = []
    for index in labels.indices where !seen.insert(labels[index]).inserted {
      var name = "\(labels[index]) (\(index))"
      while !taken.insert(name).inserted { name += "'" }
      seen.insert(name)
      renamed.append("output \(index) `\(name)`")
      labels[index] = name
    }
    guard !renamed.isEmpty else { return }
    let more = renamed.count > 3 ? " and \(renamed.count - 3) more" : ""
    warn(
      "several outputs have the same label: called here are "
        + renamed.prefix(3).joined(separator: ", ") + more)
  }

  func checkSizes(_ path: String) throws {
    guard headCount > 0, hiddenSize % headCount == 0 else {
      throw ModelError(
        .mismatch,
        "\(path): the width \(hiddenSize) cannot be divided among \(headCount) attention heads.",
        advice: "Give the number of heads as `headCount` in headscope.json.")
    }
    guard layerNormEpsilon >= 0 else {
      throw ModelError(.damaged, "\(path): the layer-norm epsilon \(layerNormEpsilon) is negative.")
    }
    guard maximumTokens > 0 else {
      throw ModelError(
        .mismatch,
        "\(path): \(positionCount) positions leave no room for tokens after the padding "
          + "id \(paddingID).")
    }
    guard !labels.isEmpty else {
      throw ModelError(.invalidInput, "\(path): the model has no labels.")
    }
  }
}
