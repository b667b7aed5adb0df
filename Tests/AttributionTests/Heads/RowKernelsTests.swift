import Foundation
import Testing

@testable import Attribution

@Suite struct RowKernelsTests {
  @Test func logarithmsAreThoseOfTheSystem() {
    var value: Float = 1e-30
    while value < 2 {
      let found = RowKernels.logarithm(SIMD8(repeating: value))[3]
      let expected = Float(log(Double(value)))
      #expect(abs(found - expected) <= 2 * max(expected.ulp, 1e-7), "\(value)")
      value *= 1.0137
    }
  }

  @Test func zeroTimesItsLogarithmIsZero() {
    #expect(RowKernels.logarithm(SIMD8(repeating: 0))[0] * 0 == 0)
    #expect(RowKernels.entropy([0, 1, 0]) == 0)
  }

  @Test(arguments: [1, 7, 8, 9, 17, 64])
  func endsOfRowsAreCounted(_ count: Int) {
    let row = [Float](repeating: 1 / Float(count), count: count)
    #expect(abs(RowKernels.entropy(row[...]) - log(Double(count))) < 1e-6)
    var peaked = [Float](repeating: 0, count: count)
    peaked[count - 1] = 0.75
    let weights = (0..<count).map { Float($0 + 1) }
    let summary = RowKernels.summary(peaked[...], weights: weights[...])
    #expect(summary.maximum == 0.75)
    #expect(abs(summary.weighted - 0.75 * Double(count)) < 1e-5)
    #expect(
      abs(RowKernels.entropyOfMean(row[...], peaked[...]) - entropyOfMean(row, peaked)) < 1e-6)
  }

  private func entropyOfMean(_ a: [Float], _ b: [Float]) -> Double {
    -zip(a, b).reduce(0) { sum, pair in
      let m = Double(pair.0 + pair.1) / 2
      return m > 0 ? sum + m * log(m) : sum
    }
  }
}
