internal import Attribution
internal import Model

/// What titles, menus and the lines below the heat map call what was asked for and what it took.
enum ExplanationCaption {
  /// The baseline's name in a title.
  ///
  /// A filler is called what the model's vocabulary calls it.
  static func baseline(
    _ baseline: AttributionRequest.Baseline, of model: ModelSummary
  ) -> String {
    let tokens = model.baselineTokens
    let name =
      switch baseline {
      case .padding: tokens.padding ?? "padding"
      case .mask: tokens.mask ?? "mask"
      case .zero: "zero"
      case .unknown: tokens.unknown ?? "unknown"
      case .text: "text"
      }
    return "\(name) baseline"
  }

  /// What stands for parts that are taken out, in a title or a menu.
  static func filler(_ replacement: PieceReplacement, of model: ModelSummary?) -> String {
    let tokens = model?.baselineTokens
    switch replacement {
    case .automatic: return tokens?.mask ?? "removed"
    case .mask: return tokens?.mask ?? "mask"
    case .padding: return tokens?.padding ?? "padding"
    case .unknown: return tokens?.unknown ?? "unknown"
    case .removal: return "removed"
    }
  }

  /// What is taken out and what stands for it: `words removed`, `words as [MASK], 3 at a time`.
  static func takenOut(
    _ request: AttributionRequest, by granularity: Granularity, of model: ModelSummary?
  ) -> String {
    if request.usesLibraryMasker {
      // shap's masker puts dots where the tokenizer has no mask.
      return "tokens as \(model?.baselineTokens.mask ?? "...")"
    }
    let filler = filler(request.replacement, of: model)
    let window =
      request.method == .occlusion && request.window > 1 ? ", \(request.window) at a time" : ""
    return "\(granularity.rawValue)s \(filler == "removed" ? filler : "as \(filler)")\(window)"
  }

  /// Whose way of computing it is, where that is not this program's own: `as shap computes it`.
  static func library(_ request: AttributionRequest) -> String? {
    if let library = request.library { return "as \(library) computes it" }
    guard request.method == .kernelSHAP, request.coalitionSampling != .shap else { return nil }
    return "subsets as \(request.coalitionSampling.rawValue) draws them"
  }

  /// What the model was asked how often: `50 steps`, and of how many where it may be fewer: `156 of 500 evaluations`.
  static func budget(of estimate: AttributionEstimate, asked: AttributionRequest) -> String {
    let method = estimate.method
    let limit: Int? =
      method == .partitionSHAP
      ? asked.evaluationLimit : method.defaultSamples == nil ? asked.samples : asked.sampleCount
    let isLess = method.isSampled || method == .partitionSHAP ? estimate.steps < limit ?? 0 : false
    let count =
      Wording.grouped(estimate.steps) + (isLess ? " of \(Wording.grouped(limit ?? 0))" : "")
    let isOne = estimate.steps == 1 && !isLess
    if method.hasSteps { return "\(count) step\(isOne ? "" : "s")" }
    if method.isSampled { return "\(count) sample\(isOne ? "" : "s")" }
    if method.isPerturbation { return "\(count) evaluation\(isOne ? "" : "s")" }
    return "\(count) pass\(isOne ? "" : "es")"
  }

  /// What the model computed in, and where that is not fp32 what it costs: how far F of the variants is off.
  static func arithmetic(of estimate: AttributionEstimate) -> String {
    guard let error = estimate.arithmeticError else { return estimate.arithmetic.rawValue }
    return "\(estimate.arithmetic.rawValue): F ± \(NumberText.plain(error, .scientific))"
  }

  /// The layer's name in a title.
  static func layer(_ layer: AttributionRequest.Layer) -> String {
    switch layer {
    case .embeddings: "embeddings"
    case .wordEmbeddings: "word embeddings"
    case .output(let index): "output of layer \(index)"
    }
  }

  /// The name of the layer whose numbers are shown: conductance is of a layer's output, whatever its path begins at.
  static func layer(of request: AttributionRequest) -> String {
    request.method == .layerConductance && request.layer.next == nil
      ? layer(.output(ofLayer: 0)) : layer(request.layer)
  }
}
