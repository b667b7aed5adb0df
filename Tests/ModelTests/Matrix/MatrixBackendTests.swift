import Foundation
import TestSupport
import Testing

@testable import Model

/// What the matrix protocol promises, on every backend and width, against products in double
/// precision.
@Suite struct MatrixBackendTests {
  /// Error of a float sum of a few hundred products of values below 1, relative to 1 + |sum|.
  static let tolerance = 2e-5

  /// Rows, inputs and outputs that fit no tile, no panel and no block of depth, some that fit all, and rows that are a multiple
  /// of 4 KB apart, forwards and backwards.
  static let shapes: [(rows: Int, input: Int, output: Int)] = [
    (1, 1, 1), (1, 384, 96), (2, 3, 5), (3, 257, 33), (4, 64, 64), (5, 20, 31), (6, 128, 16),
    (7, 513, 17), (11, 7, 129), (13, 255, 48), (14, 32, 32), (15, 300, 15), (29, 96, 100),
    (34, 384, 70), (70, 65, 63), (121, 40, 90), (250, 129, 34), (1, 1030, 40), (241, 257, 17),
    (190, 301, 203), (61, 1024, 70), (64, 70, 1021),
  ]

  @Test(arguments: TestBackend.allCases)
  func multipliesEveryShapeInBothLayouts(_ backend: TestBackend) {
    var random = SeededGenerator(seed: 1)
    backend.run { backend in
      for (rows, input, output) in Self.shapes {
        let x = random.floats(rows * input)
        let weight = random.floats(input * output)
        let bias = random.floats(output)
        for layout in [WeightLayout.outputMajor, .inputMajor] {
          var expected = naiveProduct(
            rows: rows, columns: output, depth: input, left: { x[$0 * input + $1] },
            right: { layout == .outputMajor ? weight[$1 * input + $0] : weight[$0 * output + $1] })
          let plain = product(
            x, by: [weight], outputSizes: [output], rows: rows, inputSize: input, layout: layout,
            bias: nil, epilogue: .none, on: backend)
          #expect(largestError(plain, expected) < Self.tolerance, "\(rows)×\(input)×\(output)")
          for i in expected.indices { expected[i] += Double(bias[i % output]) }
          let biased = product(
            x, by: [weight], outputSizes: [output], rows: rows, inputSize: input, layout: layout,
            bias: bias, epilogue: .none, on: backend)
          #expect(largestError(biased, expected) < Self.tolerance, "\(rows)×\(input)×\(output)")
        }
      }
    }
  }

  @Test(arguments: TestBackend.allCases)
  func multipliesEveryRowCountUpTo70(_ backend: TestBackend) {
    var random = SeededGenerator(seed: 2)
    let input = 37
    let output = 45
    let weight = random.floats(input * output)
    let x = random.floats(70 * input)
    let expected = naiveProduct(
      rows: 70, columns: output, depth: input, left: { x[$0 * input + $1] },
      right: { weight[$1 * input + $0] })
    backend.run { backend in
      for rows in 1...70 {
        let y = product(
          x, by: [weight], outputSizes: [output], rows: rows, inputSize: input,
          layout: .outputMajor, bias: nil, epilogue: .none, on: backend)
        #expect(largestError(y, Array(expected[..<(rows * output)])) < Self.tolerance, "\(rows)")
      }
    }
  }

  @Test(arguments: TestBackend.allCases)
  func weightsPackedTogetherStandSideBySide(_ backend: TestBackend) {
    var random = SeededGenerator(seed: 3)
    let (rows, input, sizes) = (9, 50, [13, 40, 1, 22])
    let x = random.floats(rows * input)
    let bias = random.floats(sizes.reduce(0, +))
    let weights = sizes.map { random.floats($0 * input) }
    backend.run { backend in
      for layout in [WeightLayout.outputMajor, .inputMajor] {
        let y = product(
          x, by: weights, outputSizes: sizes, rows: rows, inputSize: input, layout: layout,
          bias: bias, epilogue: .none, on: backend)
        let total = sizes.reduce(0, +)
        var offset = 0
        for (weight, size) in zip(weights, sizes) {
          let expected = naiveProduct(
            rows: rows, columns: size, depth: input, left: { x[$0 * input + $1] },
            right: { layout == .outputMajor ? weight[$1 * input + $0] : weight[$0 * size + $1] })
          for i in 0..<rows {
            for j in 0..<size {
              let error =
                Double(y[i * total + offset + j] - bias[offset + j])
                - expected[i * size + j]
              #expect(abs(error) < Self.tolerance * 4)
            }
          }
          offset += size
        }
      }
    }
  }

