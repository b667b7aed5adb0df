extension Network {
  /// Builds the network that a configuration describes from a checkpoint's tensors.
  ///
  /// Each architecture is here a list of the reference library's names; the layers are written once.
  ///
  /// - Returns: The network, and the canonical names of the tensors it is made of.
  /// - Throws: `ModelError` where a tensor is missing, has another shape than the configuration says, or holds NaN.
  static func load(
    _ configuration: ModelConfiguration, from checkpoint: Checkpoint,
    on backend: any MatrixBackend, arithmetic: Arithmetic, packing: LoadOptions.Packing
  ) throws -> (network: Network, read: Set<String>) {
    let loader = WeightLoader(
      checkpoint: checkpoint, configuration: configuration, backend: backend,
      arithmetic: arithmetic, packing: packing)
    let network =
      switch configuration.architecture {
      case .bert: try loader.bert()
      case .roberta, .xlmRoberta: try loader.roberta()
      case .distilBERT: try loader.distilBERT()
      case .gpt2: try loader.gpt2()
      }
    return (network, loader.read)
  }
}

extension WeightLoader {
  /// transformers `modeling_bert.py`, BertForSequenceClassification.
  fileprivate func bert() throws -> Network {
    try network(
      embeddings: bertEmbeddings(positionPadding: nil), layers: bertLayers(), finalNorm: nil,
      head: head(dense: linear("pooler.dense"), activation: .tanh, classifier: linear("classifier"))
    )
  }

  /// transformers `modeling_roberta.py`, RobertaForSequenceClassification: BERT without a pooler, positions counted from the
  /// padding id.
  fileprivate func roberta() throws -> Network {
    try network(
      embeddings: bertEmbeddings(positionPadding: configuration.paddingID), layers: bertLayers(),
      finalNorm: nil,
      head: head(
        dense: linear("classifier.dense"), activation: .tanh,
        classifier: linear("classifier.out_proj")))
  }

  /// transformers `modeling_distilbert.py`, DistilBertForSequenceClassification: no segments, no pooler.
  fileprivate func distilBERT() throws -> Network {
    let embeddings = Embeddings(
      words: try table("embeddings.word_embeddings", rows: configuration.vocabularySize),
      positions: try table("embeddings.position_embeddings", rows: configuration.positionCount),
      types: nil, norm: try norm("embeddings.LayerNorm"), positionPadding: nil)
    let layers = try (0..<configuration.layerCount).map { index in
      let name = "transformer.layer.\(index)"
      let attention = "\(name).attention"
      return TransformerLayer(
        index: index, placement: .after,
        attention: try selfAttention(
          index,
          fused: { try linear("\(attention).q_lin", "\(attention).k_lin", "\(attention).v_lin") },
          query: { try linear("\(attention).q_lin") },
          keyValue: { try linear("\(attention).k_lin", "\(attention).v_lin") },
          output: linear("\(attention).out_lin")),
        feedForward: FeedForward(
          layer: index, expansion: try linear("\(name).ffn.lin1"),
          contraction: try linear("\(name).ffn.lin2"),
          activation: activation(configuration.activation)),
        firstNorm: try norm("\(name).sa_layer_norm"),
        secondNorm: try norm("\(name).output_layer_norm"))
    }
    return try network(
      embeddings: embeddings, layers: layers, finalNorm: nil,
      head: head(
        dense: linear("pre_classifier"), activation: .relu, classifier: linear("classifier")))
  }

