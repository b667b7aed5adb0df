import Foundation

/// Which parts Kernel SHAP's regression may have, where it may not have all: shap's `l1_reg`.
///
/// Parts that are left out get 0, and the others make up the whole change between them. shap's fixed penalty (a number as `l1_reg`) is not
/// here.
public enum KernelSHAPRegularization: Equatable, Sendable {
  /// All: `l1_reg=False`, without which the values are not estimates of Shapley's.
  case all
  /// The first so many that least angle regression takes in: `l1_reg="num_features(n)"`, shap's default with 10.
  case featureLimit(Int)
  /// The point of the lasso's path with the lowest criterion of Akaike: `l1_reg="aic"`.
  case akaike
  /// The point of the lasso's path with the lowest Bayesian information criterion: `l1_reg="bic"`.
  case bayesian
  /// By Akaike's criterion where less than a fifth of all subsets is asked, all otherwise: `l1_reg="auto"`, which shap no longer
  /// recommends.
  case automatic

  /// The parts that are in, in the order in which they came where there is one; none, where nothing says which.
  func choose(
    from responses: CoalitionResponses, _ moments: CoalitionMoments, label: Int
  ) -> [Int] {
    let all = Array(0..<moments.partCount)
    switch self {
    case .all: return all
    case .automatic:
      let rule: Self = responses.sample.fraction < 0.2 ? .akaike : .all
      return rule.choose(from: responses, moments, label: label)
    case .featureLimit(let limit):
      let (products, right) = augmented(moments, label: label, total: responses.total[label])
      return LeastAngleRegression(
        products: products, responses: right, samples: 2 * responses.rows, limit: limit,
        variant: .leastAngle
      ).active
    case .akaike: return byCriterion(responses, moments, label: label) { _ in 2 }
    case .bayesian: return byCriterion(responses, moments, label: label) { log($0) }
    }
  }

  /// The products of the columns that shap selects on: every subset as it is and as seen from the whole text.
  ///
  /// √(w·(n − s))·x against y, then √(w·s)·(x − 1) against y − Δ, of n parts and subsets of s: Σ w·x·xᵀ and Σ w·x·y say all of them.
  private func augmented(
    _ moments: CoalitionMoments, label: Int, total: Double
  ) -> (products: [Double], responses: [Double]) {
    let count = moments.partCount
    // Σ w·s·x, and Σ w·s.
    let sizes = (0..<count).map { row in
      moments.products[row * count..<(row + 1) * count].reduce(0, +)
    }
    let size = (0..<count).reduce(0) { $0 + moments.products[$1 * count + $1] }
    var products = moments.products
    for row in 0..<count {
      for column in 0..<count {
        let index = row * count + column
        products[index] = Double(count) * products[index] - sizes[row] - sizes[column] + size
      }
    }
    let outputs = moments.responses[label]
    let sum = outputs.reduce(0, +)
    let right = (0..<count).map {
      Double(count) * outputs[$0] - sum - total * (sizes[$0] - size)
    }
    return (products, right)
  }

  /// `LassoLarsIC` on columns divided by their standard deviations, as shap has it.
  private func byCriterion(
    _ responses: CoalitionResponses, _ moments: CoalitionMoments, label: Int,
    penalty: (Double) -> Double
  ) -> [Int] {
    let count = moments.partCount
    let rows = Double(2 * responses.rows)
    let total = responses.total[label]
    // Nothing tells noise from signal in fewer rows: shap stops with an error.
    guard rows > Double(count + 1) else { return Array(0..<count) }
    var means = [Double](repeating: 0, count: count)
    var mean = 0.0
    var square = 0.0
    for (row, outputs) in responses.outputs.enumerated() {
      let mask = responses.sample.masks[row]
      let kept = mask.kept
      let weight = responses.weight(row)
      let here = (weight * Double(count - kept.count)).squareRoot()
      let there = (weight * Double(kept.count)).squareRoot()
      for part in 0..<count { means[part] += mask[part] ? here : -there }
      let rest = outputs[label] - total
      mean += here * outputs[label] + there * rest
      square += here * here * outputs[label] * outputs[label] + there * there * rest * rest
    }
    means = means.map { $0 / rows }
    mean /= rows
    var (products, right) = augmented(moments, label: label, total: total)
    let deviations = (0..<count).map { part in
      let variance = products[part * count + part] / rows - means[part] * means[part]
      return variance > 0 ? variance.squareRoot() : 1
    }
    for row in 0..<count {
      for column in 0..<count {
        let index = row * count + column
        products[index] =
          (products[index] - rows * means[row] * means[column])
          / (deviations[row] * deviations[column])
      }
      right[row] = (right[row] - rows * means[row] * mean) / deviations[row]
    }
    square -= rows * mean * mean
    func residual(_ coefficients: [Double]) -> Double {
      var sum = square
      for row in 0..<count where coefficients[row] != 0 {
        var fitted = 0.0
        for column in 0..<count { fitted += products[row * count + column] * coefficients[column] }
        sum += coefficients[row] * (fitted - 2 * right[row])
      }
      // Below this there is nothing but rounding.
      return max(sum, square * 1e-15, .leastNormalMagnitude)
    }
    let whole = MinimumNormSystem(products, size: count).solve(right)
    let noise = residual(whole) / (rows - Double(count) - 1)
    let path = LeastAngleRegression(
      products: products, responses: right, samples: 2 * responses.rows, limit: 500,
      variant: .lasso
    ).path
    let factor = penalty(rows)
    let criteria = path.map { coefficients in
      residual(coefficients) / noise
        + factor * Double(coefficients.count { abs($0) > .ulpOfOne })
    }
    guard let best = criteria.indices.min(by: { criteria[$0] < criteria[$1] }) else { return [] }
    return (0..<count).filter { path[best][$0] != 0 }
  }
}

extension KernelSHAPRegularization {
  /// The name that shap's `l1_reg` has.
  public var name: String {
    switch self {
    case .all: "all"
    case .featureLimit(let limit): "num_features(\(limit))"
    case .akaike: "aic"
    case .bayesian: "bic"
    case .automatic: "auto"
    }
  }
}
