import Testing

@testable import TUI

/// The Heads screen as text, kept in `Snapshots`.
@Suite struct HeadsSnapshotTests {
  private func robot(
    rows: Int, columns: Int, depth: ColorDepth = .truecolor, ascii: Bool = false,
    keys: [String] = []
  ) throws -> Robot {
    var robot = try Robot(
      rows: rows, columns: columns, depth: depth, ascii: ascii, text: SampleModel.sentence)
    for key in ["Esc", "2"] + keys { try robot.press(key) }
    return robot
  }

  @Test(arguments: [(16, 60), (24, 80), (40, 120)])
  func allHeads(rows: Int, columns: Int) throws {
    try expectSnapshot(
      try robot(rows: rows, columns: columns, keys: ["Down", "Right"]).grid,
      "heads-\(columns)x\(rows)")
  }

  @Test(arguments: [(16, 60), (24, 80), (40, 120)])
  func oneHead(rows: Int, columns: Int) throws {
    try expectSnapshot(
      try robot(rows: rows, columns: columns, keys: ["]", "Enter", "Down", "Right"]).grid,
      "heads-matrix-\(columns)x\(rows)")
  }

  @Test(arguments: [(16, 60), (24, 80), (40, 120)])
  func lines(rows: Int, columns: Int) throws {
    try expectSnapshot(
      try robot(rows: rows, columns: columns, keys: ["]", "Enter", "v", "Down", "Enter"]).grid,
      "heads-lines-\(columns)x\(rows)")
  }

  @Test(arguments: [(16, 60), (24, 80), (40, 120)])
  func neurons(rows: Int, columns: Int) throws {
    try expectSnapshot(
      try robot(rows: rows, columns: columns, keys: ["Enter", "v", "v", "Down"]).grid,
      "heads-neurons-\(columns)x\(rows)")
  }

  @Test func neuronsWithoutColour() throws {
    try expectSnapshot(
      try robot(rows: 24, columns: 80, depth: .none, keys: ["Enter", "v", "v"]).grid,
      "heads-neurons-none")
  }

  @Test func linesOfAllHeads() throws {
    try expectSnapshot(
      try robot(rows: 30, columns: 120, keys: ["Enter", "v", "a"]).grid, "heads-lines-all")
  }

  @Test func allHeadsAsLines() throws {
    try expectSnapshot(
      try robot(rows: 30, columns: 120, keys: ["v"]).grid, "heads-as-lines")
  }

  /// The keys that lead to a drawing of one head.
  private static let drawings = [
    ("lines", ["Enter", "v", "Down", "Enter"]), ("neurons", ["Enter", "v", "v"]),
  ]

  @Test func drawingsInTheLightTheme() throws {
    for (name, keys) in Self.drawings {
      var robot = try Robot(
        rows: 40, columns: 120, theme: "tide-light", text: SampleModel.sentence)
      for key in ["Esc", "2"] + keys { try robot.press(key) }
      try expectSnapshot(robot.grid, "heads-\(name)-light-120x40")
    }
  }

  @Test func drawingsInSixteenColours() throws {
    for (name, keys) in Self.drawings {
      try expectSnapshot(
        try robot(rows: 24, columns: 80, depth: .sixteen, keys: keys).grid,
        "heads-\(name)-sixteen")
    }
  }

  @Test func neuronsInASCII() throws {
    try expectSnapshot(
      try robot(rows: 24, columns: 80, depth: .none, ascii: true, keys: ["Enter", "v", "v"]).grid,
      "heads-neurons-ascii")
  }

  @Test func drawingsInALargeWindow() throws {
    for (name, keys) in Self.drawings + [("grid", []), ("matrix", ["Enter"])] {
      try expectSnapshot(
        try robot(rows: 60, columns: 200, keys: keys).grid, "heads-\(name)-200x60")
    }
  }

  @Test(arguments: [BoardPage.map, .lens, .contributions])
  func boardInALargeWindow(page: BoardPage) throws {
    let turns = BoardPage.allCases.firstIndex(of: page) ?? 0
    try expectSnapshot(
      try robot(rows: 60, columns: 200, keys: Array(repeating: "b", count: turns)).grid,
      "heads-board-\(page.rawValue)-200x60")
  }

  @Test(arguments: [(16, 60), (24, 80)])
  func boardInALowWindow(rows: Int, columns: Int) throws {
    try expectSnapshot(
      try robot(rows: rows, columns: columns, keys: ["b", "b"]).grid,
      "heads-board-\(columns)x\(rows)")
  }

