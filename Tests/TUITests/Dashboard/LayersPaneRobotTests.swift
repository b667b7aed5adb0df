import Attribution
import Model
import Testing

@testable import TUI

@Suite("Layers × words, on the Explain screen")
struct LayersPaneRobotTests {
  /// `[CLS] so felt anxi ##ous [SEP]`: in layer 0 the words have all, in the last one `[CLS]` has.
  private static let layers: [[Float]] = [
    [0, 1, -1, 2, 4, 0], [2, 1, -1, 2, 2, 0], [6, 0, 0, 0, 0, 0],
  ]

  private func robot(
    rows: Int = 40, columns: Int = 120, depth: ColorDepth = .truecolor, ascii: Bool = false,
    text: String = "so felt anxious", layers: [[Float]] = Self.layers, isMain: Bool = true
  ) throws -> Robot {
    var robot = try Robot(rows: rows, columns: columns, depth: depth, ascii: ascii, text: text)
    try robot.press("Esc")
    conduct(layers, &robot, isMain: isMain)
    return robot
  }

  /// Lets layer conductance have said something.
  private func conduct(_ layers: [[Float]], _ robot: inout Robot, isMain: Bool = true) {
    let method = robot.state.explain.request.method
    robot.explain(by: .layerConductance) {
      $0.values = layers[0]
      $0.layers = layers
      ($0.baseOutput, $0.outputValue) = (1, 7)
    }
    if !isMain { robot.state.explain.request.method = method }
  }

  private func view(_ robot: Robot) throws -> LayersView {
    try #require(LayersView(robot.state, ScreenLayout(robot.state)))
  }

  /// What stands in a row of an area.
  private func text(_ robot: Robot, row: Int, in area: Rectangle) -> String {
    let grid = robot.grid
    return (area.column..<area.endColumn).map { grid[row, $0].text }.joined()
  }

  @Test("comes by itself with the method, and says how to get there without it")
  func byItself() throws {
    var robot = try robot()
    #expect(ScreenLayout(robot.state).panes[.layers] != nil)
    robot = try Robot(rows: 24, columns: 80, text: "so felt anxious")
    try robot.press("Esc", "H")
    #expect(robot.screen.contains("Layer conductance says how much flows"))
  }

  @Test("a row a layer with what words, special tokens and all of them have")
  func numbers() throws {
    let robot = try robot()
    let view = try view(robot)
    #expect(view.rows.map(\.values) == [[1, -1, 6], [1, -1, 4], [0, 0, 0]])
    #expect(view.rows.map(\.special) == [0, 2, 6])
    #expect(view.rows.map(\.sum) == [6, 6, 6])
    #expect(view.scale == 6)
    let lines = robot.lines[view.area.row..<view.area.row + 4]
    #expect(lines.first?.contains("so felt anxious") == true)
    #expect(lines.first?.contains("special    sum") == true)
    #expect(lines.dropFirst().first?.contains(" 0.00  +6.00") == true)
    #expect(lines.last?.contains("+6.00  +6.00") == true)
    #expect(robot.screen.contains("each layer's sum is F(x) − F(b), +6.00"))
  }

  @Test("words stand above their cells, and colours are of one scale")
  func cells() throws {
    let robot = try robot()
    let view = try view(robot)
    let grid = robot.grid
    let column = view.area.column + "so felt ".count
    let shares: [Float] = [1, 4 / 6, 0]
    for (layer, share) in shares.enumerated() {
      #expect(grid[view.area.row + 1 + layer, column].style == robot.theme.heat(share))
    }
    // What speaks against is told by more than the colour.
    let against = grid[view.area.row + 1, view.area.column + "so ".count].style
    #expect(against.attributes.contains(.underline))
  }

  @Test("without colour signs say how strong a word is")
  func signs() throws {
    let robot = try robot(depth: .none)
    let view = try view(robot)
    // A sixth is 3 of 16 steps, one mark; four sixths are 11, three marks.
    let rows = (1...3).map { text(robot, row: view.area.row + $0, in: view.area) }
    #expect(rows[0].hasPrefix("+  −    ++++"))
    #expect(rows[1].hasPrefix("+  −    +++ "))
    #expect(rows[2].allSatisfy { $0 == " " })
  }

