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

  /// The layers whose heads were asked for token by token, in order.
  private func layers(_ robot: Robot) -> [Int?] {
    robot.questions.compactMap {
      if case .patching(_, _, let layer, _, _) = $0.question { layer } else { nil }
    }
  }

  private func sites(_ robot: Robot) -> [ActivationPatching.Site] {
    robot.questions.compactMap {
      if case .patching(_, let site, _, _, _) = $0.question { site } else { nil }
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

  @Test func aLayersHeadsAreTakenOverTokenByToken() throws {
    var robot = try robot()
    try robot.press("Down", "Down", "Down", "Right", "Right", "t")
    #expect(sites(robot) == [.residual, .head] && layers(robot) == [nil, 3])
    #expect(robot.screen.contains("Patching: heads of layer 3 at one token"))
    // The position stays, and the cursor is on the first head.
    #expect(robot.screen.contains("head 3.0, happy ← sad  0.0 % of the way: logit of fear 1.00"))
    #expect(robot.screen.contains("matched by number"))
    // Head 6 of 12 brings half of the way at the first position.
    try robot.press("Home", "Down", "Down", "Down", "Down", "Down", "Down")
    #expect(robot.screen.contains("head 3.6, [CLS] ← [CLS]  50.0 % of the way: logit of fear 2.00"))
    try robot.press("End")
    #expect(robot.screen.contains("head 3.11, [SEP] ← [SEP]  0.0 % of the way"))
  }

  /// One token of one head brings little: the strongest there is has the strongest colour, not the whole way.
  @Test func whatAHeadBringsAtOneTokenIsColouredUpToTheLargest() throws {
    var robot = try robot()
    let strongest = robot.theme.attribution.style(1).background
    func strongestRows(_ robot: Robot) throws -> [Int] {
      let view = try #require(PatchingView(robot.state, ScreenLayout(robot.state)))
      return (0..<view.visibleRows).filter {
        robot.grid[view.area.row + $0 * view.cells.rows, view.area.column].style.background
          == strongest
      }
    }
    #expect(try strongestRows(robot).isEmpty)
    try robot.press("t")
    // Head 11 of 12 brings 11/12 of the way.
    #expect(try strongestRows(robot) == [11])
    #expect(robot.screen.contains("colours up to 91.7 %"))
    let view = try #require(PatchingView(robot.state, ScreenLayout(robot.state)))
    let line = robot.grid.text(row: view.area.row + 11 * view.cells.rows + view.cells.middleRow)
    #expect(line.contains(" 11 ") && line.contains(" 91.7 "))
  }

  @Test(arguments: ["t", "Esc"])
  func theWayBackMeasuresNothingAgain(key: String) throws {
    var robot = try robot()
    try robot.press("Down", "Down", "Right")
    let before = robot.screen
    try robot.press("t", "Right")
    #expect(robot.screen.contains("─╮") && robot.screen != before)
    try robot.press(key)
    #expect(robot.state.focus == .patching && sites(robot).count == 2)
    #expect(robot.screen.contains("Patching: states entering a layer"))
    // On the layer that was opened, at the position that was read.
    #expect(robot.screen.contains("layer 2, happy ← sad"))
    try robot.press("Left")
    #expect(robot.screen == before)
  }

  @Test func ofHeadsTheCursorStaysOnItsHead() throws {
    var robot = try robot()
    try robot.press("s", "s", "s", "Down", "Down", "Right", "Right", "Right", "Right")
    #expect(robot.screen.contains("▸ head 2.4"))
    try robot.press("t")
    #expect(robot.screen.contains("▸ head 2.4, [CLS] ← [CLS]"))
    try robot.press("Down", "Esc")
    #expect(robot.screen.contains("Patching: heads ") && robot.screen.contains("▸ head 2.5"))
    #expect(sites(robot).count == 5)
  }

  @Test func headsTokenByTokenHaveProgressAndStop() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    try robot.press("t")
    let id = Work.ID(lane: .patching, generation: robot.state.heads.patching.generation)
    var report = PatchingReport(
      site: .head, layer: 0, target: 4, clean: 3, corrupted: 1, rowCount: 12,
      sourceTokens: ["[CLS]", "so", "sad", "now", "[SEP]"])
    for row in 0..<4 { report.rows[row] = [1, 1, 1, 1, 1] }
    robot.send(.heads(id, .patching(report)))
    #expect(robot.screen.contains("─ 4 of 12 heads ─"))
    let (_, effects) = update(robot.state, .input(.key(.escape, [])))
    #expect(effects == [.cancel(.patching)])
    try robot.press("Esc")
    #expect(robot.screen.contains("Patching stopped at 4 of 12 heads; p measures again"))
    // What was measured of all layers is still there.
    try robot.press("Esc")
    #expect(robot.screen.contains("Patching: states entering a layer"))
    #expect(!robot.screen.contains("stopped at") && !robot.screen.contains("not measured"))
    try robot.press("Esc")
    #expect(robot.state.focus == .heads)
  }

  @Test func leavingHeadsUnderWayGivesThemUp() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    try robot.press("t")
    let (next, effects) = update(robot.state, .input(.text("t")))
    #expect(effects == [.cancel(.patching)])
    #expect(!next.heads.patching.isRunning && !next.isPatchingOld)
  }

  @Test func anotherTextIsMeasuredOfTheOpenLayerAndThenOfAll() throws {
    var robot = try robot()
    try robot.press("Down", "t", "i")
    robot.type("!")
    #expect(layers(robot) == [nil, 1, 1])
    #expect(robot.screen.contains("heads of layer 1 at one token"))
    try robot.press("Esc", "2", "p", "Enter")
    #expect(robot.state.heads.patching.openLayer == 1)
    try robot.press("t")
    #expect(sites(robot).last == .residual)
    #expect(robot.state.heads.patching.report?.rows[0].count == 5)
  }

  @Test func anotherKindIsOfAllLayers() throws {
    var robot = try robot()
    try robot.press("t", "s")
    #expect(sites(robot) == [.residual, .head, .attention])
    #expect(robot.screen.contains("Patching: what attention adds"))
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
    #expect(robot.state.heads.patching.report?.rows[0].count == 5)
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
    report.rows[0] = []
    report.rows[1] = []
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
    report.rows[0] = []
    report.rows[1] = []
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
    robot.click(
      row: view.area.row + 3 * view.cells.rows, column: view.area.column + 2 * view.cells.columns)
    #expect(robot.screen.contains("layer 3, happy ← sad  0 % of the way"))
    robot.click(row: view.area.row + 3 * view.cells.rows, column: view.area.column)
    #expect(robot.screen.contains("layer 3, [CLS] ← [CLS]  50 % of the way"))
    robot.click(row: view.area.row + 2 * view.cells.rows, column: view.area.column, count: 2)
    #expect(robot.screen.contains("Patching: heads of layer 2 at one token"))
  }
}
