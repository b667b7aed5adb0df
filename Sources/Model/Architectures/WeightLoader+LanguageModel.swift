/// The tensors of a language model's head, by the reference library's names.
private struct LanguageModelHeadNames {
  /// The dense layer before the norm; nil for GPT-2.
  var dense: String?
  var norm: String?
  /// The last matrix where it is not the table of word embeddings.
  var decoder: String
  /// The table of word embeddings.
  var table: String
  /// Where the vocabulary's biases may be: the head's, and its last matrix's; none for GPT-2.
  var biases: [String]
  /// The tensors that tell that there is such a head, one of them.
  var marks: [String]

  init(_ architecture: ModelConfiguration.Architecture) {
    table = "embeddings.word_embeddings.weight"
    switch architecture {
    case .bert:
      // transformers `modeling_bert.py`, BertLMPredictionHead.
      dense = "cls.predictions.transform.dense"
      norm = "cls.predictions.transform.LayerNorm"
      decoder = "cls.predictions.decoder.weight"
      biases = ["cls.predictions.bias", "cls.predictions.decoder.bias"]
      marks = ["cls.predictions.transform.dense.weight"]
    case .roberta, .xlmRoberta:
      // `modeling_roberta.py`, RobertaLMHead.
      dense = "lm_head.dense"
      norm = "lm_head.layer_norm"
      decoder = "lm_head.decoder.weight"
      biases = ["lm_head.bias", "lm_head.decoder.bias"]
      marks = ["lm_head.dense.weight"]
    case .distilBERT:
      // `modeling_distilbert.py`, DistilBertForMaskedLM.
      dense = "vocab_transform"
      norm = "vocab_layer_norm"
      decoder = "vocab_projector.weight"
      biases = ["vocab_projector.bias"]
      marks = ["vocab_transform.weight"]
    case .gpt2:
      // `modeling_gpt2.py`, GPT2LMHeadModel: its table is its head, with or without a name for it.
      decoder = "lm_head.weight"
      table = "wte.weight"
      biases = []
      marks = ["lm_head.weight", "wte.weight"]
    }
  }
}

extension Checkpoint {
  /// Whether the weights are a language model's: they hold its head, and no classifier.
  func isLanguageModel(_ architecture: ModelConfiguration.Architecture) -> Bool {
    classifierRows(architecture) == nil
      && LanguageModelHeadNames(architecture).marks.contains(where: names.contains)
  }
}

extension WeightLoader {
  /// What turns a state into a number a piece: for some pieces of the vocabulary, or for all where `pieces` is nil.
  func vocabularyHead(of pieces: [Int32]?) throws -> ClassificationHead {
    let names = LanguageModelHeadNames(configuration.architecture)
    let matrix = configuration.tiesWordEmbeddings ? names.table : names.decoder
    // Tied, the decoder's bias is the head's; else it is the one that is added.
    let biases = configuration.tiesWordEmbeddings ? names.biases : names.biases.reversed()
    let biasName = try biases.first { try checkpoint.tensorIfPresent($0) != nil }
    // RoBERTa's head has this function whatever the configuration says of the layers.
    let isRoberta = [.roberta, .xlmRoberta].contains(configuration.architecture)
    let kind: ModelConfiguration.Activation = isRoberta ? .gelu : configuration.activation
    if !names.biases.isEmpty, biasName == nil {
      throw ModelError(
        .missing, "\(checkpoint.place) holds no tensor `\(names.biases[0])`.",
        advice: "A language model's head has a bias a piece.")
    }
    return ClassificationHead(
      dense: try names.dense.map { try linear($0) }, activation: activation(kind),
      norm: try names.norm.map { try norm($0) },
      classifier: try linear(matrix, rows: pieces, bias: biasName),
      outputActivation: activation(configuration.outputActivation))
  }
}
