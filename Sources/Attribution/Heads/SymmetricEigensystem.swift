import Foundation

/// All eigenvalues and eigenvectors of a symmetric matrix, largest value first.
///
/// Householder reduction to three diagonals, then the QL method with implicit shifts: EISPACK's `tred2` and `tql2` (Bowdler et al.
/// 1968), after their public-domain form in JAMA.
struct SymmetricEigensystem {
  /// Eigenvalues in falling order.
  let values: [Double]
  private let vectors: [Double]
  private let order: [Int]
  private let size: Int

  /// Decomposes a matrix, `[size, size]`, of finite numbers.
  ///
  /// - Complexity: O(size³).
  init(_ matrix: [Double], size: Int) {
    precondition(matrix.count == size * size, "a square matrix")
    var work = Work(matrix, size)
    work.reduceToThreeDiagonals()
    work.diagonalise()
    let diagonal = work.d
    let order = diagonal.indices.sorted { diagonal[$0] > diagonal[$1] }
    values = order.map { diagonal[$0] }
    vectors = work.v
    self.order = order
    self.size = size
  }

  /// The eigenvector, of length 1, that belongs to a value.
  func vector(_ index: Int) -> [Double] {
    Array(vectors[order[index] * size..<(order[index] + 1) * size])
  }

  /// The matrix while it is being worked on; `v` holds column j at j·n, so that columns are contiguous.
  private struct Work {
    let n: Int
    var v: [Double]
    var d: [Double]
    var e: [Double]

    init(_ matrix: [Double], _ size: Int) {
      n = size
      v = matrix
      d = [Double](repeating: 0, count: size)
      e = d
    }

    /// Element of a row and a column.
    private subscript(row: Int, column: Int) -> Double {
      get { v[column * n + row] }
      set { v[column * n + row] = newValue }
    }

    mutating func reduceToThreeDiagonals() {
      for j in 0..<n { d[j] = self[n - 1, j] }
      for i in stride(from: n - 1, to: 0, by: -1) {
        let scale = d[..<i].reduce(0) { $0 + abs($1) }
        var h = 0.0
        if scale == 0 {
          e[i] = d[i - 1]
          for j in 0..<i {
            d[j] = self[i - 1, j]
            self[i, j] = 0
            self[j, i] = 0
          }
        } else {
          for k in 0..<i {
            d[k] /= scale
            h += d[k] * d[k]
          }
          let f = d[i - 1]
          let g = f > 0 ? -h.squareRoot() : h.squareRoot()
          e[i] = scale * g
          h -= f * g
          d[i - 1] = f - g
          reflect(i, h)
        }
        d[i] = h
      }
      accumulate()
    }

    /// Applies the reflection that `d` holds to the leading i × i block.
    private mutating func reflect(_ i: Int, _ h: Double) {
      for j in 0..<i { e[j] = 0 }
      for j in 0..<i {
        let f = d[j]
        self[j, i] = f
        var g = e[j] + self[j, j] * f
        for k in j + 1..<max(i, j + 1) {
          g += self[k, j] * d[k]
          e[k] += self[k, j] * f
        }
        e[j] = g
      }
      var f = 0.0
      for j in 0..<i {
        e[j] /= h
        f += e[j] * d[j]
      }
      let half = f / (h + h)
      for j in 0..<i { e[j] -= half * d[j] }
      for j in 0..<i {
        let f = d[j]
        let g = e[j]
        for k in j..<i { self[k, j] -= f * e[k] + g * d[k] }
        d[j] = self[i - 1, j]
        self[i, j] = 0
      }
    }

    /// Multiplies the reflections together.
    private mutating func accumulate() {
      for i in 0..<n - 1 {
        self[n - 1, i] = self[i, i]
        self[i, i] = 1
        let h = d[i + 1]
        if h != 0 {
          for k in 0...i { d[k] = self[k, i + 1] / h }
          for j in 0...i {
            var g = 0.0
            for k in 0...i { g += self[k, i + 1] * self[k, j] }
            for k in 0...i { self[k, j] -= g * d[k] }
          }
        }
        for k in 0...i { self[k, i + 1] = 0 }
      }
      for j in 0..<n {
        d[j] = self[n - 1, j]
        self[n - 1, j] = 0
      }
      self[n - 1, n - 1] = 1
      e[0] = 0
    }

    mutating func diagonalise() {
      // A value takes two or three steps; the bound only keeps numbers gone wrong from turning forever.
      let maximumSteps = 100
      for i in 1..<max(n, 1) { e[i - 1] = e[i] }
      e[n - 1] = 0
      var shift = 0.0
      var largest = 0.0
      for l in 0..<n {
        largest = max(largest, abs(d[l]) + abs(e[l]))
        let small = largest * Double.ulpOfOne
        let m = (l..<n).first { abs(e[$0]) <= small } ?? n - 1
        if m > l {
          var steps = 0
          repeat {
            step(l, m, &shift)
            steps += 1
          } while abs(e[l]) > small && steps < maximumSteps
        }
        d[l] += shift
        e[l] = 0
      }
    }

    /// One QL step on the block from l to m.
    private mutating func step(_ l: Int, _ m: Int, _ shift: inout Double) {
      let before = d[l]
      var p = (d[l + 1] - before) / (2 * e[l])
      let root = p < 0 ? -hypot(p, 1) : hypot(p, 1)
      d[l] = e[l] / (p + root)
      d[l + 1] = e[l] * (p + root)
      let next = d[l + 1]
      let change = before - d[l]
      for i in l + 2..<max(n, l + 2) { d[i] -= change }
      shift += change
      p = d[m]
      var (c, c2, c3) = (1.0, 1.0, 1.0)
      var (s, s2) = (0.0, 0.0)
      let off = e[l + 1]
      for i in stride(from: m - 1, through: l, by: -1) {
        c3 = c2
        c2 = c
        s2 = s
        let g = c * e[i]
        let h = c * p
        let r = hypot(p, e[i])
        e[i + 1] = s * r
        s = e[i] / r
        c = p / r
        p = c * d[i] - s * g
        d[i + 1] = h + s * (c * g + s * d[i])
        rotate(i, c, s)
      }
      p = -s * s2 * c3 * off * e[l] / next
      e[l] = s * p
      d[l] = c * p
    }

    /// Turns columns i and i + 1.
    private mutating func rotate(_ i: Int, _ c: Double, _ s: Double) {
      v.withUnsafeMutableBufferPointer { v in
        let left = i * n
        let right = left + n
        for k in 0..<n {
          let h = v[right + k]
          v[right + k] = s * v[left + k] + c * h
          v[left + k] = c * v[left + k] - s * h
        }
      }
    }
  }
}
