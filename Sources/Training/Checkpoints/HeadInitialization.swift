internal import Model

/// The tensors of a classifier's or a masked language model's head before any training.
///
/// As transformers' `_init_weights`: matrices from a normal distribution with deviation `initializer_range`, biases zero, norms one.
struct HeadInitialization {
  var configuration: ModelConfiguration
  /// The deviation, 0.02 where config.json does not say.
  var deviation: Double
  var seed: UInt64

  private typealias Parameter = (name: String, shape: [Int], isOne: Bool)

  /// Canonical names and shapes in the order of the file.
  private var parameters: [Parameter] {
    if configuration.languageModel != nil { return vocabularyHead }
    let labels = configuration.labels.count
    let hidden = configuration.hiddenSize
    switch configuration.architecture {
    case .bert: return linear("pooler.dense", hidden) + linear("classifier", labels)
    case .distilBERT: return linear("pre_classifier", hidden) + linear("classifier", labels)
    case .roberta, .xlmRoberta:
      return linear("classifier.dense", hidden) + linear("classifier.out_proj", labels)
    case .gpt2: return [("score.weight", [labels, hidden], false)]
    }
  }

  /// Whether a tensor of a classifier's head has a row a label.
  static func isOutput(_ name: String) -> Bool {
    ["classifier", "classifier.out_proj", "score"].contains { layer in
      name == layer + ".weight" || name == layer + ".bias"
    }
  }

  private func linear(_ name: String, _ outputs: Int) -> [Parameter] {
    [
      ("\(name).weight", [outputs, configuration.hiddenSize], false),
      ("\(name).bias", [outputs], false),
    ]
  }

  /// Dense layer, norm, and what turns a state into a number a piece; a table that is tied is not stored again.
  private var vocabularyHead: [Parameter] {
    let names = LanguageModelHeadNames(configuration.architecture)
    let hidden = configuration.hiddenSize
    let isTied = configuration.tiesWordEmbeddings
    var parameters: [Parameter] = names.dense.map { linear($0, hidden) } ?? []
    if let norm = names.norm {
      parameters += [("\(norm).weight", [hidden], true), ("\(norm).bias", [hidden], false)]
    }
    if !isTied {
      parameters.append((names.decoder, [configuration.vocabularySize, hidden], false))
    }
    if let bias = names.biases(isTied: isTied).first {
      parameters.append((bias, [configuration.vocabularySize], false))
    }
    return parameters
  }

  /// The head's tensors; each name has random numbers of its own, whatever else is there.
  func tensors() -> [(name: String, tensor: Tensor)] {
    parameters.enumerated().map { index, entry in
      let count = entry.shape.reduce(1, *)
      guard entry.shape.count == 2 else {
        let values = [Float](repeating: entry.isOne ? 1 : 0, count: count)
        return (entry.name, Tensor(shape: entry.shape, values: values))
      }
      var noise = GaussianNoise(seed: seed, stream: index)
      return (
        entry.name,
        Tensor(shape: entry.shape, values: noise.floats(count, deviation: deviation))
      )
    }
  }
}
