import CKernels

/// The few loops over vectors that methods outside the network need at the machine's vector width.
public enum VectorArithmetic {
  /// Appends b + α·(x − b), a point of the straight path from b to x.
  public static func appendPoint(
    at alpha: Float, from baseline: [Float], to text: [Float], to points: inout [Float]
  ) {
    precondition(baseline.count == text.count, "a path joins two points of one space")
    let start = points.count
    points.append(contentsOf: baseline)
    points.withUnsafeMutableBufferPointer { points in
      guard let base = points.baseAddress else { return }
      headscope_interpolate(baseline, text, alpha, base + start, baseline.count)
    }
  }

  /// sum += factor·x.
  public static func add(_ x: ArraySlice<Float>, times factor: Float, to sum: inout [Float]) {
    precondition(x.count == sum.count, "vectors of one size")
    x.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { return }
      headscope_axpy(factor, x, &sum, sum.count)
    }
  }

  /// Σⱼ aᵢⱼ·bᵢⱼ for every row i, accumulated in double.
  public static func rowDots(_ a: ArraySlice<Float>, _ b: [Float], rows: Int) -> [Double] {
    precondition(a.count == b.count && rows > 0 && b.count % rows == 0, "matrices of one shape")
    let columns = b.count / rows
    return a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return [] }
        return (0..<rows).map { headscope_dot(a + $0 * columns, b + $0 * columns, columns) }
      }
    }
  }
}
