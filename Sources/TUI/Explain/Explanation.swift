internal import Attribution
internal import Model

/// All that is known about one input under one request: an estimate for each method that ran.
struct Explanation: Equatable, Sendable {
  struct Entry: Equatable, Sendable {
    var estimate: AttributionEstimate
    var seconds: Double
  }

  var input: ModelInput
  var encoding: Encoding
  /// The request, its method and budget aside: two estimates are comparable only when it is equal.
  var basis: AttributionRequest
  var entries: [AttributionMethod: Entry] = [:]
  /// The latest prediction.
  var prediction: Prediction
  /// The class explained.
  var target: Int

  /// A request with everything levelled that does not change what is explained.
  static func basis(_ request: AttributionRequest) -> AttributionRequest {
    var basis = request
    basis.method = .integratedGradients
    basis.steps = 0
    basis.samples = nil
    basis.lime = LimeSettings()
    basis.evaluationLimit = 0
    basis.adaptiveTolerance = nil
    return basis
  }

  /// The method's own numbers, or those of the gradient pass while there are none.
  func entry(for method: AttributionMethod) -> Entry? {
    entries[method] ?? entries[.inputTimesGradient]
  }

  /// Methods computed so far, in the order they are listed everywhere.
  var methods: [AttributionMethod] { AttributionMethod.allCases.filter { entries[$0] != nil } }
}

extension AttributionMethod {
  /// As prose names it.
  var title: String {
    switch self {
    case .saliency: "saliency"
    case .gradientNorm: "gradient norm"
    case .inputTimesGradient: "input × gradient"
    case .integratedGradients: "integrated gradients"
    case .smoothGrad: "SmoothGrad"
    case .gradientSHAP: "GradientSHAP"
    case .lime: "LIME"
    case .partitionSHAP: "Partition SHAP"
    case .shapleySampling: "Shapley sampling"
    case .exactShapley: "exact Shapley"
    case .occlusion: "occlusion"
    }
  }

  /// At most six columns, for tables and row labels.
  var abbreviation: String {
    switch self {
    case .saliency: "Sal"
    case .gradientNorm: "Norm"
    case .inputTimesGradient: "G×I"
    case .integratedGradients: "IG"
    case .smoothGrad: "SG"
    case .gradientSHAP: "GSHAP"
    case .lime: "LIME"
    case .partitionSHAP: "SHAP"
    case .shapleySampling: "ShapS"
    case .exactShapley: "ShapX"
    case .occlusion: "Occl"
    }
  }

  /// What one explanation costs, for the method menu.
  var cost: String {
    switch self {
    case .saliency, .gradientNorm, .inputTimesGradient: "1 pass"
    case .integratedGradients: "a pass a step"
    case .smoothGrad, .gradientSHAP: "a pass a sample"
    case .lime: "a prediction a sample"
    case .partitionSHAP: "500 predictions"
    case .shapleySampling: "a prediction a piece and order"
    case .exactShapley: "all subsets of 14 pieces"
    case .occlusion: "a prediction a piece"
    }
  }

  /// Whether values have no sign: nothing speaks against.
  var isUnsigned: Bool { self == .saliency || self == .gradientNorm }
}
