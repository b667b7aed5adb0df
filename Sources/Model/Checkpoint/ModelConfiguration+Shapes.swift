extension ModelConfiguration {
  /// The configuration that the tensors' shapes and the overrides give where there is no
  /// `config.json`.
  ///
  /// Shapes do not tell everything: what is assumed beyond them is told to `warn`, except the number
  /// of attention heads of a width that is nobody's standard. Any divisor of the width would load
  /// there, and every other than the right one gives wrong numbers.
  static func derived(
    from checkpoint: Checkpoint, directory: ModelDirectory, overrides: ModelOverrides,
    warn: (String) -> Void
  ) throws -> ModelConfiguration {
    let architecture = try overrides.architecture ?? architecture(of: checkpoint)
    let isGPT2 = architecture == .gpt2
    func shape(_ name: String) throws -> (rows: Int, columns: Int) {
      let tensor = try checkpoint.tensor(name)
      guard tensor.shape.count == 2, tensor.count > 0 else {
        throw ModelError(
          .mismatch,
          "\(checkpoint.place): tensor `\(tensor.name)` has shape \(tensor.shape), "
            + "expected a matrix.")
      }
      return (tensor.shape[0], tensor.shape[1])
    }
    let words = try shape(isGPT2 ? "wte.weight" : "embeddings.word_embeddings.weight")
    let positions = try shape(isGPT2 ? "wpe.weight" : "embeddings.position_embeddings.weight")
    let types = try checkpoint.tensorIfPresent("embeddings.token_type_embeddings.weight")
    let intermediate =
      switch architecture {
      case .gpt2: try shape("h.0.mlp.c_fc.weight").columns
      case .distilBERT: try shape("transformer.layer.0.ffn.lin1.weight").rows
      default: try shape("encoder.layer.0.intermediate.dense.weight").rows
      }
    let isRoberta = architecture == .roberta || architecture == .xlmRoberta
    let isLanguageModel = checkpoint.isLanguageModel(architecture)
    guard
      let rows = checkpoint.classifierRows(architecture) ?? overrides.labels?.count
        ?? (isLanguageModel ? words.rows : nil)
    else { throw checkpoint.missingClassifier(architecture) }
    guard let headCount = overrides.headCount ?? publishedHeadCounts[words.columns] else {
      throw ModelError(
        .missing,
        "\(directory.path): nothing says how many attention heads the model has. There is no "
          + "config.json, and the weights' width of \(words.columns) does not tell.",
        advice: "Put the model's config.json there, give --heads, or write into "
          + "\(FileSystem.join(directory.path, "headscope.json")), with the model's own number for "
          + #"12: { "architecture": "\#(architecture.rawValue)", "headCount": 12 }"#)
    }
    var configuration = ModelConfiguration(
      architecture: architecture, vocabularySize: words.rows, hiddenSize: words.columns,
      layerCount: checkpoint.layerCount, headCount: headCount,
      intermediateSize: intermediate, positionCount: positions.rows,
      typeVocabularySize: architecture == .distilBERT || isGPT2 ? 0 : types?.rowCount ?? 0,
      activation: isGPT2 ? .geluTanh : .gelu,
      layerNormEpsilon: isGPT2 || isRoberta ? 1e-5 : 1e-12,
      paddingID: isGPT2 ? -1 : isRoberta ? 1 : 0,
      labels: (0..<min(rows, 1 << 20)).map { "LABEL_\($0)" },
      languageModel: isLanguageModel ? LanguageModelReading() : nil
    ).regressingIfSingle(problemTypeIsGiven: overrides.problemType != nil)
    configuration.apply(overrides)
    try configuration.checkSizes(checkpoint.place)
    configuration.makeLabelsDistinct(warn)
    configuration.tellAssumptions(beside: overrides, warn)
    return configuration
  }

  /// Head counts by width, of the published sizes that everybody fine-tunes: BERT, RoBERTa, XLM-R,
  /// DistilBERT and GPT-2 (base, large, and GPT-2's two larger ones).
  private static let publishedHeadCounts = [768: 12, 1024: 16, 1280: 20, 1600: 25]

  /// Says what neither shapes nor overrides gave, with the key that settles it; what weighs most
  /// comes first.
  private func tellAssumptions(beside overrides: ModelOverrides, _ warn: (String) -> Void) {
    func assume(_ what: String, _ key: String) {
      warn("no config.json: assumed \(what); headscope.json can say otherwise as `\(key)`")
    }
    if overrides.headCount == nil {
      assume("\(headCount) attention heads, as BERT and its kin of this width have", "headCount")
    }
    if overrides.outputActivation == nil {
      assume("no activation on the classifier's outputs", "outputActivation")
    }
    if overrides.problemType == nil, languageModel == nil {
      switch outputKind {
      case .probabilities:
        assume("one class a text, with probabilities by softmax", "problemType")
      case .outputs where problemType == .regression: assume("a regression", "problemType")
      case .outputs, .independentProbabilities: break
      }
    }
    if overrides.activation == nil {
      assume("the activation \(architecture == .gpt2 ? "gelu_new" : "gelu")", "activation")
    }
    // DistilBERT's is a constant of its code.
    if overrides.layerNormEpsilon == nil, architecture != .distilBERT {
      assume("the layer-norm epsilon \(layerNormEpsilon)", "layerNormEpsilon")
    }
    if overrides.paddingID == nil, architecture == .roberta || architecture == .xlmRoberta {
      assume("the padding id \(paddingID), from which positions count", "paddingID")
    }
    if overrides.labels == nil, languageModel == nil {
      assume(labels.count == 1 ? "the label LABEL_0" : "labels from LABEL_0 on", "labels")
    }
  }

  /// The architecture that the tensors' names show.
  private static func architecture(of checkpoint: Checkpoint) throws -> Architecture {
    let names = checkpoint.names
    if names.contains(where: { $0.hasPrefix("transformer.layer.0.") }) { return .distilBERT }
    if names.contains("wte.weight") { return .gpt2 }
    if names.contains(where: { $0.hasPrefix("encoder.layer.0.") }) {
      // RoBERTa's classifier has two layers, its language model a head of its own; its position table begins two rows late and is 514
      // long.
      let positions = try checkpoint.tensorIfPresent("embeddings.position_embeddings.weight")
      let isRoberta =
        try checkpoint.tensorIfPresent("classifier.out_proj.weight") != nil
        || checkpoint.tensorIfPresent("lm_head.dense.weight") != nil
        || positions?.rowCount == 514
      guard isRoberta else { return .bert }
      let words = try checkpoint.tensorIfPresent("embeddings.word_embeddings.weight")
      return (words?.rowCount ?? 0) > 200_000 ? .xlmRoberta : .roberta
    }
    throw ModelError(
      .unsupported,
      "\(checkpoint.place) holds no network this program knows, and there is no "
        + "config.json to name it.",
      advice: "Supported are \(Architecture.modelTypes.joined(separator: ", ")): name one in "
        + "headscope.json or by a flag.")
  }
}
