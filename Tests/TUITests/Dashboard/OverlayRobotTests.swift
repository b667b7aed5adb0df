import Attribution
import Testing

@testable import TUI

/// Help, the palette, hints, and the ways out of what is open.
@Suite struct OverlayRobotTests {
  @Test(arguments: [(16, 60), (24, 80), (40, 120)])
  func helpIsReadWhole(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
    try robot.press("F1")
    var seen = ""
    for _ in 0..<80 {
      seen += robot.screen
      #expect(!robot.screen.contains(/\w…/), "no description is cut")
      try robot.press("PageDown")
    }
    #expect(seen.contains("names that : shows"), "the end is reached")
  }

  @Test func escGoesUpAndNeverDownIntoTyping() throws {
    var robot = try Robot(text: "anxious")
    try robot.press("Esc", "Esc", "Esc")
    #expect(robot.state.focus == .heat)
    robot.type("j")
    #expect(robot.state.explain.editor.text == "anxious")
    for pane in Screen.explain.panes where pane != .pair && !pane.isEditor {
      robot.state.focus = pane
      try robot.press("Esc")
      #expect(robot.state.focus == pane)
    }
    try robot.press("i")
    #expect(robot.state.focus == .text)
  }

  @Test func escClosesOneThingAtATime() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc", "/")
    robot.type("crowd")
    try robot.press("Enter", "z", "Esc")
    #expect(!robot.state.isZoomed)
    #expect(!robot.state.explain.search.isEmpty)
    try robot.press("Esc")
    #expect(robot.state.explain.search.isEmpty)
    #expect(robot.state.focus == .heat)
  }

  @Test func hintsSayHowTypingEndsAndBegins() throws {
    var robot = try Robot(rows: 24, columns: 80, text: "anxious")
    #expect(robot.lines[23].contains("Esc leave"))
    try robot.press("Esc")
    for pane in Screen.explain.panes where !pane.isEditor && pane != .texts {
      robot.state.focus = pane
      #expect(robot.lines[23].contains("i type"), "\(pane.rawValue)")
    }
  }

  @Test(arguments: ["open ~/models/x", ":open ~/models/x", "open  ~/models/x "])
  func thePaletteTakesAPathToOpen(line: String) throws {
    var robot = try Robot(text: "anxious")
    try robot.press("Esc", ":")
    robot.type(line)
    #expect(robot.screen.contains("Enter: open ~/models/x"))
    #expect(!robot.screen.contains("Nothing is called that"))
    try robot.press("Enter")
    #expect(robot.effects == [.openModel("~/models/x")])
  }

  @Test func thePaletteRunsWhatItFinds() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("F2")
    robot.type("granul")
    try robot.press("Enter")
    #expect(robot.state.explain.granularity == .field)
    try robot.press("F2")
    robot.type("steps 200")
    try robot.press("Enter")
    #expect(robot.screen.contains("200 steps"))
  }

  @Test(arguments: Screen.allCases)
  func helpListsEveryRowOfItsScreen(screen: Screen) throws {
    var robot = try Robot(rows: 24, columns: 100)
    try robot.press("Alt-\((Screen.allCases.firstIndex(of: screen) ?? 0) + 1)", "F1")
    var seen = ""
    for _ in 0..<20 {
      seen += robot.screen
      try robot.press("PageDown")
    }
    for row in KeyTable.standard.rows {
      #expect(seen.contains(row.title) == row.holds(on: screen), "\(row.title)")
    }
  }

  @Test func reboundKeysShowInHintsAndHelp() throws {
    var robot = try Robot(
      text: "anxious", settings: Settings(parsing: "[keys]\nmethod = [\"W\", \"F9\"]"))
    #expect(robot.lines.last?.contains("F9 method") == true)
    try robot.press("Esc")
    #expect(robot.lines.last?.contains("W method") == true)
    try robot.press("W")
    #expect(robot.screen.contains("Method"))
  }

  @Test func quitSuspendAndRedrawHoldInEveryOverlay() throws {
    for opener in ["F1", "F2", "F3", "Alt-/"] {
      var robot = try Robot(text: "anxious")
      try robot.press(opener, "Ctrl-Z", "Ctrl-L", "Ctrl-C")
      #expect(robot.effects == [.suspend, .redraw, .quit])
    }
  }
}
