import TestSupport
import Testing

@testable import Attribution

/// Sensitivity against captum 0.9 on its own toy models, some with the numbers that captum's tests publish.
@Suite struct SensitivityTests {
  @Test(arguments: try TrustGolden().sensitivity)
  func numbersAreCaptums(_ expected: TrustGolden.SensitivityCase) {
    let found = Sensitivity(of: expected.scores, perturbed: expected.perturbed)
    #expect(abs(found.maximum - expected.maximum) < 1e-13)
    #expect(found.ratios.count == expected.perturbed.count)
    #expect(found.ratios.max() == found.maximum)
  }

  /// captum's `test_sensitivity_max_multi_dim`: integrated gradients of its `BasicModel_MultiLayer` at 1, 2, 3 to 10, 11, 12, and at
  /// what its test makes of them.
  @Test(
    arguments: [
      ([1, 2, 3], 0.006), ([4, 5, 6], 0.01), ([7, 8, 9], 0.001), ([10, 11, 12], 0.008),
    ] as [([Float], Double)])
  func integralsOfCaptumsModelHaveThePublishedSensitivity(
    _ input: [Float], _ published: Double
  ) throws {
    // The row's place decides the label, which differs by a constant; four outputs by factors.
    func function(_ x: [Float]) -> (output: Float, gradient: [Float]) {
      let sum = x.reduce(0, +)
      let slope: Float = sum > 10 ? 4 : 3
      return (max(sum - 10, 0) + 3 * (sum + 1) - 1, x.map { _ in slope })
    }
    func scores(_ x: [Float]) throws -> [Double] {
      let zero = x.map { _ in Float(0) }
      return try PathIntegral(
        over: x, rows: 1, outputs: (function(zero).output, function(x).output),
        by: .gaussLegendre, steps: 50
      ) { positions, visit in
        for (index, position) in positions.enumerated() {
          let found = function(x.map { Float(position) * $0 })
          try visit(index, found.output, found.gradient[...])
        }
      }.attributions.map(Double.init)
    }
    let moved = zip(input, [-0.02, -0.01, 0] as [Float]).map { $0 + $1 }
    let found = Sensitivity(of: try scores(input), perturbed: [try scores(moved)]).maximum
    #expect(abs(found - published) < 0.05, "captum's own tolerance")
    let golden = try TrustGolden().sensitivity
    let place = Int(input[0]) / 3
    let expected = try #require(golden.first { $0.name == "published-\(place)" })
    #expect(abs(found - expected.maximum) < 1e-5)
  }

  @Test func theScaleOfTheScoresDoesNotMatter() {
    let found = Sensitivity(of: [3, 4], perturbed: [[3, 4], [3, 9], [0, 0]])
    #expect(found.ratios == [0, 1, 1])
    #expect(Sensitivity(of: [6, 8], perturbed: [[6, 8], [6, 18], [0, 0]]) == found)
  }

  @Test func withoutScoresTheChangeItselfCounts() {
    #expect(Sensitivity(of: [0, 0], perturbed: [[3, 4]]).maximum == 5)
    #expect(Sensitivity(of: [], perturbed: [[]]).maximum == 0)
  }

  @Test func noNumberHidesBehindALargerOne() {
    let found = Sensitivity(of: [1], perturbed: [[.nan], [2]])
    #expect(found.maximum.isNaN)
  }
}
