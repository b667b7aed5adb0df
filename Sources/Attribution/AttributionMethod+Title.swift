extension AttributionMethod {
  /// As prose names it.
  public var title: String {
    switch self {
    case .saliency: "saliency"
    case .gradientNorm: "gradient norm"
    case .inputTimesGradient: "input × gradient"
    case .integratedGradients: "integrated gradients"
    case .sequentialIntegratedGradients: "sequential integrated gradients"
    case .discretizedIntegratedGradients: "discretized integrated gradients"
    case .deepLIFT: "DeepLIFT"
    case .attnLRP: "AttnLRP"
    case .cpLRP: "CP-LRP"
    case .layerConductance: "layer conductance"
    case .atMan: "AtMan"
    case .valueZeroing: "value zeroing"
    case .rawAttention: "raw attention"
    case .attentionRollout: "attention rollout"
    case .attentionFlow: "attention flow"
    case .gradientAttention: "gradient × attention"
    case .attentionNorm: "attention norm"
    case .smoothGrad: "SmoothGrad"
    case .gradientSHAP: "GradientSHAP"
    case .lime: "LIME"
    case .partitionSHAP: "Partition SHAP"
    case .kernelSHAP: "Kernel SHAP"
    case .shapleySampling: "Shapley sampling"
    case .exactShapley: "exact Shapley"
    case .occlusion: "occlusion"
    }
  }
}
