import Attribution
import Testing

@Suite struct ExplanationCheckTests {
  @Test func completenessAllowsOnePercentOfTheChange() {
    #expect(ExplanationCheck.completeness(delta: -0.05, change: 5).result == .passed(-0.05))
    #expect(ExplanationCheck.completeness(delta: 0.06, change: -5).result == .failed(0.06))
    #expect(ExplanationCheck.completeness(delta: 1e-6, change: 0).result == .passed(1e-6))
    #expect(ExplanationCheck.completeness(delta: nil, change: 5).result == .notRun)
    #expect(ExplanationCheck.completeness(delta: .nan, change: 5).result == .notRun)
  }

  @Test func partsThatMatterNotFailComprehensiveness() {
    #expect(ExplanationCheck.comprehensiveness(0.1).hasPassed)
    #expect(ExplanationCheck.comprehensiveness(0).hasFailed)
    #expect(ExplanationCheck.comprehensiveness(nil).result == .notRun)
  }

  @Test func theHighestPartsMustDoBetterThanTheRest() {
    #expect(ExplanationCheck.sufficiency(0.1, comprehensiveness: 0.6).hasPassed)
    #expect(ExplanationCheck.sufficiency(0.6, comprehensiveness: 0.6).hasFailed)
    #expect(ExplanationCheck.sufficiency(-0.1, comprehensiveness: -0.2).hasPassed)
    #expect(ExplanationCheck.sufficiency(0.1, comprehensiveness: nil).result == .notRun)
  }

  @Test func orders() {
    #expect(ExplanationCheck.leaveOneOut(tau: 0.21).hasPassed)
    #expect(ExplanationCheck.leaveOneOut(tau: 0.2).hasFailed)
    #expect(ExplanationCheck.agreement(taus: [nil, nil]).result == .notRun)
    #expect(ExplanationCheck.agreement(taus: [0.5, nil, 1]).result == .passed(0.75))
  }

  @Test func errorsLargerThanValuesAreCounted() {
    let sure = ExplanationFacts.Part("a", -1, uncertainty: 1)
    let open = ExplanationFacts.Part("b", 1, uncertainty: 1.5)
    let unknown = ExplanationFacts.Part("c", 1, uncertainty: .infinity)
    let bare = ExplanationFacts.Part("d", 1)
    #expect(ExplanationCheck.uncertainty(of: [sure, bare]).result == .passed(0))
    #expect(ExplanationCheck.uncertainty(of: [sure, open, unknown]).result == .failed(2))
    #expect(ExplanationCheck.uncertainty(of: [bare]).result == .notRun)
  }

  @Test func valuesForetellAtLeastHalf() {
    // β = 1: half of (1, 1) is missed by (1, 0), the mean square 1/2 of 1.
    let half = Infidelity(expected: [1, 0], changes: [1, 1])
    #expect(half.missedShare == 0.5)
    #expect(ExplanationCheck.infidelity(half).result == .passed(0.5))
    #expect(ExplanationCheck.infidelity(half, limit: 0.4).result == .failed(0.5))
    // The scale does not matter, the sign does.
    let scaled = Infidelity(expected: [10, 20], changes: [1, 2])
    #expect(ExplanationCheck.infidelity(scaled).result == .passed(0))
    #expect(
      ExplanationCheck.infidelity(Infidelity(expected: [-1, -2], changes: [1, 2])).hasFailed)
    let still = Infidelity(expected: [1, 2], changes: [0, 0])
    #expect(ExplanationCheck.infidelity(still).result == .notRun)
    #expect(ExplanationCheck.infidelity(nil).result == .notRun)
  }

  @Test func valuesThatStayAndOrdersThatSeedsKeep() {
    #expect(ExplanationCheck.sensitivity(0.5).hasPassed)
    #expect(ExplanationCheck.sensitivity(0.51).hasFailed)
    #expect(ExplanationCheck.sensitivity(nil).result == .notRun)
    #expect(ExplanationCheck.stability(tau: 0.51).hasPassed)
    #expect(ExplanationCheck.stability(tau: 0.5).hasFailed)
    #expect(ExplanationCheck.stability(tau: nil).result == .notRun)
  }

  @Test func theFitOfTheLinearModel() {
    #expect(ExplanationCheck.surrogate(score: 0.5).hasPassed)
    #expect(ExplanationCheck.surrogate(score: 0.49).hasFailed)
  }
}
