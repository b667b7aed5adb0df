extension Checkpoint {
  /// Whether the weights are a language model's: they hold its head, and no classifier.
  func isLanguageModel(_ architecture: ModelConfiguration.Architecture) -> Bool {
    classifierRows(architecture) == nil
      && LanguageModelHeadNames(architecture).marks.contains(where: names.contains)
  }
}

extension WeightLoader {
  /// What turns a state into a number a piece: for some pieces of the vocabulary, or for all where `pieces` is nil.
  ///
  /// - Parameter words: the network's table of word vectors, which a tied head of all pieces shares; nil: it reads its own.
  func vocabularyHead(
    of pieces: [Int32]?, sharing words: EmbeddingTable? = nil
  ) throws -> ClassificationHead {
    let names = LanguageModelHeadNames(configuration.architecture)
    let matrix = configuration.tiesWordEmbeddings ? names.table : names.decoder
    let biases = names.biases(isTied: configuration.tiesWordEmbeddings)
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
      classifier: try linear(
        matrix, rows: pieces, bias: biasName,
        tiedTo: configuration.tiesWordEmbeddings ? words : nil),
      outputActivation: activation(configuration.outputActivation))
  }
}
