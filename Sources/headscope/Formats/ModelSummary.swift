import Model

/// What a result says of the model it came from.
struct ModelSummary: Equatable, Sendable {
  var name: String
  /// `bert`, `gpt2` …, as `config.json` spells it.
  var architecture: String
  var labels: [String]
  /// A digest of the weights, so that a saved picture names its model.
  var digest: String
  /// `fp32` or `bf16`.
  var precision: String
  /// The matrix backend's name.
  var backend: String
  /// The longest input in tokens.
  var maximumTokens: Int

  /// The label of a class; `LABEL_i` where the model has no such class.
  func label(_ index: Int) -> String {
    labels.indices.contains(index) ? labels[index] : "LABEL_\(index)"
  }
}

extension ModelSummary {
  /// Takes from a loaded model's description what results repeat.
  init(_ info: ModelInfo) {
    self.init(
      name: info.name, architecture: info.configuration.architecture.rawValue,
      labels: info.configuration.labels, digest: info.digest, precision: info.precision,
      backend: info.backend, maximumTokens: info.configuration.maximumTokens)
  }
}
