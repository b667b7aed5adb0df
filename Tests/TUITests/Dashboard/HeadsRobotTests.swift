import Attribution
import Testing

@testable import TUI

/// The Heads screen among the others: what is asked for it, and what it tells.
@Suite struct HeadsRobotTests {
  @Test func theTabsLeadFromScreenToScreen() throws {
    var robot = try Robot.onHeads()
    #expect(robot.state.screen == .heads && robot.state.focus == .heads)
    #expect(robot.screen.contains("All heads"))
    try robot.press("1")
    #expect(robot.state.screen == .explain && robot.state.focus == .heat)
    let tab = try #require(robot.find("2 Heads"))
    robot.click(row: tab.row, column: tab.column + 2)
    #expect(robot.state.screen == .heads)
  }

  @Test func whoTypesGoesOnTypingOnTheOtherScreen() throws {
    var robot = try Robot(text: "i am so")
    try robot.press("Alt-2")
    #expect(robot.state.focus == .text)
    let before = robot.state.heads.report?.roles.count
    robot.type(" happy")
    #expect(robot.state.heads.report?.roles.count == before.map { $0 + 1 })
  }

  @Test func nothingIsAskedAboutHeadsWhileTheyAreNotShown() throws {
    var robot = try Robot(text: "i am")
    robot.type(" so")
    #expect(robot.questions.isEmpty)
    try robot.press("Alt-2")
    #expect(robot.attentionQuestions == 1)
    try robot.press("Alt-1")
    robot.type(" happy")
    #expect(robot.attentionQuestions == 1)
    try robot.press("Alt-2")
    #expect(robot.attentionQuestions == 2)
  }

  @Test func aKnownTextIsNotAskedAboutAgain() throws {
    var robot = try Robot.onHeads()
    let count = robot.questions.count
    try robot.press("1", "2", "1", "2")
    #expect(robot.questions.count == count)
  }

  @Test func refinementWaitsUntilItsScreenIsShown() throws {
    var robot = try Robot(text: "i am so")
    try robot.press("Alt-2")
    robot.type("!")
    #expect(robot.state.explain.stage == .gradient)
    try robot.press("Alt-1")
    #expect(robot.state.explain.stage == .refined)
  }

  @Test func aRefinementUnderWayMakesWayForTheHeads() throws {
    var robot = try Robot(text: "i am so")
    robot.isModelAnswering = false
    robot.type("!")
    let generation = robot.state.explain.generation
    robot.isModelAnswering = true
    try robot.press("Alt-2")
    // A newer generation cancels the older one's work.
    #expect(robot.state.explain.generation == generation + 1)
    #expect(robot.state.heads.report != nil && robot.state.explain.live != nil)
    #expect(robot.state.explain.stage == .gradient)
    try robot.press("Alt-1")
    #expect(robot.state.explain.stage == .refined)
  }

  @Test func answersToAnOlderTextAreDropped() throws {
    var robot = try Robot.onHeads("i am so happy")
    robot.isModelAnswering = false
    let old = Work.ID(lane: .heads, generation: robot.state.heads.generation)
    let report = try #require(robot.state.heads.report)
    try robot.press("i")
    robot.type("!")
    robot.send(.heads(old, .attention(report)))
    #expect(robot.state.isAttentionOld)
  }

  @Test func theWordUnderTheCursorIsTheSameOnBothScreens() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc", ".")
    let pieces = robot.state.explain.units[robot.state.explain.cursor].pieces
    try robot.press("2")
    #expect(pieces.contains(robot.state.heads.query))
    try robot.press("Enter", "Down", "Down", "1")
    let moved = robot.state.explain.units[robot.state.explain.cursor].pieces
    #expect(moved.contains(robot.state.heads.query) && moved != pieces)
  }

  @Test func aSearchGoesToTheToken() throws {
    var robot = try Robot.onHeads()
    try robot.press("/", "r", "a", "c", "Enter")
    #expect(robot.state.focus == .matrix)
    #expect(robot.screen.contains("▸ racing"))
  }

  @Test func anotherClassIsMeasuredAnewWithoutLookingAgain() throws {
    var robot = try Robot.onHeads()
    let looks = robot.attentionQuestions
    try robot.press("Tab", "Tab", "Up")
    #expect(robot.state.focus == .prediction)
    #expect(robot.state.currentEffects?.target == 3)
    #expect(robot.attentionQuestions == looks)
  }

  @Test func anActionFoundByItsNameIsDoneOnItsScreen() throws {
    var robot = try Robot.onHeads()
    try robot.press(":")
    robot.type("path")
    try robot.press("Enter")
    #expect(robot.state.screen == .explain && robot.state.focus == .path)
  }

  @Test func anEmptyTextSaysWhatToDo() throws {
    var robot = try Robot(text: "")
    try robot.press("Esc", "2")
    #expect(robot.screen.contains("Type a text"))
    try robot.press("i")
    robot.type("a")
    #expect(robot.state.heads.report != nil)
    try robot.press("Backspace")
    #expect(robot.state.heads.report == nil)
  }

  @Test func aFailureIsToldAndGoesWithTheNextText() throws {
    var robot = try Robot.onHeads()
    let id = Work.ID(lane: .heads, generation: robot.state.heads.generation)
    robot.send(.failed(id, "The weight layer.0 holds NaN."))
    #expect(robot.screen.contains("✗ The weight layer.0 holds NaN."))
    try robot.press("i")
    robot.type("!")
    #expect(!robot.screen.contains("NaN"))
  }

  @Test(arguments: [(16, 60), (24, 80), (24, 120)])
  func theHintsNameWhatOneDoesWithHeads(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
    try robot.press("Esc", "2")
    func hasHints() -> Bool {
      let hints = robot.lines[rows - 1]
      return ["Space close", "b board", "p patch"].allSatisfy(hints.contains)
    }
    #expect(hasHints())
    for drawing in Pane.drawings {
      try robot.press(robot.state.focus == .heads ? "Enter" : "v")
      #expect(robot.state.focus == drawing && hasHints(), "\(drawing.rawValue)")
    }
    #expect(columns == 120 || !robot.lines[rows - 1].contains("undo"))
    try robot.press("Space")
    #expect(robot.lines[rows - 1].contains("Space open  u undo  b board"))
    #expect(robot.lines[rows - 1].ranges(of: "Space").count == 1)
  }

  @Test func withoutItsPaneThePredictionStandsInTheStatusLine() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    try robot.press("Esc", "2")
    #expect(ScreenLayout(robot.state).panes[.prediction] == nil)
    #expect(robot.lines[14].contains("fear .994"))
    try robot.press("Space")
    #expect(robot.lines[14].contains("fear .994 · 1 head closed"))
    try robot.press("Tab", "Tab")
    #expect(ScreenLayout(robot.state).panes[.prediction] != nil)
    #expect(!robot.lines[14].contains("fear .994"))
  }
}