  @Test(arguments: TestBackend.allCases)
  func replacedWeightsAreMultipliedByAsThoseFirstPacked(_ backend: TestBackend) {
    var random = SeededGenerator(seed: 9)
    let (rows, input, sizes) = (7, 37, [20, 5])
    let x = random.floats(rows * input)
    let old = sizes.map { random.floats($0 * input) }
    let new = sizes.map { random.floats($0 * input) }
    backend.run { backend in
      for layout in [WeightLayout.outputMajor, .inputMajor] {
        for arithmetic in [Arithmetic.fp32, .bf16] {
          func packed(_ weights: [[Float]]) -> any PackedWeight {
            weights[0].withUnsafeBufferPointer { first in
              weights[1].withUnsafeBufferPointer { second in
                backend.pack(
                  [first.baseAddress!, second.baseAddress!], outputSizes: sizes, inputSize: input,
                  layout: layout, arithmetic: arithmetic)
              }
            }
          }
          func product(by weight: any PackedWeight) -> [Float] {
            var y = [Float](repeating: 0, count: rows * 25)
            backend.multiply(
              x, rows: rows, by: weight, bias: nil, epilogue: .none, into: &y)
            return y
          }
          let weight = packed(old)
          let before = product(by: weight)
          new[0].withUnsafeBufferPointer { first in
            new[1].withUnsafeBufferPointer { second in
              weight.replace(with: [first.baseAddress!, second.baseAddress!], layout: layout)
            }
          }
          #expect(product(by: weight) == product(by: packed(new)))
          #expect(product(by: weight) != before)
        }
      }
    }
  }

  @Test(arguments: TestBackend.allCases)
  func geluEpilogueIsWithinAMillionthOfExact(_ backend: TestBackend) {
    // One input of 1 and a weight that is x itself: the product is x exactly.
    let values = (0..<4001).map { Float($0 - 2000) / 200 } + [30, -30, 1000, -1000]
    backend.run { backend in
      let y = product(
        [1], by: [values], outputSizes: [values.count], rows: 1, inputSize: 1,
        layout: .outputMajor, bias: nil, epilogue: .gelu, on: backend)
      for (x, result) in zip(values, y) {
        let exact = exactGELU(Double(x))
        #expect(abs(Double(result) - exact) <= 1e-6 * max(1, abs(exact)), "\(x)")
      }
    }
  }

  @Test(arguments: TestBackend.allCases)
  func geluFollowsTheBias(_ backend: TestBackend) {
    var random = SeededGenerator(seed: 4)
    let (rows, input, output) = (35, 300, 21)
    let x = random.floats(rows * input).map { $0 * 0.2 }
    let weight = random.floats(input * output)
    let bias = random.floats(output)
    let sums = naiveProduct(
      rows: rows, columns: output, depth: input, left: { x[$0 * input + $1] },
      right: { weight[$1 * input + $0] })
    let expected = sums.indices.map { exactGELU(sums[$0] + Double(bias[$0 % output])) }
    backend.run { backend in
      let y = product(
        x, by: [weight], outputSizes: [output], rows: rows, inputSize: input,
        layout: .outputMajor, bias: bias, epilogue: .gelu, on: backend)
      #expect(largestError(y, expected) < Self.tolerance)
    }
  }

  @Test(arguments: TestBackend.allCases, [Arithmetic.fp32, .bf16])
  func backwardMultipliesByTheTransposedWeight(_ backend: TestBackend, _ arithmetic: Arithmetic) {
    var random = SeededGenerator(seed: 5)
    backend.run { backend in
      for (rows, input, output) in Self.shapes {
        let stride = output + 3
        let gradient = random.floats(rows * stride)
        let weight = random.floats(input * output)
        let before = random.floats(rows * input)
        let (left, right) = (operand(gradient, in: arithmetic), operand(weight, in: arithmetic))
        for layout in [WeightLayout.outputMajor, .inputMajor] {
          let expected = naiveProduct(
            rows: rows, columns: input, depth: output, left: { left[$0 * stride + $1] },
            right: { layout == .outputMajor ? right[$0 * input + $1] : right[$1 * output + $0] })
          var result = before
          backend.multiplyBackward(
            gradient, outputStride: stride, rows: rows, weight: weight, outputSize: output,
            inputSize: input, layout: layout, arithmetic: arithmetic, accumulate: false,
            into: &result)
          #expect(largestError(result, expected) < Self.tolerance, "\(rows)×\(input)×\(output)")
          result = before
          backend.multiplyBackward(
            gradient, outputStride: stride, rows: rows, weight: weight, outputSize: output,
            inputSize: input, layout: layout, arithmetic: arithmetic, accumulate: true,
            into: &result)
          let added = zip(expected, before).map { $0 + Double($1) }
          #expect(largestError(result, added) < Self.tolerance, "\(rows)×\(input)×\(output)")
        }
      }
    }
  }

