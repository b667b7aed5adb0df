/// The loops over rows of attention that add and compare: 38 million weights for 12 × 12 heads on 512 tokens.
///
/// Plain Swift, as memory is what they wait for; what computes more goes through `VectorArithmetic`.
enum RowKernels {
  /// sum += row.
  static func add(_ row: ArraySlice<Float>, to sum: inout [Float]) {
    precondition(row.count == sum.count, "rows of one length")
    row.withUnsafeBufferPointer { row in
      sum.withUnsafeMutableBufferPointer { sum in
        for index in 0..<row.count { sum[index] += row[index] }
      }
    }
  }

  /// Raises every element to that of a row where the row's is larger.
  static func raise(_ maximum: inout [Float], to row: ArraySlice<Float>) {
    precondition(row.count == maximum.count, "rows of one length")
    row.withUnsafeBufferPointer { row in
      maximum.withUnsafeMutableBufferPointer { maximum in
        for index in 0..<row.count {
          maximum[index] = row[index] > maximum[index] ? row[index] : maximum[index]
        }
      }
    }
  }

  /// sum += row, in double.
  static func add(_ row: ArraySlice<Float>, to sum: inout ArraySlice<Double>) {
    precondition(row.count == sum.count, "rows of one length")
    row.withUnsafeBufferPointer { row in
      sum.withUnsafeMutableBufferPointer { sum in
        for index in 0..<row.count { sum[index] += Double(row[index]) }
      }
    }
  }

  /// sum += factor·row.
  static func add(
    _ row: ArraySlice<Double>, times factor: Double, to sum: inout ArraySlice<Double>
  ) {
    precondition(row.count == sum.count, "rows of one length")
    row.withUnsafeBufferPointer { row in
      sum.withUnsafeMutableBufferPointer { sum in
        for index in 0..<row.count { sum[index] += factor * row[index] }
      }
    }
  }
}
