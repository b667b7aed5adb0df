/// The lasso's coefficients from the largest penalty down to none, by least angle regression.
///
/// Efron et al. 2004, with the lasso's modification: a coefficient that comes to zero leaves. Columns are not normalised, as
/// scikit-learn's `lars_path` leaves them.
struct LassoPath {
  /// The features with a coefficient that is not zero, at every point of the path, in order.
  private(set) var supports: [[Int]] = [[]]
  private let featureCount: Int

  /// Follows the path of one label's responses.
  ///
  /// - Complexity: a point for every feature that enters or leaves, each the cube of those in.
  init(_ moments: WeightedMoments, label: Int) {
    let (products, responses) = moments.centred(
      on: Array(0..<moments.featureCount), label: label)
    let count = moments.featureCount
    featureCount = count
    var coefficients = [Double](repeating: 0, count: count)
    var active: [Int] = []
    var signs: [Double] = []
    var dropped: Int?
    var excluded: Set<Int> = []
    let scale = responses.map(abs).max() ?? 0
    for _ in 0..<8 * max(count, 1) {
      let correlations = (0..<count).map { feature in
        responses[feature]
          - (0..<count).reduce(0) { $0 + products[feature * count + $1] * coefficients[$1] }
      }
      let rest = (0..<count).filter {
        !active.contains($0) && !excluded.contains($0)
      }
      if dropped == nil {
        guard let next = rest.max(by: { abs(correlations[$0]) < abs(correlations[$1]) }),
          abs(correlations[next]) > scale * 1e-12
        else { break }
        active.append(next)
        signs.append(correlations[next] < 0 ? -1 : 1)
      }
      let size = active.count
      guard size > 0 else { break }
      var matrix = [Double](repeating: 0, count: size * size)
      for row in 0..<size {
        for column in 0..<size {
          matrix[row * size + column] = products[active[row] * count + active[column]]
        }
      }
      guard let system = SymmetricSystem(matrix, size: size) else {
        // A column that depends on those in has no path of its own.
        excluded.insert(active.removeLast())
        signs.removeLast()
        dropped = nil
        continue
      }
      // Along this direction the correlations of all that are in fall alike.
      let direction = system.solve(signs)
      let highest = active.map { abs(correlations[$0]) }.max() ?? 0
      var step = highest
      for feature in rest where !active.contains(feature) && feature != dropped {
        let slope = (0..<size).reduce(0) {
          $0 + products[feature * count + active[$1]] * direction[$1]
        }
        for candidate in [
          (highest - correlations[feature]) / (1 - slope),
          (highest + correlations[feature]) / (1 + slope),
        ] where candidate > highest * 1e-12 && candidate < step {
          step = candidate
        }
      }
      var leaving: Int?
      for place in 0..<size {
        let zero = -coefficients[active[place]] / direction[place]
        if zero > highest * 1e-12, zero < step {
          step = zero
          leaving = place
        }
      }
      for place in 0..<size { coefficients[active[place]] += step * direction[place] }
      dropped = nil
      if let leaving {
        coefficients[active[leaving]] = 0
        dropped = active.remove(at: leaving)
        signs.remove(at: leaving)
      }
      supports.append((0..<count).filter { coefficients[$0] != 0 })
      if step >= highest { break }
    }
  }

  /// The features at the last point that has no more than `count`; at the first one where all have more.
  ///
  /// All features, where nothing correlates and the path has no point but its start.
  func active(atMost count: Int) -> [Int] {
    let points = supports.dropFirst()
    return points.last { $0.count <= count } ?? points.first ?? Array(0..<featureCount)
  }
}
