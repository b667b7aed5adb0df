/// How parameters are moved along their gradients.
public struct OptimizerSettings: Equatable, Sendable {
  /// The rule.
  public enum Kind: String, Sendable, CaseIterable {
    /// Adam with decay apart from the gradient (Loshchilov & Hutter 2019, algorithm 2).
    case adamW = "adamw"
    /// Adam with decay as part of the gradient (Kingma & Ba 2015, algorithm 1).
    case adam
  }

  /// Which rule.
  public var kind = Kind.adamW
  /// β₁, the share of the first moment that a step keeps.
  public var firstDecay = 0.9
  /// β₂, the share of the second moment that a step keeps.
  public var secondDecay = 0.999
  /// ε, added to the root of the second moment.
  public var epsilon = 1e-8
  /// λ of the parameters that decay: all but biases and the norms' weights.
  public var weightDecay = 0.0

  /// The settings of `torch.optim.AdamW`, without decay.
  public init() {}

  /// λ of a parameter.
  ///
  /// Biases and norms do not decay, as in transformers' Trainer (`get_decay_parameter_names`).
  func weightDecay(of name: String) -> Double {
    let parts = name.split(separator: ".")
    let isNorm = parts.dropLast().last.map {
      $0.lowercased().contains("norm") || $0.hasPrefix("ln_")
    }
    return parts.last == "bias" || isNorm == true ? 0 : weightDecay
  }
}
