/// A symmetric positive semidefinite system: its solution, or the shortest one of the best where it does not have one alone.
///
/// Cholesky's decomposition with pivots finds the rank r and A = L·Lᵀ with r columns; for fewer than all, the pseudoinverse is
/// L·(LᵀL)⁻¹·(LᵀL)⁻¹·Lᵀ. This is what `lstsq` gives, from products of columns instead of the columns.
struct MinimumNormSystem {
  /// How many of the rows do not depend on each other.
  private(set) var rank = 0
  private let size: Int
  /// Rows in the order of their pivots.
  private var order: [Int]
  /// L by rows in that order, `[size, size]`.
  private var lower: [Double]
  /// LᵀL; nil where L is square.
  private var inner: SymmetricSystem?

  /// Pivots below this share of the largest entry are what rounding leaves of nothing.
  private static let tolerance = 1e-11

  /// Decomposes a matrix, `[size, size]` by rows.
  ///
  /// - Complexity: size·rank² products.
  init(_ matrix: [Double], size: Int) {
    precondition(matrix.count == size * size, "a square matrix")
    self.size = size
    order = Array(0..<size)
    lower = Array(repeating: 0, count: size * size)
    var rest = (0..<size).map { matrix[$0 * size + $0] }
    let smallest = (rest.max() ?? 0) * Self.tolerance
    while rank < size {
      guard let best = (rank..<size).max(by: { rest[order[$0]] < rest[order[$1]] }),
        rest[order[best]] > smallest
      else { break }
      if best != rank {
        order.swapAt(rank, best)
        for column in 0..<rank { lower.swapAt(rank * size + column, best * size + column) }
      }
      let pivot = rest[order[rank]].squareRoot()
      lower[rank * size + rank] = pivot
      for row in rank + 1..<max(size, rank + 1) {
        var sum = matrix[order[row] * size + order[rank]]
        for column in 0..<rank { sum -= lower[row * size + column] * lower[rank * size + column] }
        lower[row * size + rank] = sum / pivot
        rest[order[row]] -= (sum / pivot) * (sum / pivot)
      }
      rank += 1
    }
    guard rank < size, rank > 0 else { return }
    var products = [Double](repeating: 0, count: rank * rank)
    for row in 0..<size {
      for first in 0..<min(row + 1, rank) {
        for second in 0...first {
          products[first * rank + second] +=
            lower[row * size + first] * lower[row * size + second]
        }
      }
    }
    inner = SymmetricSystem(products, size: rank)
  }

  /// Whether there is one solution alone.
  var isRegular: Bool { rank == size }

  /// x in A·x = b; the shortest of those that come nearest, where A is singular.
  func solve(_ right: [Double]) -> [Double] {
    var x = order.map { right[$0] }
    if isRegular {
      for row in 0..<size {
        for column in 0..<row { x[row] -= lower[row * size + column] * x[column] }
        x[row] /= lower[row * size + row]
      }
      for row in (0..<size).reversed() {
        x[row] /= lower[row * size + row]
        for column in 0..<row { x[column] -= lower[row * size + column] * x[row] }
      }
    } else if let inner {
      var short = [Double](repeating: 0, count: rank)
      for row in 0..<size {
        for column in 0..<min(row + 1, rank) {
          short[column] += lower[row * size + column] * x[row]
        }
      }
      short = inner.solve(inner.solve(short))
      for row in 0..<size {
        x[row] = (0..<min(row + 1, rank)).reduce(0) { $0 + lower[row * size + $1] * short[$1] }
      }
    } else {
      x = Array(repeating: 0, count: size)
    }
    var result = x
    for (row, original) in order.enumerated() { result[original] = x[row] }
    return result
  }
}
