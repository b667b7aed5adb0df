import Foundation

/// DeepLIFT's rule for softmax, which shares out the change of probabilities between two runs exactly.
///
/// p = exp(s − L), so Δp = k·(Δs − ΔL) with k the logarithmic mean of the two probabilities; and as Δp sums to nothing,
/// ΔL = Σ k·Δs / Σ k. That is the derivative of softmax with k / Σ k in the place of the probabilities, times Σ k. The paper has no
/// rule for softmax; this one is symmetric in the two runs and tends to the derivative where they meet.
enum SoftmaxMultipliers {
  /// The logarithmic mean of two probabilities, (p − q)/(ln p − ln q).
  ///
  /// Written so that it stays exact where the two are near; one that underflowed counts as the smallest number there is.
  static func logarithmicMean(_ p: Double, _ q: Double) -> Double {
    let mean = (p + q) / 2
    guard mean > 0 else { return 0 }
    let smallest = Double(Float.leastNormalMagnitude)
    let half = log(max(p, smallest) / max(q, smallest)) / 2
    return abs(half) < 1e-8 ? mean : mean * tanh(half) / half
  }

  /// Puts the arithmetic mean of two rows of probabilities in the place of the first, and in that of the second the logarithmic one,
  /// divided by its sum.
  ///
  /// - Returns: that sum.
  static func replaceByMeans(
    _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>, count: Int
  ) -> Float {
    var sum = 0.0
    for index in 0..<count {
      let (p, q) = (Double(first[index]), Double(second[index]))
      let logarithmic = logarithmicMean(p, q)
      first[index] = Float((p + q) / 2)
      second[index] = Float(logarithmic)
      sum += logarithmic
    }
    guard sum > 0 else { return 0 }
    for index in 0..<count { second[index] = Float(Double(second[index]) / sum) }
    return Float(sum)
  }
}

extension SequenceClassifier {
  /// Puts the multipliers of a class's probability in the place of the logits of a text and its baseline.
  func writeProbabilityMultipliers(
    _ predictions: [Prediction], target: (_ sequence: Int, _ prediction: Prediction) -> Int,
    to logits: MatrixBuffer
  ) {
    let label = target(0, predictions[0])
    let (outputs, base) = (predictions[0].outputs, predictions[1].outputs)
    var multipliers = [Double](repeating: 0, count: outputs.count)
    switch predictions[0].kind {
    case .outputs: multipliers[label] = 1
    case .independentProbabilities:
      // p = 1/(1 + exp(−z)) is the softmax of z and 0.
      let kept = SoftmaxMultipliers.logarithmicMean(Double(outputs[label]), Double(base[label]))
      let lost = SoftmaxMultipliers.logarithmicMean(
        1 - Double(outputs[label]), 1 - Double(base[label]))
      multipliers[label] = kept * lost / (kept + lost)
    case .probabilities:
      let means = zip(outputs, base).map {
        SoftmaxMultipliers.logarithmicMean(Double($0), Double($1))
      }
      let sum = means.reduce(0, +)
      for (index, mean) in means.enumerated() {
        multipliers[index] = mean * ((index == label ? 1 : 0) - means[label] / sum)
      }
    }
    for row in 0..<2 {
      for (index, multiplier) in multipliers.enumerated() {
        logits.row(row)[index] = Float(multiplier)
      }
    }
  }
}
