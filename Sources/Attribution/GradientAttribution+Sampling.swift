import Foundation
import Model

extension GradientAttribution.Session {
  /// SmoothGrad: the mean gradient over copies of the text with Gaussian noise on its vectors.
  ///
  /// Smilkov et al. 2017. The standard error of each token's mean is given beside it.
  func smoothGrad() throws {
    var noise = GaussianNoise(seed: request.seed)
    let deviation = Double(request.noise)
    try sampleMeans(.smoothGrad) { values in
      values.append(
        contentsOf: vectors.values.map { Float(Double($0) + deviation * noise.next()) })
    } contribution: { gradient in
      Array(gradient)
    }
  }

  /// GradientSHAP (Lundberg and Lee 2017; captum `gradient_shap.py`): the mean of (x−b)·∇F at random points between baseline and
  /// text.
  func gradientSHAP() throws {
    let baseline = try baselineVectors()
    let baseOutput = try output(at: baseline)
    let difference = difference(from: baseline)
    var generator = SeededGenerator(seed: request.seed)
    try sampleMeans(.gradientSHAP, baseOutput: baseOutput) { values in
      VectorArithmetic.appendPoint(
        at: Float(generator.uniform()), from: baseline.values, to: vectors.values, to: &values)
    } contribution: { gradient in
      product(Array(gradient), difference)
    }
  }

  /// Reports the mean of a contribution over the request's samples, with the standard error of every token.
  private func sampleMeans(
    _ method: AttributionMethod, baseOutput: Float? = nil, point: (inout [Float]) -> Void,
    contribution: (ArraySlice<Float>) -> [Float]
  ) throws {
    let count = request.sampleCount
    var total = [Double](repeating: 0, count: vectors.values.count)
    // Welford's running mean of every token's own sum, and the products of deviations of each two.
    var mean = [Double](repeating: 0, count: tokens)
    var products = [Double](repeating: 0, count: tokens * tokens)
    try visitGradients(count) { _, values in
      point(&values)
    } visit: { index, _, gradient in
      let sample = contribution(gradient)
      for (offset, value) in sample.enumerated() { total[offset] += Double(value) }
      let deviations = zip(reduced(sample, by: request.reduction), mean).map { Double($0) - $1 }
      for token in 0..<tokens { mean[token] += deviations[token] / Double(index + 1) }
      let share = Double(index) / Double(index + 1)
      for token in 0..<tokens {
        for other in 0..<tokens {
          products[token * tokens + other] += share * deviations[token] * deviations[other]
        }
      }
    }
    let full = total.map { Float($0 / Double(count)) }
    let covariance =
      count > 1 ? products.map { Float($0 / Double(count - 1) / Double(count)) } : nil
    let errors = covariance.map { covariance in
      (0..<tokens).map { covariance[$0 * tokens + $0].squareRoot() }
    }
    let delta = baseOutput.map { base in
      Float(sum(full) - (Double(outputValue) - Double(base)))
    }
    var result = estimate(
      method, values: reduced(full, by: request.reduction), uncertainty: errors,
      baseOutput: baseOutput, delta: delta, steps: count,
      evaluations: count + (baseOutput == nil ? 1 : 2), isFinal: true,
      message: vanishingSums(full))
    result.covariance = covariance
    try attribution.report(result)
  }
  /// Says so where the numbers are what rounding left of nothing.
  ///
  /// A layer norm does not see a number that is added to all of a vector. Where the vectors are read through layer norms alone (of GPT-2
  /// everywhere, of BERT at the word table), a gradient adds up to 0 over the hidden dimension, whatever its length.
  private func vanishingSums(_ full: [Float]) -> String? {
    guard request.reduction == .sum else { return nil }
    let sums = reduced(full, by: .sum).map(abs).max() ?? 0
    let lengths = reduced(full, by: .l2).max() ?? 0
    guard sums < 1e-5 * lengths else { return nil }
    return "the numbers are rounding: a gradient adds up to 0 over what a layer norm reads, "
      + "reduce it by l2"
  }
}
