public import Model

/// A choice of the user's and the program's that decided the numbers of an explanation, and the list of them all.
///
/// The model, the text, the class, its output and what was done to the numbers afterwards are not among them. What people read and what programs read are made from one
/// list, in the shell and in the dashboard, so that none leaves out what the other says.
public struct AttributionChoices: Equatable, Sendable {
  /// What was asked for.
  public var request: AttributionRequest
  /// What came out.
  public var estimate: AttributionEstimate
  /// The parts that are shown.
  public var granularity: Granularity
  /// How the text is divided where the parts are fields.
  public var fields: FieldSplit
  /// Whether the tokenizer has a mask, which stands for what is taken out where nothing else was chosen.
  public var hasMask: Bool

  /// Describes an explanation.
  public init(
    _ request: AttributionRequest, _ estimate: AttributionEstimate, granularity: Granularity,
    fields: FieldSplit, hasMask: Bool
  ) {
    self.request = request
    self.estimate = estimate
    self.granularity = granularity
    self.fields = fields
    self.hasMask = hasMask
  }

  /// A choice that decided the numbers: said in words where people read it, a member of `parameters` in the JSON.
  public struct Parameter: Equatable, Sendable {
    /// What it is.
    public enum Value: Equatable, Sendable {
      case text(String)
      case count(Int)
      case seed(UInt64)
      case number(Float)
      case precise(Double)
      case truth(Bool)
      case gates(HeadGates)
    }

    /// In words.
    public var name: String
    /// In the JSON; these are a contract.
    public var key: String
    /// What was chosen.
    public var value: Value

    /// Names a choice; its key is its name unless one is given.
    public init(_ name: String, key: String? = nil, _ value: Value) {
      self.name = name
      self.key = key ?? name
      self.value = value
    }

    /// As a fact for people, with all digits: with fewer it would be another number's.
    public var fact: String {
      switch value {
      case .text(let text): text
      case .count(let count): String(count)
      case .seed(let seed): String(seed)
      case .number(let number): number.description
      case .precise(let number): number.description
      case .truth(let truth): truth ? "yes" : "no"
      case .gates(let gates):
        gates.values.indices.flatMap { layer in
          gates.values[layer].indices.filter { gates[layer, $0] != 1 }
            .map { "\(layer).\($0)=\(gates[layer, $0])" }
        }.joined(separator: " ")
      }
    }
  }

  /// The parts that the method took out.
  private var partsTakenOut: Granularity? { estimate.method.grouping(request.granularity) }

  /// What stood for what was taken out, as `--baseline` names it: what was done, where the choice was left to the program.
  private var replacement: String {
    guard request.replacement == .automatic else { return request.replacement.rawValue }
    if hasMask { return PieceReplacement.mask.rawValue }
    // shap's masker puts this where the tokenizer has no mask.
    return estimate.method == .partitionSHAP && request.readsStrings
      ? "..." : PieceReplacement.removal.rawValue
  }

  /// All that decided the numbers beside the model, the text, the class and its output; nothing that did not.
  ///
  /// Lines for people and the JSON both come from this list, so that none of them leaves out what the other says.
  public var parameters: [Parameter] {
    var list = pathParameters + drawnParameters + takenOutParameters
    switch estimate.method {
    case .occlusion: list.append(Parameter("window", .count(request.window)))
    case .kernelSHAP:
      list += [
        Parameter("sampling", .text(request.coalitionSampling.rawValue)),
        Parameter(
          "regularization",
          .text(
            (request.regularization ?? request.coalitionSampling.defaultRegularization).name)),
        Parameter("compatible", .truth(request.followsLibrary)),
      ]
    case .partitionSHAP:
      list += [
        Parameter("most evaluations", key: "maxEvaluations", .count(request.evaluationLimit)),
        Parameter("compatible", .truth(request.readsStrings)),
      ]
    case .atMan:
      list.append(Parameter("suppression", .number(request.suppression)))
      if let similarity = request.similarity {
        list.append(Parameter("similarity", .number(similarity)))
      }
    default: break
    }
    if let reduction {
      list.append(Parameter("reduction", key: "reduce", .text(reduction.rawValue)))
    }
    if let gates = request.headGates {
      list.append(Parameter("head gates", key: "headGates", .gates(gates)))
    }
    list.append(Parameter("granularity", .text(granularity.rawValue)))
    if granularity == .field || partsTakenOut == .field {
      list.append(Parameter("fields", .text(fields.name)))
    }
    return list
  }

  /// How the hidden dimension became one number; nil where the method has none.
  private var reduction: AttributionRequest.Reduction? {
    let method = estimate.method
    guard method.family == .gradient else { return nil }
    return method.fixedReduction ?? request.reduction
  }

  /// Of methods of gradients: where they are taken, and along which path.
  private var pathParameters: [Parameter] {
    let method = estimate.method
    var list: [Parameter] = []
    if method.family == .gradient {
      let layer = method.hasLayer ? request.layer : .wordEmbeddings
      list.append(Parameter("layer", .text(layer.rawValue)))
    }
    if method.usesBaseline { list.append(Parameter("baseline", .text(request.baseline.name))) }
    if method.integrates {
      list.append(Parameter("quadrature", .text(request.quadrature.rawValue)))
    }
    if method == .integratedGradients, let tolerance = request.adaptiveTolerance {
      list.append(Parameter("adaptive", .precise(tolerance)))
    }
    if method.hasSteps { list.append(Parameter("steps", .count(estimate.steps))) }
    if method == .discretizedIntegratedGradients {
      list.append(Parameter("strategy", .text(request.discretization.rawValue)))
    }
    return list
  }

  /// Of methods that draw.
  private var drawnParameters: [Parameter] {
    let method = estimate.method
    guard method.isSampled else { return [] }
    var list = [
      Parameter("samples", .count(estimate.steps)), Parameter("seed", .seed(request.seed)),
    ]
    if method == .smoothGrad { list.append(Parameter("noise", .number(request.noise))) }
    return list
  }

  /// Of methods that take parts out.
  private var takenOutParameters: [Parameter] {
    let method = estimate.method
    var list: [Parameter] = []
    if method.takesOutPieces { list.append(Parameter("replacement", .text(replacement))) }
    if let parts = partsTakenOut { list.append(Parameter("parts", .text(parts.rawValue))) }
    guard method == .lime else { return list }
    if partsTakenOut == nil { list.append(Parameter("words", .text(request.lime.split.name))) }
    list += [
      Parameter("positions", .truth(!request.lime.isBag)),
      Parameter("features", .count(request.lime.featureLimit)),
      Parameter("selection", .text(request.lime.selection.rawValue)),
      Parameter("kernel width", key: "kernelWidth", .precise(request.lime.kernelWidth)),
    ]
    if let mask = request.lime.maskString {
      list.append(Parameter("mask string", key: "maskString", .text(mask)))
    }
    list.append(Parameter("compatible", .truth(request.readsStrings)))
    return list
  }
}
