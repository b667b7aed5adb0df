import Attribution
import Testing

@testable import TUI

/// What keys do on the Heads screen.
@Suite struct HeadsRobotTests {
  private func robot(_ text: String = SampleModel.sentence) throws -> Robot {
    var robot = try Robot(text: text)
    try robot.press("Esc", "2")
    return robot
  }

  private func attentionQuestions(_ robot: Robot) -> Int {
    robot.questions.count { if case .attention = $0.question { true } else { false } }
  }

  @Test func theTabsLeadFromScreenToScreen() throws {
    var robot = try robot()
    #expect(robot.state.screen == .heads && robot.state.focus == .heads)
    #expect(robot.screen.contains("All heads"))
    try robot.press("1")
    #expect(robot.state.screen == .explain && robot.state.focus == .heat)
    let tab = try #require(robot.find("2 Heads"))
    robot.click(row: tab.row, column: tab.column + 2)
    #expect(robot.state.screen == .heads)
  }

  @Test func whoTypesGoesOnTypingOnTheOtherScreen() throws {
    var robot = try Robot(text: "i am so")
    try robot.press("Alt-2")
    #expect(robot.state.focus == .text)
    let before = robot.state.heads.report?.roles.count
    robot.type(" happy")
    #expect(robot.state.heads.report?.roles.count == before.map { $0 + 1 })
  }

  @Test func nothingIsAskedAboutHeadsWhileTheyAreNotShown() throws {
    var robot = try Robot(text: "i am")
    robot.type(" so")
    #expect(robot.questions.isEmpty)
    try robot.press("Alt-2")
    #expect(attentionQuestions(robot) == 1)
    try robot.press("Alt-1")
    robot.type(" happy")
    #expect(attentionQuestions(robot) == 1)
    try robot.press("Alt-2")
    #expect(attentionQuestions(robot) == 2)
  }

  @Test func aKnownTextIsNotAskedAboutAgain() throws {
    var robot = try robot()
    let count = robot.questions.count
    try robot.press("1", "2", "1", "2")
    #expect(robot.questions.count == count)
  }

  @Test func refinementWaitsUntilItsScreenIsShown() throws {
    var robot = try Robot(text: "i am so")
    try robot.press("Alt-2")
    robot.type("!")
    #expect(robot.state.explain.stage == .gradient)
    try robot.press("Alt-1")
    #expect(robot.state.explain.stage == .refined)
  }

  @Test func aRefinementUnderWayMakesWayForTheHeads() throws {
    var robot = try Robot(text: "i am so")
    robot.isModelAnswering = false
    robot.type("!")
    let generation = robot.state.explain.generation
    robot.isModelAnswering = true
    try robot.press("Alt-2")
    // A newer generation cancels the older one's work.
    #expect(robot.state.explain.generation == generation + 1)
    #expect(robot.state.heads.report != nil && robot.state.explain.live != nil)
    #expect(robot.state.explain.stage == .gradient)
    try robot.press("Alt-1")
    #expect(robot.state.explain.stage == .refined)
  }

  @Test func answersToAnOlderTextAreDropped() throws {
    var robot = try robot("i am so happy")
    robot.isModelAnswering = false
    let old = Work.ID(lane: .heads, generation: robot.state.heads.generation)
    let report = try #require(robot.state.heads.report)
    try robot.press("i")
    robot.type("!")
    robot.send(.heads(old, .attention(report)))
    #expect(robot.state.isAttentionOld)
  }

  @Test func arrowsMoveOverHeadsAndEnterOpensOne() throws {
    var robot = try robot()
    try robot.press("Down", "Right", "l", "j")
    #expect(robot.state.heads.cursor == HeadIndex(layer: 2, head: 2))
    try robot.press("Enter")
    #expect(robot.state.focus == .matrix)
    #expect(robot.screen.contains("Head 2.2"))
    try robot.press("]")
    #expect(robot.screen.contains("Head 2.3"))
    try robot.press("Esc")
    #expect(robot.state.focus == .heads)
  }

  @Test func theCursorStaysOnTheGrid() throws {
    var robot = try robot()
    try robot.press("Up", "Left", "[")
    #expect(robot.state.heads.cursor == HeadIndex(layer: 0, head: 0))
    try robot.press("End", "Down", "Right", "]")
    #expect(robot.state.heads.cursor == HeadIndex(layer: 5, head: 11))
  }

