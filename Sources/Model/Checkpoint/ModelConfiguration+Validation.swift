extension ModelConfiguration {
  /// Holds the configuration against the weights, before anything is computed with both.
  ///
  /// Checks that there is a classifier with an output a label, and the shapes of the embedding
  /// tables and of the first and last layer's norms; everything else is checked as it is loaded.
  ///
  /// - Parameters:
  ///   - checkpoint: The weights.
  ///   - source: What the labels were read from, for the message.
  /// - Throws: `ModelError(.mismatch)` with both numbers, `.unsupported` when there is no
  ///   classifier, `.missing` for a tensor.
  public func validate(
    against checkpoint: Checkpoint, labelsFrom source: String = "`id2label` in config.json"
  ) throws {
    // A language model's answers are rows of its vocabulary, as many as labels.
    if languageModel == nil {
      guard let rows = checkpoint.classifierRows(architecture) else {
        throw checkpoint.missingClassifier(architecture)
      }
      guard rows == labels.count else {
        throw ModelError(
          .mismatch,
          "\(source) names \(Wording.count(labels.count, "label")), but the classifier in "
            + "\(checkpoint.place) has \(Wording.count(rows, "output")).",
          advice:
            "Give \(Wording.count(rows, "label")) there, by --labels, or as `labels` in headscope.json."
        )
      }
    }
    let names: (words: String, positions: String, layer: String, norm: String) =
      switch architecture {
      case .gpt2: ("wte.weight", "wpe.weight", "h", "ln_1.weight")
      case .distilBERT:
        (
          "embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight",
          "transformer.layer", "sa_layer_norm.weight"
        )
      default:
        (
          "embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight",
          "encoder.layer", "attention.output.LayerNorm.weight"
        )
      }
    _ = try checkpoint.tensor(names.words, shape: [vocabularySize, hiddenSize])
    _ = try checkpoint.tensor(names.positions, shape: [positionCount, hiddenSize])
    for layer in Set([0, layerCount - 1]) {
      _ = try checkpoint.tensor("\(names.layer).\(layer).\(names.norm)", shape: [hiddenSize])
    }
  }
}

extension Checkpoint {
  /// The outputs of the classifier, or nil where there is none.
  func classifierRows(_ architecture: ModelConfiguration.Architecture) -> Int? {
    let names =
      switch architecture {
      case .gpt2: ["score.weight", "classifier.weight"]
      case .roberta, .xlmRoberta: ["classifier.out_proj.weight", "classifier.weight"]
      case .bert, .distilBERT: ["classifier.weight"]
      }
    for name in names {
      if let tensor = try? tensorIfPresent(name), tensor.shape.count == 2 { return tensor.shape[0] }
    }
    return nil
  }

  /// What to say about weights that have other heads, or none.
  func missingClassifier(_ architecture: ModelConfiguration.Architecture) -> ModelError {
    let heads = [
      ("cls.predictions.", "a masked-language-model head (`cls.predictions`)"),
      ("vocab_transform.", "a masked-language-model head (`vocab_transform`)"),
      ("lm_head.", "a language-model head (`lm_head`)"),
      ("cls.seq_relationship.", "a next-sentence head (`cls.seq_relationship`)"),
      ("qa_outputs.", "a question-answering head (`qa_outputs`)"),
    ]
    let found = heads.filter { head in names.contains { $0.hasPrefix(head.0) } }.map(\.1)
    let description =
      found.isEmpty ? "an encoder without a head" : found.joined(separator: " and ")
    return ModelError(
      .unsupported,
      "\(place) holds \(description), and no classifier: this model was not fine-tuned to classify "
        + "texts.",
      advice: "Use a `…ForSequenceClassification` or a language model, or name the classifier's "
        + "module as `classifier` in headscope.json.")
  }
}
