internal import Model

/// What one explanation asks of the model, known before it is asked.
public enum AttributionCost: Equatable, Sendable {
  /// Forward and backward passes.
  case passes(Int)
  /// Forward passes of the text or its variants, each different one once.
  case predictions(Int)
  /// No more predictions than this: which variants are drawn alike, or which parts are split, is known later.
  case predictionsAtMost(Int)
  /// Nothing: the text has so many parts, and all subsets of `ShapleyValues.exactLimit` can be asked about.
  case tooManyParts(Int)
}

extension AttributionRequest {
  /// What an explanation of a text asks of the model; a first estimate that is shown on the way, and what is asked again in fp32, are not counted.
  ///
  /// - Complexity: O(scalars + pieces) of the text.
  public func cost(of text: ExplainedText) -> AttributionCost {
    let pieces = text.encoding.isSpecial.count { !$0 }
    func all() -> Int { text.parts(granularity, fields: fields).count }
    switch method {
    case .saliency, .gradientNorm, .inputTimesGradient, .attnLRP, .cpLRP, .gradientAttention:
      return .passes(1)
    // Text and baseline go together.
    case .deepLIFT: return .passes(1)
    case .integratedGradients, .discretizedIntegratedGradients, .layerConductance:
      return .passes(steps)
    case .sequentialIntegratedGradients:
      // Special tokens are the same in a baseline of tokens.
      return .passes(steps * (baseline == .zero ? text.encoding.count : pieces))
    case .smoothGrad, .gradientSHAP: return .passes(sampleCount)
    case .rawAttention, .attentionRollout, .attentionFlow, .attentionNorm: return .predictions(1)
    case .atMan, .valueZeroing: return .predictions(all() + 1)
    case .lime, .partitionSHAP, .kernelSHAP, .shapleySampling, .exactShapley, .occlusion:
      return perturbationCost(of: text)
    }
  }

  private func perturbationCost(of text: ExplainedText) -> AttributionCost {
    let parts = partCount(of: text)
    guard parts > 0 else { return .predictions(1) }
    /// Variants there are.
    let subsets = parts < 30 ? 1 << parts : Int.max
    func atMost(_ count: Int) -> AttributionCost {
      count < subsets ? .predictionsAtMost(count) : .predictions(subsets)
    }
    switch method {
    case .lime:
      // Some are drawn twice.
      return .predictionsAtMost(min(sampleCount, subsets))
    case .partitionSHAP:
      // A split asks for two variants; shap begins one while there is room for a single one.
      let odd = evaluationLimit % 2
      let limit = max(usesLibraryMasker ? evaluationLimit + odd : evaluationLimit - odd, 2)
      return openedParts.isEmpty
        ? .predictionsAtMost(min(limit, subsets))
        : .predictionsAtMost(limit * (openedParts.count + 1))
    case .kernelSHAP:
      let samples = samples ?? coalitionSampling.defaultSamples(parts: parts)
      switch coalitionSampling {
      // The empty and the whole subset come to shap's samples, and are two of captum's.
      case .shap: return atMost(samples + 2)
      case .captum: return .predictionsAtMost(min(max(samples, 2), subsets))
      }
    case .shapleySampling:
      return .predictionsAtMost(min(sampleCount * (parts - 1) + 2, subsets))
    case .exactShapley:
      return parts <= ShapleyValues.exactLimit ? .predictions(subsets) : .tooManyParts(parts)
    default:
      return .predictions(parts - min(max(window, 1), parts) + 2)
    }
  }

  /// The parts that the method takes out.
  private func partCount(of text: ExplainedText) -> Int {
    if usesLibraryMasker { return text.encoding.isSpecial.count { !$0 } }
    guard method == .lime, !granularity.opensIntoWords else {
      return text.parts(granularity, fields: fields).count { !$0.isSpecial }
    }
    let perturbed = try? PerturbedText(
      text, split: lime.split, isBag: lime.isBag, form: readsStrings ? .strings : .pieces)
    return perturbed?.features.count ?? 0
  }
}
