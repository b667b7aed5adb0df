import TestSupport
import Testing

@testable import Attribution

/// Stability over seeds against scipy and NumPy.
@Suite struct SeedStabilityTests {
  private func isClose(_ first: [Double?], _ second: [Double?]) -> Bool {
    first.count == second.count
      && zip(first, second).allSatisfy { found, wanted in
        guard let found, let wanted else { return (found == nil) == (wanted == nil) }
        return abs(found - wanted) < 1e-12
      }
  }

  @Test(arguments: try TrustGolden().stability)
  func stabilityIsScipys(_ expected: TrustGolden.StabilityCase) throws {
    let found = SeedStability(of: expected.runs, by: .signed, topCount: expected.topCount)
    #expect(isClose([found.meanKendall], [expected.meanKendall]))
    #expect(isClose([found.meanTopOverlap], [expected.meanTopOverlap]))
    #expect(isClose(found.means, expected.means))
    #expect((found.standardDeviations == nil) == (expected.standardDeviations == nil))
    #expect(isClose(found.standardDeviations ?? [], expected.standardDeviations ?? []))
  }

  @Test func runsWithoutAnOrderAreLeftOutOfTheMean() {
    let found = SeedStability(of: [[1, 2, 3], [1, 2, 3], [5, 5, 5]], by: .signed, topCount: 1)
    #expect(found.meanKendall == 1)
    #expect(found.meanTopOverlap == 1.0 / 3)
    #expect(SeedStability(of: [[1, 1], [1, 1]], by: .magnitude, topCount: 1).meanKendall == nil)
    let none = SeedStability(of: [], by: .magnitude, topCount: 1)
    #expect(none.means.isEmpty && none.standardDeviations == nil && none.meanTopOverlap == nil)
  }
}
