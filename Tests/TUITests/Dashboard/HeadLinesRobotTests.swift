import Attribution
import Testing

@testable import TUI

/// What keys and clicks do on the lines drawn between the tokens of a text.
@Suite struct HeadLinesRobotTests {
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
}
