internal import CKernels
public import Model

/// Keeps the gradient of all parameters together from being longer than a bound.
///
/// Pascanu et al. 2013, algorithm 1, with PyTorch's `clip_grad_norm_`: gradients are multiplied by bound / (norm + 1e-6) where that
/// is below one.
public enum GradientClipping {
  /// The Euclidean length of the gradients of all parameters together.
  ///
  /// - Parameter model: whose threads add up.
  public static func norm(_ gradients: ParameterGradients, on model: SequenceClassifier) -> Double {
    var pieces: [UnsafeBufferPointer<Float>] = []
    gradients.forEach { _, sum in
      sum.forEachPart { part in
        for first in stride(from: 0, to: part.count, by: elementsPerSum) {
          pieces.append(
            .init(rebasing: part[first..<min(first + elementsPerSum, part.count)]))
        }
      }
    }
    var squares = [Double](repeating: 0, count: pieces.count)
    squares.withUnsafeMutableBufferPointer { squares in
      let squares = squares
      model.parallel(pieces.count, by: 16) { range in
        for index in range {
          guard let first = pieces[index].baseAddress else { continue }
          squares[index] = headscope_dot(first, first, pieces[index].count)
        }
      }
    }
    return squares.reduce(0, +).squareRoot()
  }

  /// Numbers that are added up in one go.
  private static let elementsPerSum = 16384

  /// What gradients of this length are multiplied by.
  public static func factor(norm: Double, bound: Double?) -> Double {
    guard let bound else { return 1 }
    return min(1, bound / (norm + 1e-6))
  }
}
