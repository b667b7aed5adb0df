/// The explanation methods, by the names the command line and the JSON use.
public enum AttributionMethod: String, Sendable, CaseIterable {
  case saliency
  case gradientNorm = "grad-norm"
  case inputTimesGradient = "input-x-gradient"
  case integratedGradients = "integrated-gradients"
  case smoothGrad = "smoothgrad"
  case gradientSHAP = "gradient-shap"
}
