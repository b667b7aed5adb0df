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

  /// What one pass over a row of a distribution finds.
  public struct RowDescription: Equatable, Sendable {
    /// −Σ a ln a, in nats.
    public var entropy: Double
    /// Σ a·w.
    public var weighted: Double
    /// The largest element.
    public var maximum: Float
  }

  /// Entropy, weighted sum and maximum of a row of which no element is negative.
  ///
  /// - Complexity: O(row), a logarithm an element.
  public static func describe(
    _ row: ArraySlice<Float>, weights: ArraySlice<Float>
  ) -> RowDescription {
    precondition(row.count == weights.count, "a row and its weights are of one length")
    return row.withUnsafeBufferPointer { row in
      weights.withUnsafeBufferPointer { weights in
        guard let values = row.baseAddress, let weights = weights.baseAddress else {
          return RowDescription(entropy: 0, weighted: 0, maximum: 0)
        }
        let found = headscope_describe_row(values, weights, row.count)
        return RowDescription(
          entropy: found.entropy, weighted: found.weighted, maximum: found.maximum)
      }
    }
  }

  /// The entropy of the mean of two rows of which no element is negative, in nats; of one row's own when both are the same.
  ///
  /// - Complexity: O(row), a logarithm an element.
  public static func entropyOfMean(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
    precondition(a.count == b.count, "rows of one length")
    return a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        guard let first = a.baseAddress, let second = b.baseAddress else { return 0 }
        return headscope_mean_entropy(first, second, a.count)
      }
    }
  }

  /// Σ a, accumulated in double.
  public static func sum(_ values: ArraySlice<Float>) -> Double {
    values.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { headscope_sum($0, buffer.count) } ?? 0
    }
  }
}
