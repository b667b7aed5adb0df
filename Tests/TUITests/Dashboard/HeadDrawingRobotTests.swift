import Attribution
import Testing

@testable import TUI

/// What keys do on the matrix of one head, and on what its drawings share.
@Suite struct HeadDrawingRobotTests {
  @Test func theMatrixReadsOutTheWeightUnderTheCursor() throws {
    var robot = try Robot.onHeads("so happy now")
    // Head 0.1 looks at the next token: 0.8 and its part of the even rest over five tokens.
    try robot.press("]", "Enter", "Home", "Right")
    #expect(robot.screen.contains("▸ [CLS] → so  0.840"))
    try robot.press("m")
    #expect(robot.screen.contains("Layer 0, mean of its heads"))
    try robot.press("m")
    #expect(robot.screen.contains("Layer 0, largest of its heads"))
    #expect(robot.screen.contains("▸ [CLS] → so  0.840"))
  }

  @Test func ofAPairTheWeightsBetweenTheTextsAreShownAlone() throws {
    var robot = try Robot(text: "so happy")
    try robot.press("Alt-P")
    robot.type("now")
    try robot.press("Esc", "2", "]", "Enter", "Home", "Right")
    // [CLS] so happy [SEP] now [SEP]: head 0.1 looks at the next token with 0.8 and a sixth of 0.2.
    #expect(robot.screen.contains("▸ [CLS] → so  0.833"))
    try robot.press("f", "f")
    #expect(robot.screen.contains("Head 0.1, A→B"))
    // The cursor went to the nearest weight of this direction: what else head 0.1 gives is even.
    #expect(robot.screen.contains("▸ [CLS] → now  0.033"))
    try robot.press("Left")
    #expect(robot.screen.contains("▸ [CLS] → [SEP]  not in A→B"))
    try robot.press("Down", "Down", "Down", "Right")
    #expect(robot.screen.contains("▸ [SEP] → now  0.833"))
    try robot.press("v", "Enter")
    #expect(robot.screen.contains("now   0.833") && !robot.screen.contains(" 0.000"))
    try robot.press("Down")
    #expect(robot.screen.contains("▸ now → not in A→B"))
    try robot.press("v", "v")
    try robot.press("f", "f", "f")
    #expect(!robot.screen.contains("Head 0.1,"))
  }

