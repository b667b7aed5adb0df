import TestSupport
import Testing

@testable import Attribution

/// Agreement of methods against scipy.
@Suite struct MethodAgreementTests {
  @Test func matricesAreScipys() throws {
    let expected = try TrustGolden().agreement
    for (comparison, matrices) in [
      (MethodAgreement.Comparison.magnitude, expected.magnitude), (.signed, expected.signed),
    ] {
      let found = MethodAgreement(
        of: expected.scores, unsigned: Set(expected.unsigned), by: comparison,
        topCount: expected.topCount)
      #expect(found.kendall == matrices.kendall)
      #expect(found.topOverlap == matrices.topOverlap)
      for row in found.kendall.indices {
        for column in found.kendall.indices {
          #expect(found.kendall[row][column] == found.kendall[column][row])
        }
      }
    }
  }

  @Test func directionCountsOnlyBetweenMethodsThatHaveOne() {
    let scores: [[Double]] = [[1, 2, -3], [-1, -2, 3], [1, 2, 3]]
    let signed = MethodAgreement(of: scores, unsigned: [2], by: .signed, topCount: 1)
    #expect(signed.kendall[0] == [1, -1, 1])
    #expect(signed.topOverlap[0] == [1, 0, 1])
    let magnitude = MethodAgreement(of: scores, by: .magnitude, topCount: 1)
    #expect(magnitude.kendall[0] == [1, 1, 1])
  }

  @Test func noMethodsAndNoParts() {
    #expect(MethodAgreement(of: [], by: .signed, topCount: 3).kendall.isEmpty)
    let none = MethodAgreement(of: [[], []], by: .signed, topCount: 3)
    #expect(none.kendall == [[nil, nil], [nil, nil]])
    #expect(none.topOverlap == [[nil, nil], [nil, nil]])
  }
}
