import TestSupport
import Testing

@testable import Attribution

/// The regression behind LIME on what captum's tests publish of its own `Lime`, in `tests/attr/test_lime.py` and `test_llm_attr.py`.
///
/// captum's `Lime` differs from lime's: each part is kept with probability a half, and a lasso fits the values, where lime draws the number
/// of parts and fits a ridge. Every subset once is what captum's draws tend to; its kernel gives them weights that differ by less than
/// a hundredth. A part's variance is then 1/4 and the parts are uncorrelated, so that a lasso of penalty α takes α / (1/4) from what least
/// squares find.
@Suite struct WeightedMomentsTests {
  /// How near captum's own tests have to come.
  private static let tolerance = 1.0

  private func leastSquares(_ count: Int, _ output: (FeatureMask) -> Double) -> [Double] {
    var moments = WeightedMoments(featureCount: count)
    for bits in 0..<1 << count {
      var mask = FeatureMask(count: count, keepingAll: false)
      for part in 0..<count where bits >> part & 1 == 1 { mask[part] = true }
      moments.add(mask, weight: 1, responses: [output(mask)])
    }
    return moments.ridge(on: Array(0..<count), label: 0, penalty: 0).coefficients
  }

  /// What a lasso leaves of a least squares coefficient.
  private func lasso(_ coefficient: Double, penalty: Double) -> Double {
    let shrunk = max(abs(coefficient) - 4 * penalty, 0)
    return coefficient < 0 ? -shrunk : shrunk
  }

  /// captum's `BasicModel_MultiLayer`: relu(s − 10) + 3·(s + 1) − 1 of the sum s of what is kept.
  private func multiLayer(_ sum: Double) -> Double { max(sum - 10, 0) + 3 * (sum + 1) - 1 }

  @Test(
    arguments: [
      ([20, 50, 30], 0, [73.3716, 193.3349, 113.3349]), ([70, 30], 0, [271, 111]),
      ([62, 26], 12, [244, 100]), ([10, 14, 4], 0, [32.11, 48, 11]),
    ] as [(parts: [Double], rest: Double, published: [Double])])
  func valuesAreThoseOfCaptumsTests(parts: [Double], rest: Double, published: [Double]) {
    let found = leastSquares(parts.count) { mask in
      multiLayer(mask.kept.reduce(rest) { $0 + parts[$1] })
    }
    for (value, wanted) in zip(found, published) {
      #expect(abs(lasso(value, penalty: 1) - wanted) < Self.tolerance)
    }
  }

  /// Both labels together, of which the second is 2 more than the first.
  @Test func valuesAreThoseOfCaptumsTestsOfASum() {
    let found = leastSquares(2) { mask in
      2 * multiLayer(mask.kept.reduce(0) { $0 + [12, 3][$1] }) + 2
    }
    for (value, wanted) in zip(found, [75.0, 17]) {
      #expect(abs(lasso(value, penalty: 1) - wanted) < Self.tolerance)
    }
  }

  /// captum's `DummyLLM`, whose `Lime` has a lasso of 0.001 and is to come within 0.003.
  @Test func valuesAreThoseOfCaptumsLanguageModel() throws {
    let golden = try LanguageAttributionGolden()
    let found = leastSquares(golden.pieces.count) { golden.outputs(keeping: $0.kept)[0] }
    for (value, wanted) in zip(found, [0, -0.0032, -0.0158, 0.0231]) {
      #expect(abs(lasso(value, penalty: 0.001) - wanted) < 0.003)
    }
  }

  @Test func aFunctionOfEachPartAloneIsFoundAsItIs() {
    let found = leastSquares(4) { mask in mask.kept.reduce(2) { $0 + [1, -2, 0.5, 0][$1] } }
    for (value, wanted) in zip(found, [1, -2, 0.5, 0]) { #expect(abs(value - wanted) < 1e-12) }
  }
}
