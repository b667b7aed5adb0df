import Attribution
import Testing

@testable import TUI

/// What keys do on the neuron view of one head.
@Suite struct NeuronRobotTests {
  @Test func theNeuronViewFollowsTheDirectionOfAPair() throws {
    var robot = try Robot(text: "so happy")
    try robot.press("Alt-P")
    robot.type("now")
    try robot.press("Esc", "2", "Enter", "v", "v", "Home")
    // [CLS] so happy [SEP] now [SEP]
    #expect(robot.state.heads.key == 0)
    try robot.press("f", "f")
    #expect(robot.screen.contains("Head 0.0, A→B"))
    let table = try #require(NeuronTable(robot.state, ScreenLayout(robot.state)))
    #expect(table.keys == [4, 5] && table.queries == [0, 1, 2, 3] && table.visible == 2)
    #expect(robot.state.heads.key == 4)
    try robot.press("Down", "Down")
    #expect(robot.state.heads.key == 5)
    for _ in 0..<6 { try robot.press("Right") }
    #expect(robot.state.heads.query == 3)
    robot.click(row: table.area.row, column: table.area.column)
    #expect(robot.state.heads.key == 4)
    try robot.press("f", "f", "f")
    #expect(robot.screen.contains("Head 0.0  mixing"))
  }

  @Test(arguments: [(24, 80), (16, 60)])
  func theNeuronViewHasTheCausalLineInSmallWindows(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
    try robot.press("Esc", "2", "Enter", "v", "v")
    #expect(robot.screen.contains("mixing weights"))
    #expect(robot.screen.contains("▸ 0.0") && robot.screen.contains("without it: "))
    #expect(!robot.screen.contains("dimensions that make it"))
  }

  @Test func besideTheKeysStandTheSignsOfTheStrongestProducts() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "v", "v", "Home")
    // Products of token t are t, 0, −3, 0: the third is at the scale's end but for the last token's first.
    let table = try #require(NeuronTable(robot.state, ScreenLayout(robot.state)))
    let row = { (token: Int) in Array(robot.lines[table.area.row + token]) }
    #expect(
      row(4)[table.productColumn] == "+"
        && row(4)[table.productColumn + 2 * table.columnsPerCell] == "−")
    #expect(row(1)[table.productColumn + table.columnsPerCell] == " ")
    // Under the cursor the products are colours, with no sign.
    #expect(row(0)[table.productColumn + 2 * table.columnsPerCell] == " ")
  }

  @Test func theNeuronViewShowsWhatAWeightIsMadeOf() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "v", "v")
    #expect(robot.state.focus == .neuron)
    // q·k is t − 3 for token t, scores are half of it: e^0.5 of the sum over −1.5, −1, −0.5, 0, 0.5.
    try robot.press("Home")
    #expect(robot.screen.contains("q·k −3.00 × 0.500 = −1.50, softmax 0.058"))
    try robot.press("End")
    #expect(robot.screen.contains("→ [SEP]"))
    #expect(robot.screen.contains("q·k 1.00 × 0.500 = 0.50, softmax 0.429"))
    #expect(robot.screen.contains("dimensions that make it: 0 +4.00  2 −3.00"))
    try robot.press("Up", "]")
    #expect(robot.screen.contains("Head 0.1") && robot.screen.contains("softmax 0.260"))
    try robot.press("v")
    #expect(robot.state.focus == .matrix)
  }

  @Test func queriesAndKeysAreAskedForWhenTheyAreShown() throws {
    var robot = try Robot.onHeads("so happy now")
    func withVectors() -> Int {
      robot.questions.count {
        if case .attention(_, let extras) = $0.question { extras.contains(.vectors) } else { false }
      }
    }
    #expect(withVectors() == 0 && robot.state.heads.report?.vectors == nil)
    let effects = robot.questions.count - robot.attentionQuestions
    try robot.press("Enter", "v", "v")
    #expect(withVectors() == 1 && robot.state.heads.report?.vectors != nil)
    // What was measured of these heads is not measured again.
    #expect(robot.questions.count - robot.attentionQuestions == effects)
    try robot.press("i")
    robot.type("!")
    #expect(withVectors() == 2)
    try robot.press("Esc", "Enter", "v")
    robot.type("v")
    try robot.press("i")
    robot.type("!")
    #expect(robot.state.heads.drawing == .lines && robot.state.heads.report?.vectors == nil)
  }

  @Test func aClickInTheNeuronViewChoosesTheTokenLookedAt() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "v", "v")
    let table = try #require(NeuronTable(robot.state, ScreenLayout(robot.state)))
    robot.click(row: table.area.row + 3, column: table.area.column + 1)
    #expect(robot.state.heads.key == 3)
  }

  @Test func ofDimensionsThatShareACellTheStrongestIsShown() throws {
    var robot = try Robot(rows: 16, columns: 60, text: "so happy now")
    try robot.press("Esc", "2", "Enter", "v", "v")
    let table = try #require(NeuronTable(robot.state, ScreenLayout(robot.state)))
    #expect(table.cells * table.dimensionsPerCell >= 4 && table.keyColumn != nil)
    #expect(table.reduced([1, -2, 3, -4]).contains(-4))
  }

  /// In colours every row that comes into sight were 20 bytes a cell.
  @Test func whereALongTextMovesKeysHaveSignsAndTheChosenOneColours() throws {
    var robot = try Robot.onHeads((0..<30).map { _ in "so happy now" }.joined(separator: " "))
    try robot.press("Enter", "v", "v", "End")
    let table = try #require(NeuronTable(robot.state, ScreenLayout(robot.state)))
    #expect(!table.isWhole)
    let column = try #require(table.keyColumn)
    func isColored(_ row: Int) -> Bool {
      (column..<column + table.vectorColumns).contains {
        robot.grid[row, $0].style.background != .standard
      }
    }
    #expect(isColored(table.area.endRow - 1) && !isColored(table.area.endRow - 2))
    #expect(robot.grid[table.area.endRow - 2, column].text == "+")
    // All of a short one stands still.
    robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "v", "v", "End")
    let short = try #require(NeuronTable(robot.state, ScreenLayout(robot.state)))
    #expect(short.isWhole && isColored(short.area.endRow - 2))
  }

  @Test func fewDimensionsHaveWideCells() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "v", "v")
    let table = try #require(NeuronTable(robot.state, ScreenLayout(robot.state)))
    #expect(table.columnsPerCell == 3 && table.vectorColumns == 3 * table.cells)
    #expect(table.numbers.endColumn <= 82)
    robot = try Robot(rows: 16, columns: 60, text: "so happy now")
    try robot.press("Esc", "2", "Enter", "v", "v")
    let small = try #require(NeuronTable(robot.state, ScreenLayout(robot.state)))
    #expect(small.numbers.endColumn <= 58)
  }
}
