internal import CKernels
public import Model

/// Keeps the gradient of all parameters together from being longer than a bound.
///
/// Pascanu et al. 2013, algorithm 1, with PyTorch's `clip_grad_norm_`: gradients are multiplied by bound / (norm + 1e-6) where that
/// is below one.
public enum GradientClipping {
  /// The Euclidean length of the gradients of all parameters together.
  public static func norm(_ gradients: ParameterGradients) -> Double {
    var squares = 0.0
    gradients.forEach { _, sum in
      sum.forEachPart { part in
        guard let values = part.baseAddress else { return }
        squares += headscope_dot(values, values, part.count)
      }
    }
    return squares.squareRoot()
  }

  /// What gradients of this length are multiplied by.
  public static func factor(norm: Double, bound: Double?) -> Double {
    guard let bound else { return 1 }
    return min(1, bound / (norm + 1e-6))
  }
}
