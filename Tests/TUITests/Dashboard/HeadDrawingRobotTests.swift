import Attribution
import Testing

@testable import TUI

/// What keys do on the drawings of one head: matrix, lines and neuron view.
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

  @Test func linesAreOfOneTokenOrOfAll() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("]", "Enter", "v", "Home")
    #expect(robot.state.focus == .lines && robot.screen.contains("left asks"))
    func dots(_ row: String) -> Int {
      row.unicodeScalars.count { (0x2801...0x28FF).contains($0.value) }
    }
    let all = robot.lines.map(dots).reduce(0, +)
    try robot.press("Enter")
    let own = robot.lines.map(dots).reduce(0, +)
    #expect(own > 0 && own < all)
    // The first token looks at the next with 0.8 and its part of the even rest over five tokens.
    let row = try #require(robot.find("so  "))
    #expect(robot.lines[row.row].contains("0.840"))
    try robot.press("Enter")
    #expect(!robot.lines[row.row].contains("0.840"))
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

  @Test func anySubsetOfTheLayersHeadsIsShown() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "v", "t", "Right", "Right", "t")
    #expect(robot.state.heads.shownHeads.map(\.head) == [0, 2])
    #expect(robot.screen.contains("Layer 0, 2 heads"))
    try robot.press("t", "Left")
    #expect(robot.state.heads.shownHeads.map(\.head) == [0])
    try robot.press("a")
    #expect(robot.state.heads.shownHeads.count == 12)
    try robot.press("a")
    #expect(robot.state.heads.shownHeads == [robot.state.heads.cursor])
  }

  @Test func aClickOnAnAskingTokenShowsItsLinesAlone() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "v")
    let view = try #require(LinesView(robot.state, ScreenLayout(robot.state)))
    let place = (row: view.queries.row + 2 * view.rowsPerToken, column: view.queries.endColumn - 1)
    robot.click(row: place.row, column: place.column)
    #expect(robot.state.heads.isIsolated && robot.state.heads.query == 2)
    robot.click(row: place.row, column: place.column)
    #expect(!robot.state.heads.isIsolated)
  }

  @Test func aClickOnATokenThatIsLookedAtShowsWhoLooksAtIt() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("]", "Enter", "v")
    let view = try #require(LinesView(robot.state, ScreenLayout(robot.state)))
    let place = (row: view.keys.row + 2 * view.rowsPerToken, column: view.keys.column)
    robot.click(row: place.row, column: place.column)
    #expect(robot.state.heads.isIsolated && robot.state.heads.linesSide == .lookedAt)
    #expect(robot.state.heads.key == 2)
    // Head 0.1: so, the token before, looks at happy with 0.8 and a fifth of 0.2; the others with that fifth alone.
    #expect(robot.screen.contains("▸ happy ← so 0.840  "))
    #expect(robot.screen.contains("so 0.840") && robot.screen.contains("[SEP] 0.040"))
    // Names stay where they were.
    #expect(try #require(LinesView(robot.state, ScreenLayout(robot.state))).keys == view.keys)
    robot.click(row: place.row, column: place.column)
    #expect(!robot.state.heads.isIsolated)
  }

  @Test func aKeyLeadsToTheTokensThatAreLookedAt() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("]", "Enter", "v", "Home", "Enter", "s", "Home", "Down")
    #expect(robot.state.heads.query == 0 && robot.state.heads.key == 1)
    #expect(robot.screen.contains("▸ so ← [CLS] 0.840"))
    try robot.press("s", "Down")
    #expect(robot.state.heads.query == 1 && robot.state.heads.key == 1)
    #expect(robot.screen.contains("▸ so → happy 0.840"))
  }

  @Test func ofATokenAloneTheStrongestLinesAreDrawn() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "v", "Enter")
    #expect(robot.screen.contains("Head 0.0  mixing weights, the strongest lines of one token"))
    try robot.press("Enter")
    #expect(robot.screen.contains("Head 0.0  mixing weights, left asks, right is looked at"))
  }

  @Test func aReadoutNamesNoTokenWithoutItsNumber() throws {
    for columns in 60...100 {
      var robot = try Robot(rows: 16, columns: columns, text: SampleModel.sentence)
      try robot.press("Esc", "2", "Enter", "v", "End")
      let line = try #require(robot.lines.last { $0.contains(" → ") })
      let text = line.split(separator: "│").first.map { $0.filter { $0 != " " } } ?? ""
      #expect(text.last?.isNumber == true, "\(columns): \(line)")
    }
  }

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

  @Test func headsDrawnTogetherHaveColoursOfTheirOwn() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "v", "t", "Right", "t")
    let view = try #require(LinesView(robot.state, ScreenLayout(robot.state)))
    func colors() -> Set<Color> {
      let grid = robot.grid
      var colors: Set<Color> = []
      for row in view.area.row..<view.area.endRow {
        for column in view.area.column..<view.area.endColumn where grid[row, column].text != " " {
          colors.insert(grid[row, column].style.foreground)
        }
      }
      return colors
    }
    #expect(
      colors() == [robot.theme[.curve1].foreground, robot.theme[.curve2].foreground])
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

  @Test func weightsOfSeveralHeadsSayWhoseTheyAre() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "v")
    let alone = try #require(robot.lines.last { $0.contains("▸ so →") })
    #expect(!alone.contains("(0."))
    try robot.press("a")
    let together = try #require(robot.lines.last { $0.contains("▸ so →") })
    // Head 0.1 looks at the next token with 0.84 and more.
    #expect(together.contains("happy 0.8") && together.contains("(0.1)"))
  }

  @Test func clicksOnTheNumbersChooseWhoseLinesAreDrawn() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Enter", "v")
    func click(_ head: Int, _ count: Int) throws {
      let view = try #require(LinesView(robot.state, ScreenLayout(robot.state)))
      let numbers = view.numbers(robot.state).numbers
      for click in 1...count {
        robot.click(row: view.header.row, column: numbers[head].column, count: click)
      }
    }
    try click(3, 1)
    try click(5, 1)
    #expect(robot.state.heads.chosen == [3, 5])
    try click(7, 2)
    #expect(robot.state.heads.chosen == [7])
    try click(7, 2)
    #expect(robot.state.heads.chosen.count == 12)
  }

  @Test func closedHeadsAreCrossedOutAboveTheLines() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Space", "Right", "Right", "Space", "Enter", "v")
    #expect(robot.screen.contains("heads 0× 1 2×• 3 4"))
    try robot.press("Space")
    #expect(robot.screen.contains("heads 0× 1 2• 3 4"))
  }

  @Test func aShortTextsLinesStandApart() throws {
    let short = try Robot.onHeads("so happy now")
    let long = try Robot.onHeads()
    for (robot, rows) in [(short, 3), (long, 1)] {
      var robot = robot
      try robot.press("Enter", "v")
      let view = try #require(LinesView(robot.state, ScreenLayout(robot.state)))
      #expect(view.rowsPerToken == rows && view.visible == view.tokenCount)
    }
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