  @Test(arguments: TestBackend.allCases, [Arithmetic.fp32, .bf16])
  func weightGradientAddsTheOuterProducts(_ backend: TestBackend, _ arithmetic: Arithmetic) {
    var random = SeededGenerator(seed: 6)
    backend.run { backend in
      for (rows, input, output) in Self.shapes {
        let stride = output + 2
        let gradient = random.floats(rows * stride)
        let x = random.floats(rows * input)
        let before = random.floats(input * output)
        let biasBefore = random.floats(output)
        let (left, right) = (operand(gradient, in: arithmetic), operand(x, in: arithmetic))
        for layout in [WeightLayout.outputMajor, .inputMajor] {
          let products =
            layout == .outputMajor
            ? naiveProduct(
              rows: output, columns: input, depth: rows, left: { left[$1 * stride + $0] },
              right: { right[$0 * input + $1] })
            : naiveProduct(
              rows: input, columns: output, depth: rows, left: { right[$1 * input + $0] },
              right: { left[$0 * stride + $1] })
          var biasGradient = biasBefore
          for accumulate in [false, true] {
            var weightGradient = before
            backend.multiplyForWeight(
              input: x, outputGradient: gradient, outputStride: stride, rows: rows,
              outputSize: output, inputSize: input, layout: layout, arithmetic: arithmetic,
              accumulate: accumulate,
              into: &weightGradient)
            backend.addColumnSums(
              gradient, stride: stride, rows: rows, columns: output, to: &biasGradient)
            let expected =
              accumulate ? zip(products, before).map { $0 + Double($1) } : products
            #expect(
              largestError(weightGradient, expected) < Self.tolerance,
              "\(rows)×\(input)×\(output)")
          }
          let sums = (0..<output).map { j in
            Double(biasBefore[j])
              + 2 * (0..<rows).reduce(0.0) { $0 + Double(gradient[$1 * stride + j]) }
          }
          #expect(largestError(biasGradient, sums) < Self.tolerance)
        }
      }
    }
  }

  /// The numbers that an operand of a product counts as.
  private func operand(_ values: [Float], in arithmetic: Arithmetic) -> [Float] {
    arithmetic == .fp32 ? values : values.map(BFloat16Tests.rounded)
  }

  @Test(arguments: TestBackend.allCases)
  func notANumberReachesItsRowAlone(_ backend: TestBackend) {
    var random = SeededGenerator(seed: 7)
    let (rows, input, output) = (8, 40, 30)
    var x = random.floats(rows * input)
    x[3 * input + 11] = .nan
    let weight = random.floats(input * output)
    backend.run { backend in
      let y = product(
        x, by: [weight], outputSizes: [output], rows: rows, inputSize: input,
        layout: .outputMajor, bias: nil, epilogue: .gelu, on: backend)
      for i in 0..<rows {
        #expect(y[(i * output)..<((i + 1) * output)].allSatisfy { $0.isNaN == (i == 3) })
      }
    }
  }

  @Test(arguments: TestBackend.allCases)
  func noRowsWriteNothing(_ backend: TestBackend) {
    backend.run { backend in
      let weight: [Float] = [1, 2, 3, 4]
      let packed = weight.withUnsafeBufferPointer { weight in
        backend.pack(
          weight.baseAddress.map { [$0] } ?? [], outputSizes: [2], inputSize: 2,
          layout: .outputMajor, arithmetic: .fp32)
      }
      var output: [Float] = [7]
      backend.multiply([0], rows: 0, by: packed, bias: nil, epilogue: .none, into: &output)
      #expect(output == [7])
    }
  }

  @Test(arguments: TestBackend.allCases)
  func parallelVisitsEveryIndexOnce(_ backend: TestBackend) {
    backend.run { backend in
      for count in [0, 1, 2, 7, 1000] {
        var visits = [Int](repeating: 0, count: count)
        visits.withUnsafeMutableBufferPointer { visits in
          nonisolated(unsafe) let visits = visits
          backend.parallel(count) { visits[$0] += 1 }
        }
        #expect(visits.allSatisfy { $0 == 1 }, "\(count)")
      }
    }
  }
}
