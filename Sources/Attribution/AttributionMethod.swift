/// The explanation methods, by the names the command line and the JSON use.
public enum AttributionMethod: String, Sendable, CaseIterable {
  case saliency
  case gradientNorm = "grad-norm"
  case inputTimesGradient = "input-x-gradient"
  case integratedGradients = "integrated-gradients"
  case smoothGrad = "smoothgrad"
  case gradientSHAP = "gradient-shap"
  case lime
  case partitionSHAP = "partition-shap"
  case shapleySampling = "shapley-sampling"
  case exactShapley = "exact-shapley"
  case occlusion

  /// Whether the gradient at the text itself is all the method needs: one forward and backward pass gives the final numbers.
  public var isOnePass: Bool {
    switch self {
    case .saliency, .gradientNorm, .inputTimesGradient: true
    default: false
    }
  }

  /// Whether the method asks the model about variants of the text and needs no gradient.
  public var isPerturbation: Bool {
    switch self {
    case .lime, .partitionSHAP, .shapleySampling, .exactShapley, .occlusion: true
    default: false
    }
  }

  /// Samples that the method draws where nothing else is said, as the library that it follows; nil where it draws none.
  public var defaultSamples: Int? {
    switch self {
    case .saliency, .gradientNorm, .inputTimesGradient, .integratedGradients, .partitionSHAP,
      .exactShapley, .occlusion:
      nil
    case .shapleySampling: 25
    case .smoothGrad, .gradientSHAP: 5
    case .lime: 5000
    }
  }
}
