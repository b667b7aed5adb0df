import Attribution
import Testing

@testable import TUI

/// Answers of the model that come late, in coarse and fine, or fail.
@Suite struct LateAnswersRobotTests {
  @Test func theGradientPassStartsWithTheKeyAndRefinementAfterAPause() throws {
    var robot = try Robot()
    robot.isTimePassing = false
    robot.type("anxious")
    #expect(robot.screen.contains("gradient"))
    #expect(!robot.screen.contains("refined"))
    robot.letTimePass()
    #expect(robot.screen.contains("refined ✓"))
  }

  @Test func onlyTheLastKeyIsRefined() throws {
    var state = State(rows: 40, columns: 120, model: SampleModel().summary)
    var effects: [Effect] = []
    for letter in ["a", "b"] {
      let (next, new) = update(state, .input(.text(letter)))
      (state, effects) = (next, effects + new)
    }
    let work = effects.compactMap { if case .explain(let work) = $0 { work } else { nil } }
    #expect(work.map(\.input.text) == ["a", "ab"])
    #expect(
      work.allSatisfy {
        guard case .attributions(let requests) = $0.question else { return false }
        return requests.map(\.method) == [.inputTimesGradient]
      })
    let (_, stale) = update(state, .timer(.pause(work[0].id.generation)))
    #expect(stale.isEmpty)
    let (_, fresh) = update(state, .timer(.pause(work[1].id.generation)))
    #expect(
      fresh.contains { if case .explain(let work) = $0 { work.input.text == "ab" } else { false } })
  }

  @Test func aCoarseIntegralIsShownOnlyWhenRefinementTakesLong() throws {
    var robot = try Robot()
    robot.isTimePassing = false
    robot.type("anxious")
    let request = robot.state.explain.request
    let work = Work(
      id: Work.ID(lane: .text, generation: robot.state.explain.generation),
      input: robot.state.explain.input, requests: [request])
    var coarse = robot.model.results(work)[0]
    coarse.estimate.isFinal = false
    robot.send(.result(work.id, coarse))
    #expect(robot.state.explain.stage == .gradient)
    robot.send(.timer(.settle(work.id.generation)))
    #expect(robot.state.explain.stage == .refining)
    robot.send(.result(work.id, robot.model.results(work)[0]))
    #expect(robot.state.explain.stage == .refined)
  }

  @Test func staleAnswersAreDropped() throws {
    let model = SampleModel()
    var state = State(rows: 40, columns: 120, model: model.summary)
    var works: [Work] = []
    for letter in ["a", "b"] {
      let (next, effects) = update(state, .input(.text(letter)))
      state = next
      works += effects.compactMap { if case .explain(let work) = $0 { work } else { nil } }
    }
    let (after, _) = update(state, .result(works[0].id, model.results(works[0])[0]))
    #expect(after == state)
  }

  @Test func coloursAreDimmedOnlyWhenTheyAreLate() throws {
    var robot = try Robot(text: SampleModel.sentence)
    robot.isModelAnswering = false
    robot.isTimePassing = false
    robot.type("!")
    let cell = try #require(robot.find("anxious standing"))
    #expect(!robot.grid[7, 4].style.attributes.contains(.dim))
    _ = cell
    robot.letTimePass()
    #expect(robot.screen.contains("waiting"))
  }

  @Test func numbersThatAreNotFiniteAreToldAndNotShown() throws {
    var robot = try Robot(text: "anxious")
    robot.model.weights["crowd"] = .nan
    robot.type(" crowd")
    #expect(robot.screen.contains("not finite"))
    #expect(!robot.screen.contains("nan"))
  }

  @Test func aMethodThatFailsLeavesThePredictionMoving() throws {
    var robot = try Robot(text: SampleModel.sentence)
    robot.model.failures[.integratedGradients] = "The vocabulary has no mask token."
    robot.type("!")
    #expect(robot.state.explain.live?.input.text == SampleModel.sentence + "!")
    #expect(panes(robot).contains("✗ The vocabulary has no mask token."))
    #expect(robot.screen.contains("failed ✗"))
    for stale in ["waiting", "F(x)", "✓ complete", "anxious  "] {
      #expect(!panes(robot).contains(stale), "\(stale)")
    }
    let before = robot.state.explain.live?.prediction
    robot.type(" racing")
    #expect(robot.state.explain.live?.prediction != before)
    #expect(panes(robot).contains("✗ The vocabulary has no mask token."))
    robot.model.failures = [:]
    robot.type("!")
    #expect(robot.screen.contains("refined ✓"))
    #expect(panes(robot).contains("F(x)"))
  }

  @Test func aModelThatFailsShowsNoNumbersOfAnotherText() throws {
    var robot = try Robot(text: SampleModel.sentence)
    robot.model.failures = [
      .inputTimesGradient: "The weights file was cut.",
      .integratedGradients: "The weights file was cut.",
    ]
    robot.type("!")
    #expect(panes(robot).contains("✗ The weights file was cut."))
    #expect(!panes(robot).contains("█"))
    #expect(robot.state.explain.live == nil)
    #expect(robot.state.report == nil)
  }

  @Test func aFurtherRowThatFailsLeavesTheFirst() throws {
    var robot = try Robot(text: SampleModel.sentence)
    robot.model.failures[.gradientSHAP] = "There are no samples."
    try robot.press("F3")
    robot.type("salien")
    try robot.press("Enter", "Alt-v")
    robot.type("GradientSHAP")
    try robot.press("Enter")
    #expect(robot.screen.contains("✗ There are no samples."))
    #expect(robot.screen.contains("gradient ✓"))
  }

  @Test func thePassOfEveryKeyAsksForNoBaselineThatAModelMayLack() throws {
    var robot = try Robot(text: "anxious")
    robot.state.explain.request.baseline = .mask
    #expect(robot.state.explain.quickRequest.baseline == .zero)
    #expect(robot.state.explain.refiningRequests.map(\.baseline) == [.mask])
  }

  @Test func numbersOfTheTextBeforeAreMarked() throws {
    var robot = try Robot(rows: 24, columns: 80, text: SampleModel.sentence)
    robot.isTimePassing = false
    #expect(!robot.screen.contains("…"))
    robot.type("!")
    #expect(robot.state.explain.stage == .gradient)
    for title in ["Words", "Can it be trusted?"] {
      #expect(robot.screen.contains(" \(title)…"))
      #expect(!robot.screen.contains(" \(title) "))
    }
    robot.letTimePass()
    #expect(!robot.screen.contains("…"))
    #expect(robot.screen.contains("✓"))
  }

  /// The screen without its status and hint lines.
  private func panes(_ robot: Robot) -> String {
    robot.lines.dropLast(2).joined(separator: "\n")
  }
}