  @Test func theSmallPicturesOfAPairAreOfTheChosenWeights() throws {
    var robot = try Robot(rows: 60, columns: 200, text: "so happy")
    try robot.press("Alt-P")
    robot.type("now")
    try robot.press("Esc", "2")
    func strength(_ head: Int, _ row: Int, _ column: Int) -> Float? {
      robot.state.heads.report?.thumbnails.strength(head, row: row, column: column)
    }
    // [CLS] so happy [SEP] now [SEP]: head 0.3 looks at the last token, head 0.2 at the first.
    #expect(strength(3, 0, 5) == 1 && strength(2, 0, 0) == 1)
    #expect(strength(3, 5, 0) ?? 1 < 0.1)
    try robot.press("f")
    #expect(robot.screen.contains("All heads, A→A"))
    #expect(strength(2, 3, 0) == 1 && strength(2, 4, 0) == nil && strength(2, 0, 4) == nil)
    // What head 0.3 does within the first text is as little as it was.
    #expect(strength(3, 0, 0) ?? 1 < 0.1)
    try robot.press("f")
    // Keys are now and the last token.
    #expect(strength(3, 3, 1) == 1 && strength(3, 3, 0) ?? 1 < 0.1)
    #expect(strength(3, 0, 2) == nil && strength(3, 4, 0) == nil)
    // Of the next text they are made beside the model.
    try robot.press("Alt-P")
    #expect(robot.state.heads.report?.thumbnails.form.direction == .all)
    try robot.press("Alt-P")
    robot.type("now")
    #expect(
      robot.questions.contains {
        if case .attention(let form, _) = $0.question { form.direction == .aToB } else { false }
      })
    #expect(robot.state.heads.report?.thumbnails.form.direction == .aToB)
  }

  @Test func aSingleTextHasNothingToFilter() throws {
    var robot = try Robot.onHeads()
    try robot.press("Enter", "f")
    #expect(robot.state.heads.direction == .all)
    #expect(robot.screen.contains("There is one text"))
  }

  @Test func aLayersMeanHasWhatClosingItDoesBesideIt() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Down", "Down", "Enter", "m")
    // Layer 2 carries 1 of 6.21.
    #expect(robot.screen.contains("▸ layer 2  12 heads"))
    #expect(robot.screen.contains("without it: logit of fear 5.21 (−1.000)"))
    try robot.press("m", "Space")
    #expect(robot.screen.contains("▸ layer 2  1 of 12 heads closed"))
    try robot.press("X")
    #expect(robot.screen.contains("▸ layer 2  closed"))
  }

  @Test func allHeadsAreDrawnAsMatricesOrAsLines() throws {
    var robot = try Robot.onHeads()
    func dots() -> Int {
      robot.screen.unicodeScalars.count { (0x2801...0x28FF).contains($0.value) }
    }
    #expect(dots() == 0)
    #expect(robot.screen.contains("rows ask, columns are looked at"))
    try robot.press("v")
    #expect(robot.screen.contains("All heads  mixing weights, left asks, right is looked at"))
    #expect(dots() > 72)
    try robot.press("v")
    #expect(dots() == 0)
  }

  @Test func theMatrixShowsLengthsInPlaceOfWeights() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "Home")
    #expect(robot.state.heads.report?.norms == nil)
    try robot.press("a")
    #expect(robot.screen.contains("lengths of what is added"))
    #expect(robot.screen.contains("▸ [CLS] → [CLS]  2.000"))
    try robot.press("Right")
    #expect(robot.screen.contains("▸ [CLS] → so  0.000"))
    try robot.press("a", "]")
    // Head 0.1 looks at the next token.
    #expect(robot.screen.contains("▸ [CLS] → so  0.840"))
  }

  @Test func aShortTextsMatrixHasItsNumbersInTheCells() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "]")
    let view = try #require(MatrixView(robot.state, ScreenLayout(robot.state)))
    #expect(view.columnsPerKey >= 5)
    // Head 0.1 looks at the next token.
    #expect(robot.grid.text(row: view.area.row + view.middleRow).contains(" .84 "))
    var long = try Robot.onHeads()
    try long.press("Enter", "]")
    let rows = try #require(MatrixView(long.state, ScreenLayout(long.state)))
    #expect(rows.columnsPerKey == 2 && !long.grid.text(row: rows.area.row).contains(".8"))
  }

  @Test func aShortTextsMatrixFillsALargePane() throws {
    var robot = try Robot(rows: 60, columns: 200, text: "so happy now")
    try robot.press("Esc", "2", "Enter", "]")
    let layout = ScreenLayout(robot.state)
    let view = try #require(MatrixView(robot.state, layout))
    // Five tokens, the longest of five letters: cells as high as they get, names across above them.
    #expect(view.rowsPerQuery == HeatCells.mostRows && view.columnsPerKey == 20)
    #expect(view.header.height == 1)
    #expect(
      robot.grid.text(row: view.header.row).contains(
        "so" + String(repeating: " ", count: 16) + "happy"))
    let number = try #require(robot.find(" .84 "))
    #expect(number.row == view.area.row + 2)
    // All of a cell has its colour, and nothing but it: head 0.1 looks at the next token.
    let strongest = robot.grid[number.row, number.column].style.background
    for row in 0..<view.rowsPerQuery {
      for column in 0..<view.columnsPerKey {
        let cell = robot.grid[view.area.row + row, view.area.column + view.columnsPerKey + column]
        #expect(cell.style.background == strongest)
      }
    }
    #expect(
      robot.grid[view.area.row, view.area.column + 2 * view.columnsPerKey].style.background
        != strongest)
    robot.click(row: view.area.row + 14, column: view.area.column + 79)
    #expect(robot.state.heads.query == 2 && robot.state.heads.key == 3)
  }

  /// Characters of two columns have keys of two, however long the text: a narrower key could not be named.
  @Test func keysOfWideCharactersAreNamed() throws {
    let text = Array("今天天气很好我们去公园玩孩子们都非常高兴这家酒店的服务太差了").map(String.init)
      .joined(separator: " ")
    var robot = try Robot.onHeads(text + " " + text)
    try robot.press("Enter")
    let view = try #require(MatrixView(robot.state, ScreenLayout(robot.state)))
    #expect(view.tokenCount == 62 && view.columnsPerKey == 2)
    #expect(view.visibleKeys < view.tokenCount)
    // Names end above their column.
    let last = view.header.endRow - 1
    #expect(robot.grid.text(row: last).contains("今天天气很好"))
    var narrow = try Robot.onHeads((0..<20).map { _ in "so happy now" }.joined(separator: " "))
    try narrow.press("Enter")
    #expect(MatrixView(narrow.state, ScreenLayout(narrow.state))?.columnsPerKey == 1)
  }

  @Test(arguments: [Pane.matrix, .lines, .neuron])
  func aLongTextHasAMinimapThatLeadsThroughIt(pane: Pane) throws {
    let text = (0..<30).map { _ in "so happy now" }.joined(separator: " ")
    var robot = try Robot.onHeads(text)
    try robot.press("Enter")
    while robot.state.focus != pane { try robot.press("v") }
    try robot.press("Home")
    let layout = ScreenLayout(robot.state)
    let minimap = try #require(
      pane == .matrix
        ? MatrixView(robot.state, layout)?.minimap
        : pane == .lines
          ? LinesView(robot.state, layout)?.minimap : NeuronTable(robot.state, layout)?.minimap)
    #expect(minimap.lineCount == 92)
    #expect(robot.grid[minimap.area.row, minimap.area.column + 1].text == "┃")
    let last = minimap.area.endRow - 1
    #expect(robot.grid[last, minimap.area.column + 1].text == " ")
    robot.click(row: last, column: minimap.area.column + 2)
    #expect(robot.grid[last, minimap.area.column + 1].text == "┃")
    let chosen = pane == .neuron ? robot.state.heads.key : robot.state.heads.query
    #expect(chosen == (minimap.area.height - 1) * 92 / minimap.area.height)
    try robot.press("i")
    try robot.press("Ctrl-g", "Backspace")
    robot.type("so happy now")
    try robot.press("Esc", "Enter")
    #expect(!robot.screen.contains("┃"))
  }

  @Test func aClickOnACellOfTheMatrixReadsOutItsWeight() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("]", "Enter")
    let view = try #require(MatrixView(robot.state, ScreenLayout(robot.state)))
    // Head 0.1 looks at the next token: from happy, the third, to now.
    robot.click(
      row: view.area.row + 3 * view.rowsPerQuery - 1,
      column: view.area.column + 3 * view.columnsPerKey)
    #expect(robot.state.heads.query == 2 && robot.state.heads.key == 3)
    #expect(robot.screen.contains("▸ happy → now  0.840"))
  }

  @Test func aSearchGoesFromMatchToMatchAndBack() throws {
    var robot = try Robot.onHeads("so happy and so sad")
    try robot.press("/", "s", "o", "Enter")
    let (first, second) = (1, 4)
    #expect(robot.state.heads.query == first)
    try robot.press("n")
    #expect(robot.state.heads.query == second)
    // Behind the last comes the first.
    try robot.press("n")
    #expect(robot.state.heads.query == first)
    try robot.press("N")
    #expect(robot.state.heads.query == second)
    try robot.press("Esc", "n")
    #expect(robot.state.focus == .matrix && robot.state.heads.query == first)
  }
}
