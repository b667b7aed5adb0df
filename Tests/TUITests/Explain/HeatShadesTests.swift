import Attribution
import Testing

@testable import TUI

@Suite struct HeatShadesTests {
  @Test func aValueOfAsMuchAsItsErrorHasHalfOfItsColour() {
    #expect(HeatShades.certainty(2, error: 2) == 0.5)
    #expect(HeatShades.certainty(-2, error: 2) == 0.5)
  }

  @Test func certaintyGrowsWithTheValueInStandardErrors() {
    #expect(abs(HeatShades.certainty(2, error: 1) - 0.8) < 1e-6)
    #expect(abs(HeatShades.certainty(-3, error: 1) - 0.9) < 1e-6)
    #expect(abs(HeatShades.certainty(1, error: 2) - 0.2) < 1e-6)
    #expect(HeatShades.certainty(0, error: 1) == 0)
  }

  @Test func anErrorOfNothingLeavesTheColour() {
    #expect(HeatShades.certainty(1, error: 0) == 1)
    #expect(HeatShades.certainty(0, error: 0) == 1)
  }

  @Test func whatNobodyKnowsTheErrorOfHasNoColour() {
    #expect(HeatShades.certainty(5, error: .infinity) == 0)
    #expect(HeatShades.certainty(5, error: .nan) == 0)
  }

  @Test func extremeNumbersStayBetweenNothingAndAll() {
    #expect(HeatShades.certainty(3e38, error: 1e-38) == 1)
    #expect(HeatShades.certainty(1e-38, error: 3e38) == 0)
  }
}

@Suite("Colours by certainty")
struct CertaintyRobotTests {
  /// The shares shown where every value has an error of so many of its own size.
  private func shares(error: Float) throws -> (shares: [Float], robot: Robot) {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc")
    robot.state.explain.request.method = .smoothGrad
    let live = try #require(robot.state.explain.live)
    var explanation = live
    var entry = try #require(live.entries[.integratedGradients])
    entry.estimate.method = .smoothGrad
    entry.estimate.baseOutput = nil
    entry.estimate.delta = nil
    entry.estimate.uncertainty = entry.estimate.values.map { abs($0) * error }
    explanation.entries[.smoothGrad] = entry
    robot.state.explain.live = explanation
    robot.state.explain.settled = explanation
    let units = robot.state.explain.units
    return (robot.state.explain.shares(of: .smoothGrad, in: explanation, units: units), robot)
  }

  @Test func numbersStayAndColoursArePaler() throws {
    let (certain, first) = try shares(error: 0)
    let (uncertain, second) = try shares(error: 1)
    for (full, pale) in zip(certain, uncertain) { #expect(abs(pale) <= abs(full)) }
    // A word of one piece: exactly half.
    #expect(abs(uncertain[5] - certain[5] / 2) < 1e-6)
    func numbers(_ robot: Robot) throws -> [Float] {
      robot.state.explain.ranked(try #require(robot.state.explain.live)).map(\.value)
    }
    #expect(try numbers(first) == numbers(second))
  }

  @Test func theLegendSaysIt() throws {
    let (_, robot) = try shares(error: 1)
    #expect(robot.screen.contains("paler: less certain"))
    var exact = try Robot(text: SampleModel.sentence)
    try exact.press("Esc")
    #expect(!exact.screen.contains("paler"))
  }

  @Test func withoutKnownErrorsNothingIsColoured() throws {
    let (shares, _) = try shares(error: .infinity)
    #expect(shares.allSatisfy { $0 == 0 })
  }
}
