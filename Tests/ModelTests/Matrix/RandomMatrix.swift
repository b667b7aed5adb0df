import Foundation

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

/// The largest |a − b|/(1 + |b|); infinite where one is NaN and the other is not, or the counts
/// differ.
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
