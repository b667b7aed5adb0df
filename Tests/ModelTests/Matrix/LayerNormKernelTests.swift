import CKernels
import Foundation
import Model
import TestSupport
import Testing

/// Layer norm against its definition in double precision.
@Suite struct LayerNormKernelTests {
  static let sizes = [1, 3, 8, 17, 32, 100, 384, 771]

  /// (out, mean, rstd) of one row.
  private func reference(_ s: [Double], weight: [Float], bias: [Float], eps: Double)
    -> (out: [Double], mean: Double, rstd: Double)
  {
    let mean = s.reduce(0, +) / Double(s.count)
    let variance = s.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(s.count)
    let rstd = 1 / (variance + eps).squareRoot()
    return (
      s.indices.map { (s[$0] - mean) * rstd * Double(weight[$0]) + Double(bias[$0]) }, mean, rstd
    )
  }

  @Test(arguments: sizes, vectorWidths)
  func forwardNormalizesTheSumWithTheResidual(size: Int, width: Int) {
    var random = SeededGenerator(seed: UInt64(size))
    let rows = 3
    let x = random.floats(rows * size)
    let residual = random.floats(rows * size)
    let weight = random.floats(size)
    let bias = random.floats(size)
    withVectorWidth(width) {
      var out = x
      var sum = x
      var mean = [Float](repeating: 0, count: rows)
      var rstd = mean
      headscope_layer_norm_forward(
        x, residual, weight, bias, 1e-5, rows, size, &out, &sum, &mean, &rstd)
      for r in 0..<rows {
        let row = (r * size)..<((r + 1) * size)
        let s = row.map { Double(x[$0]) + Double(residual[$0]) }
        let expected = reference(s, weight: weight, bias: bias, eps: 1e-5)
        #expect(largestError(Array(out[row]), expected.out) < 1e-5)
        #expect(largestError(Array(sum[row]), s) < 1e-6)
        #expect(abs(Double(mean[r]) - expected.mean) < 1e-6)
        #expect(abs(Double(rstd[r]) / expected.rstd - 1) < 1e-5)
      }
    }
  }

  @Test(arguments: vectorWidths)
  func forwardInPlaceGivesTheSame(width: Int) {
    var random = SeededGenerator(seed: 9)
    let size = 50
    let x = random.floats(2 * size)
    let weight = random.floats(size)
    let bias = random.floats(size)
    withVectorWidth(width) {
      var apart = x
      headscope_layer_norm_forward(x, nil, weight, bias, 1e-12, 2, size, &apart, nil, nil, nil)
      var inPlace = x
      inPlace.withUnsafeMutableBufferPointer {
        headscope_layer_norm_forward(
          $0.baseAddress, nil, weight, bias, 1e-12, 2, size, $0.baseAddress, nil, nil, nil)
      }
      #expect(apart == inPlace)
    }
  }

  @Test(arguments: sizes, vectorWidths)
  func backwardIsTheDerivative(size: Int, width: Int) {
    var random = SeededGenerator(seed: UInt64(size) + 100)
    let rows = 2
    let x = random.floats(rows * size)
    let weight = random.floats(size)
    let gradient = random.floats(rows * size)
    withVectorWidth(width) {
      for isDetached in [false, true] {
        var out = x
        var mean = [Float](repeating: 0, count: rows)
        var rstd = mean
        let zero = [Float](repeating: 0, count: size)
        headscope_layer_norm_forward(
          x, nil, weight, zero, 1e-5, rows, size, &out, nil, &mean, &rstd)
        var dX = out
        var dWeight = zero
        var dBias = zero
        headscope_layer_norm_backward(
          x, mean, rstd, weight, gradient, rows, size, isDetached, &dX, &dWeight, &dBias)
        var expectedWeight = [Double](repeating: 0, count: size)
        var expectedBias = expectedWeight
        for r in 0..<rows {
          let row = (r * size)..<((r + 1) * size)
          let s = row.map { Double(x[$0]) }
          let (_, mean, rstd) = reference(s, weight: weight, bias: zero, eps: 1e-5)
          let n = s.map { ($0 - mean) * rstd }
          let g = row.map { Double(gradient[$0]) * Double(weight[$0 - r * size]) }
          // J = rstd·(I − 1/d − n nᵀ/d), the last term absent where the scale is constant.
          let meanG = g.reduce(0, +) / Double(size)
          let meanGN = isDetached ? 0 : zip(g, n).reduce(0) { $0 + $1.0 * $1.1 } / Double(size)
          let expected = s.indices.map { rstd * (g[$0] - meanG - n[$0] * meanGN) }
          // At size 1 the scale is 1/√eps, and so are the errors.
          #expect(
            largestError(Array(dX[row]).map { $0 / Float(rstd) }, expected.map { $0 / rstd }) < 1e-5
          )
          for j in 0..<size {
            expectedWeight[j] += Double(gradient[r * size + j]) * n[j]
            expectedBias[j] += Double(gradient[r * size + j])
          }
        }
        #expect(largestError(dWeight, expectedWeight) < 1e-5)
        #expect(largestError(dBias, expectedBias) < 1e-5)
      }
    }
  }
}
