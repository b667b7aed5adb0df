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
    /// A teacher's logits, and one of the classes where it is known.
    case taught([Float], label: Int?)

    /// The class, where there is one.
    var label: Int? {
      switch self {
      case .label(let label): label
      case .taught(_, let label): label
      case .labels, .values: nil
      }
    }
  }

  /// The share of the target that is spread evenly over all classes.
  ///
  /// Szegedy et al. 2016, section 7.
  public var labelSmoothing: Double
  /// What the examples of each class count, or nil for all the same.
  public var classWeights: [Double]?

  /// What both sides' logits are divided by where a teacher's answer is the target.
  public var temperature = 1.0
  /// What a teacher's answer counts beside a known class; without one it counts alone.
  public var teacherWeight = 1.0

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
    case .taught(let answer, let label): distilled(logits, answer, label)
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

  /// w·T²·KL(softmax(teacher/T) ‖ softmax(logits/T)) + (1 − w)·cross-entropy.
  ///
  /// Hinton et al. 2015, section 2; T² keeps the gradient's size.
  private func distilled(
    _ logits: [Float], _ answer: [Float], _ label: Int?
  ) -> (Double, [Double]) {
    let own = Self.logProbabilities(logits, temperature: temperature)
    let teacher = Self.logProbabilities(answer, temperature: temperature)
    let weight = label == nil ? 1 : teacherWeight
    var loss = 0.0
    for (p, q) in zip(teacher, own) where exp(p) > 0 { loss += exp(p) * (p - q) }
    loss *= weight * temperature * temperature
    var gradient = zip(teacher, own).map { weight * temperature * (exp($1) - exp($0)) }
    if let label, weight < 1 {
      let (value, part) = crossEntropy(logits, label)
      loss += (1 - weight) * value
      for index in gradient.indices { gradient[index] += (1 - weight) * part[index] }
    }
    return (loss, gradient)
  }

  private static func logProbabilities(_ logits: [Float], temperature: Double) -> [Double] {
    let scaled = logits.map { Double($0) / temperature }
    let largest = scaled.max() ?? 0
    let total = log(scaled.reduce(0) { $0 + exp($1 - largest) }) + largest
    return scaled.map { $0 - total }
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
