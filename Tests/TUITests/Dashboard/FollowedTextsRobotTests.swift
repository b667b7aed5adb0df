import Attribution
import Testing
import Training

@testable import TUI

/// A list of texts that follows a file: news in, list and explanations asserted.
@Suite struct FollowedTextsRobotTests {
  /// A robot whose list follows a file that held some lines.
  private func robot(_ lines: [String] = [], unfinished: String? = nil) throws -> Robot {
    var robot = try Robot(rows: 40, columns: 120)
    try robot.press("F7")
    robot.send(.textsFollowed("alerts.log", source: 1, isPipe: false))
    robot.send(
      .lines(LineNews(lines: lines, unfinished: unfinished, wasThere: true), source: 1))
    return robot
  }

  private func texts(_ robot: Robot) -> [String] { robot.state.explain.texts.map(\.text) }

  private func explained(_ robot: Robot) -> [String] {
    robot.state.explain.texts.filter { $0.explanation != nil }.map(\.text)
  }

  @Test func loadingAFileAsksForItAndGoesToTheList() throws {
    var robot = try Robot(rows: 40, columns: 120)
    try robot.press("Esc", "2", "F2")
    robot.type("load alerts.log")
    try robot.press("Enter")
    #expect(robot.effects == [.loadTexts("alerts.log")])
    #expect(robot.state.screen == .explain)
    #expect(robot.state.focus == .texts)
  }

  @Test func whatWasThereIsListedAndWhatComesIsExplained() throws {
    var robot = try robot(["the crowd", "{\"text\": \"so anxious\", \"label\": \"fear\"}"])
    #expect(texts(robot) == ["the crowd", "so anxious"])
    #expect(explained(robot).isEmpty)
    #expect(robot.screen.contains("2 texts from alerts.log, which is followed"))
    robot.send(.lines(LineNews(lines: ["my heart", "", "racing"]), source: 1))
    #expect(texts(robot) == ["the crowd", "so anxious", "my heart", "racing"])
    #expect(explained(robot) == ["my heart", "racing"])
    #expect(robot.screen.contains("following alerts.log"))
  }

  @Test(arguments: ["integrated gradients", "Partition"])
  func ofAnExplanationOnlyWhatTheListDrawsIsKept(method: String) throws {
    var robot = try robot()
    try robot.press("m")
    robot.type(method)
    try robot.press("Enter")
    robot.send(.lines(LineNews(lines: ["so anxious"]), source: 1))
    let entries = try #require(robot.state.explain.texts.first?.explanation?.entries.values)
    for entry in entries {
      #expect(!entry.estimate.values.isEmpty)
      #expect(entry.estimate.path.isEmpty)
      #expect(entry.estimate.partition == nil)
    }
    #expect(entries.count == 1)
  }

  @Test func newsOfAFileThatIsFollowedNoMoreAreDropped() throws {
    var robot = try robot(["one"])
    robot.send(.textsFollowed("other.log", source: 2, isPipe: false))
    robot.send(.lines(LineNews(lines: ["late"]), source: 1))
    #expect(texts(robot) == ["one"])
  }

  @Test func theEndOfTheListStaysInSightOnlyForWhoIsThere() throws {
    var robot = try robot(["one", "two"])
    robot.send(.lines(LineNews(lines: ["three"]), source: 1))
    #expect(robot.state.explain.textCursor == 0)
    try robot.press("End")
    robot.send(.lines(LineNews(lines: ["four", "five"]), source: 1))
    #expect(robot.state.explain.textCursor == 4)
  }

  @Test func aPipeIsReadAtItsEnd() throws {
    var robot = try Robot(rows: 40, columns: 120)
    robot.send(.textsLoaded([TextItem(text: "kept"), TextItem(text: "kept, too")]))
    robot.send(.textsFollowed("standard input", source: 1, isPipe: true))
    robot.send(.lines(LineNews(lines: ["one"]), source: 1))
    #expect(explained(robot) == ["one"])
    #expect(robot.state.explain.textCursor == 2)
    robot.send(.lines(LineNews(standing: .closed), source: 1))
    #expect(robot.screen.contains("Standard input was closed"))
  }

