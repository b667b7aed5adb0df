import Attribution
import Model

extension Explanation {
  /// A choice that decided the numbers: said in words where people read it, a member of `parameters` in the JSON.
  struct Parameter: Equatable {
    /// What it is.
    enum Value: Equatable {
      case text(String)
      case count(Int)
      case seed(UInt64)
      case number(Float)
      case precise(Double)
      case truth(Bool)
      case gates(HeadGates)
    }

    /// In words.
    var name: String
    /// In the JSON; these are a contract.
    var key: String
    var value: Value

    init(_ name: String, key: String? = nil, _ value: Value) {
      self.name = name
      self.key = key ?? name
      self.value = value
    }

    /// As a fact for people, with all digits: with fewer it would be another number's.
    var fact: String {
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

    /// As a member of an object.
    func write(to object: inout JSONWriter) {
      switch value {
      case .text(let text): object.member(key, text)
      case .count(let count): object.member(key, count)
      case .seed(let seed): object.member(key) { $0.value(seed) }
      case .number(let number): object.member(key, number)
      case .precise(let number): object.member(key, number)
      case .truth(let truth): object.member(key, truth)
      case .gates(let gates):
        object.member(key) { writer in writer.array(gates.values) { $0.values($1) } }
      }
    }
  }

  /// All that decided the numbers beside the model, the text, the class and its output; nothing that did not.
  ///
  /// Lines for people and the JSON both come from this list, so that none of them leaves out what the other says.
  var parameters: [Parameter] {
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
    list.append(
      Parameter("normalization", key: "normalize", .text((normalization ?? .none).rawValue)))
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

extension WordSplit {
  /// The name that `--words` takes; a pattern of the user's as it is.
  var name: String {
    switch self {
    case .word: "word"
    case .token: "token"
    case .unicode: "unicode"
    case .character: "character"
    case .pattern(let pattern): pattern
    }
  }
}

extension FieldSplit {
  /// The pattern that `--fields` takes, or how fields are found without one.
  var name: String {
    switch self {
    case .automatic: "automatic"
    case .pattern(let pattern): pattern
    }
  }
}

extension KernelSHAPRegularization {
  /// The name that shap's `l1_reg` has.
  var name: String {
    switch self {
    case .all: "all"
    case .featureLimit(let limit): "num_features(\(limit))"
    case .akaike: "aic"
    case .bayesian: "bic"
    case .automatic: "auto"
    }
  }
}

extension AttributionRequest.Baseline {
  /// The name that `--baseline` takes; a text of the user's as it is.
  var name: String {
    switch self {
    case .padding: "pad"
    case .mask: "mask"
    case .zero: "zero"
    case .unknown: "unk"
    case .text(let text): text
    }
  }
}
