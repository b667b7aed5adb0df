import Foundation

/// The loops over rows of attention that every head of every text goes through: 38 million weights for 12 × 12 heads on 512 tokens.
///
/// Eight lanes at a time, in vectors that any CPU of the platform has; what is left over at a row's end is padded with zeros.
enum RowKernels {
  /// What one pass over a row finds.
  struct Summary {
    /// −Σ a ln a, in nats.
    var entropy: Double
    /// Σ a·w.
    var weighted: Double
    /// The largest weight.
    var maximum: Float
  }

  private typealias Lanes = SIMD8<Float>
  private static let width = 8

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

  /// Entropy, weighted sum and maximum of a row of attention.
  ///
  /// - Parameters:
  ///   - row: weights, none negative.
  ///   - weights: a window of the same length.
  static func summary(_ row: ArraySlice<Float>, weights: ArraySlice<Float>) -> Summary {
    precondition(row.count == weights.count, "rows of one length")
    return row.withUnsafeBufferPointer { row in
      weights.withUnsafeBufferPointer { weights in
        var entropy = Lanes()
        var weighted = Lanes()
        var maximum = Lanes()
        for block in 0..<row.count / width {
          let values = lanes(row, block)
          entropy += values * logarithm(values)
          weighted += values * lanes(weights, block)
          maximum.replace(with: values, where: values .> maximum)
        }
        let values = rest(row)
        entropy += values * logarithm(values)
        weighted += values * rest(weights)
        maximum.replace(with: values, where: values .> maximum)
        return Summary(entropy: -sum(entropy), weighted: sum(weighted), maximum: maximum.max())
      }
    }
  }

  /// Σ a, in double from row to row of any length: lanes are summed up every few hundred elements.
  static func sum(_ values: ArraySlice<Float>) -> Double {
    let blocksAtOnce = 64
    return values.withUnsafeBufferPointer { values in
      var total = 0.0
      let blocks = values.count / width
      for first in stride(from: 0, to: blocks, by: blocksAtOnce) {
        var part = Lanes()
        for block in first..<min(first + blocksAtOnce, blocks) { part += lanes(values, block) }
        total += sum(part)
      }
      return total + sum(rest(values))
    }
  }

  /// −Σ a ln a, in nats.
  static func entropy(_ row: ArraySlice<Float>) -> Double {
    row.withUnsafeBufferPointer { row in
      var entropy = Lanes()
      for block in 0..<row.count / width {
        let values = lanes(row, block)
        entropy += values * logarithm(values)
      }
      let values = rest(row)
      return -sum(entropy + values * logarithm(values))
    }
  }

  /// The entropy of the mean of two rows, in nats.
  static func entropyOfMean(_ left: ArraySlice<Float>, _ right: ArraySlice<Float>) -> Double {
    precondition(left.count == right.count, "rows of one length")
    return left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        var entropy = Lanes()
        for block in 0..<left.count / width {
          let values = (lanes(left, block) + lanes(right, block)) * 0.5
          entropy += values * logarithm(values)
        }
        let values = (rest(left) + rest(right)) * 0.5
        return -sum(entropy + values * logarithm(values))
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

  /// The natural logarithm, to about one unit in the last place; of 0 a large negative number, so that 0·ln 0 is 0.
  ///
  /// The polynomial is Cephes' `logf` (Moshier 1992); C's own works on one number at a time.
  @inline(__always)
  static func logarithm(_ x: SIMD8<Float>) -> SIMD8<Float> {
    // x = m·2ᵏ with m in [√½, √2); the bits of 0 read as 2⁻¹²⁷.
    let half: SIMD8<Int32> = .init(repeating: 0x3F35_04F3)
    let bits = unsafeBitCast(x, to: SIMD8<Int32>.self)
    let exponent = (bits &- half) &>> 23
    let mantissa = unsafeBitCast(bits &- (exponent &<< 23), to: Lanes.self)
    // Adding 1.5·2²³ as bits makes a float of an integer without a conversion a lane.
    let k = unsafeBitCast(exponent &+ 0x4B40_0000, to: Lanes.self) - 12_582_912
    let t = mantissa - 1
    let square = t * t
    var y = t * 7.0376836292e-2 - 1.1514610310e-1
    y = y * t + 1.1676998740e-1
    y = y * t - 1.2420140846e-1
    y = y * t + 1.4249322787e-1
    y = y * t - 1.6668057665e-1
    y = y * t + 2.0000714765e-1
    y = y * t - 2.4999993993e-1
    y = y * t + 3.3333331174e-1
    y = y * t * square - k * 2.12194440e-4 - square * 0.5
    return t + y + k * 0.693359375
  }

  /// ln n.
  static func logarithm(_ count: Int) -> Double { log(Double(count)) }

  /// A block of elements.
  @inline(__always)
  private static func lanes(_ row: UnsafeBufferPointer<Float>, _ block: Int) -> Lanes {
    UnsafeRawPointer(row.baseAddress.unsafelyUnwrapped + block &* width)
      .loadUnaligned(as: Lanes.self)
  }

  /// The elements behind the last whole block, then zeros.
  @inline(__always)
  private static func rest(_ row: UnsafeBufferPointer<Float>) -> Lanes {
    var result = Lanes()
    let start = row.count / width * width
    for index in start..<row.count { result[index - start] = row[index] }
    return result
  }

  /// In double, as the lanes' own sum would lose a digit.
  private static func sum(_ lanes: Lanes) -> Double {
    var result = 0.0
    for index in 0..<Lanes.scalarCount { result += Double(lanes[index]) }
    return result
  }
}
