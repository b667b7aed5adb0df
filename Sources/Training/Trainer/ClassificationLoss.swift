import Foundation

/// What a classifier's logits are held against while it is trained, and the gradient of that.
public struct ClassificationLoss: Sendable {
  /// What a text is known to be.
  public enum Target: Equatable, Sendable {
    /// One of the classes.
    case label(Int)
    /// Every class on its own, 0…1.
    case labels([Float])
    /// Numbers, one an output.
    case values([Float])
  }

  /// The share of the target that is spread evenly over all classes.
  ///
  /// Szegedy et al. 2016, section 7.
  public var labelSmoothing: Double
  /// What the examples of each class count, or nil for all the same.
  public var classWeights: [Double]?

  /// The plain loss: cross-entropy of one class, binary cross-entropy of several, squared error of numbers.
  public init(labelSmoothing: Double = 0, classWeights: [Double]? = nil) {
    self.labelSmoothing = labelSmoothing
    self.classWeights = classWeights
  }

  /// The loss of one text and its gradient at the logits, both before they are divided by the batch's `weight`.
  public func callAsFunction(
    _ logits: [Float], _ target: Target
  ) -> (loss: Double, gradient: [Double]) {
    switch target {
    case .label(let label): crossEntropy(logits, label)
    case .labels(let labels): binaryCrossEntropy(logits, labels)
    case .values(let values): squaredError(logits, values)
    }
  }

  /// What a text counts in the batch's mean: with class weights, PyTorch's `CrossEntropyLoss` divides by their sum.
  public func weight(of target: Target) -> Double {
    guard case .label(let label) = target else { return 1 }
    return classWeights?[label] ?? 1
  }

  private func crossEntropy(_ logits: [Float], _ label: Int) -> (Double, [Double]) {
    let largest = Double(logits.max() ?? 0)
    let powers = logits.map { exp(Double($0) - largest) }
    let total = powers.reduce(0, +)
    let logTotal = log(total) + largest
    let spread = labelSmoothing / Double(max(logits.count, 1))
    // Σ_c t_c·w_c·(−ln p_c), t the smoothed target.
    var loss = 0.0
    var targetSum = 0.0
    var targets = [Double](repeating: 0, count: logits.count)
    for index in logits.indices {
      let share = spread + (index == label ? 1 - labelSmoothing : 0)
      guard share > 0 else { continue }
      targets[index] = share * (classWeights?[index] ?? 1)
      targetSum += targets[index]
      loss += targets[index] * (logTotal - Double(logits[index]))
    }
    let gradient = powers.indices.map { targetSum * powers[$0] / total - targets[$0] }
    return (loss, gradient)
  }

  private func binaryCrossEntropy(_ logits: [Float], _ labels: [Float]) -> (Double, [Double]) {
    let count = Double(max(logits.count, 1))
    var loss = 0.0
    var gradient: [Double] = []
    for (logit, label) in zip(logits, labels) {
      let (x, y) = (Double(logit), Double(label))
      loss += (max(x, 0) - x * y + log1p(exp(-abs(x)))) / count
      gradient.append((1 / (1 + exp(-x)) - y) / count)
    }
    return (loss, gradient)
  }

  private func squaredError(_ outputs: [Float], _ values: [Float]) -> (Double, [Double]) {
    let count = Double(max(outputs.count, 1))
    let differences = zip(outputs, values).map { Double($0) - Double($1) }
    return (
      differences.reduce(0) { $0 + $1 * $1 } / count, differences.map { 2 * $0 / count }
    )
  }
}
