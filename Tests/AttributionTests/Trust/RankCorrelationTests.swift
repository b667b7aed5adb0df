import Model
import TestSupport
import Testing

@testable import Attribution

/// Rank correlations against scipy 1.17, and what must hold for any numbers.
@Suite struct RankCorrelationTests {
  private func numbers(_ text: [String]) throws -> [Double] {
    try text.map { try #require(Double($0)) }
  }

  @Test(arguments: try TrustGolden().correlations)
  func numbersAreScipys(_ expected: TrustGolden.Correlation) throws {
    let first = try numbers(expected.first)
    let second = try numbers(expected.second)
    #expect(RankCorrelation.kendall(first, second) == expected.kendall)
    let rho = RankCorrelation.spearman(first, second)
    #expect((rho == nil) == (expected.spearman == nil))
    if let rho, let wanted = expected.spearman { #expect(abs(rho - wanted) < 1e-13) }
    for overlap in expected.overlaps {
      let found = RankCorrelation.topOverlap(first, second, count: Int(overlap[0]))
      #expect(found == overlap[1])
    }
  }

  /// Knight's counting against the definition, pair by pair.
  @Test func tauIsItsDefinition() {
    var generator = SeededGenerator(seed: 3)
    for count in 2..<70 {
      let kinds = Int.random(in: 1...count, using: &generator)
      let first = (0..<count).map { _ in Double(Int.random(in: 0..<kinds, using: &generator)) }
      let second = (0..<count).map { _ in Double(Int.random(in: 0..<kinds, using: &generator)) }
      var (difference, untiedFirst, untiedSecond) = (0.0, 0.0, 0.0)
      for i in 0..<count {
        for j in 0..<i {
          let a = first[i] - first[j]
          let b = second[i] - second[j]
          difference += a * b > 0 ? 1 : a * b < 0 ? -1 : 0
          untiedFirst += a == 0 ? 0 : 1
          untiedSecond += b == 0 ? 0 : 1
        }
      }
      let scale = untiedFirst * untiedSecond
      let found = RankCorrelation.kendall(first, second)
      #expect((found == nil) == (scale == 0))
      if let found { #expect(abs(found - difference / scale.squareRoot()) < 1e-14) }
    }
  }

  @Test func reversingOneListNegates() {
    var generator = SeededGenerator(seed: 4)
    for count in [2, 3, 10, 50, 512] {
      let first = (0..<count).map { _ in Double.random(in: -1..<1, using: &generator) }
      let second = (0..<count).map { _ in Double(Int.random(in: 0..<6, using: &generator)) }
      let negated = second.map { -$0 }
      #expect(
        RankCorrelation.kendall(first, second)
          == RankCorrelation.kendall(first, negated).map { -$0 })
      #expect(
        RankCorrelation.spearman(first, second)
          == RankCorrelation.spearman(first, negated).map { -$0 })
      let reversed = RankCorrelation.kendall(first, first.map { -$0 }) ?? .nan
      #expect(abs(reversed + 1) < 1e-15)
    }
  }

  @Test func theOrderOfThePairsDoesNotMatter() {
    var generator = SeededGenerator(seed: 5)
    let first = (0..<100).map { _ in Double(Int.random(in: 0..<9, using: &generator)) }
    let second = (0..<100).map { _ in Double(Int.random(in: 0..<9, using: &generator)) }
    let order = Array(0..<100).shuffled(using: &generator)
    #expect(
      RankCorrelation.kendall(order.map { first[$0] }, order.map { second[$0] })
        == RankCorrelation.kendall(first, second))
    #expect(RankCorrelation.kendall(second, first) == RankCorrelation.kendall(first, second))
  }

  @Test func whatHasNoOrderHasNoCorrelation() {
    let none: [Double] = []
    #expect(RankCorrelation.kendall(none, none) == nil)
    #expect(RankCorrelation.spearman(none, none) == nil)
    #expect(RankCorrelation.topOverlap(none, none, count: 3) == nil)
    #expect(RankCorrelation.kendall([1.0, .nan, 2], [1, 2, 3]) == nil)
    #expect(RankCorrelation.spearman([1.0, 2, 3], [1, .nan, 3]) == nil)
    #expect(RankCorrelation.kendall([Float](repeating: 2, count: 4), [1, 2, 3, 4]) == nil)
    let single = RankCorrelation.kendall([Float(1), 1, 2, 3], [1, 2, 2, 3]) ?? .nan
    #expect(abs(single - 0.8) < 1e-15)
  }

  @Test func equalNumbersAreTakenInTheirOrderAndNaNLast() {
    #expect(Ranking.falling([1, 3, 3, .nan, -.infinity, 2]) == [1, 2, 5, 0, 3, 4])
    #expect(RankCorrelation.topOverlap([1.0, 1, 1, 1], [0.0, 0, 5, 5], count: 2) == 0)
    #expect(RankCorrelation.topOverlap([1.0, 1, 1, 1], [5.0, 0, 5, 5], count: 2) == 0.5)
  }
}
