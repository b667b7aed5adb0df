/// The explanation methods, by the names the command line and the JSON use.
public enum AttributionMethod: String, Sendable, CaseIterable {
  case saliency
  case gradientNorm = "grad-norm"
  case inputTimesGradient = "input-x-gradient"
  case integratedGradients = "integrated-gradients"
  case smoothGrad = "smoothgrad"
  case gradientSHAP = "gradient-shap"

  /// Whether the gradient at the text itself is all the method needs.
  var isOnePass: Bool {
    switch self {
    case .saliency, .gradientNorm, .inputTimesGradient: true
    case .integratedGradients, .smoothGrad, .gradientSHAP: false
    }
  }
}