  @Test func aLowWindowScrollsToTheHead() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    try robot.press("Esc", "2", "End")
    #expect(robot.state.heads.gridTop > 0 && robot.state.heads.gridLeft > 0)
    #expect(robot.screen.contains("▸ 5.11"))
  }

  @Test func aClickChoosesAHeadAndASecondOpensIt() throws {
    var robot = try robot()
    let view = try #require(HeadsView(robot.state, ScreenLayout(robot.state)))
    let place = try #require(view.place(of: HeadIndex(layer: 3, head: 4), top: 0, left: 0))
    robot.click(row: place.row, column: place.column + 1)
    #expect(robot.state.heads.cursor == HeadIndex(layer: 3, head: 4))
    robot.click(row: place.row, column: place.column + 1, count: 2)
    #expect(robot.state.focus == .matrix)
  }

  @Test func theMatrixReadsOutTheWeightUnderTheCursor() throws {
    var robot = try robot("so happy now")
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
    var robot = try robot("so happy now")
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
    #expect(robot.screen.contains("▸ [CLS] → so  0.000"))
    try robot.press("Down", "Down", "Down", "Right", "Right", "Right")
    #expect(robot.screen.contains("▸ [SEP] → now  0.833"))
    try robot.press("f", "f", "f")
    #expect(!robot.screen.contains("Head 0.1,"))
  }

  @Test func aSingleTextHasNothingToFilter() throws {
    var robot = try robot()
    try robot.press("Enter", "f")
    #expect(robot.state.heads.direction == .all)
    #expect(robot.screen.contains("There is one text"))
  }

  @Test func anySubsetOfTheLayersHeadsIsShown() throws {
    var robot = try robot("so happy now")
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
    var robot = try robot("so happy now")
    try robot.press("Enter", "v")
    let view = try #require(LinesView(robot.state, ScreenLayout(robot.state)))
    let place = (row: view.queries.row + 2 * view.rowsPerToken, column: view.queries.endColumn - 1)
    robot.click(row: place.row, column: place.column)
    #expect(robot.state.heads.isIsolated && robot.state.heads.query == 2)
    robot.click(row: place.row, column: place.column)
    #expect(!robot.state.heads.isIsolated)
  }

  @Test func theWordUnderTheCursorIsTheSameOnBothScreens() throws {
    var robot = try Robot(text: SampleModel.sentence)
    try robot.press("Esc", ".")
    let pieces = robot.state.explain.units[robot.state.explain.cursor].pieces
    try robot.press("2")
    #expect(pieces.contains(robot.state.heads.query))
    try robot.press("Enter", "Down", "Down", "1")
    let moved = robot.state.explain.units[robot.state.explain.cursor].pieces
    #expect(moved.contains(robot.state.heads.query) && moved != pieces)
  }

  @Test func aSearchGoesToTheToken() throws {
    var robot = try robot()
    try robot.press("/", "r", "a", "c", "Enter")
    #expect(robot.state.focus == .matrix)
    #expect(robot.screen.contains("▸ racing"))
  }

  @Test func spaceClosesAHeadAndEverythingFollows() throws {
    var robot = try robot()
    try robot.press("Down", "Space")
    #expect(robot.state.explain.request.headGates?[1, 0] == 0)
    #expect(robot.questions.last?.gates?[1, 0] == 0)
    #expect(robot.screen.contains("1 head closed"))
    try robot.press("1")
    #expect(robot.screen.contains("1 head closed"))
    #expect(robot.state.explain.live?.basis.headGates?[1, 0] == 0)
    try robot.press("2", "Space")
    #expect(robot.state.explain.request.headGates == nil)
    #expect(!robot.screen.contains("closed"))
  }

  @Test func tenStepsDownCloseAHeadAndTenUpOpenIt() throws {
    var robot = try robot()
    for _ in 0..<3 { try robot.press("-") }
    #expect(robot.state.gate(of: HeadIndex(layer: 0, head: 0)) == 0.7)
    #expect(robot.screen.contains("open to 0.7"))
    for _ in 0..<9 { try robot.press("-") }
    #expect(robot.state.gate(of: HeadIndex(layer: 0, head: 0)) == 0)
    for _ in 0..<10 { try robot.press("+") }
    #expect(robot.state.explain.request.headGates == nil)
  }

  @Test func changesOfHeadsAreTakenBackOneByOne() throws {
    var robot = try robot()
    try robot.press("Space", "Right", "-", "U")
    #expect(robot.state.explain.request.headGates == nil)
    try robot.press("u")
    #expect(robot.state.explain.request.headGates?[0, 1] == 0.9)
    try robot.press("u")
    #expect(robot.state.explain.request.headGates?[0, 1] == 1)
    try robot.press("u", "u")
    #expect(robot.state.explain.request.headGates == nil)
    #expect(robot.screen.contains("No head was changed"))
  }

  @Test func theReadoutTellsWhatClosingAHeadDoes() throws {
    var robot = try robot()
    // Head 0.6 carries (6 − 2)·0.1 of 6.21.
    for _ in 0..<6 { try robot.press("Right") }
    #expect(robot.screen.contains("without it: logit of fear 5.81 (−0.400)"))
  }

  @Test func anotherClassIsMeasuredAnewWithoutLookingAgain() throws {
    var robot = try robot()
    let looks = attentionQuestions(robot)
    try robot.press("Tab", "Tab", "Up")
    #expect(robot.state.focus == .prediction)
    #expect(robot.state.currentEffects?.target == 3)
    #expect(attentionQuestions(robot) == looks)
  }

  @Test func anotherModelOpensAllHeads() throws {
    var robot = try robot()
    try robot.press("Space")
    robot.model.name = "other"
    robot.send(.modelOpened(robot.model.summary))
    #expect(robot.state.explain.request.headGates == nil && robot.state.heads.undo.isEmpty)
    #expect(robot.state.heads.report != nil)
  }

  @Test func anActionFoundByItsNameIsDoneOnItsScreen() throws {
    var robot = try robot()
    try robot.press(":")
    robot.type("path")
    try robot.press("Enter")
    #expect(robot.state.screen == .explain && robot.state.focus == .path)
  }

  @Test func anEmptyTextSaysWhatToDo() throws {
    var robot = try Robot(text: "")
    try robot.press("Esc", "2")
    #expect(robot.screen.contains("Type a text"))
    try robot.press("i")
    robot.type("a")
    #expect(robot.state.heads.report != nil)
    try robot.press("Backspace")
    #expect(robot.state.heads.report == nil)
  }

  @Test func aFailureIsToldAndGoesWithTheNextText() throws {
    var robot = try robot()
    let id = Work.ID(lane: .heads, generation: robot.state.heads.generation)
    robot.send(.failed(id, "The weight layer.0 holds NaN."))
    #expect(robot.screen.contains("✗ The weight layer.0 holds NaN."))
    try robot.press("i")
    robot.type("!")
    #expect(!robot.screen.contains("NaN"))
  }

  @Test func theBoardsPagesAreTurnedAndAskedForWhenSeen() throws {
    var robot = try robot("so happy now")
    func boards() -> [BoardPage] {
      robot.questions.compactMap {
        if case .board(let page, _, _) = $0.question { page } else { nil }
      }
    }
    #expect(robot.screen.contains("Layer by layer") && boards().isEmpty)
    try robot.press("b")
    #expect(robot.screen.contains("Heads for fear") && boards() == [.importance])
    try robot.press("b")
    #expect(robot.screen.contains("[CLS] is mixed from"))
    try robot.press("b")
    #expect(robot.screen.contains("Heads alike"))
    try robot.press("b")
    #expect(robot.screen.contains("Class lens"))
    try robot.press("b")
    #expect(robot.screen.contains("Logit of fear"))
    try robot.press("b", "B", "Alt-B")
    // What is known of this text is not asked for again.
    #expect(boards() == [.importance, .mixing, .map, .lens, .contributions])
    try robot.press("Space")
    #expect(boards().last == .lens && boards().count == 6)
    #expect(
      robot.questions.last { if case .board = $0.question { true } else { false } }?
        .gates?[0, 0] == 0)
  }

  @Test func thePartsOfTheLogitStandWithTheirSum() throws {
    var robot = try robot("so happy now")
    try robot.press("B")
    // Heads of a layer: 2.5 − 0.5; 0.75 + 6·2 − 6·1 − 0.25 = 6.5.
    for text in ["embeddings", "+0.75", "0 heads", "+2.00", "feed-forward", "−1.00", "+6.50"] {
      #expect(robot.screen.contains(text), "\(text)")
    }
  }

  @Test func aPageThatIsHalfReadIsAskedForAgain() throws {
    var robot = try robot("so happy now")
    robot.isModelAnswering = false
    try robot.press("b", "b")
    let id = Work.ID(lane: .board, generation: robot.state.heads.boardGeneration)
    let part = TokenMixing(position: 0, shares: [.rollout: [1, 0, 0, 0, 0]])
    robot.send(.heads(id, .board(.mixing(part))))
    #expect(robot.screen.contains("1.00") && robot.screen.contains("…"))
    try robot.press("b")
    robot.isModelAnswering = true
    try robot.press("B")
    guard case .mixing(let whole) = robot.state.boardReading?.reading else {
      Issue.record("no reading")
      return
    }
    #expect(whole.shares.count == TokenMixing.Measure.allCases.count)
  }

  @Test func anAnswerForAnotherPageIsDropped() throws {
    var robot = try robot("so happy now")
    robot.isModelAnswering = false
    try robot.press("b")
    let id = Work.ID(lane: .board, generation: robot.state.heads.boardGeneration)
    try robot.press("b")
    robot.send(.heads(id, .board(.importance([[1]]))))
    #expect(robot.state.heads.readings.isEmpty)
  }

  @Test func aLayerIsClosedWholeAndAHeadLeftAlone() throws {
    var robot = try robot()
    try robot.press("Down", "Right", "X")
    #expect(robot.state.explain.request.headGates?.values[1] == [Float](repeating: 0, count: 12))
    #expect(robot.state.explain.request.headGates?.values[0].contains(0) == false)
    try robot.press("X")
    #expect(robot.state.explain.request.headGates == nil)
    try robot.press("x")
    #expect(robot.state.explain.request.headGates?.values[1].filter { $0 == 1 }.count == 1)
    #expect(robot.state.gate(of: HeadIndex(layer: 1, head: 1)) == 1)
    try robot.press("u", "u")
    #expect(robot.state.explain.request.headGates?.values[1].contains(1) == false)
  }

  @Test func theNeuronViewShowsWhatAWeightIsMadeOf() throws {
    var robot = try robot("so happy now")
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
    var robot = try robot("so happy now")
    func withVectors() -> Int {
      robot.questions.count {
        if case .attention(_, let extras) = $0.question { extras.contains(.vectors) } else { false }
      }
    }
    #expect(withVectors() == 0 && robot.state.heads.report?.vectors == nil)
    let effects = robot.questions.count - attentionQuestions(robot)
    try robot.press("Enter", "v", "v")
    #expect(withVectors() == 1 && robot.state.heads.report?.vectors != nil)
    // What was measured of these heads is not measured again.
    #expect(robot.questions.count - attentionQuestions(robot) == effects)
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
    var robot = try robot("so happy now")
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
    var robot = try robot("so happy now")
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
    var robot = try robot()
    func dots() -> Int {
      robot.screen.unicodeScalars.count { (0x2801...0x28FF).contains($0.value) }
    }
    #expect(dots() == 0)
    try robot.press("v")
    #expect(dots() > 72)
    try robot.press("v")
    #expect(dots() == 0)
  }

  @Test func clicksOnTheNumbersChooseWhoseLinesAreDrawn() throws {
    var robot = try robot("so happy now")
    try robot.press("Enter", "v")
    func click(_ head: Int, _ count: Int) throws {
      let view = try #require(LinesView(robot.state, ScreenLayout(robot.state)))
      let numbers = view.numbers(of: 12, shown: robot.state.heads.shownHeads).numbers
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

  @Test func aShortTextsLinesStandApart() throws {
    let short = try robot("so happy now")
    let long = try robot()
    for (robot, rows) in [(short, 3), (long, 1)] {
      var robot = robot
      try robot.press("Enter", "v")
      let view = try #require(LinesView(robot.state, ScreenLayout(robot.state)))
      #expect(view.rowsPerToken == rows && view.visible == view.tokenCount)
    }
  }

  @Test func theMapTellsWhichHeadsLookAlike() throws {
    var robot = try robot("so happy now")
    try robot.press("b", "b", "b")
    // Heads repeat every five: 0.5, 0.10, 1.4 and 1.9 look exactly as 0.0 does.
    #expect(robot.screen.contains("most like 0.0: 0.5 0.000, 0.10"))
  }

  @Test func theMatrixShowsLengthsInPlaceOfWeights() throws {
    var robot = try robot("so happy now")
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

  @Test(arguments: [Pane.matrix, .lines, .neuron])
  func aLongTextHasAMinimapThatLeadsThroughIt(pane: Pane) throws {
    let text = (0..<30).map { _ in "so happy now" }.joined(separator: " ")
    var robot = try robot(text)
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
    #expect(robot.grid[last, minimap.area.column + 1].text == "│")
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
}
