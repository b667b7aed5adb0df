import Attribution
import Testing

@testable import TUI

/// A user at the Explain screen who goes from text to text and from model to model: keys in, lines asserted.
@Suite struct ExplainTextsRobotTests {
  /// The texts that were kept last.
  private func kept(_ robot: Robot) -> [TextItem]? {
    robot.effects.reversed().lazy.compactMap {
      if case .saveBookmarks(let items) = $0 { items } else { nil }
    }.first
  }

  @Test func enterKeepsTheTextAndTheArrowsBringItBack() throws {
    var robot = try Robot()
    robot.type("first")
    try robot.press("Enter", "i", "Ctrl-U")
    robot.type("second")
    try robot.press("Alt-Up")
    #expect(robot.state.explain.editor.text == "first")
    try robot.press("Alt-Down")
    #expect(robot.state.explain.editor.text == "second")
  }

  @Test func pastingNeverRunsKeys() throws {
    var robot = try Robot()
    robot.send(.input(.paste("quit q\n:m")))
    #expect(robot.state.explain.editor.text == "quit q\n:m")
    #expect(robot.state.overlay == nil)
    #expect(robot.effects.isEmpty)
  }

  @Test func aSecondTextIsExplainedWithTheFirst() throws {
    var robot = try Robot(text: "anxious")
    try robot.press("Alt-P")
    robot.type("crowd")
    #expect(robot.state.explain.live?.input.pair == "crowd")
    #expect(robot.screen.contains("Second text"))
    try robot.press("Alt-P")
    #expect(robot.state.explain.live?.input.pair == nil)
  }

  @Test func theTokenLimitIsShownAsItNears() throws {
    var robot = try Robot(text: Array(repeating: "word", count: 98).joined(separator: " "))
    #expect(robot.screen.contains("100 of 128 tokens"))
    robot.send(.input(.paste(Array(repeating: " word", count: 60).joined())))
    #expect(robot.screen.contains("cut off"))
    #expect(robot.screen.contains("over 128 tokens"))
  }

  @Test func bookmarksCarryTheRightClassAndFlipsAreListed() throws {
    var robot = try Robot(text: "the racing crowd")
    try robot.press("Alt-a", "Alt-e")
    robot.type("fear")
    try robot.press("Enter", "Alt-R")
    #expect(robot.screen.contains("1 of 1 as expected"))
    robot.model.weights["racing"] = -4
    robot.model.name = "later"
    robot.send(.modelOpened(robot.model.summary))
    #expect(robot.screen.contains("1 of 1 texts flipped"))
    #expect(robot.screen.contains("fear → sadness"))
    #expect(robot.effects.contains { if case .saveBookmarks = $0 { true } else { false } })
  }

  @Test func anotherModelKeepsTextMethodAndFocus() throws {
    var robot = try Robot(text: "anxious")
    try robot.press("F3")
    robot.type("saliency")
    try robot.press("Enter")
    let focus = robot.state.focus
    robot.model.name = "other"
    robot.send(.modelOpened(robot.model.summary))
    #expect(robot.state.explain.editor.text == "anxious")
    #expect(robot.state.explain.request.method == .saliency)
    #expect(robot.state.focus == focus)
    #expect(robot.lines[0].contains("other"))
    #expect(robot.screen.contains("Why fear?"))
  }

  @Test func aModelThatCannotBeOpenedLeavesTheOld() throws {
    var robot = try Robot(text: "anxious")
    try robot.press("F2")
    robot.type("open /nowhere")
    try robot.press("Enter")
    #expect(robot.effects == [.openModel("/nowhere")])
    robot.send(.modelFailed("There is no model at /nowhere."))
    #expect(robot.screen.contains("✗ There is no model at /nowhere."))
    #expect(robot.lines[0].contains("minilm-emotion"))
    robot.type(" crowd")
    #expect(robot.screen.contains("refined ✓"))
  }

  @Test func textsAreForgottenOnlyInTheirList() throws {
    var robot = try Robot(rows: 24, columns: 80, text: "the racing crowd")
    try robot.press("Esc", "a", "d")
    #expect(robot.state.explain.texts.map(\.text) == ["the racing crowd"])
    #expect(robot.lines[22].contains("t goes there"))
    try robot.press("Alt-d", "Tab", "d")
    #expect(kept(robot)?.count == 1)
  }

  @Test func aForgottenTextComesBackWithAllThatBelongsToIt() throws {
    var robot = try Robot(rows: 24, columns: 80, text: "the racing crowd")
    robot.send(
      .textsLoaded(
        [
          TextItem(text: "one", note: "mind this", expected: "joy"), TextItem(text: "two"),
        ]))
    let before = robot.state.explain.texts
    try robot.press("F7", "d")
    #expect(robot.state.explain.texts.map(\.text) == ["two"])
    #expect(kept(robot)?.map(\.text) == ["two"])
    #expect(robot.lines[22].contains("Took out “one”; u brings it back"))
    try robot.press("u")
    #expect(robot.state.explain.texts == before)
    #expect(kept(robot) == before)
    #expect(robot.state.explain.textCursor == 0)
  }

  @Test func pastedControlsAreTextThatIsShown() throws {
    var robot = try Robot()
    robot.send(.input(.paste("so\u{1B}[1m anxious\u{7F}")))
    #expect(robot.state.explain.input.text == "so\u{1B}[1m anxious\u{7F}")
    #expect(robot.lines[2].contains("so\\x1b[1m anxious\\x7f"))
  }

  @Test func aHiddenSecondTextComesBackAsItWas() throws {
    var robot = try Robot(text: "so anxious")
    try robot.press("Esc", "P")
    robot.type("my heart")
    try robot.press("Esc", "P")
    #expect(robot.state.explain.input.pair == nil)
    #expect(!robot.screen.contains("my heart"))
    try robot.press("P")
    #expect(robot.state.explain.input.pair == "my heart")
    #expect(robot.state.explain.settled?.input.pair == "my heart")
  }

  @Test func aPairMayBeThereFromTheStart() {
    let state = State(rows: 40, columns: 120, text: "so anxious", pair: "my heart")
    #expect(state.explain.input.pair == "my heart")
  }
}
