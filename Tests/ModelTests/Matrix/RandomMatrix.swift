import Foundation

/// A small generator with a fixed sequence (Steele et al., "Fast Splittable Pseudorandom Number Generators", 2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Values spread evenly over −1..<1.
  mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1..<1, using: &self) }
  }
}

/// left[rows, depth] · right[depth, columns] in double, elements given by closures.
func naiveProduct(
  rows: Int, columns: Int, depth: Int, left: (Int, Int) -> Float, right: (Int, Int) -> Float
) -> [Double] {
  var product = [Double](repeating: 0, count: rows * columns)
  for i in 0..<rows {
    for k in 0..<depth {
      let a = Double(left(i, k))
      for j in 0..<columns { product[i * columns + j] += a * Double(right(k, j)) }
    }
  }
  return product
}

/// The largest |a − b|/(1 + |b|); infinite where one is NaN and the other is not, or the counts differ.
func largestError(_ a: [Float], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  var largest = 0.0
  for (x, y) in zip(a, b) {
    if x.isNaN && y.isNaN { continue }
    let error = Swift.abs(Double(x) - y) / (1 + Swift.abs(y))
    largest = error.isNaN ? .infinity : max(largest, error)
  }
  return largest
}

/// x·Φ(x) in double.
func exactGELU(_ x: Double) -> Double { x * 0.5 * erfc(-x / 2.0.squareRoot()) }
