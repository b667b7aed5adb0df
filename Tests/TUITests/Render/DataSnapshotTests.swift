import Testing

@testable import TUI

@Suite struct DataSnapshotTests {
  @Test func theDataScreen() throws {
    try Robot.withData([SampleData.train, SampleData.test], rows: 34, columns: 110) { robot in
      try robot.press("j", "j", "x")
      robot.state.message = nil
      try expectSnapshot(robot.grid, "data-110x34")
    }
  }

  @Test func theSmallestWindow() throws {
    try Robot.withData(rows: 16, columns: 60) { robot in
      try expectSnapshot(robot.grid, "data-60x16")
    }
  }

  @Test func aCleaningWithoutColorInASCII() throws {
    try Robot.withData(rows: 28, columns: 100, depth: .none, ascii: true) { robot in
      try robot.press("G", ":")
      robot.type("clean urls, lowercase")
      try robot.press("Enter")
      robot.state.message = nil
      try expectSnapshot(robot.grid, "data-ascii-100x28")
    }
  }

  @Test func sixteenColors() throws {
    try Robot.withData(rows: 24, columns: 80, depth: .sixteen) { robot in
      try robot.press("/")
      robot.type("am")
      try robot.press("Enter")
      robot.state.message = nil
      try expectSnapshot(robot.grid, "data-sixteen-80x24")
    }
  }
}