  @Test("the cursor goes over layers and words, and the cell under it is read out")
  func cursor() throws {
    var robot = try robot()
    try robot.press("H", "Down", "Right", "Right")
    #expect(robot.state.explain.layerCursor == 1)
    #expect(robot.state.explain.cursor == 2)
    // 4 of 1 + 1 + 4, and 2 of [CLS].
    #expect(robot.screen.contains("▸ layer 1, anxious  +4.000   50.0 % of the layer"))
    try robot.press("Down", "Down", "Down")
    #expect(robot.state.explain.layerCursor == 2)
    try robot.press("Up", "Up", "Up", "Left", "Left", "Left")
    #expect(robot.state.explain.layerCursor == 0)
    #expect(robot.state.explain.cursor == 0)
  }

  @Test("a click puts the cursor on a cell")
  func click() throws {
    var robot = try robot()
    try robot.press("H")
    let view = try view(robot)
    robot.click(row: view.area.row + 2, column: view.area.column + "so f".count)
    #expect(robot.state.explain.layerCursor == 1)
    #expect(robot.state.explain.cursor == 1)
  }

  @Test("Enter shows the layer under the cursor in the heat map")
  func enter() throws {
    var robot = try robot()
    #expect(robot.screen.contains("output of layer 0"))
    try robot.press("H", "Down", "Enter")
    #expect(robot.state.explain.request.layer == .output(ofLayer: 1))
    #expect(robot.screen.contains("output of layer 1"))
  }

  @Test("a further row is drawn too")
  func furtherRow() throws {
    var robot = try robot(isMain: false)
    try robot.press("H")
    #expect(robot.screen.contains("Layers conductance, a further row"))
    let view = try view(robot)
    #expect(view.rows.count == 3)
    try robot.press("Down", "Enter")
    #expect(robot.state.explain.request.layer == .embeddings)
  }

  @Test(
    "the cursor stays in sight in a long text and a deep model",
    arguments: [(16, 60), (24, 80), (40, 120), (60, 200)], [false, true])
  func inSight(size: (rows: Int, columns: Int), isZoomed: Bool) throws {
    let words = (0..<120).map { _ in "so" }
    let pieces = words.count + 2
    let layers = (0..<24).map { layer in
      (0..<pieces).map { $0 == 120 ? Float(layer) : 0.5 }
    }
    var robot = try robot(
      rows: size.rows, columns: size.columns, text: words.joined(separator: " "), layers: layers)
    try robot.press("H")
    if isZoomed { try robot.press("z") }
    try robot.press("End")
    for _ in 0..<20 { try robot.press("Down") }
    let view = try view(robot)
    #expect(view.window.contains(20))
    let line = try #require(view.layout.line(of: 119))
    #expect(view.lines.contains(line))
    let row = view.row(ofLine: line) + 1 + 20 - view.window.lowerBound
    #expect(view.area.contains(row: row, column: view.area.column))
    #expect(text(robot, row: row, in: view.gutter).contains("20"))
    #expect(robot.screen.contains("layer 20, so"))
  }

  @Test("is drawn with ASCII alone")
  func ascii() throws {
    var robot = try robot(depth: .none, ascii: true)
    try robot.press("H", "z")
    // What has no counterpart would be a question mark.
    let area = try view(robot).area
    #expect(!robot.lines[area.row..<area.endRow].joined().contains("?"))
    #expect(robot.screen.unicodeScalars.allSatisfy { $0.isASCII })
  }

  @Test("a layer that a smaller model lacks leaves the cursor on the last")
  func smallerModel() throws {
    var robot = try robot()
    try robot.press("H", "Down", "Down")
    conduct(Array(Self.layers.prefix(2)), &robot)
    let view = try view(robot)
    #expect(view.layer == 1)
    try robot.press("Up")
    #expect(robot.state.explain.layerCursor == 0)
  }
}
