import CKernels
import Foundation
import TestSupport
import Testing

@testable import Model

/// Rounding to bfloat16 and products of bfloat16 numbers, on every width, against the definition.
///
/// Without AVX512_BF16 the 16-wide code is the portable variant: all of the hardware's but the one instruction.
@Suite struct BFloat16Tests {
  /// The nearest number with 8 bits of mantissa; of two equally near the one whose last bit is 0.
  static func rounded(_ x: Float) -> Float {
    guard x.isFinite else { return x }
    let cut = x.bitPattern & 0xFFFF_0000
    let below = Float(bitPattern: cut)
    let above = Float(bitPattern: cut &+ 0x1_0000)
    // What follows the largest number counts as 2¹²⁸, and is infinite.
    let distance = (above.isInfinite ? (x < 0 ? -0x1p128 : 0x1p128) : Double(above)) - Double(x)
    let toBelow = abs(Double(x) - Double(below))
    if toBelow == abs(distance) { return cut & 0x1_0000 == 0 ? below : above }
    return toBelow < abs(distance) ? below : above
  }

  private static func round(_ x: [Float]) -> [UInt16] {
    var result = [UInt16](repeating: 0xABCD, count: x.count)
    headscope_round_bfloat16(x, &result, x.count)
    return result
  }

  @Test(arguments: vectorWidths)
  func tiesGoToTheEvenNumber(_ width: Int) {
    withVectorWidth(width) {
      // 1 + 1/256 lies between 1 and 1 + 2/256, 1 + 3/256 between that and 1 + 4/256.
      #expect(
        Self.round([1, 1 + 1 / 256, 1 + 1 / 256 + 0x1p-20, 1 + 3 / 256, -1 - 3 / 256, 0, -0.0])
          == [0x3F80, 0x3F80, 0x3F81, 0x3F82, 0xBF82, 0x0000, 0x8000])
    }
  }

  @Test(arguments: vectorWidths)
  func theEndsOfTheScaleKeepTheirMeaning(_ width: Int) {
    withVectorWidth(width) {
      let result = Self.round([
        .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
        Float(bitPattern: 0x7F7F_7FFF),
        .leastNonzeroMagnitude, Float(bitPattern: 0x0000_8001), .leastNormalMagnitude,
      ])
      #expect(
        result == [0x7F80, 0xFF80, 0x7F80, 0xFF80, 0x7F7F, 0x0000, 0x0001, 0x0080])
    }
  }

  @Test(arguments: vectorWidths)
  func notANumberStaysNotANumberAndBecomesQuiet(_ width: Int) {
    withVectorWidth(width) {
      // The payload of the first would be cut away, that of the last would carry into the sign.
      let patterns: [UInt32] = [0x7F80_0001, 0xFF80_0001, 0x7FC0_0000, 0x7FFF_FFFF]
      #expect(
        Self.round(patterns.map { Float(bitPattern: $0) }) == [0x7FC0, 0xFFC0, 0x7FC0, 0x7FFF])
    }
  }

  @Test(arguments: vectorWidths)
  func anyNumberGoesToItsNearest(_ width: Int) {
    var random = SeededGenerator(seed: 21)
    withVectorWidth(width) {
      for count in [1, 3, 15, 16, 17, 40, 5000] {
        let values = (0..<count).map { _ in
          Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
        }
        for (value, result) in zip(values, Self.round(values)) where !value.isNaN {
          #expect(UInt32(result) << 16 == Self.rounded(value).bitPattern, "\(value)")
        }
      }
    }
  }

  /// The sums of products of rounded numbers in double.
  private func reference(
    _ x: [Float], by weight: [Float], rows: Int, input: Int, output: Int, layout: WeightLayout
  ) -> [Double] {
    let x = x.map(Self.rounded)
    let weight = weight.map(Self.rounded)
    return naiveProduct(
      rows: rows, columns: output, depth: input, left: { x[$0 * input + $1] },
      right: { layout == .outputMajor ? weight[$1 * input + $0] : weight[$0 * output + $1] })
  }

  @Test(arguments: TestBackend.allCases)
  func multipliesRoundedNumbersOfEveryShape(_ backend: TestBackend) {
    var random = SeededGenerator(seed: 22)
    backend.run { backend in
      for (rows, input, output) in MatrixBackendTests.shapes + [
        (3, 1601, 40), (65, 1540, 33), (27, 2048, 33),
      ] {
        let x = random.floats(rows * input)
        let weight = random.floats(input * output)
        let bias = random.floats(output)
        for layout in [WeightLayout.outputMajor, .inputMajor] {
          var expected = reference(
            x, by: weight, rows: rows, input: input, output: output, layout: layout)
          let plain = product(
            x, by: [weight], outputSizes: [output], rows: rows, inputSize: input, layout: layout,
            bias: nil, epilogue: .none, arithmetic: .bf16, on: backend)
          #expect(
            largestError(plain, expected) < MatrixBackendTests.tolerance,
            "\(rows)×\(input)×\(output)")
          for i in expected.indices { expected[i] += Double(bias[i % output]) }
          let biased = product(
            x, by: [weight], outputSizes: [output], rows: rows, inputSize: input, layout: layout,
            bias: bias, epilogue: .none, arithmetic: .bf16, on: backend)
          #expect(
            largestError(biased, expected) < MatrixBackendTests.tolerance,
            "\(rows)×\(input)×\(output)")
        }
      }
    }
  }

  @Test(arguments: TestBackend.allCases)
  func multipliesEveryRowCountUpTo17AtEveryEdge(_ backend: TestBackend) {
    var random = SeededGenerator(seed: 23)
    backend.run { backend in
      for (input, output) in [(1, 31), (2, 32), (3, 33), (4, 7), (7, 64), (8, 65), (9, 1)] {
        let weight = random.floats(input * output)
        let x = random.floats(17 * input)
        let expected = reference(
          x, by: weight, rows: 17, input: input, output: output, layout: .outputMajor)
        for rows in 1...17 {
          let y = product(
            x, by: [weight], outputSizes: [output], rows: rows, inputSize: input,
            layout: .outputMajor, bias: nil, epilogue: .none, arithmetic: .bf16, on: backend)
          #expect(
            largestError(y, Array(expected[..<(rows * output)])) < MatrixBackendTests.tolerance,
            "\(rows)×\(input)×\(output)")
        }
      }
    }
  }

  @Test(arguments: TestBackend.allCases)
  func weightsPackedTogetherStandSideBySide(_ backend: TestBackend) {
    var random = SeededGenerator(seed: 24)
    let (rows, input, sizes) = (9, 51, [13, 40, 1, 22])
    let x = random.floats(rows * input)
    let weights = sizes.map { random.floats($0 * input) }
    backend.run { backend in
      let y = product(
        x, by: weights, outputSizes: sizes, rows: rows, inputSize: input, layout: .inputMajor,
        bias: nil, epilogue: .none, arithmetic: .bf16, on: backend)
      var offset = 0
      for (weight, size) in zip(weights, sizes) {
        let expected = reference(
          x, by: weight, rows: rows, input: input, output: size, layout: .inputMajor)
        var found: [Float] = []
        for row in 0..<rows {
          let start = row * sizes.reduce(0, +) + offset
          found += y[start..<start + size]
        }
        #expect(largestError(found, expected) < MatrixBackendTests.tolerance)
        offset += size
      }
    }
  }

  @Test(arguments: TestBackend.allCases)
  func geluFollowsTheBias(_ backend: TestBackend) {
    var random = SeededGenerator(seed: 25)
    let (rows, input, output) = (35, 301, 21)
    let x = random.floats(rows * input).map { $0 * 0.2 }
    let weight = random.floats(input * output)
    let bias = random.floats(output)
    let sums = reference(
      x, by: weight, rows: rows, input: input, output: output, layout: .outputMajor)
    let expected = sums.indices.map { exactGELU(sums[$0] + Double(bias[$0 % output])) }
    backend.run { backend in
      let y = product(
        x, by: [weight], outputSizes: [output], rows: rows, inputSize: input,
        layout: .outputMajor, bias: bias, epilogue: .gelu, arithmetic: .bf16, on: backend)
      #expect(largestError(y, expected) < MatrixBackendTests.tolerance)
    }
  }

  @Test(arguments: TestBackend.allCases)
  func notANumberReachesItsRowAlone(_ backend: TestBackend) {
    var random = SeededGenerator(seed: 26)
    let (rows, input, output) = (8, 41, 30)
    var x = random.floats(rows * input)
    // The last of an odd depth shares its pair with the padding.
    x[3 * input + 40] = .nan
    x[5 * input + 40] = .infinity
    let weight = random.floats(input * output)
    backend.run { backend in
      let y = product(
        x, by: [weight], outputSizes: [output], rows: rows, inputSize: input,
        layout: .outputMajor, bias: nil, epilogue: .none, arithmetic: .bf16, on: backend)
      for i in 0..<rows {
        let row = y[(i * output)..<((i + 1) * output)]
        #expect(row.allSatisfy { $0.isNaN == (i == 3) && $0.isInfinite == (i == 5) })
      }
    }
  }

  @Test func theInstructionsAreThoseOfTheWidestKernels() {
    #expect(Arithmetic.supportsBFloat16 == (Arithmetic.bfloat16Instructions != nil))
    if let name = Arithmetic.bfloat16Instructions {
      #expect(name == "AVX512_BF16")
      #expect(headscope_vector_width() == 16)
    }
  }
}
