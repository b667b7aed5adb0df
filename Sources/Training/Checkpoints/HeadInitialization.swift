internal import Model

/// The tensors of a classifier's head before any training.
///
/// As transformers' `_init_weights`: matrices from a normal distribution with deviation `initializer_range`, biases zero.
struct HeadInitialization {
  var configuration: ModelConfiguration
  /// The deviation, 0.02 where config.json does not say.
  var deviation: Double
  var seed: UInt64

  /// Canonical names and shapes in the order of the file.
  private var shapes: [(name: String, shape: [Int])] {
    let hidden = configuration.hiddenSize
    let labels = configuration.labels.count
    func linear(_ name: String, _ outputs: Int) -> [(String, [Int])] {
      [("\(name).weight", [outputs, hidden]), ("\(name).bias", [outputs])]
    }
    switch configuration.architecture {
    case .bert: return linear("pooler.dense", hidden) + linear("classifier", labels)
    case .distilBERT: return linear("pre_classifier", hidden) + linear("classifier", labels)
    case .roberta, .xlmRoberta:
      return linear("classifier.dense", hidden) + linear("classifier.out_proj", labels)
    case .gpt2: return [("score.weight", [labels, hidden])]
    }
  }

  /// The head's tensors; each name has random numbers of its own, whatever else is there.
  func tensors() -> [(name: String, tensor: Tensor)] {
    shapes.enumerated().map { index, entry in
      guard entry.shape.count == 2 else { return (entry.name, Tensor(zeros: entry.shape)) }
      var noise = GaussianNoise(seed: seed, stream: index)
      let values = (0..<entry.shape.reduce(1, *)).map { _ in Float(noise.next() * deviation) }
      return (entry.name, Tensor(shape: entry.shape, values: values))
    }
  }
}