  @Test func lightTheme() throws {
    var robot = try Robot(
      rows: 40, columns: 120, theme: "tide-light", text: SampleModel.sentence)
    try robot.press("Esc", "2", "Down", "Right", "Space", "Right", "-", "-")
    try expectSnapshot(robot.grid, "heads-light-120x40")
    try robot.press("Enter")
    try expectSnapshot(robot.grid, "heads-matrix-light-120x40")
  }

  @Test(arguments: [(16, 60), (40, 120)])
  func importance(rows: Int, columns: Int) throws {
    try expectSnapshot(
      try robot(rows: rows, columns: columns, keys: ["I"]).grid,
      "heads-importance-\(columns)x\(rows)")
  }

  @Test func fewHeads() throws {
    var model = SampleModel()
    (model.layerCount, model.headCount) = (4, 8)
    var robot = try Robot(text: SampleModel.sentence, model: model)
    try robot.press("Esc", "2")
    try expectSnapshot(robot.grid, "heads-few-120x40")
  }

  @Test func markedLayers() throws {
    try expectSnapshot(
      try robot(rows: 40, columns: 120, keys: ["Down", "t", "End", "t", "a"]).grid,
      "heads-marked-layers")
    try expectSnapshot(
      try robot(rows: 16, columns: 60, keys: ["Down", "t", "Down", "t"]).grid, "heads-marks-60x16")
  }

  @Test func oneDirectionOfAPair() throws {
    var robot = try Robot(rows: 30, columns: 120, text: "i felt so anxious standing there")
    try robot.press("Alt-P")
    robot.type("the crowd was calm")
    try robot.press("Esc", "2", "f", "f")
    try expectSnapshot(robot.grid, "heads-pair-matrices")
    try robot.press("v")
    try expectSnapshot(robot.grid, "heads-pair-lines")
  }

  @Test(arguments: [(16, 60), (40, 120)])
  func patching(rows: Int, columns: Int) throws {
    var robot = try robot(rows: rows, columns: columns, keys: ["p"])
    robot.type("i felt so relaxed standing in front of the crowd that my heart was singing")
    try robot.press("Enter", "Down", "Down")
    try expectSnapshot(robot.grid, "heads-patching-\(columns)x\(rows)")
    try robot.press("s", "s", "s")
    try expectSnapshot(robot.grid, "heads-patching-heads-\(columns)x\(rows)")
    try robot.press("t", "Down")
    try expectSnapshot(robot.grid, "heads-patching-tokens-\(columns)x\(rows)")
  }

  @Test func linesInASCII() throws {
    try expectSnapshot(
      try robot(rows: 24, columns: 80, depth: .none, ascii: true, keys: ["Enter", "v"]).grid,
      "heads-lines-ascii")
  }

  @Test(arguments: [ColorDepth.none, .sixteen, .palette256])
  func depths(depth: ColorDepth) throws {
    try expectSnapshot(
      try robot(rows: 24, columns: 80, depth: depth).grid, "heads-depth-\(depth.rawValue)")
  }

  @Test func matrixWithoutColour() throws {
    try expectSnapshot(
      try robot(rows: 24, columns: 80, depth: .none, keys: ["Enter"]).grid, "heads-matrix-none")
  }

  @Test func ascii() throws {
    try expectSnapshot(
      try robot(rows: 40, columns: 120, depth: .none, ascii: true).grid, "heads-ascii")
  }

  @Test func closedHeads() throws {
    try expectSnapshot(
      try robot(rows: 24, columns: 80, keys: ["Space", "Right", "-", "-", "-"]).grid,
      "heads-closed")
  }

  @Test(arguments: BoardPage.allCases)
  func board(page: BoardPage) throws {
    let turns = BoardPage.allCases.firstIndex(of: page) ?? 0
    try expectSnapshot(
      try robot(rows: 30, columns: 120, keys: Array(repeating: "b", count: turns)).grid,
      "heads-board-\(page.rawValue)")
  }

  @Test(arguments: [(16, 60), (40, 120)])
  func sample(rows: Int, columns: Int) throws {
    var robot = try robot(rows: rows, columns: columns)
    robot.send(
      .textsLoaded(
        ["i am so happy that you came", "the crowd was calm and my heart was not"].map {
          TextItem(text: $0)
        }))
    try robot.press("B")
    if rows == 16 { robot.state.focus = .board }
    try expectSnapshot(robot.grid, "heads-sample-\(columns)x\(rows)")
  }

  @Test func help() throws {
    try expectSnapshot(try robot(rows: 40, columns: 120, keys: ["?"]).grid, "heads-help")
  }
}
