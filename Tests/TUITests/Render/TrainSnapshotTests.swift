import Testing

@testable import TUI

@Suite struct TrainSnapshotTests {
  @Test func theTrainScreen() throws {
    try expectSnapshot(Robot.onTrain(rows: 30, columns: 100).grid, "train-100x30")
  }

  @Test func theSmallestWindow() throws {
    try expectSnapshot(Robot.onTrain(rows: 16, columns: 60).grid, "train-60x16")
  }

  @Test func oneChartSmoothedWithTheCursor() throws {
    var robot = try Robot.onTrain(rows: 30, columns: 100)
    try robot.press("Enter", "s", "s", "Home")
    for _ in 0..<20 { try robot.press("Right") }
    try expectSnapshot(robot.grid, "train-enlarged-100x30")
  }

  @Test func blocksOnALightTerminal() throws {
    var robot = try Robot.onTrain(rows: 30, columns: 100, theme: "tide-light")
    try robot.press("b")
    try expectSnapshot(robot.grid, "train-blocks-light-100x30")
  }

  @Test func asciiWithoutColor() throws {
    try expectSnapshot(
      Robot.onTrain(rows: 30, columns: 100, depth: .none, ascii: true).grid, "train-ascii-100x30")
  }

  @Test func sixteenColors() throws {
    try expectSnapshot(
      Robot.onTrain(rows: 24, columns: 80, depth: .sixteen).grid, "train-sixteen-80x24")
  }

  @Test func manyCharts() throws {
    try expectSnapshot(Robot.onTrain(rows: 60, columns: 200).grid, "train-200x60")
  }
}
