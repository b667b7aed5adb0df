import Attribution
import Testing

@testable import TUI

/// What keys and the mouse do with the gates of heads, and what closing one is told to do.
@Suite struct HeadGatesRobotTests {
  @Test func anEffectThatRoundsToNothingHasNoBlankForItsSign() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Right", "Right")
    #expect(robot.screen.contains("without it: logit of fear 6.21 (0.000)"))
  }

  @Test func spaceClosesAHeadAndEverythingFollows() throws {
    var robot = try Robot.onHeads()
    try robot.press("Down", "Space")
    #expect(robot.state.explain.request.headGates?[1, 0] == 0)
    #expect(robot.questions.last?.gates?[1, 0] == 0)
    #expect(robot.screen.contains("1 head closed"))
    try robot.press("1")
    #expect(robot.screen.contains("1 head closed"))
    #expect(robot.state.explain.live?.basis.headGates?[1, 0] == 0)
    try robot.press("2", "Space")
    #expect(robot.state.explain.request.headGates == nil)
    #expect(!robot.screen.contains("closed"))
  }

  @Test func tenStepsDownCloseAHeadAndTenUpOpenIt() throws {
    var robot = try Robot.onHeads()
    for _ in 0..<3 { try robot.press("-") }
    #expect(robot.state.gate(of: HeadIndex(layer: 0, head: 0)) == 0.7)
    #expect(robot.screen.contains("gate ███████░░░ 0.7"))
    for _ in 0..<9 { try robot.press("-") }
    #expect(robot.state.gate(of: HeadIndex(layer: 0, head: 0)) == 0)
    for _ in 0..<10 { try robot.press("+") }
    #expect(robot.state.explain.request.headGates == nil)
  }

  @Test func theSliderFollowsTheMouseAndIsTakenBackAtOnce() throws {
    var robot = try Robot.onHeads()
    try robot.press("Down", "Right")
    let head = HeadIndex(layer: 1, head: 1)
    let track = try #require(GateSlider(robot.state, ScreenLayout(robot.state))?.track)
    func mouse(_ action: MouseEvent.Action, _ column: Int, row: Int = track.row) {
      robot.send(.input(.mouse(MouseEvent(action: action, row: row, column: column))))
    }
    #expect(robot.screen.contains("gate ██████████ open"))
    mouse(.press(.left), track.column + 5)
    #expect(robot.state.gate(of: head) == 0.6)
    #expect(robot.questions.last?.gates?[1, 1] == 0.6)
    mouse(.drag(.left), track.column + 2)
    // It is held though the mouse leaves the line, and ends where the slider ends.
    mouse(.drag(.left), track.column - 9, row: 5)
    #expect(robot.state.gate(of: head) == 0 && robot.screen.contains("gate ░░░░░░░░░░ closed"))
    mouse(.drag(.left), track.column + 3)
    mouse(.release(.left), track.column + 3)
    #expect(robot.state.gate(of: head) == 0.4 && robot.state.heads.cursor == head)
    mouse(.drag(.left), track.column + 8)
    #expect(robot.state.gate(of: head) == 0.4)
    try robot.press("u")
    #expect(robot.state.explain.request.headGates == nil && robot.state.heads.undo.isEmpty)
  }

  @Test func aDragBackToItsBeginningLeavesNothingToTakeBack() throws {
    var robot = try Robot.onHeads()
    let track = try #require(GateSlider(robot.state, ScreenLayout(robot.state))?.track)
    for (action, column) in [
      (MouseEvent.Action.press(.left), 3), (.drag(.left), 9), (.release(.left), 9),
    ] {
      robot.send(
        .input(.mouse(MouseEvent(action: action, row: track.row, column: track.column + column))))
    }
    #expect(robot.state.explain.request.headGates == nil && robot.state.heads.undo.isEmpty)
  }

  @Test func theWheelTurnsTheSliderByTenths() throws {
    var robot = try Robot.onHeads()
    try robot.press("Enter")
    let track = try #require(GateSlider(robot.state, ScreenLayout(robot.state))?.track)
    func turn(_ action: MouseEvent.Action) {
      robot.send(.input(.mouse(MouseEvent(action: action, row: track.row, column: track.column))))
    }
    turn(.wheelDown)
    turn(.wheelDown)
    #expect(robot.state.gate(of: HeadIndex(layer: 0, head: 0)) == 0.8)
    turn(.wheelUp)
    #expect(robot.state.gate(of: HeadIndex(layer: 0, head: 0)) == 0.9)
  }

  @Test func aSmallWindowHasNoRoomForASlider() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    try robot.press("Esc", "2", "-")
    #expect(GateSlider(robot.state, ScreenLayout(robot.state)) == nil)
    #expect(robot.screen.contains("open to 0.9"))
  }

  @Test func changesOfHeadsAreTakenBackOneByOne() throws {
    var robot = try Robot.onHeads()
    try robot.press("Space", "Right", "-", "U")
    #expect(robot.state.explain.request.headGates == nil)
    try robot.press("u")
    #expect(robot.state.explain.request.headGates?[0, 1] == 0.9)
    try robot.press("u")
    #expect(robot.state.explain.request.headGates?[0, 1] == 1)
    try robot.press("u", "u")
    #expect(robot.state.explain.request.headGates == nil)
    #expect(robot.screen.contains("No head was changed"))
  }

  @Test func theReadoutTellsWhatClosingAHeadDoes() throws {
    var robot = try Robot.onHeads()
    // Head 0.6 carries (6 − 2)·0.1 of 6.21.
    for _ in 0..<6 { try robot.press("Right") }
    #expect(robot.screen.contains("without it: logit of fear 5.81 (−0.400)"))
  }

  @Test func anotherModelOpensAllHeads() throws {
    var robot = try Robot.onHeads()
    try robot.press("Space")
    robot.model.name = "other"
    robot.send(.modelOpened(robot.model.summary))
    #expect(robot.state.explain.request.headGates == nil && robot.state.heads.undo.isEmpty)
    #expect(robot.state.heads.report != nil)
  }

  @Test func aLayerIsClosedWholeAndAHeadLeftAlone() throws {
    var robot = try Robot.onHeads()
    try robot.press("Down", "Right", "X")
    #expect(robot.state.explain.request.headGates?.values[1] == [Float](repeating: 0, count: 12))
    #expect(robot.state.explain.request.headGates?.values[0].contains(0) == false)
    try robot.press("X")
    #expect(robot.state.explain.request.headGates == nil)
    try robot.press("x")
    #expect(robot.state.explain.request.headGates?.values[1].filter { $0 == 1 }.count == 1)
    #expect(robot.state.gate(of: HeadIndex(layer: 1, head: 1)) == 1)
    try robot.press("u", "u")
    #expect(robot.state.explain.request.headGates?.values[1].contains(1) == false)
  }

  @Test func oneHeadOfTheWholeModelIsLeftAloneAndThatIsTakenBack() throws {
    var robot = try Robot.onHeads()
    try robot.press("Down", "Right", "-", "e")
    let gates = try #require(robot.state.explain.request.headGates)
    #expect(gates.values.joined().count { $0 == 0 } == 6 * 12 - 1)
    // The head itself stays as far open as it was.
    #expect(gates[1, 1] == 0.9)
    #expect(robot.screen.contains("71 heads closed, 1 in part"))
    try robot.press("u", "u")
    #expect(robot.state.explain.request.headGates == nil)
  }

  @Test func aClosedHeadTellsWhatItDid() throws {
    var robot = try Robot.onHeads()
    for _ in 0..<6 { try robot.press("Right") }
    try robot.press("Space")
    // One closed head is 5.21; head 0.6 carries 0.4.
    #expect(robot.screen.contains("logit of fear 5.21 without it, 5.61 with it: −0.400"))
    try robot.press("Space")
    #expect(robot.screen.contains("without it: logit of fear 5.81 (−0.400)"))
  }

  @Test func whereThereIsNoRoomWordsGiveWayBeforeTheChangeDoes() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    try robot.press("Esc", "2", "Enter")
    #expect(robot.screen.contains("▸ 0.0  p previous token 81 %  without it: +0.200 "))
    try robot.press("Space")
    // Closed it is 5.21; head 0.0 speaks against the class with 0.2.
    #expect(robot.screen.contains("closed  p previous token 81 %  fear 5.21: +0.200 "))
  }
}
