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
