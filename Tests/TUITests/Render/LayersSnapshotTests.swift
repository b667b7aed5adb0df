import Testing

@testable import TUI

/// What every word does through each layer, kept in `Snapshots`.
@Suite struct LayersSnapshotTests {
  @Test(arguments: [(16, 60), (24, 80), (40, 120)])
  func layers(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
    try robot.press("Esc", "m")
    robot.type("conductance")
    try robot.press("Enter", "H", "Down")
    try expectSnapshot(robot.grid, "layers-\(columns)x\(rows)")
  }

  @Test func withoutColour() throws {
    var robot = try Robot(
      rows: 24, columns: 80, theme: "sixteen", depth: .none, ascii: true, text: SampleModel.sentence
    )
    try robot.press("Esc", "m")
    robot.type("conductance")
    try robot.press("Enter", "H", "z", "Down")
    try expectSnapshot(robot.grid, "layers-ascii-80x24")
  }
}
