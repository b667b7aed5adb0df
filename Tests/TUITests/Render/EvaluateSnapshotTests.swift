import Testing

@testable import TUI

@Suite struct EvaluateSnapshotTests {
  @Test func theEvaluateScreen() throws {
    var robot = try Robot.onEvaluate(rows: 40, columns: 110)
    try robot.press("Enter")
    try expectSnapshot(robot.grid, "evaluate-110x40")
  }

  @Test func theSmallestWindow() throws {
    try expectSnapshot(Robot.onEvaluate(rows: 16, columns: 60).grid, "evaluate-60x16")
  }

  @Test func curvesOfAClass() throws {
    var robot = try Robot.onEvaluate(rows: 40, columns: 110)
    try robot.press("b", "Down")
    try expectSnapshot(robot.grid, "evaluate-roc-110x40")
  }

  @Test func thresholdsOnALightTerminal() throws {
    var robot = try Robot.onEvaluate(rows: 40, columns: 120, theme: "tide-light")
    try robot.press("b", "b", "b", "b", "+", "+")
    try expectSnapshot(robot.grid, "evaluate-thresholds-light-120x40")
  }

  @Test func twoModels() throws {
    var robot = try Robot.onEvaluate(rows: 50, columns: 160)
    try robot.press("v")
    robot.send(.choices([ModelChoice(name: "run/checkpoint-0", source: "checkpoint")]))
    try robot.press("Enter")
    try expectSnapshot(robot.grid, "evaluate-two-160x50")
  }

  @Test func asciiWithoutColor() throws {
    var robot = try Robot.onEvaluate(rows: 40, columns: 160, depth: .none, ascii: true)
    try robot.press("v")
    robot.send(.choices([ModelChoice(name: "run/checkpoint-0", source: "checkpoint")]))
    try robot.press("Enter")
    try expectSnapshot(robot.grid, "evaluate-ascii-160x40")
  }

  @Test func rowsOfSeveralLabels() throws {
    var robot = try Robot.onEvaluate(rows: 40, columns: 120, isMultiLabel: true)
    try robot.press("Tab", "Tab")
    try expectSnapshot(robot.grid, "evaluate-several-labels-120x40")
  }

  @Test func sixteenColors() throws {
    var robot = try Robot.onEvaluate(rows: 24, columns: 80, depth: .sixteen)
    try robot.press("b", "b", "b")
    try expectSnapshot(robot.grid, "evaluate-sixteen-80x24")
  }
}
