import Attribution
import Model
import Testing

@Suite struct AttentionRolloutTests {
  @Test func thereAreGoldens() { #expect(AttentionGolden.cases.count == 10) }

  @Test(arguments: AttentionGolden.cases)
  func rolloutIsThatOfTheReference(_ golden: AttentionGolden.Case) throws {
    let rollout = AttentionRollout(try AttentionGraph(golden.maps()))
    let matrix = try rollout.matrix()
    let count = golden.shape[2]
    for expected in golden.rollout {
      let growth = rollout.growth(at: expected.position)
      for (found, row) in zip(growth, expected.rows) {
        for (a, b) in zip(found, row) { #expect(abs(a - b) < 1e-9) }
      }
      #expect(growth.count == expected.rows.count)
      #expect(rollout.row(to: expected.position) == growth.last)
      let start = expected.position * count
      #expect(Array(matrix[start..<start + count]) == growth.last)
    }
  }

  @Test func whatReachesAPositionSumsToOne() throws {
    let maps = AttentionMaps.random(layers: 5, heads: 3, tokens: 37, seed: 12)
    let matrix = try AttentionRollout(AttentionGraph(maps)).matrix()
    for position in 0..<37 {
      #expect(abs(matrix[position * 37..<(position + 1) * 37].reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test func aDecodersPositionGetsNothingFromBehind() throws {
    let maps = AttentionMaps.random(layers: 3, heads: 2, tokens: 6, seed: 1, isCausal: true)
    let row = AttentionRollout(try AttentionGraph(maps)).row(to: 2)
    #expect(row[3...].allSatisfy { $0 == 0 })
    #expect(row[..<3].allSatisfy { $0 > 0 })
  }

  @Test func closedHeadsDoNotCountAndALayerOfThemPassesEverythingOn() throws {
    let maps = AttentionMaps.random(layers: 2, heads: 2, tokens: 5, seed: 3)
    let none = AttentionRollout(try AttentionGraph(maps) { _ in false })
    #expect(none.row(to: 3) == [0, 0, 0, 1, 0])
    let one = try AttentionGraph(maps) { $0.head == 1 }
    let alone = try AttentionGraph(
      AttentionMaps(
        layers: (0..<2).map { layer in
          let map = Array(maps.map(HeadIndex(layer: layer, head: 1)))
          return Tensor(shape: [1, 5, 5], values: map)
        }))
    #expect(one == alone)
  }

  @Test func someOfTheLayersCanBeFollowed() throws {
    let maps = AttentionMaps.random(layers: 4, heads: 2, tokens: 6, seed: 5)
    let last = AttentionMaps(layers: [maps.layer(2), maps.layer(3)])
    let expected = AttentionRollout(try AttentionGraph(last)).row(to: 1)
    #expect(AttentionRollout(try AttentionGraph(maps)).row(to: 1, through: 2...3) == expected)
  }

  @Test func cancellationEndsTheWork() async {
    let maps = AttentionMaps.random(layers: 2, heads: 3, tokens: 11, seed: 4)
    let task = Task {
      let rollout = AttentionRollout(try AttentionGraph(maps))
      withUnsafeCurrentTask { $0?.cancel() }
      return try rollout.matrix()
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
