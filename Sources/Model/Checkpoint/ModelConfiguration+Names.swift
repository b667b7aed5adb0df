extension ModelConfiguration.Architecture {
  /// The values of `model_type` that can be computed.
  ///
  /// CamemBERT is RoBERTa by another name.
  static let modelTypes = ["bert", "distilbert", "roberta", "xlm-roberta", "camembert", "gpt2"]

  /// The architecture that a `model_type` names, or nil for one that is not supported.
  public init?(modelType: String) {
    if modelType == "camembert" {
      self = .roberta
    } else {
      self.init(rawValue: modelType)
    }
  }
}

extension ModelConfiguration.Activation {
  /// The names of transformers' `ACT2FN`, and `elu`, `selu` of PyTorch, that have an exact
  /// counterpart here.
  public static let upstreamNames: [String: ModelConfiguration.Activation] = [
    "gelu": .gelu, "gelu_python": .gelu, "gelu_10": .gelu10, "laplace": .laplace,
    "gelu_new": .geluTanh, "gelu_pytorch_tanh": .geluTanh, "gelu_python_tanh": .geluTanh,
    "gelu_accurate": .geluTanh, "gelu_fast": .geluFast, "quick_gelu": .quickGELU,
    "relu": .relu, "relu2": .relu2, "relu6": .relu6, "leaky_relu": .leakyReLU,
    "silu": .silu, "swish": .silu, "mish": .mish, "elu": .elu, "selu": .selu,
    "tanh": .tanh, "sigmoid": .sigmoid, "linear": .identity, "identity": .identity,
  ]

  /// The name that transformers has for it; of several the one its own models use.
  package var upstreamName: String {
    switch self {
    case .geluTanh: "gelu_new"
    case .geluFast: "gelu_fast"
    case .gelu10: "gelu_10"
    case .quickGELU: "quick_gelu"
    case .leakyReLU: "leaky_relu"
    default: rawValue
    }
  }

  /// The activation that a configuration names, or nil for one that is not supported (`hardswish`,
  /// `prelu` …).
  public init?(upstreamName: String) {
    guard let activation = Self.upstreamNames[upstreamName] else { return nil }
    self = activation
  }
}
