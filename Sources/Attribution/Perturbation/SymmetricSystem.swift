/// A small symmetric positive definite system, solved by Cholesky's decomposition in double precision.
struct SymmetricSystem {
  /// The lower triangle of L in A = L·Lᵀ, by rows.
  private var lower: [Double]
  private let size: Int

  /// Decomposes a matrix, `[size, size]` by rows; nil where it is not positive definite to working precision.
  ///
  /// - Complexity: size³/6 products.
  init?(_ matrix: [Double], size: Int) {
    precondition(matrix.count == size * size, "a square matrix")
    self.size = size
    lower = matrix
    for row in 0..<size {
      for column in 0...row {
        var sum = matrix[row * size + column]
        for place in 0..<column {
          sum -= lower[row * size + place] * lower[column * size + place]
        }
        if row == column {
          // What rounding leaves of a dependent column is no pivot.
          guard sum > matrix[row * size + row] * 1e-13, sum > 0 else { return nil }
          lower[row * size + row] = sum.squareRoot()
        } else {
          lower[row * size + column] = sum / lower[column * size + column]
        }
      }
    }
  }

  /// x in A·x = b.
  func solve(_ right: [Double]) -> [Double] {
    var x = right
    for row in 0..<size {
      for place in 0..<row { x[row] -= lower[row * size + place] * x[place] }
      x[row] /= lower[row * size + row]
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      for place in row + 1..<size { x[row] -= lower[place * size + row] * x[place] }
      x[row] /= lower[row * size + row]
    }
    return x
  }
}
