import Attribution
import Testing

@testable import TUI

@Suite struct PerturbationChartsTests {
  @Test func betweenPointsACurveIsStraight() {
    let curve = PerturbationCurve([
      .init(fraction: 0, output: 1), .init(fraction: 0.5, output: 0),
      .init(fraction: 1, output: 0.5),
    ])
    let values = [0, 0.25, 0.5, 0.75, 1].map { curve.output(at: $0) }
    #expect(values == [1, 0.5, 0, 0.25, 0.5])
  }

  @Test func aCurveOfOnePointIsThatPoint() {
    let curve = PerturbationCurve([.init(fraction: 0, output: 0.25)])
    #expect([0, 0.5, 1].allSatisfy { curve.output(at: $0) == 0.25 })
  }
}
