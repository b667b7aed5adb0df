import Attribution
import Testing

@testable import TUI

/// What keys do on the Heads screen: its questions, its grid and its gates.
@Suite struct HeadsRobotTests {
  @Test func aTitleEndsWithAWholeWord() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    try robot.press("Esc", "2")
    #expect(robot.screen.contains("─ All heads  mixing weights, rows ask ─"))
    try robot.press("v")
    #expect(robot.screen.contains("─ All heads  mixing weights, left asks ─"))
  }

  @Test func anEffectThatRoundsToNothingHasNoBlankForItsSign() throws {
    var robot = try Robot.onHeads("so happy now")
    try robot.press("Right", "Right")
    #expect(robot.screen.contains("without it: logit of fear 6.21 (0.000)"))
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

  @Test func theTabsLeadFromScreenToScreen() throws {
    var robot = try Robot.onHeads()
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
    #expect(robot.attentionQuestions == 1)
    try robot.press("Alt-1")
    robot.type(" happy")
    #expect(robot.attentionQuestions == 1)
    try robot.press("Alt-2")
    #expect(robot.attentionQuestions == 2)
  }

  @Test func aKnownTextIsNotAskedAboutAgain() throws {
    var robot = try Robot.onHeads()
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
    var robot = try Robot.onHeads("i am so happy")
    robot.isModelAnswering = false
    let old = Work.ID(lane: .heads, generation: robot.state.heads.generation)
    let report = try #require(robot.state.heads.report)
    try robot.press("i")
    robot.type("!")
    robot.send(.heads(old, .attention(report)))
    #expect(robot.state.isAttentionOld)
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
    var robot = try Robot.onHeads()
    try robot.press("/", "r", "a", "c", "Enter")
    #expect(robot.state.focus == .matrix)
    #expect(robot.screen.contains("▸ racing"))
  }

  @Test func spaceClosesAHeadAndEverythingFollows() throws {
    var robot = try Robot.onHeads()
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
    var robot = try Robot.onHeads()
    for _ in 0..<3 { try robot.press("-") }
    #expect(robot.state.gate(of: HeadIndex(layer: 0, head: 0)) == 0.7)
    #expect(robot.screen.contains("gate ███████░░░ 0.7"))
    for _ in 0..<9 { try robot.press("-") }
    #expect(robot.state.gate(of: HeadIndex(layer: 0, head: 0)) == 0)
    for _ in 0..<10 { try robot.press("+") }
    #expect(robot.state.explain.request.headGates == nil)
  }

  @Test func theSliderFollowsTheMouseAndIsTakenBackAtOnce() throws {
    var robot = try Robot.onHeads()
    try robot.press("Down", "Right")
    let head = HeadIndex(layer: 1, head: 1)
    let track = try #require(GateSlider(robot.state, ScreenLayout(robot.state))?.track)
    func mouse(_ action: MouseEvent.Action, _ column: Int, row: Int = track.row) {
      robot.send(.input(.mouse(MouseEvent(action: action, row: row, column: column))))
    }
    #expect(robot.screen.contains("gate ██████████ open"))
    mouse(.press(.left), track.column + 5)
    #expect(robot.state.gate(of: head) == 0.6)
    #expect(robot.questions.last?.gates?[1, 1] == 0.6)
    mouse(.drag(.left), track.column + 2)
    // It is held though the mouse leaves the line, and ends where the slider ends.
    mouse(.drag(.left), track.column - 9, row: 5)
    #expect(robot.state.gate(of: head) == 0 && robot.screen.contains("gate ░░░░░░░░░░ closed"))
    mouse(.drag(.left), track.column + 3)
    mouse(.release(.left), track.column + 3)
    #expect(robot.state.gate(of: head) == 0.4 && robot.state.heads.cursor == head)
    mouse(.drag(.left), track.column + 8)
    #expect(robot.state.gate(of: head) == 0.4)
    try robot.press("u")
    #expect(robot.state.explain.request.headGates == nil && robot.state.heads.undo.isEmpty)
  }

  @Test func aDragBackToItsBeginningLeavesNothingToTakeBack() throws {
    var robot = try Robot.onHeads()
    let track = try #require(GateSlider(robot.state, ScreenLayout(robot.state))?.track)
    for (action, column) in [
      (MouseEvent.Action.press(.left), 3), (.drag(.left), 9), (.release(.left), 9),
    ] {
      robot.send(
        .input(.mouse(MouseEvent(action: action, row: track.row, column: track.column + column))))
    }
    #expect(robot.state.explain.request.headGates == nil && robot.state.heads.undo.isEmpty)
  }

  @Test func theWheelTurnsTheSliderByTenths() throws {
    var robot = try Robot.onHeads()
    try robot.press("Enter")
    let track = try #require(GateSlider(robot.state, ScreenLayout(robot.state))?.track)
    func turn(_ action: MouseEvent.Action) {
      robot.send(.input(.mouse(MouseEvent(action: action, row: track.row, column: track.column))))
    }
    turn(.wheelDown)
    turn(.wheelDown)
    #expect(robot.state.gate(of: HeadIndex(layer: 0, head: 0)) == 0.8)
    turn(.wheelUp)
    #expect(robot.state.gate(of: HeadIndex(layer: 0, head: 0)) == 0.9)
  }

  @Test func aSmallWindowHasNoRoomForASlider() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    try robot.press("Esc", "2", "-")
    #expect(GateSlider(robot.state, ScreenLayout(robot.state)) == nil)
    #expect(robot.screen.contains("open to 0.9"))
  }

  @Test func changesOfHeadsAreTakenBackOneByOne() throws {
    var robot = try Robot.onHeads()
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
    var robot = try Robot.onHeads()
    // Head 0.6 carries (6 − 2)·0.1 of 6.21.
    for _ in 0..<6 { try robot.press("Right") }
    #expect(robot.screen.contains("without it: logit of fear 5.81 (−0.400)"))
  }

  @Test func anotherClassIsMeasuredAnewWithoutLookingAgain() throws {
    var robot = try Robot.onHeads()
    let looks = robot.attentionQuestions
    try robot.press("Tab", "Tab", "Up")
    #expect(robot.state.focus == .prediction)
    #expect(robot.state.currentEffects?.target == 3)
    #expect(robot.attentionQuestions == looks)
  }

  @Test func anotherModelOpensAllHeads() throws {
    var robot = try Robot.onHeads()
    try robot.press("Space")
    robot.model.name = "other"
    robot.send(.modelOpened(robot.model.summary))
    #expect(robot.state.explain.request.headGates == nil && robot.state.heads.undo.isEmpty)
    #expect(robot.state.heads.report != nil)
  }

  @Test func anActionFoundByItsNameIsDoneOnItsScreen() throws {
    var robot = try Robot.onHeads()
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
    var robot = try Robot.onHeads()
    let id = Work.ID(lane: .heads, generation: robot.state.heads.generation)
    robot.send(.failed(id, "The weight layer.0 holds NaN."))
    #expect(robot.screen.contains("✗ The weight layer.0 holds NaN."))
    try robot.press("i")
    robot.type("!")
    #expect(!robot.screen.contains("NaN"))
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

  @Test func aLayerIsClosedWholeAndAHeadLeftAlone() throws {
    var robot = try Robot.onHeads()
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

  @Test func oneHeadOfTheWholeModelIsLeftAloneAndThatIsTakenBack() throws {
    var robot = try Robot.onHeads()
    try robot.press("Down", "Right", "-", "e")
    let gates = try #require(robot.state.explain.request.headGates)
    #expect(gates.values.joined().count { $0 == 0 } == 6 * 12 - 1)
    // The head itself stays as far open as it was.
    #expect(gates[1, 1] == 0.9)
    #expect(robot.screen.contains("71 heads closed, 1 in part"))
    try robot.press("u", "u")
    #expect(robot.state.explain.request.headGates == nil)
  }

  @Test func aClosedHeadTellsWhatItDid() throws {
    var robot = try Robot.onHeads()
    for _ in 0..<6 { try robot.press("Right") }
    try robot.press("Space")
    // One closed head is 5.21; head 0.6 carries 0.4.
    #expect(robot.screen.contains("logit of fear 5.21 without it, 5.61 with it: −0.400"))
    try robot.press("Space")
    #expect(robot.screen.contains("without it: logit of fear 5.81 (−0.400)"))
  }

  @Test func whereThereIsNoRoomWordsGiveWayBeforeTheChangeDoes() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    try robot.press("Esc", "2", "Enter")
    #expect(robot.screen.contains("▸ 0.0  p previous token 81 %  without it: +0.200 "))
    try robot.press("Space")
    // Closed it is 5.21; head 0.0 speaks against the class with 0.2.
    #expect(robot.screen.contains("closed  p previous token 81 %  fear 5.21: +0.200 "))
  }

  @Test(arguments: [(16, 60), (24, 80), (24, 120)])
  func theHintsNameWhatOneDoesWithHeads(rows: Int, columns: Int) throws {
    var robot = try Robot(rows: rows, columns: columns, text: SampleModel.sentence)
    try robot.press("Esc", "2")
    func hasHints() -> Bool {
      let hints = robot.lines[rows - 1]
      return ["Space close", "b board", "p patch"].allSatisfy(hints.contains)
    }
    #expect(hasHints())
    for drawing in Pane.drawings {
      try robot.press(robot.state.focus == .heads ? "Enter" : "v")
      #expect(robot.state.focus == drawing && hasHints(), "\(drawing.rawValue)")
    }
    #expect(columns == 120 || !robot.lines[rows - 1].contains("undo"))
    try robot.press("Space")
    #expect(robot.lines[rows - 1].contains("Space open  u undo  b board"))
    #expect(robot.lines[rows - 1].ranges(of: "Space").count == 1)
  }

  @Test func withoutItsPaneThePredictionStandsInTheStatusLine() throws {
    var robot = try Robot(rows: 16, columns: 60, text: SampleModel.sentence)
    try robot.press("Esc", "2")
    #expect(ScreenLayout(robot.state).panes[.prediction] == nil)
    #expect(robot.lines[14].contains("fear .994"))
    try robot.press("Space")
    #expect(robot.lines[14].contains("fear .994 · 1 head closed"))
    try robot.press("Tab", "Tab")
    #expect(ScreenLayout(robot.state).panes[.prediction] != nil)
    #expect(!robot.lines[14].contains("fear .994"))
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