  /// transformers `modeling_gpt2.py`, GPT2ForSequenceClassification: norms before the blocks, `[in, out]` weights.
  fileprivate func gpt2() throws -> Network {
    let hidden = configuration.hiddenSize
    let embeddings = Embeddings(
      words: try table("wte", rows: configuration.vocabularySize),
      positions: try table("wpe", rows: configuration.positionCount), types: nil, norm: nil,
      positionPadding: nil)
    let layers = try (0..<configuration.layerCount).map { index in
      let name = "h.\(index)"
      return TransformerLayer(
        index: index, placement: .before,
        attention: try selfAttention(
          index, fused: { try linear("\(name).attn.c_attn", layout: .inputMajor) },
          query: { try slice("\(name).attn.c_attn", columns: 0..<hidden) },
          keyValue: { try slice("\(name).attn.c_attn", columns: hidden..<3 * hidden) },
          output: linear("\(name).attn.c_proj", layout: .inputMajor)),
        feedForward: FeedForward(
          layer: index, expansion: try linear("\(name).mlp.c_fc", layout: .inputMajor),
          contraction: try linear("\(name).mlp.c_proj", layout: .inputMajor),
          activation: activation(configuration.activation)),
        firstNorm: try norm("\(name).ln_1"), secondNorm: try norm("\(name).ln_2"))
    }
    return try network(
      embeddings: embeddings, layers: layers, finalNorm: norm("ln_f"),
      head: head(
        dense: nil, activation: .identity, classifier: linear("score", hasBias: false)))
  }

  private func bertEmbeddings(positionPadding: Int32?) throws -> Embeddings {
    Embeddings(
      words: try table("embeddings.word_embeddings", rows: configuration.vocabularySize),
      positions: try table("embeddings.position_embeddings", rows: configuration.positionCount),
      types: try table(
        "embeddings.token_type_embeddings", rows: configuration.typeVocabularySize),
      norm: try norm("embeddings.LayerNorm"), positionPadding: positionPadding)
  }

  private func bertLayers() throws -> [TransformerLayer] {
    try (0..<configuration.layerCount).map { index in
      let name = "encoder.layer.\(index)"
      let attention = "\(name).attention.self"
      return TransformerLayer(
        index: index, placement: .after,
        attention: try selfAttention(
          index,
          fused: { try linear("\(attention).query", "\(attention).key", "\(attention).value") },
          query: { try linear("\(attention).query") },
          keyValue: { try linear("\(attention).key", "\(attention).value") },
          output: linear("\(name).attention.output.dense")),
        feedForward: FeedForward(
          layer: index, expansion: try linear("\(name).intermediate.dense"),
          contraction: try linear("\(name).output.dense"),
          activation: activation(configuration.activation)),
        firstNorm: try norm("\(name).attention.output.LayerNorm"),
        secondNorm: try norm("\(name).output.LayerNorm"))
    }
  }

  /// The last layer keeps its query projection apart, because it needs queries of the pooled rows only.
  private func selfAttention(
    _ index: Int, fused: () throws -> Linear, query: () throws -> Linear,
    keyValue: () throws -> Linear, output: Linear
  ) throws -> SelfAttention {
    let isLast = index == configuration.layerCount - 1
    return SelfAttention(
      layer: index,
      weights: isLast ? .split(query: try query(), keyValue: try keyValue()) : .fused(try fused()),
      output: output, headCount: configuration.headCount,
      scale: configuration.attentionScale(layer: index),
      isCausal: configuration.architecture == .gpt2)
  }

  private func head(
    dense: Linear?, activation kind: ModelConfiguration.Activation, classifier: Linear
  ) throws -> ClassificationHead {
    guard classifier.outputSize == configuration.labels.count else {
      throw ModelError(
        .mismatch,
        "The classifier has \(Wording.count(classifier.outputSize, "output")), the configuration names "
          + "\(Wording.count(configuration.labels.count, "label")).",
        advice: "Correct id2label or num_labels in config.json, or the labels in headscope.json.")
    }
    return ClassificationHead(
      dense: dense, activation: activation(kind), classifier: classifier,
      outputActivation: activation(configuration.outputActivation))
  }

  /// - Parameter head: the classifier's; not asked for of a language model, which has none.
  private func network(
    embeddings: Embeddings, layers: [TransformerLayer], finalNorm: LayerNorm?,
    head: @autoclosure () throws -> ClassificationHead
  ) throws -> Network {
    Network(
      configuration: configuration, backend: backend, embeddings: embeddings, layers: layers,
      finalNorm: finalNorm,
      head: try configuration.languageModel.map {
        try vocabularyHead(of: $0.answers, sharing: embeddings.words)
      } ?? head())
  }
}
