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

  /// What an explanation asks of the model: of a text in numbers, without one in words.
  static func cost(of request: AttributionRequest, for text: ExplainedText?) -> String {
    let method = request.method
    // The flows take longer than the prediction.
    if method == .attentionFlow { return "a maximum flow a piece" }
    if method == .deepLIFT { return "1 pass of text and baseline" }
    guard let text else { return cost(of: method) }
    func predictions(_ count: Int) -> String {
      "\(Wording.grouped(count)) prediction\(count == 1 ? "" : "s")"
    }
    switch request.cost(of: text) {
    case .passes(let count): return "\(Wording.grouped(count)) pass\(count == 1 ? "" : "es")"
    case .predictions(let count): return predictions(count)
    case .predictionsAtMost(let count): return "up to \(predictions(count))"
    case .tooManyParts(let count):
      return "\(ShapleyValues.exactLimit) parts at most, these are \(count)"
    }
  }

  /// What a method asks of the model for any text.
  static func cost(of method: AttributionMethod) -> String {
    switch method {
    case .saliency, .gradientNorm, .inputTimesGradient, .attnLRP, .cpLRP, .gradientAttention:
      "1 pass"
    case .deepLIFT: "1 pass of text and baseline"
    case .sequentialIntegratedGradients: "a pass a step and piece"
    case .layerConductance, .discretizedIntegratedGradients, .integratedGradients:
      "a pass a step"
    case .smoothGrad, .gradientSHAP: "a pass a sample"
    case .rawAttention, .attentionRollout, .attentionNorm: "1 prediction"
    case .attentionFlow: "a maximum flow a piece"
    case .atMan, .valueZeroing, .occlusion: "a prediction a part"
    case .lime, .kernelSHAP: "a prediction a sample"
    case .partitionSHAP: "a prediction for each of its budget"
    case .shapleySampling: "a prediction a part and order"
    case .exactShapley: "all subsets of up to \(ShapleyValues.exactLimit) parts"
    }
  }
}
