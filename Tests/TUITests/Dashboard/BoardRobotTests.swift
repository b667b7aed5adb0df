import Attribution
import Testing

@testable import TUI

/// What keys do on the board beside the heads.
@Suite struct BoardRobotTests {
  @Test func theBoardsPagesAreTurnedAndAskedForWhenSeen() throws {
    var robot = try Robot.onHeads("so happy now")
    func boards() -> [BoardPage] {
      robot.questions.compactMap {
        if case .board(let page, _, _) = $0.question { page } else { nil }
      }
    }
    #expect(robot.screen.contains("Layer by layer") && boards().isEmpty)
    try robot.press("b")
    #expect(robot.screen.contains("Heads for fear") && boards() == [.importance])
    try robot.press("b")
    #expect(robot.screen.contains("[CLS] mixed from"))
    try robot.press("b")
    #expect(robot.screen.contains("Heads alike"))
    try robot.press("b")
    #expect(robot.screen.contains("Class lens"))
    try robot.press("b")
    #expect(robot.screen.contains("Logit of fear"))
    try robot.press("b", "b", "B", "B", "Alt-B")
    // What is known of this text is not asked for again.
    #expect(boards() == [.importance, .mixing, .map, .lens, .contributions])
    try robot.press("Space")
    #expect(boards().last == .lens && boards().count == 6)
    #expect(
      robot.questions.last { if case .board = $0.question { true } else { false } }?
        .gates?[0, 0] == 0)
  }

  @Test(arguments: [(16, 60), (24, 80)])
  func inALowWindowTheBoardStandsInThePlaceOfTheHeads(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
    try robot.press("Esc", "2")
    let whole = try #require(ScreenLayout(robot.state).panes[.heads])
    // The first key opens it where it is, the next one turns.
    try robot.press("b")
    #expect(robot.state.focus == .board && robot.screen.contains("Layer by layer"))
    let layout = ScreenLayout(robot.state)
    #expect(layout.panes[.heads] == nil && layout.panes[.prediction] == nil)
    let board = try #require(layout.panes[.board])
    #expect(board.row == whole.row && board.height >= whole.height && board.width == columns)
    try robot.press("b")
    #expect(robot.screen.contains("Heads for fear"))
    #expect(robot.screen.contains("Esc heads"))
    // What the model says is still told.
    #expect(robot.screen.contains("fear .99"))
    try robot.press("Esc")
    #expect(robot.state.focus == .heads && ScreenLayout(robot.state).panes[.heads] == whole)
  }

  @Test func fromADrawingTheBoardLeadsBackToIt() throws {
    var robot = try Robot(rows: 24, columns: 80, text: SampleModel.sentence)
    try robot.press("Esc", "2", "Enter", "b", "Esc")
    #expect(robot.state.focus == .matrix)
  }

  @Test func aClickOnAHeadOfABoardThatStandsAloneShowsTheHead() throws {
    var robot = try Robot(rows: 24, columns: 80, text: SampleModel.sentence)
    try robot.press("Esc", "2", "b", "b")
    let place = try #require(robot.find("2.11"))
    robot.click(row: place.row, column: place.column)
    #expect(robot.state.focus == .heads)
    #expect(robot.state.heads.cursor == HeadIndex(layer: 2, head: 11))
  }

  @Test func besideTheHeadsTheBoardTurnsWithoutTheFocus() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("b")
    #expect(robot.state.focus == .heads && robot.screen.contains("Heads for fear"))
  }

  private func tall(_ turns: Int, rows: Int = 60) throws -> Robot {
    var robot = try Robot(rows: rows, columns: 200, text: SampleModel.sentence)
    try robot.press("Esc", "2")
    for _ in 0..<turns { try robot.press("b") }
    return robot
  }

  @Test func aTallMapListsTheHeadsThatAreMostAlike() throws {
    var robot = try tall(3)
    #expect(robot.screen.contains("most like 0.0 ") && !robot.screen.contains("most like 0.0:"))
    // Heads 5 on in reading order have the same pattern.
    let place = try #require(robot.find("0.5  p previous token"))
    robot.click(row: place.row, column: place.column)
    #expect(robot.state.heads.cursor == HeadIndex(layer: 0, head: 5))
    #expect(!robot.screen.contains("↓ more"))
    let low = BoardText.lines(try tall(3, rows: 30).state, width: 44, height: 16)
    #expect(low.contains { $0.first?.text.hasPrefix("most like 0.0: 0.5 0.000") == true })
  }

  @Test func aTallPageOfLayersNamesEveryHead() throws {
    var robot = try tall(0)
    let heading = try #require(robot.find("layer heads"))
    let report = try #require(robot.state.heads.report)
    for layer in 0..<report.maps.layerCount {
      let line = robot.lines[heading.row + 1 + layer].dropFirst(heading.column)
      let letters = (0..<report.maps.headCount).map { head in
        let offset = report.maps.offset(of: HeadIndex(layer: layer, head: head))
        return report.patterns[offset].pattern.letter
      }
      #expect(line.hasPrefix("\(layer)     " + String(letters) + " "))
    }
    robot.click(row: heading.row + 3, column: heading.column + 6 + 7)
    #expect(robot.state.heads.cursor == HeadIndex(layer: 2, head: 7))
    #expect(try !tall(0, rows: 24).screen.contains("layer heads"))
  }

  @Test func aTallLensHasAllClasses() throws {
    let robot = try tall(4)
    let heading = try #require(robot.lines.first { $0.contains("sadn…") })
    for label in ["joy", "love", "anger", "fear", "surp…"] {
      #expect(heading.contains(label), "\(label)")
    }
    #expect(
      robot.lines.contains { $0.contains("│ 5") && $0.contains(".00   .00   .00   .00  1.00") })
    #expect(!robot.screen.contains("↓ more"))
    #expect(try !tall(4, rows: 30).screen.contains("sadn…"))
  }

  @Test func aTallSplitNamesMoreHeads() throws {
    func named(_ robot: Robot) -> Int {
      let lines = BoardText.lines(robot.state, width: 40, height: robot.state.rows - 14)
      return lines.count { $0.contains { $0.head != nil } }
    }
    #expect(named(try tall(5, rows: 24)) == 8)
    #expect(named(try tall(5)) > 20)
  }

  @Test func thePartsOfTheLogitStandWithTheirSum() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("B", "B")
    // Heads of a layer: 2.5 − 0.5; 0.75 + 6·2 − 6·1 − 0.25 = 6.5.
    for text in ["embeddings", "+0.75", "0 heads", "+2.00", "feed-forward", "−1.00", "+6.50"] {
      #expect(robot.screen.contains(text), "\(text)")
    }
  }

  @Test func aPageThatIsHalfReadIsAskedForAgain() throws {
    var robot = try Robot.onHeads("so happy now")
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
    var robot = try Robot.onHeads("so happy now")
    robot.isModelAnswering = false
    try robot.press("b")
    let id = Work.ID(lane: .board, generation: robot.state.heads.boardGeneration)
    try robot.press("b")
    robot.send(.heads(id, .board(.importance([[1]]))))
    #expect(robot.state.heads.readings.isEmpty)
  }

  /// One head, or one token, makes one point: no distance to draw by.
  @Test func aMapOfOnePointIsDrawn() throws {
    var model = SampleModel()
    model.layerCount = 1
    model.headCount = 1
    var robot = try Robot(text: "so happy now", model: model)
    try robot.press("Esc", "2", "b", "b", "b")
    #expect(robot.screen.contains("Heads alike") && robot.screen.contains("most like 0.0"))
  }

  @Test func theMapTellsWhichHeadsLookAlike() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("b", "b", "b")
    // Heads repeat every five: 0.5, 0.10, 1.4 and 1.9 look exactly as 0.0 does.
    #expect(robot.screen.contains("most like 0.0: 0.5 0.000, 0.10"))
  }

  @Test func aClickOnARowGoesToItsHead() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("b")
    let inside = try #require(ScreenLayout(robot.state).inside(.board))
    // The strongest is the first of those with 10 tenths: (5 · layer + 3 · head) mod 11 is 10.
    robot.click(row: inside.row + 1, column: inside.column + 12)
    #expect(robot.state.heads.cursor == HeadIndex(layer: 0, head: 7))
    #expect(robot.screen.contains("▸ 0.7"))
    robot.click(row: inside.row, column: inside.column + 2)
    #expect(robot.state.heads.cursor == HeadIndex(layer: 0, head: 7))
    try robot.press("Down")
    robot.click(row: inside.row + 1, column: inside.column)
    #expect(robot.state.heads.cursor == HeadIndex(layer: 1, head: 9))
  }

  @Test func aClickOnAHeadWhoseLayerIsHiddenShowsAllLayers() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("End", "t", "a", "b")
    let inside = try #require(ScreenLayout(robot.state).inside(.board))
    robot.click(row: inside.row + 1, column: inside.column)
    #expect(robot.state.heads.cursor == HeadIndex(layer: 0, head: 7))
    #expect(robot.screen.contains("All heads"))
  }

  @Test func ofSeveralHeadsOfALineTheOneUnderTheMouseIsMeant() {
    let (first, second) = (HeadIndex(layer: 0, head: 1), HeadIndex(layer: 2, head: 3))
    let lines: [BoardText.Line] = [
      [BoardText.Part("title")],
      [BoardText.Part("0.1  ", of: first), .init(" "), BoardText.Part("2.3  ", of: second)],
    ]
    #expect(BoardText.head(lines, line: 1, column: 4) == first)
    #expect(BoardText.head(lines, line: 1, column: 5) == nil)
    #expect(BoardText.head(lines, line: 1, column: 6) == second)
    #expect(BoardText.head(lines, line: 1, column: 11) == nil)
    #expect(BoardText.head(lines, line: 0, column: 0) == nil)
    #expect(BoardText.head(lines, line: 2, column: 0) == nil)
  }
}
