import CKernels
import Foundation
import Model
import TestSupport
import Testing

/// The loops over rows against their definitions.
@Suite struct RowKernelTests {
  /// Lengths below, at and between the vector widths.
  static let counts = [0, 1, 3, 4, 7, 8, 15, 16, 17, 33, 100]

  @Test(arguments: counts, vectorWidths)
  func elementwiseSumsAndProducts(count: Int, width: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    let a = random.floats(count)
    let b = random.floats(count)
    withVectorWidth(width) {
      var out = b
      headscope_axpy(0.5, a, &out, count)
      #expect(largestError(out, a.indices.map { Double(b[$0]) + 0.5 * Double(a[$0]) }) < 1e-6)
      headscope_scale(-3, a, &out, count)
      #expect(out == a.map { -3 * $0 })
      headscope_add(a, b, &out, count)
      #expect(out == a.indices.map { a[$0] + b[$0] })
      headscope_hadamard(a, b, &out, count)
      #expect(out == a.indices.map { a[$0] * b[$0] })
      headscope_interpolate(b, a, 0.25, &out, count)
      #expect(
        largestError(
          out, a.indices.map { Double(b[$0]) + 0.25 * (Double(a[$0]) - Double(b[$0])) }) < 1e-6)
    }
  }

  @Test(arguments: counts, vectorWidths)
  func reductionsAccumulateInDouble(count: Int, width: Int) {
    var random = SeededGenerator(seed: UInt64(count) + 1)
    let a = random.floats(count)
    let b = random.floats(count)
    withVectorWidth(width) {
      let dot = zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(headscope_dot(a, b, count) - dot) < 1e-12)
      #expect(abs(headscope_sum(a, count) - a.reduce(0.0) { $0 + Double($1) }) < 1e-12)
      #expect(headscope_max_abs(a, count) == a.map(abs).max() ?? 0)
    }
  }

  @Test(arguments: counts, vectorWidths)
  func rowsAreDescribedToTheirEnds(count: Int, width: Int) {
    var random = SeededGenerator(seed: UInt64(count) + 2)
    func row() -> [Float] {
      // Every third is 0, of whose logarithm nothing must be left.
      let values = random.floats(count).enumerated().map { $0 % 3 == 1 ? 0 : abs($1) + 1e-6 }
      let sum = values.reduce(0, +)
      return values.map { sum > 0 ? $0 / sum : 0 }
    }
    func entropy(_ values: [Double]) -> Double {
      values.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
    }
    let a = row()
    let b = row()
    let weights = random.floats(count)
    withVectorWidth(width) {
      let found = headscope_describe_row(a, weights, count)
      #expect(abs(found.entropy - entropy(a.map { Double($0) })) < 1e-6)
      #expect(abs(found.weighted - zip(a, weights).reduce(0) { $0 + Double($1.0 * $1.1) }) < 1e-6)
      #expect(found.maximum == a.max() ?? 0)
      let mean = zip(a, b).map { (Double($0) + Double($1)) / 2 }
      #expect(abs(headscope_mean_entropy(a, b, count) - entropy(mean)) < 1e-6)
    }
  }

  @Test(arguments: vectorWidths)
  func logarithmsAreThoseOfTheSystem(width: Int) {
    withVectorWidth(width) {
      var value: Float = 1e-30
      while value < 2 {
        let expected = -Double(value) * log(Double(value))
        let found = headscope_mean_entropy([value], [value], 1)
        #expect(abs(found - expected) <= 3e-7 * max(abs(expected), Double(value)), "\(value)")
        value *= 1.0137
      }
    }
  }

  @Test(arguments: vectorWidths)
  func nonFiniteValuesAreFoundWhereverTheyStand(width: Int) {
    withVectorWidth(width) {
      for count in 1...40 {
        var a = [Float](repeating: .greatestFiniteMagnitude, count: count)
        #expect(!headscope_has_non_finite(a, count))
        for i in 0..<count {
          for bad in [Float.nan, .infinity, -.infinity] {
            a[i] = bad
            #expect(headscope_has_non_finite(a, count))
          }
          a[i] = 0
        }
      }
    }
  }

  @Test func halvesWidenToTheirExactValues() {
    // Every half there is, against the conversion of the standard library.
    #if arch(arm64) || os(Linux)
      let bits = (0...UInt16.max).map(\.self)
      var wide = [Float](repeating: 0, count: bits.count)
      headscope_widen(HEADSCOPE_F16, bits, &wide, bits.count, false)
      let isRight = zip(bits, wide).allSatisfy { bits, value in
        let expected = Float(Float16(bitPattern: bits))
        return expected.isNaN ? value.isNaN : value.bitPattern == expected.bitPattern
      }
      #expect(isRight)
    #endif
  }

  @Test func brainFloatsWidenByTheirUpperHalf() {
    let bits: [UInt16] = [0x3F80, 0xC000, 0x7F80, 0x0001, 0x4049]
    var wide: [Float] = [1, 1, 1, 1, 1]
    headscope_widen(HEADSCOPE_BF16, bits, &wide, 5, false)
    #expect(wide == [1, -2, .infinity, Float(bitPattern: 0x1_0000), 3.140625])
    headscope_widen(HEADSCOPE_BF16, bits, &wide, 2, true)
    #expect(wide[..<2] == [2, -4])
  }

  @Test func gatherTakesRowsAndScatterReturnsThem() {
    let table: [Float] = [1, 2, 3, 4, 5, 6]
    var out: [Float] = [9, 9, 9, 9, 9, 9]
    headscope_gather(HEADSCOPE_F32, table, 2, [2, 0], 2, &out, 3, false)
    #expect(out == [5, 6, 9, 1, 2, 9])
    headscope_gather(HEADSCOPE_F32, table, 2, [1, 1], 2, &out, 3, true)
    #expect(out == [8, 10, 9, 4, 6, 9])
    var gradient: [Float] = [0, 0, 0, 0, 1, 0]
    headscope_scatter_add([1, 2, 9, 3, 4, 9, 5, 6], 3, [2, 0, 2], 3, 2, &gradient)
    #expect(gradient == [3, 4, 0, 0, 7, 8])
  }

  @Test func columnSumsAreAdded() {
    var sums: [Float] = [10, 20]
    headscope_add_column_sums([1, 2, 9, 3, 4, 9], 3, 2, 2, &sums)
    #expect(sums == [14, 26])
  }

  @Test(arguments: [1, 5, 8, 16, 37, 300], vectorWidths)
  func softmaxRowsSumToOne(columns: Int, width: Int) {
    var random = SeededGenerator(seed: UInt64(columns) + 2)
    let a = random.floats(3 * columns).map { $0 * 30 }
    withVectorWidth(width) {
      var p = a
      headscope_softmax(a, columns, 3, columns, &p, columns)
      var logP = a
      headscope_log_softmax(a, columns, 3, columns, &logP, columns)
      for r in 0..<3 {
        let row = a[(r * columns)..<((r + 1) * columns)].map { Double($0) }
        let largest = row.max() ?? 0
        let total = row.reduce(0) { $0 + exp($1 - largest) }
        #expect(
          largestError(
            Array(p[(r * columns)...].prefix(columns)), row.map { exp($0 - largest) / total })
            < 1e-6)
        #expect(
          largestError(
            Array(logP[(r * columns)...].prefix(columns)), row.map { $0 - largest - log(total) })
            < 1e-6)
      }
    }
  }

  @Test(arguments: [1, 5, 8, 16, 37, 300], vectorWidths)
  func crossEntropyIsTheLogarithmOfTheTargetsShare(count: Int, width: Int) {
    var random = SeededGenerator(seed: UInt64(count) + 3)
    let logits = random.floats(count).map { $0 * 30 }
    let largest = logits.max() ?? 0
    let total = logits.reduce(0) { $0 + exp(Double($1 - largest)) }
    withVectorWidth(width) {
      for target in [0, count / 2, count - 1] {
        var gradient = logits
        var isLargest = false
        let loss = gradient.withUnsafeMutableBufferPointer {
          headscope_cross_entropy($0.baseAddress, count, target, 0.5, $0.baseAddress, &isLargest)
        }
        #expect(abs(loss - (log(total) - Double(logits[target] - largest))) < 1e-5)
        #expect(isLargest == (logits[target] == largest))
        let expected = logits.indices.map {
          0.5 * (exp(Double(logits[$0] - largest)) / total - ($0 == target ? 1 : 0))
        }
        #expect(largestError(gradient, expected) < 1e-6)
      }
    }
  }

  @Test(arguments: vectorWidths)
  func crossEntropyOfAnUnlikelyTargetStaysFinite(width: Int) {
    withVectorWidth(width) {
      var gradient: [Float] = [0, 0, 0]
      var isLargest = true
      let loss = headscope_cross_entropy([0, 500, 100], 3, 0, 1, &gradient, &isLargest)
      #expect(loss == 500 && !isLargest)
      #expect(gradient == [-1, 1, 0])
    }
  }

  @Test(arguments: vectorWidths)
  func softmaxOfExtremeScoresStaysFinite(width: Int) {
    withVectorWidth(width) {
      var p: [Float] = [1e30, -.infinity, -1e30, 1e30]
      p.withUnsafeMutableBufferPointer {
        headscope_softmax($0.baseAddress, 4, 1, 4, $0.baseAddress, 4)
      }
      #expect(p == [0.5, 0, 0, 0.5])
    }
  }
}
