import Attribution
import Testing

@testable import TUI

/// What keys do with activations of a second text.
@Suite struct PatchingRobotTests {
  private func robot() throws -> Robot {
    var robot = try Robot(text: "so happy now")
    try robot.press("Esc", "2", "p")
    robot.type("so sad now")
    try robot.press("Enter")
    return robot
  }

  private func sites(_ robot: Robot) -> [ActivationPatching.Site] {
    robot.questions.compactMap {
      if case .patching(_, let site, _, _) = $0.question { site } else { nil }
    }
  }

  @Test func aSecondTextIsAskedForAndItsActivationsAreMeasured() throws {
    var robot = try robot()
    #expect(robot.state.focus == .patching && sites(robot) == [.residual])
    #expect(robot.screen.contains("Patching: states entering a layer"))
    #expect(robot.screen.contains("“so sad now”"))
    // Layer 3 of 6 brings half of the way from 1 to 3 at the first position, and nothing elsewhere.
    try robot.press("Down", "Down", "Down")
    #expect(robot.screen.contains("layer 3, [CLS] ← [CLS]  50 % of the way: logit of fear 2.00"))
    try robot.press("Right", "Right")
    #expect(robot.screen.contains("layer 3, happy ← sad  0 % of the way: logit of fear 1.00"))
    #expect(robot.screen.contains("from 1.00, this text, to 3.00"))
  }

  @Test func whatIsTakenOverIsChangedByAKey() throws {
    var robot = try robot()
    try robot.press("s", "s", "s")
    #expect(sites(robot) == [.residual, .attention, .feedForward, .head])
    try robot.press("End")
    #expect(robot.screen.contains("head 5.11"))
    try robot.press("s")
    #expect(robot.state.heads.patching.site == .residual)
    #expect(robot.state.heads.patching.column == 4)
  }

  private func narrow(_ text: String, _ source: String) throws -> Robot {
    var robot = try Robot(rows: 16, columns: 60, text: text)
    try robot.press("Esc", "2", "p")
    robot.type(source)
    try robot.press("Enter")
    return robot
  }

  @Test func wordsGiveWayBeforeDigitsDo() throws {
    var robot = try narrow("so anxious now", "so relaxed now")
    try robot.press("Down", "Down", "Down", "Right", "Right")
    #expect(robot.screen.contains("▸ layer 3, anxi ← rela  0 %: logit of fear 1.00"))
    #expect(robot.screen.contains("the way: from 1.00, this text, to 3.00 "))
    try robot.press("Home")
    #expect(robot.screen.contains("▸ layer 0, [CLS] ← [CLS]  0 %: logit of fear 1.00"))
  }

  @Test func numbersOfHeadsDoNotTouchOneAnother() throws {
    var robot = try narrow("so happy now", "so sad now")
    try robot.press("s", "s", "s")
    #expect(robot.screen.contains(" 7 8 9 10  "))
    try robot.press("End")
    #expect(robot.screen.contains(" 7 8 9   11 "))
  }

  @Test func onlyOfPositionsItIsSaidHowTheyAreMatched() throws {
    var robot = try robot()
    #expect(robot.screen.contains("matched by number"))
    try robot.press("s", "s", "s")
    #expect(!robot.screen.contains("matched by number"))
  }

  @Test func whatGoesOnBeyondThePaneIsMarked() throws {
    func text(_ words: String) -> String {
      Array(repeating: words, count: 20).joined(separator: " ")
    }
    var robot = try narrow(text("so happy now"), text("so sad now"))
    #expect(robot.screen.contains("│ ↓→ "))
    try robot.press("End")
    #expect(robot.screen.contains("│ ↑← "))
    #expect(!(try self.robot().screen.contains("│ ↓")))
  }

  @Test func anotherTextOnScreenIsMeasuredAnew() throws {
    var robot = try robot()
    try robot.press("i")
    robot.type("!")
    #expect(sites(robot).count == 2)
    #expect(robot.state.heads.patching.report?.layers[0].count == 5)
    #expect(!robot.state.isPatchingOld)
    try robot.press("Esc", "Esc")
    #expect(robot.state.focus == .heads)
    try robot.press("i")
    robot.type("?")
    // Out of sight nothing is measured.
    #expect(sites(robot).count == 2)
  }

