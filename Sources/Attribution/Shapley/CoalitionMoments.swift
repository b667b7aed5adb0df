/// What Kernel SHAP's regressions need to know of the subsets and of what the model said: sums that do not grow with their number.
///
/// Kept parts are 1, others 0; what the model says is counted from what it says of nothing, so that there is no intercept.
struct CoalitionMoments {
  /// Parts of the text.
  let partCount: Int
  /// Σ w·x·xᵀ, `[parts, parts]` by rows.
  private(set) var products: [Double]
  /// Σ w·x·y, `[labels][parts]`.
  private(set) var responses: [[Double]]

  /// No subsets yet.
  init(partCount: Int, labelCount: Int) {
    self.partCount = partCount
    products = Array(repeating: 0, count: partCount * partCount)
    responses = Array(repeating: Array(repeating: 0, count: partCount), count: labelCount)
  }

  /// Adds a subset.
  ///
  /// - Complexity: the square of its parts, and theirs times the labels.
  mutating func add(_ kept: [Int], weight: Double, outputs: [Double]) {
    for row in kept {
      for column in kept { products[row * partCount + column] += weight }
    }
    for (label, output) in outputs.enumerated() {
      for part in kept { responses[label][part] += weight * output }
    }
  }

  /// Adds other subsets, each counted `scale` times.
  mutating func add(_ other: CoalitionMoments, scale: Double) {
    for index in products.indices { products[index] += scale * other.products[index] }
    for label in responses.indices {
      for part in 0..<partCount {
        responses[label][part] += scale * other.responses[label][part]
      }
    }
  }
}
