import Testing

@testable import TUI

@Suite struct RankAgreementTests {
  @Test func equalOrdersAgree() { #expect(RankAgreement.tau([1, 2, 3], [10, 20, 30]) == 1) }
  @Test func reversedOrdersDisagree() { #expect(RankAgreement.tau([1, 2, 3], [3, 2, 1]) == -1) }

  /// τ-b with one tie on each side, by hand: pairs (1,1)(1,2)(2,2)… of x = 1 1 2 3, y = 1 2 2 3:
  /// 4 concordant, 0 discordant, one tie each, so 4 / √(5·5).
  @Test func tiesAreCountedOut() {
    #expect(abs((RankAgreement.tau([1, 1, 2, 3], [1, 2, 2, 3]) ?? 0) - 0.8) < 1e-12)
  }

  @Test func aConstantHasNoOrder() { #expect(RankAgreement.tau([1, 1], [1, 2]) == nil) }
}
