/// Which subsets of a text's parts Kernel SHAP asks about: those of a library.
public enum CoalitionSampling: String, Sendable, CaseIterable {
  /// Whole sizes of subsets from the outside in, as far as the samples go, and the rest drawn with complements: shap's.
  ///
  /// Every draw is that of shap 0.51's `KernelExplainer` after `np.random.seed(seed)`, bit for bit; that class takes no seed of its own
  /// and draws from numpy's global generator.
  case shap
  /// Sizes drawn by the kernel's weight of them, subsets of a size alike: captum 0.9's `KernelShap`.
  ///
  /// captum draws from PyTorch's generator; the distribution is the same here, the draws are not.
  case captum

  /// Samples that the library takes when it is not told.
  ///
  /// shap counts different subsets beside the empty and the whole one, captum all draws and these two.
  public func defaultSamples(parts: Int) -> Int {
    switch self {
    case .shap: 2 * parts + 2048
    case .captum: 25
    }
  }

  /// How the library chooses parts when it is not told.
  public var defaultRegularization: KernelSHAPRegularization {
    switch self {
    case .shap: .featureLimit(10)
    case .captum: .all
    }
  }
}
