import Testing

@testable import Attribution

/// Systems with one solution, with many and with none.
@Suite struct MinimumNormSystemTests {
  private func isClose(_ first: [Double], _ second: [Double]) -> Bool {
    first.count == second.count && zip(first, second).allSatisfy { abs($0 - $1) < 1e-12 }
  }

  @Test func theOnlySolution() {
    let system = MinimumNormSystem([2, 1, 0, 1, 5, 3, 0, 3, 4], size: 3)
    #expect(system.isRegular)
    #expect(isClose(system.solve([4, 20, 18]), [1, 2, 3]))
  }

  @Test func theShortestOfManyAndOfTheNearest() {
    // (1, 1, 0)·(1, 1, 0)ᵀ + (0, 0, 2)·(0, 0, 2)ᵀ
    let system = MinimumNormSystem([1, 1, 0, 1, 1, 0, 0, 0, 4], size: 3)
    #expect(system.rank == 2)
    #expect(isClose(system.solve([6, 6, 8]), [3, 3, 2]))
    #expect(isClose(system.solve([7, 5, 8]), [3, 3, 2]), "what no solution gives is left")
  }

  @Test func nothingIsKnown() {
    let system = MinimumNormSystem([0, 0, 0, 0], size: 2)
    #expect(system.rank == 0)
    #expect(system.solve([1, 2]) == [0, 0])
    #expect(MinimumNormSystem([], size: 0).solve([]).isEmpty)
  }
}
