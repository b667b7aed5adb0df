/// What a weighted linear regression on masks needs to know of its samples: sums that do not grow with their number.
///
/// Features are 0 or 1, responses one a label. Sums are taken about the first sample's responses, so that a model that hardly moves
/// loses no figures.
struct WeightedMoments {
  /// Features of a sample.
  let featureCount: Int
  /// Samples so far.
  private(set) var count = 0
  private var weight = 0.0
  private var squaredWeight = 0.0
  /// Σ w·x, and Σ w²·x.
  private var features: [Double]
  private var squaredFeatures: [Double]
  /// Σ w·x·xᵀ and Σ w²·x·xᵀ, lower triangles by rows.
  private var products: [Double]
  private var squaredProducts: [Double]
  /// The first sample's responses, which the sums are taken about.
  private(set) var origin: [Double] = []
  /// Σ w·y, Σ w·y² and Σ w·x·y a label.
  private var responses: [Double] = []
  private var squares: [Double] = []
  private var crossProducts: [[Double]] = []

  /// No samples yet.
  init(featureCount: Int) {
    self.featureCount = featureCount
    features = Array(repeating: 0, count: featureCount)
    squaredFeatures = features
    products = Array(repeating: 0, count: featureCount * featureCount)
    squaredProducts = products
  }

  /// Adds a sample.
  ///
  /// - Complexity: the square of the kept features, and theirs times the labels.
  mutating func add(_ mask: FeatureMask, weight w: Double, responses values: [Double]) {
    if count == 0 {
      origin = values
      responses = Array(repeating: 0, count: values.count)
      squares = responses
      crossProducts = Array(
        repeating: Array(repeating: 0, count: featureCount), count: values.count)
    }
    count += 1
    weight += w
    squaredWeight += w * w
    let kept = mask.kept
    for (place, row) in kept.enumerated() {
      features[row] += w
      squaredFeatures[row] += w * w
      for column in kept[...place] {
        products[row * featureCount + column] += w
        squaredProducts[row * featureCount + column] += w * w
      }
    }
    for (label, value) in values.enumerated() {
      let y = value - origin[label]
      responses[label] += w * y
      squares[label] += w * y * y
      for feature in kept { crossProducts[label][feature] += w * y }
    }
  }

  /// A ridge regression with intercept on some of the features.
  ///
  /// - Parameters:
  ///   - chosen: the features.
  ///   - label: whose responses.
  ///   - penalty: of the squared coefficients, not of the intercept.
  /// - Returns: The fit; where the columns depend on each other and nothing is penalised, one of the smallest penalty that works.
  func ridge(on chosen: [Int], label: Int, penalty: Double) -> RidgeFit {
    let size = chosen.count
    let centre = chosen.map { features[$0] / weight }
    let meanResponse = responses[label] / weight
    let (matrix, right) = centred(on: chosen, label: label)
    func penalised(_ penalty: Double) -> SymmetricSystem? {
      var shifted = matrix
      for place in 0..<size { shifted[place * size + place] += penalty }
      return SymmetricSystem(shifted, size: size)
    }
    var used = penalty
    var system = penalised(penalty)
    while system == nil {
      used = max(used * 10, weight * 1e-12)
      system = penalised(used)
    }
    guard let system else { preconditionFailure("a large penalty makes every matrix definite") }
    let coefficients = system.solve(right)
    let intercept =
      meanResponse + origin[label] - zip(coefficients, centre).reduce(0) { $0 + $1.0 * $1.1 }
    // Σ w (y − ŷ)² from the sums, about the weighted means.
    var residual = squares[label] - weight * meanResponse * meanResponse
    let total = residual
    for row in 0..<size {
      residual -= 2 * coefficients[row] * right[row]
      for column in 0..<size {
        residual += coefficients[row] * coefficients[column] * matrix[row * size + column]
      }
    }
    residual = max(residual, 0)
    return RidgeFit(
      features: chosen, coefficients: coefficients, intercept: intercept,
      score: total > 0 ? 1 - residual / total : residual > 0 ? 0 : 1, residual: residual,
      system: system)
  }

  /// Standard errors of a fit's coefficients under its residuals: σ²·A⁻¹·B·A⁻¹, A of the weights and B of their squares.
  ///
  /// - Returns: One a coefficient; infinite where there are too few samples to tell.
  /// - Complexity: the cube of the fit's features, which choosing among many fits does without.
  func standardErrors(of fit: RidgeFit) -> [Double] {
    let (chosen, system) = (fit.features, fit.system)
    let size = chosen.count
    let centre = chosen.map { features[$0] / weight }
    // Kish's number of equally weighted samples that know as much.
    let effective = squaredWeight > 0 ? weight * weight / squaredWeight : 0
    guard effective > Double(size + 1) else { return Array(repeating: .infinity, count: size) }
    let variance = fit.residual / weight * effective / (effective - Double(size + 1))
    var squared = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0..<size {
        let (first, second) = (chosen[row], chosen[column])
        squared[row * size + column] =
          product(squaredProducts, first, second) - centre[row] * squaredFeatures[second]
          - centre[column] * squaredFeatures[first] + squaredWeight * centre[row] * centre[column]
      }
    }
    return (0..<size).map { place in
      var unit = [Double](repeating: 0, count: size)
      unit[place] = 1
      let column = system.solve(unit)
      var sum = 0.0
      for row in 0..<size {
        for other in 0..<size {
          sum += column[row] * squared[row * size + other] * column[other]
        }
      }
      return (variance * max(sum, 0)).squareRoot()
    }
  }

  private func product(_ sums: [Double], _ first: Int, _ second: Int) -> Double {
    sums[max(first, second) * featureCount + min(first, second)]
  }

  /// Weighted and centred products of some features, `[chosen, chosen]` by rows, and of them and a label's responses.
  func centred(on chosen: [Int], label: Int) -> (products: [Double], responses: [Double]) {
    let size = chosen.count
    let centre = chosen.map { features[$0] / weight }
    let meanResponse = responses[label] / weight
    var matrix = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0..<size {
        matrix[row * size + column] =
          product(products, chosen[row], chosen[column]) - weight * centre[row] * centre[column]
      }
    }
    return (
      matrix,
      chosen.enumerated().map { place, feature in
        crossProducts[label][feature] - weight * centre[place] * meanResponse
      }
    )
  }
}

/// A weighted ridge regression's result.
struct RidgeFit {
  /// The features it is on.
  var features: [Int]
  /// One a feature, in the same order.
  var coefficients: [Double]
  var intercept: Double
  /// R² over the samples, weighted.
  var score: Double
  /// Σ w·(y − ŷ)².
  var residual: Double
  /// The centred and penalised products of the features.
  var system: SymmetricSystem
}
