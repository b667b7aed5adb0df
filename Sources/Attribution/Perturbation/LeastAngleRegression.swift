/// Which columns a regression takes in, one after the other, by the angle between each and what is left to explain.
///
/// Efron et al. 2004, as scikit-learn 1.8's `lars_path` does it: columns are not normalised, ties go to the column that stands first, and a
/// path ends where the largest correlation a sample is below single precision's epsilon. `LassoPath` is the same path for LIME, which
/// knows its columns as weighted moments alone.
struct LeastAngleRegression {
  /// What happens where a coefficient comes to zero.
  enum Variant {
    /// It goes on through zero, and no column comes in at the next step: scikit-learn's `lar`.
    case leastAngle
    /// Its column leaves: the lasso's path.
    case lasso
  }

  /// The columns that are in at the end, in the order in which they came.
  private(set) var active: [Int] = []
  /// The coefficients at every point of the path, the start first.
  private(set) var path: [[Double]]

  /// Cholesky's factor of the active columns' products, by rows.
  private var factor: [[Double]] = []
  private let products: [Double]
  private let count: Int

  /// Correlations a sample below this are none: `np.finfo(np.float32).eps`.
  private static let tolerance = Double(Float.ulpOfOne)
  /// Keeps a quotient of two zeros from being one: `np.finfo(np.float32).tiny`.
  private static let tiny = Double(Float.leastNormalMagnitude)

  /// Follows the path from no column.
  ///
  /// - Parameters:
  ///   - products: of the columns with each other, `[columns, columns]` by rows.
  ///   - responses: products of the columns with what is explained.
  ///   - samples: rows that the products are sums over.
  ///   - limit: steps at most.
  ///   - variant: what happens where a coefficient comes to zero.
  /// - Complexity: a step costs the active columns times all.
  init(
    products: [Double], responses: [Double], samples: Int, limit: Int, variant: Variant
  ) {
    precondition(products.count == responses.count * responses.count, "products of all columns")
    self.products = products
    count = responses.count
    path = [Array(repeating: 0, count: count)]
    var correlations = responses
    // Columns that are in come first; the order of the others decides ties.
    var order = Array(0..<count)
    var signs: [Double] = []
    var hasDropped = false
    var lastPenalty = Double.infinity
    while true {
      let place = Self.firstLargest(order[active.count...], correlations)
      let highest = place.map { abs(correlations[order[$0]]) } ?? 0
      let penalty = highest / Double(max(samples, 1))
      if penalty <= Self.tolerance || path.count > limit || active.count >= count { break }
      if !hasDropped, let place {
        let next = order[place]
        order.swapAt(active.count, place)
        guard append(next) else {
          // A column that depends on those in explains nothing more.
          order.swapAt(active.count, place)
          correlations[next] = 0
          continue
        }
        signs.append(correlations[next] < 0 ? -1 : 1)
      }
      // Rounding has more to say than what is left.
      if variant == .lasso, penalty > lastPenalty { break }
      lastPenalty = penalty
      var direction = solve(signs)
      let norm = 1 / zip(direction, signs).reduce(0) { $0 + $1.0 * $1.1 }.squareRoot()
      guard norm.isFinite, !active.isEmpty else { break }
      direction = direction.map { $0 * norm }
      var step = highest / norm
      let rest = order[active.count...]
      var slopes: [Double] = []
      for feature in rest {
        var slope = 0.0
        for (column, value) in zip(active, direction) {
          slope += products[feature * count + column] * value
        }
        slope = (slope * 1e15).rounded(.toNearestOrEven) / 1e15
        slopes.append(slope)
        for candidate in [
          (highest - correlations[feature]) / (norm - slope + Self.tiny),
          (highest + correlations[feature]) / (norm + slope + Self.tiny),
        ] where candidate > 0 && candidate < step {
          step = candidate
        }
      }
      var coefficients = path[path.count - 1]
      let zeros = zip(active, direction).map { -coefficients[$0] / ($1 + Self.tiny) }
      hasDropped = false
      var leaving: [Int] = []
      if let first = zeros.filter({ $0 > 0 }).min(), first < step {
        leaving = zeros.indices.filter { zeros[$0] == first }.reversed()
        for place in leaving { signs[place] = -signs[place] }
        if variant == .lasso { step = first }
        hasDropped = true
      }
      for (column, value) in zip(active, direction) { coefficients[column] += step * value }
      for (feature, slope) in zip(rest, slopes) { correlations[feature] -= step * slope }
      if hasDropped, variant == .lasso {
        for place in leaving {
          coefficients[active.remove(at: place)] = 0
          signs.remove(at: place)
          order.insert(order.remove(at: place), at: active.count)
        }
        for column in order[active.count..<active.count + leaving.count] {
          correlations[column] =
            responses[column]
            - (0..<count).reduce(0) { $0 + products[column * count + $1] * coefficients[$1] }
        }
        rebuild()
      }
      path.append(coefficients)
    }
  }

  private static func firstLargest(_ order: ArraySlice<Int>, _ values: [Double]) -> Int? {
    var best: Int?
    for place in order.indices
    where best.map({ abs(values[order[place]]) > abs(values[order[$0]]) }) ?? true {
      best = place
    }
    return best
  }

  /// Takes a column in; false where it depends on those that are.
  private mutating func append(_ column: Int) -> Bool {
    var row: [Double] = []
    row.reserveCapacity(active.count + 1)
    for (place, other) in active.enumerated() {
      var sum = products[column * count + other]
      for inner in 0..<place { sum -= row[inner] * factor[place][inner] }
      row.append(sum / factor[place][place])
    }
    let rest = products[column * count + column] - row.reduce(0) { $0 + $1 * $1 }
    let pivot = abs(rest).squareRoot()
    guard pivot >= 1e-7 else { return false }
    row.append(pivot)
    factor.append(row)
    active.append(column)
    return true
  }

  private mutating func rebuild() {
    let columns = active
    active = []
    factor = []
    for column in columns { _ = append(column) }
  }

  private func solve(_ right: [Double]) -> [Double] {
    var x = right
    for row in x.indices {
      for place in 0..<row { x[row] -= factor[row][place] * x[place] }
      x[row] /= factor[row][row]
    }
    for row in x.indices.reversed() {
      x[row] /= factor[row][row]
      for place in 0..<row { x[place] -= factor[row][place] * x[row] }
    }
    return x
  }
}