  @Test func whatIsUnderWayIsGivenUpForAnotherText() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    try robot.press("s")
    let old = Work.ID(lane: .patching, generation: robot.state.heads.patching.generation)
    #expect(robot.state.isPatchingOld)
    robot.isModelAnswering = true
    try robot.press("i")
    robot.type("!")
    var report = try #require(robot.state.heads.patching.report)
    report.clean = 99
    robot.send(.heads(old, .patching(report)))
    #expect(robot.state.heads.patching.report?.clean == 3)
  }

  @Test func aFailureIsTold() throws {
    var robot = try robot()
    let id = Work.ID(lane: .patching, generation: robot.state.heads.patching.generation)
    robot.send(.failed(id, "The text is empty."))
    #expect(robot.screen.contains("✗ The text is empty."))
  }

  @Test func progressStandsInTheBorderUntilAllLayersAreThere() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    try robot.press("s")
    let id = Work.ID(lane: .patching, generation: robot.state.heads.patching.generation)
    var report = try #require(robot.state.heads.patching.report)
    report.layers[0] = []
    report.layers[1] = []
    robot.send(.heads(id, .patching(report)))
    #expect(robot.screen.contains("4 of 6 layers"))
    #expect(robot.screen.contains("measuring…"))
    robot.send(.finished(id))
    #expect(!robot.screen.contains("4 of 6 layers"))
  }

  /// All but the last two of six layers are there, and the model goes on.
  private func underWay() throws -> Robot {
    var robot = try robot()
    var report = try #require(robot.state.heads.patching.report)
    robot.isModelAnswering = false
    try robot.press("s")
    report.site = .attention
    report.layers[0] = []
    report.layers[1] = []
    let id = Work.ID(lane: .patching, generation: robot.state.heads.patching.generation)
    robot.send(.heads(id, .patching(report)))
    return robot
  }

  @Test func escapeStopsItAndSaysSo() throws {
    var robot = try underWay()
    #expect(robot.screen.contains("Esc stop"))
    let (_, effects) = update(robot.state, .input(.key(.escape, [])))
    #expect(effects == [.cancel(.patching)])
    let id = Work.ID(lane: .patching, generation: robot.state.heads.patching.generation)
    let report = try #require(robot.state.heads.patching.report)
    try robot.press("Esc")
    #expect(robot.state.focus == .patching)
    #expect(robot.screen.contains("Patching stopped at 4 of 6 layers; p measures again"))
    #expect(robot.screen.contains("─ stopped at 4 of 6 layers ─"))
    #expect(robot.screen.contains("not measured") && !robot.screen.contains("measuring…"))
    // What was on its way is not taken in.
    var late = report
    late.clean = 99
    robot.send(.heads(id, .patching(late)))
    #expect(robot.state.heads.patching.report == report)
    try robot.press("Esc")
    #expect(robot.state.focus == .heads)
  }

  @Test func whatWasStoppedIsMeasuredAgainOnlyWhenAskedFor() throws {
    var robot = try underWay()
    try robot.press("Esc")
    let count = sites(robot).count
    robot.isModelAnswering = true
    try robot.press("1", "2")
    #expect(sites(robot).count == count)
    try robot.press("p", "Enter")
    #expect(sites(robot).count == count + 1)
    #expect(!robot.screen.contains("stopped"))
  }

  @Test func stoppedBeforeTheFirstLayerThePaneSaysHowToGoOn() throws {
    var robot = try Robot(text: "so happy now")
    try robot.press("Esc", "2", "p")
    robot.isModelAnswering = false
    robot.type("so sad now")
    try robot.press("Enter", "Esc")
    #expect(robot.screen.contains("Stopped before anything was measured: p measures again."))
  }

  @Test func escapeLeavesTheTextBeforeItStopsAnything() throws {
    var robot = try underWay()
    try robot.press("i")
    let (_, effects) = update(robot.state, .input(.key(.escape, [])))
    #expect(!effects.contains(.cancel(.patching)))
  }

  @Test func aClickOnACellReadsItOut() throws {
    var robot = try robot()
    let view = try #require(PatchingView(robot.state, ScreenLayout(robot.state)))
    robot.click(row: view.area.row + 3, column: view.area.column + 2 * view.columnsPerCell)
    #expect(robot.screen.contains("layer 3, happy ← sad  0 % of the way"))
    robot.click(row: view.area.row + 3, column: view.area.column)
    #expect(robot.screen.contains("layer 3, [CLS] ← [CLS]  50 % of the way"))
  }
}