  @Test func ofTooManyThatWaitTheOldestAreSkippedAndCounted() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    robot.send(.lines(LineNews(lines: (1...300).map { "alert \($0)" }), source: 1))
    let turns = robot.state.explain.texts.map(\.turn)
    #expect(turns[..<100].allSatisfy { $0 == .skipped })
    #expect(turns[100] == .asked)
    #expect(robot.screen.contains("300, 199 waiting, 100 skipped"))
    robot.send(.lines(LineNews(lines: (301...310).map { "alert \($0)" }), source: 1))
    #expect(robot.screen.contains("310, 200 waiting, 109 skipped"))
  }

  @Test func whatWasSkippedIsExplainedWhereTheUserWantsIt() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    robot.send(.lines(LineNews(lines: (1...210).map { "alert \($0)" }), source: 1))
    #expect(robot.state.explain.listPending == 200)
    try robot.press("R")
    #expect(robot.state.explain.listPending == 210)
    #expect(!robot.screen.contains("skipped"))
  }

  @Test func ofABurstTheNewestAreListed() throws {
    var robot = try robot(["first"])
    robot.isModelAnswering = false
    try robot.press("a")
    robot.send(
      .lines(
        LineNews(lines: (1...5_000).map { "alert \($0)" }, droppedCount: 5_000), source: 1))
    #expect(texts(robot).count == 5_000)
    #expect(texts(robot).last == "alert 5000")
    #expect(robot.state.explain.followed?.olderCount == 5_001)
    try robot.press("z")
    #expect(robot.screen.contains("5,000 +5,001 older, 199 waiting, 4,800 skipped"))
  }

  @Test func whatTheUserKeepsIsNotPushedOut() throws {
    var robot = try robot(["first", "second"])
    robot.isModelAnswering = false
    try robot.press("e")
    robot.type("joy")
    try robot.press("Enter")
    robot.send(.lines(LineNews(lines: (1...5_000).map { "alert \($0)" }), source: 1))
    #expect(texts(robot).first == "first")
    #expect(texts(robot).count == 5_001)
    #expect(robot.state.explain.textCursor == 0)
  }

  @Test func theCursorStaysOnItsText() throws {
    var robot = try robot((1...5_000).map { "alert \($0)" })
    try robot.press("Down", "Down", "Down")
    robot.isModelAnswering = false
    robot.send(.lines(LineNews(lines: ["one", "two"]), source: 1))
    #expect(texts(robot)[robot.state.explain.textCursor] == "alert 4")
  }

  @Test func aFileThatIsReadAnewKeepsWhatWasExplained() throws {
    var robot = try robot()
    robot.send(.lines(LineNews(lines: ["one", "two", "three"]), source: 1))
    robot.isModelAnswering = false
    robot.send(.lines(LineNews(lines: ["two", "four"], isAnew: true), source: 1))
    #expect(texts(robot) == ["two", "four"])
    #expect(explained(robot) == ["two"])
    #expect(robot.state.explain.texts[1].turn == .asked)
    #expect(robot.screen.contains("alerts.log was cut short or rewritten"))
  }

  @Test func aRotatedLogGoesOnAndAFileThatWasSavedAnewDoesNot() throws {
    var robot = try robot(["one", "two"])
    robot.send(.lines(LineNews(lines: ["three"], isRotated: true), source: 1))
    #expect(texts(robot) == ["one", "two", "three"])
    robot.send(.lines(LineNews(lines: ["zero", "two", "three"], isRotated: true), source: 1))
    #expect(texts(robot) == ["zero", "two", "three"])
  }

  @Test func aLineThatGotItsEndIsListedOnce() throws {
    var robot = try robot(["one"], unfinished: "tw")
    #expect(texts(robot) == ["one", "tw"])
    robot.send(.lines(LineNews(lines: ["two", "three"], completesLine: true), source: 1))
    #expect(texts(robot) == ["one", "two", "three"])
    var other = try self.robot(["one"], unfinished: "two")
    other.send(.lines(LineNews(lines: ["two"], completesLine: true), source: 1))
    #expect(texts(other) == ["one", "two"])
    #expect(explained(other).isEmpty)
  }

  @Test func aFileThatVanishesIsAwaited() throws {
    var robot = try robot(["one"])
    robot.send(.lines(LineNews(standing: .gone), source: 1))
    #expect(robot.screen.contains("alerts.log is gone; it is awaited"))
    #expect(robot.screen.contains("awaiting alerts.log"))
    robot.send(.lines(LineNews(lines: ["two"], standing: .there), source: 1))
    #expect(robot.screen.contains("alerts.log is there again"))
    #expect(explained(robot) == ["two"])
  }

  @Test func escapeStopsExplainingAndFollowingGoesOn() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    robot.send(.lines(LineNews(lines: ["one", "two"]), source: 1))
    try robot.press("Esc")
    #expect(robot.state.explain.listPending == 0)
    robot.isModelAnswering = true
    robot.send(.lines(LineNews(lines: ["three"]), source: 1))
    #expect(explained(robot) == ["three"])
  }

  @Test func aTextThatIsTakenOutWhileTheModelIsAtItHoldsNothingUp() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    robot.send(.lines(LineNews(lines: ["one", "two"]), source: 1))
    let asked = Work.ID(lane: .list, generation: robot.state.explain.listGeneration)
    try robot.press("Home", "d")
    robot.isModelAnswering = true
    robot.send(.finished(asked))
    #expect(explained(robot) == ["two"])
    try robot.press("u")
    #expect(explained(robot) == ["one", "two"])
  }

  @Test func anotherModelGoesOnWithWhatWaits() throws {
    var robot = try robot()
    robot.isModelAnswering = false
    robot.send(.lines(LineNews(lines: ["one", "two"]), source: 1))
    robot.isModelAnswering = true
    robot.model.name = "later"
    robot.send(.modelOpened(robot.model.summary))
    #expect(explained(robot) == ["one", "two"])
  }

  @Test func theFileOfTheStartIsReadWhenItsLabelsCanBeKnown() throws {
    var state = State(rows: 40, columns: 120)
    state.open(withTextsOf: "alerts.log")
    #expect(state.focus == .texts)
    let (next, effects) = update(state, .modelOpened(SampleModel().summary))
    #expect(effects.contains(.loadTexts("alerts.log")))
    #expect(!update(next, .modelOpened(SampleModel().summary)).1.contains(.loadTexts("alerts.log")))
  }

  @Test func allTextsAreDrawnOnOneScale() throws {
    var robot = try robot()
    robot.send(.lines(LineNews(lines: ["anxious", "felt"]), source: 1))
    let largest = robot.state.explain.texts.map(\.largest)
    // What the sample model says of the words.
    #expect(abs(largest[0] - 3.12) < 0.01)
    #expect(abs(largest[1] - 0.22) < 0.01)
    let weak = try #require(robot.find("felt"))
    let strong = try #require(robot.find("anxious"))
    let styles = [strong, weak].map { robot.grid[$0.row, $0.column].style }
    #expect(styles == [robot.theme.heat(1), robot.theme.heat(-0.22 / 3.12)])
  }
}
