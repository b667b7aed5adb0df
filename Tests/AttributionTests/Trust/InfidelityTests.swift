import TestSupport
import Testing

@testable import Attribution

/// Infidelity against captum 0.9 on its own toy models, some with the numbers that captum's tests publish.
@Suite struct InfidelityTests {
  @Test(arguments: try TrustGolden().infidelity)
  func numbersAreCaptums(_ expected: TrustGolden.InfidelityCase) {
    let found = Infidelity(
      of: expected.scores, perturbations: expected.perturbations, changes: expected.changes)
    #expect(abs(found.value - expected.infidelity) < 1e-10)
    #expect(abs(found.normalized - expected.normalized) < 1e-10)
    #expect(found.sampleCount == expected.changes.count)
    #expect(found.normalized <= found.value + 1e-12, "no factor does better")
  }

  @Test func scoresThatTellTheChangeAreFaithful() {
    let found = Infidelity(expected: [1, -2, 0.5], changes: [1, -2, 0.5])
    #expect(found == Infidelity(expected: [1, -2, 0.5], changes: [1, -2, 0.5]))
    #expect(found.value == 0 && found.normalized == 0 && found.scale == 1)
    let doubled = Infidelity(expected: [2, -4, 1], changes: [1, -2, 0.5])
    #expect(doubled.scale == 0.5)
    #expect(doubled.normalized == 0)
    #expect(abs(doubled.value - (1 + 4 + 0.25) / 3) < 1e-15)
  }

  @Test func scoresOfZeroLeaveTheChangeItself() {
    let found = Infidelity(of: [0, 0], perturbations: [[1, 0], [1, 1]], changes: [3, -1])
    #expect(found.value == 5)
    #expect(found.normalized == 5)
    #expect(found.scale == 0)
  }

  @Test func whatIsMissedIsAShareOfWhatScoresOfNothingMiss() {
    // β = (1·2 + 1·0) / 2 = 1: misses of 1 and 1, where 0 misses 2 and 0.
    let found = Infidelity(expected: [1, 1], changes: [2, 0])
    #expect(found.normalized == 1 && found.ofNothing == 2)
    #expect(found.missedShare == 0.5)
    #expect(Infidelity(expected: [1, 1], changes: [0, 0]).missedShare == nil)
  }
}
