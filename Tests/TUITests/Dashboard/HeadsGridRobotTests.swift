import Attribution
import Testing

@testable import TUI

/// The grid of all heads: how it is drawn and moved over, and the marks that narrow it.
@Suite struct HeadsGridRobotTests {
  @Test func aTitleEndsWithAWholeWord() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    try robot.press("Esc", "2")
    #expect(robot.screen.contains("─ All heads  mixing weights, rows ask ─"))
    try robot.press("v")
    #expect(robot.screen.contains("─ All heads  mixing weights, left asks ─"))
  }

  @Test func ofFewTokensLetterAndSignStandBesideThePicture() throws {
    let robot = try { () -> Robot in
      var robot = try Robot(rows: 60, columns: 200, text: "a b")
      try robot.press("Esc", "2")
      return robot
    }()
    let view = try #require(HeadsView(robot.state, ScreenLayout(robot.state)))
    let report = try #require(robot.state.heads.report)
    // The picture fills what a whole multiple of its four blocks can of its place.
    let columns = 4 * (view.width / 4)
    #expect(report.thumbnails.columns == 4 && columns > 4 && columns < view.width)
    let grid = robot.grid
    for head in [HeadIndex(layer: 0, head: 1), HeadIndex(layer: 1, head: 3)] {
      let place = try #require(view.place(of: head, top: 0, left: 0))
      let letter = String(report.patterns[report.maps.offset(of: head)].pattern.letter)
      #expect(grid[place.row, place.column + columns].text == letter)
      #expect(["+", "−"].contains(grid[place.row + 1, place.column + columns].text))
      let next = place.column + view.width
      #expect(grid[place.row, next].text == " " && grid[place.row + 1, next].text == " ")
    }
  }

  @Test func arrowsMoveOverHeadsAndEnterOpensOne() throws {
    var robot = try Robot.onHeads()
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
    var robot = try Robot.onHeads()
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
    var robot = try Robot.onHeads()
    let view = try #require(HeadsView(robot.state, ScreenLayout(robot.state)))
    let place = try #require(view.place(of: HeadIndex(layer: 3, head: 4), top: 0, left: 0))
    robot.click(row: place.row, column: place.column + 1)
    #expect(robot.state.heads.cursor == HeadIndex(layer: 3, head: 4))
    robot.click(row: place.row, column: place.column + 1, count: 2)
    #expect(robot.state.focus == .matrix)
  }

  @Test func markedLayersAreShownAloneAndLarger() throws {
    var robot = try Robot.onHeads()
    func view() throws -> HeadsView {
      try #require(HeadsView(robot.state, ScreenLayout(robot.state)))
    }
    let width = try view().width
    try robot.press("a")
    #expect(robot.screen.contains("No layer is marked: t marks the one under the cursor"))
    try robot.press("Down", "t", "Down", "Down", "t", "Down", "t", "t", "Down")
    #expect(robot.screen.contains("All heads") && robot.screen.contains("•"))
    try robot.press("a")
    #expect(robot.screen.contains("Heads of layers 1, 3 of 6"))
    #expect(robot.state.heads.cursor == HeadIndex(layer: 3, head: 0))
    #expect(try view().layers == [1, 3] && view().width > width)
    #expect(robot.state.heads.report?.thumbnails.form == (try view().form))
    // Up goes over the rows of a layer's heads, then to the layer shown above.
    let perRow = try view().headsPerRow
    #expect(perRow < 12)
    try robot.press("Up")
    #expect(robot.state.heads.cursor.layer == 1)
    #expect(robot.state.heads.cursor.head >= 12 - perRow)
    try robot.press("Home", "[")
    #expect(robot.state.heads.cursor == HeadIndex(layer: 1, head: 0))
    for _ in 0..<12 { try robot.press("]") }
    #expect(robot.state.heads.cursor == HeadIndex(layer: 3, head: 0))
    try robot.press("End")
    #expect(robot.state.heads.cursor == HeadIndex(layer: 3, head: 11))
    try robot.press("PageUp")
    #expect(robot.state.heads.cursor.layer == 1)
    try robot.press("Enter", "End", "Esc")
    #expect(robot.state.focus == .heads && robot.screen.contains("layers 1, 3 of 6"))
    // Without its mark a layer goes; without any mark all are back.
    try robot.press("Home", "t")
    #expect(robot.screen.contains("Heads of layer 3 of 6"))
    #expect(robot.state.heads.cursor.layer == 3)
    try robot.press("Esc")
    #expect(robot.screen.contains("All heads"))
    try robot.press("a", "t")
    #expect(robot.screen.contains("All heads") && !robot.state.heads.isNarrowed)
  }

  @Test func markedHeadsAreShownAloneInEveryLayer() throws {
    var robot = try Robot.onHeads()
    try robot.press("Right", "m", "Right", "Right", "m")
    #expect(robot.screen.contains("1•") && robot.screen.contains("3•"))
    let width = try #require(HeadsView(robot.state, ScreenLayout(robot.state))).width
    try robot.press("a")
    #expect(robot.screen.contains("Heads 1, 3 of all layers"))
    let view = try #require(HeadsView(robot.state, ScreenLayout(robot.state)))
    #expect(view.heads == [1, 3] && view.width >= width)
    #expect(robot.state.heads.cursor == HeadIndex(layer: 0, head: 3))
    try robot.press("Left")
    #expect(robot.state.heads.cursor == HeadIndex(layer: 0, head: 1))
    try robot.press("]", "]")
    #expect(robot.state.heads.cursor == HeadIndex(layer: 1, head: 1))
    let place = try #require(view.place(of: HeadIndex(layer: 2, head: 3), top: 0, left: 0))
    robot.click(row: place.row, column: place.column)
    #expect(robot.state.heads.cursor == HeadIndex(layer: 2, head: 3))
    try robot.press("t")
    #expect(robot.screen.contains("Heads 1, 3 of layer 2 of 6"))
    // Without their marks all are back.
    try robot.press("t", "m", "m")
    #expect(robot.screen.contains("All heads") && !robot.state.heads.isNarrowed)
  }

  @Test func aClickOnANarrowedGridFindsItsHead() throws {
    var robot = try Robot.onHeads()
    try robot.press("Down", "t", "End", "t", "a")
    let view = try #require(HeadsView(robot.state, ScreenLayout(robot.state)))
    for head in [HeadIndex(layer: 1, head: 0), HeadIndex(layer: 5, head: 11)] {
      let place = try #require(view.place(of: head, top: 0, left: 0))
      robot.click(row: place.row + 1, column: place.column + 1)
      #expect(robot.state.heads.cursor == head)
    }
    robot.click(row: view.area.endRow - 1, column: view.area.endColumn - 1)
    #expect(robot.state.heads.cursor == HeadIndex(layer: 5, head: 11))
  }

  @Test func anotherModelShowsAllLayers() throws {
    var robot = try Robot.onHeads()
    try robot.press("t", "a")
    robot.model.name = "other"
    robot.send(.modelOpened(robot.model.summary))
    #expect(robot.screen.contains("All heads"))
  }

  @Test func everyPictureCarriesTheHeadsImportanceOnDemand() throws {
    var robot = try Robot.onHeads()
    func importances() -> Int {
      robot.questions.count {
        if case .board(.importance, _, _) = $0.question { true } else { false }
      }
    }
    #expect(importances() == 0)
    try robot.press("I")
    #expect(importances() == 1 && robot.screen.contains("numbers |dF/dgate|"))
    let view = try #require(HeadsView(robot.state, ScreenLayout(robot.state)))
    for (head, number) in [
      (HeadIndex(layer: 0, head: 7), "1.00"), (HeadIndex(layer: 1, head: 1), " .80"),
    ] {
      // (5 · layer + 3 · head) mod 11 tenths, below the picture.
      let place = try #require(view.place(of: head, top: 0, left: 0))
      let row = robot.grid.text(row: place.row + view.height)
      #expect(row.dropFirst(place.column).hasPrefix(number))
    }
    // Of other gates they are asked for anew, and the board's own page is not held up.
    try robot.press("Space")
    #expect(importances() == 2)
    try robot.press("b")
    #expect(importances() == 2 && robot.screen.contains("Heads for fear"))
    try robot.press("b")
    #expect(robot.screen.contains("[CLS] mixed from"))
    try robot.press("I")
    #expect(!robot.screen.contains("numbers"))
  }

  @Test func whyThereIsNoImportanceIsTold() throws {
    var robot = try Robot.onHeads()
    robot.isModelAnswering = false
    try robot.press("I")
    #expect(robot.screen.contains("measuring |dF/dgate|"))
    let id = Work.ID(lane: .board, generation: robot.state.heads.boardGeneration)
    robot.send(.failed(id, "The gradient is not finite."))
    #expect(robot.screen.contains("✗ The gradient is not finite."))
    #expect(!robot.state.heads.showsImportance)
  }

  @Test func aModelOfFewHeadsFillsThePane() throws {
    var model = SampleModel()
    (model.layerCount, model.headCount) = (4, 8)
    var robot = try Robot(text: SampleModel.sentence, model: model)
    try robot.press("Esc", "2")
    let view = try #require(HeadsView(robot.state, ScreenLayout(robot.state)))
    #expect(view.rowCount * view.rowHeight * 8 >= view.area.height * 7)
    #expect(view.headsPerRow * (view.width + HeadsView.letterColumns) * 8 >= view.area.width * 7)
    let thumbnails = try #require(robot.state.heads.report?.thumbnails)
    #expect(thumbnails.columns == view.width && thumbnails.rows == 2 * view.height)
  }
}
