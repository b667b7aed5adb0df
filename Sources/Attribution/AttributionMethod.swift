internal import Model

/// The explanation methods, by the names the command line and the JSON use.
public enum AttributionMethod: String, Sendable, CaseIterable {
  case saliency
  case gradientNorm = "grad-norm"
  case inputTimesGradient = "input-x-gradient"
  case integratedGradients = "integrated-gradients"
  case sequentialIntegratedGradients = "sequential-integrated-gradients"
  case discretizedIntegratedGradients = "discretized-integrated-gradients"
  case smoothGrad = "smoothgrad"
  case gradientSHAP = "gradient-shap"
  case deepLIFT = "deeplift"
  case attnLRP = "attn-lrp"
  case cpLRP = "cp-lrp"
  case layerConductance = "layer-conductance"
  case lime
  case partitionSHAP = "partition-shap"
  case kernelSHAP = "kernel-shap"
  case shapleySampling = "shapley-sampling"
  case exactShapley = "exact-shapley"
  case occlusion
  case atMan = "atman"
  case valueZeroing = "value-zeroing"
  case rawAttention = "raw-attention"
  case attentionRollout = "attention-rollout"
  case attentionFlow = "attention-flow"
  case gradientAttention = "grad-attention"
  case attentionNorm = "attention-norm"

  /// What a method asks the model.
  public enum Family: Sendable {
    /// For gradients, or what stands for them, at the vectors of a layer.
    case gradient
    /// For its answers to variants of the text.
    case perturbation
    /// For what its attention did.
    case attention
  }

  /// What the method asks the model.
  public var family: Family {
    switch self {
    case .saliency, .gradientNorm, .inputTimesGradient, .integratedGradients,
      .sequentialIntegratedGradients, .discretizedIntegratedGradients, .smoothGrad, .gradientSHAP,
      .deepLIFT, .attnLRP, .cpLRP, .layerConductance:
      .gradient
    case .lime, .partitionSHAP, .kernelSHAP, .shapleySampling, .exactShapley, .occlusion:
      .perturbation
    case .atMan, .valueZeroing, .rawAttention, .attentionRollout, .attentionFlow,
      .gradientAttention, .attentionNorm:
      .attention
    }
  }

  /// Whether the gradient at the text itself is all the method needs: one forward and backward pass gives the final numbers.
  public var isOnePass: Bool {
    switch self {
    case .saliency, .gradientNorm, .inputTimesGradient, .attnLRP, .cpLRP: true
    default: false
    }
  }

  /// Whether the method asks the model about variants of the text and needs no gradient.
  public var isPerturbation: Bool { family == .perturbation }

  /// Whether the method compares the text's vectors with those of a baseline.
  public var usesBaseline: Bool {
    switch self {
    case .integratedGradients, .sequentialIntegratedGradients, .discretizedIntegratedGradients,
      .gradientSHAP, .deepLIFT, .layerConductance:
      true
    default: false
    }
  }

  /// Whether the method goes along a path, whose steps can be more or fewer.
  public var hasSteps: Bool { integrates || self == .discretizedIntegratedGradients }

  /// Whether the method takes an integral by a quadrature.
  public var integrates: Bool {
    switch self {
    case .integratedGradients, .sequentialIntegratedGradients, .layerConductance: true
    default: false
    }
  }

  /// Steps along the path where nothing else is said.
  public var defaultSteps: Int {
    self == .discretizedIntegratedGradients ? DiscretizedPath.defaultSteps : 50
  }

  /// Whether the layer where attributions are taken can be any; a path through the vocabulary is one of word vectors.
  public var hasLayer: Bool { family == .gradient && self != .discretizedIntegratedGradients }

  /// How the hidden dimension becomes one number whatever is asked for: a norm, or conductance, which adds up; nil: as asked.
  public var fixedReduction: AttributionRequest.Reduction? {
    switch self {
    case .gradientNorm: .l2
    case .layerConductance: .sum
    default: nil
    }
  }

  /// Whether the method can explain a neuron in place of a class; conductance looks at what flows through all of them.
  public var explainsNeurons: Bool { family == .gradient && self != .layerConductance }

  /// Whether the method takes out pieces of the text, for which something may stand.
  public var takesOutPieces: Bool { isPerturbation && self != .lime }

  /// Whether what the method takes out, or suppresses, can be words, fields or sentences as well as pieces.
  public var takesOutGroups: Bool { isPerturbation || self == .atMan || self == .valueZeroing }

  /// What of the parts that were chosen decides the numbers: nothing for methods that take out no groups, and LIME has words of its own beside fields
  /// and sentences.
  public func grouping(_ granularity: Granularity) -> Granularity? {
    takesOutGroups && (self != .lime || granularity.opensIntoWords) ? granularity : nil
  }

  /// Whether the method can share a part's value out among its words.
  public var opensParts: Bool { self == .partitionSHAP }

  /// Whether the method shares out a logit only: relevance is conserved up to there, and a probability is none.
  public var needsLogit: Bool { self == .attnLRP || self == .cpLRP }

  /// Whether values have no sign: nothing speaks against.
  public var isUnsigned: Bool {
    switch self {
    case .saliency, .gradientNorm: true
    default: family == .attention && self != .atMan
    }
  }

  /// Whether the values depend on the class: attention that is not weighed by a gradient is the same for all.
  public var hasTarget: Bool {
    switch self {
    case .valueZeroing, .rawAttention, .attentionRollout, .attentionFlow, .attentionNorm: false
    default: true
    }
  }

  /// Whether the cost grows so fast with the text that nobody asks for the method unawares: with the square of its length, or all subsets.
  public var isForShortTexts: Bool {
    self == .exactShapley || self == .sequentialIntegratedGradients
  }

  /// Whether the method draws random numbers.
  public var isSampled: Bool { defaultSamples != nil || self == .kernelSHAP }

  /// Samples that the method draws where nothing else is said, as the library that it follows; nil where it draws none, and of
  /// Kernel SHAP, whose number depends on the parts.
  public var defaultSamples: Int? {
    switch self {
    case .shapleySampling: 25
    case .smoothGrad, .gradientSHAP: 5
    case .lime: 5000
    default: nil
    }
  }

  /// What stands for the derivative in the method's backward pass.
  var rule: PropagationRule {
    switch self {
    case .attnLRP: .attnLRP
    case .cpLRP: .cpLRP
    case .deepLIFT: .deepLIFT
    default: .gradient
    }
  }
}
