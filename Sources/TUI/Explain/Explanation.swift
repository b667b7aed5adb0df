internal import Attribution
internal import Model

/// All that is known about one input under one request: an estimate for each method that ran.
struct Explanation: Equatable, Sendable {
  struct Entry: Equatable, Sendable {
    var estimate: AttributionEstimate { didSet { stretches = FeatureStretches(estimate) } }
    var seconds: Double
    /// The parts that were asked for.
    let granularity: Granularity
    /// What the method took out as one though it is several pieces.
    private(set) var stretches: FeatureStretches

    init(estimate: AttributionEstimate, seconds: Double, granularity: Granularity) {
      self.estimate = estimate
      self.seconds = seconds
      self.granularity = granularity
      stretches = FeatureStretches(estimate)
    }

    /// Whether asking by these parts would give the same numbers.
    func isCurrent(by granularity: Granularity) -> Bool {
      let method = estimate.method
      return method.grouping(granularity) == method.grouping(self.granularity)
    }
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

  /// A request with everything levelled that does not change what is explained; an entry knows its parts itself, as most methods have none.
  static func basis(_ request: AttributionRequest) -> AttributionRequest {
    var basis = request
    basis.method = .integratedGradients
    basis.steps = 0
    basis.samples = nil
    basis.evaluationLimit = 0
    basis.granularity = .piece
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
  /// At most six columns, for tables and row labels.
  var abbreviation: String {
    switch self {
    case .saliency: "Sal"
    case .gradientNorm: "Norm"
    case .inputTimesGradient: "G×I"
    case .integratedGradients: "IG"
    case .sequentialIntegratedGradients: "SIG"
    case .discretizedIntegratedGradients: "DIG"
    case .deepLIFT: "DLIFT"
    case .attnLRP: "LRP"
    case .cpLRP: "CPLRP"
    case .layerConductance: "Cond"
    case .atMan: "AtMan"
    case .valueZeroing: "VZero"
    case .rawAttention: "Att"
    case .attentionRollout: "Roll"
    case .attentionFlow: "Flow"
    case .gradientAttention: "G×A"
    case .attentionNorm: "‖αf‖"
    case .smoothGrad: "SG"
    case .gradientSHAP: "GSHAP"
    case .lime: "LIME"
    case .partitionSHAP: "SHAP"
    case .kernelSHAP: "KSHAP"
    case .shapleySampling: "ShapS"
    case .exactShapley: "ShapX"
    case .occlusion: "Occl"
    }
  }
}
