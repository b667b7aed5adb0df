import Attribution
import Foundation
import Model
import Testing

@Suite struct HeadDistancesTests {
  /// Clark et al.'s definition, written out: KL to the mean of both, summed over the queries.
  private func divergence(_ maps: AttentionMaps, _ a: HeadIndex, _ b: HeadIndex) -> Double {
    var sum = 0.0
    let even = 0.001 / Double(maps.tokenCount)
    for (left, right) in zip(maps.map(a), maps.map(b)) {
      let p = 0.999 * Double(left) + even
      let q = 0.999 * Double(right) + even
      let m = (p + q) / 2
      sum += (p * log(p / m) + q * log(q / m)) / 2
    }
    return sum
  }

  @Test(arguments: [3, 8, 21])
  func theIdentityGivesTheDefinition(_ tokens: Int) throws {
    let maps = AttentionMaps.random(layers: 2, heads: 2, tokens: tokens, seed: 9)
    let distances = try HeadDistances(maps)
    for (i, a) in maps.heads.enumerated() {
      for (j, b) in maps.heads.enumerated() {
        #expect(abs(distances[i, j] - divergence(maps, a, b)) < 1e-5)
      }
    }
    #expect(distances.comparedQueries == tokens)
  }

  @Test func distancesAreSymmetricAndZeroToOneself() throws {
    let maps = AttentionMaps.random(layers: 3, heads: 4, tokens: 13, seed: 2)
    let distances = try HeadDistances(maps)
    for i in 0..<distances.count {
      #expect(distances[i, i] == 0)
      for j in 0..<i {
        #expect(distances[i, j] == distances[j, i])
        #expect(distances[i, j] > 0)
      }
    }
  }

  @Test func equalHeadsAreNoDistanceApart() throws {
    let layer = AttentionMaps.random(layers: 1, heads: 3, tokens: 30, seed: 5).layer(0)
    let distances = try HeadDistances(AttentionMaps(layers: [layer, layer]))
    for head in 0..<3 { #expect(distances[head, head + 3] == 0) }
  }

  @Test func headsOnDifferentKeysAreNearlyLogTwoApartAQuery() throws {
    var planted = PlantedAttention(layers: 1, heads: 2, tokens: 20)
    planted.plant(HeadIndex(layer: 0, head: 0), share: 1) { _ in 3 }
    planted.plant(HeadIndex(layer: 0, head: 1), share: 1) { _ in 4 }
    let found = try HeadDistances(planted.maps)[0, 1] / 20
    #expect(abs(found - log(2)) < 0.01)
  }

  @Test func aSmallBudgetComparesFewerQueriesAndScalesUp() throws {
    let maps = AttentionMaps.random(layers: 2, heads: 4, tokens: 120, seed: 8)
    let whole = try HeadDistances(maps)
    let sampled = try HeadDistances(maps, budget: 28 * 120 * 30)
    #expect(sampled.comparedQueries == 30)
    #expect(try HeadDistances(maps, budget: 0).comparedQueries == 1)
    for (a, b) in zip(sampled.values, whole.values) { #expect(abs(a - b) <= 0.2 * b) }
  }

  @Test func exchangedHeadsExchangeTheirDistances() throws {
    let maps = AttentionMaps.random(layers: 1, heads: 3, tokens: 9, seed: 6)
    let order = [1, 2, 0]
    let plain = try HeadDistances(maps)
    let permuted = try HeadDistances(maps.permuted(order))
    for i in 0..<3 {
      for j in 0..<3 { #expect(permuted[i, j] == plain[order[i], order[j]]) }
    }
  }

  @Test func cancellationEndsTheComparison() async {
    let maps = AttentionMaps.random(layers: 2, heads: 3, tokens: 11, seed: 4)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try HeadDistances(maps)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func oneHeadHasAPlaceToo() throws {
    let distances = try HeadDistances(.random(layers: 1, heads: 1, tokens: 4, seed: 1))
    #expect(distances.layout().points.map { abs($0.x) + abs($0.y) } == [0])
  }
}
