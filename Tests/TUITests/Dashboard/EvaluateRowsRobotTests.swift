import Model
import Testing

@testable import TUI
@testable import Training

/// The rows behind the figures of the Evaluate screen: listed, sorted, explained and corrected.
@Suite struct EvaluateRowsRobotTests {
  @Test func enterListsTheRowsOfACellTheMostWrongFirst() throws {
    var robot = try Robot.onEvaluate()
    try robot.press("Enter")
    #expect(robot.state.focus == .rows)
    #expect(robot.state.evaluate.listedRows == [3, 2])
    #expect(robot.screen.contains("joy taken for sad"))
    #expect(robot.screen.contains("2.30"))
    // The strongest words behind it, without regard to case.
    #expect(robot.screen.contains("said sad: tears +3.0×2  hurts +1.2"))
    #expect(
      robot.evaluationQuestions.last
        == .causes(try #require(robot.state.evaluate.evaluation), rows: [3, 2], label: 1))
  }

  @Test func allRowsAreListedByTheirLoss() throws {
    var robot = try Robot.onEvaluate()
    #expect(robot.state.evaluate.listedRows.prefix(5) == [9, 3, 2, 6, 8])
    try robot.press("Enter", "a")
    #expect(robot.state.evaluate.listed == nil)
    #expect(robot.screen.contains("fear→sad"))
    try robot.press("a")
    #expect(robot.state.evaluate.listed == MatrixCell(truth: 0, predicted: 1))
  }

  @Test func aRowIsExplainedAndEscComesBackToIt() throws {
    var robot = try Robot.onEvaluate()
    try robot.press("Enter", "Down", "Enter")
    #expect(robot.state.screen == .explain)
    #expect(robot.state.explain.editor.text == "so glad it hurts")
    #expect(robot.screen.contains("The file says joy"))
    try robot.press("Esc")
    #expect(robot.state.screen == .evaluate)
    #expect(robot.state.focus == .rows)
    #expect(robot.state.evaluate.row == 2)
    // Who has come back by himself does not go twice.
    try robot.press("1", "Esc")
    #expect(robot.state.screen == .explain)
  }

  @Test func ofSeveralLabelsChoosingGivesOneOrTakesIt() throws {
    var robot = try Robot.onEvaluate(isMultiLabel: true)
    let rows = try #require(robot.state.evaluate.evaluation).rows
    robot.state.focus = .rows
    // "happy and scared at once" is joy and fear.
    robot.state.evaluate.rowCursor = try #require(
      robot.state.evaluate.listedRows.firstIndex(of: 0))
    try robot.press("e")
    #expect(robot.screen.contains("A label of the row, to be given or taken"))
    _ = robot.state.relabelRow("joy")
    #expect(robot.state.evaluate.changes[0] == .relabelled(["fear"]))
    _ = robot.state.relabelRow("fear")
    #expect(robot.state.evaluate.changes[0] == .relabelled(["fear"]), "one label stays")
    _ = robot.state.relabelRow("sad")
    #expect(robot.state.evaluate.changes[0] == .relabelled(["fear", "sad"]))
    _ = robot.state.relabelRow("sad")
    let effects = robot.state.relabelRow("joy")
    // In another order than the file's, and the same labels.
    #expect(effects.first == .changeRow(path: "/data/val.tsv", rows[0].source, nil))
    #expect(robot.state.evaluate.changes[0] == nil)
  }

  @Test func listsThatAreLongerThanTheirPaneScroll() throws {
    var robot = try Robot.onEvaluate(rows: 24, columns: 80)
    robot.state.focus = .metrics
    #expect(!robot.screen.contains("calibration error"))
    try robot.press("End")
    #expect(robot.screen.contains("calibration error"))
    #expect(!robot.screen.contains("macro F1"))
    try robot.press("Home")
    #expect(robot.screen.contains("macro F1"))
  }

  @Test func editingTheTextEndsTheVisit() throws {
    var robot = try Robot.onEvaluate()
    robot.state.focus = .rows
    try robot.press("Enter", "i")
    robot.type("x")
    try robot.press("Esc", "Esc", "Esc")
    #expect(robot.state.screen == .explain)
  }

  @Test func clicksChooseCellsAndRows() throws {
    var robot = try Robot.onEvaluate()
    let view = try #require(ConfusionView(robot.state, ScreenLayout(robot.state)))
    let cell = MatrixCell(truth: 2, predicted: 1)
    let place = view.place(cell)
    robot.click(row: place.row, column: place.column + 1)
    #expect(robot.state.evaluate.cell == cell)
    robot.click(row: place.row, column: place.column + 1, count: 2)
    #expect(robot.state.evaluate.listedRows == [9])
    let list = try #require(RowsView(robot.state, ScreenLayout(robot.state))).list
    robot.click(row: list.row, column: list.column + 4, count: 2)
    #expect(robot.state.explain.editor.text == "alone in the dark")
  }

  @Test func aWrongLabelIsPutRightBesideTheFile() throws {
    var robot = try Robot.onEvaluate()
    let rows = SampleEvaluation.rows()
    // The row with the largest loss, of the third class.
    try robot.press("e", "Up", "Enter")
    #expect(
      robot.effects.last
        == .changeRow(path: "/data/val.txt", rows[9].source, .relabelled(["sad"])))
    #expect(robot.screen.contains("now sad"))
    try robot.press("x")
    #expect(robot.effects.last == .changeRow(path: "/data/val.txt", rows[9].source, .excluded))
    #expect(robot.screen.contains("left out"))
    try robot.press("u")
    #expect(robot.state.evaluate.changes == [9: .relabelled(["sad"])])
    // The file's own label is no change.
    try robot.press("e", "Down", "Enter")
    #expect(robot.effects.last == .changeRow(path: "/data/val.txt", rows[9].source, nil))
    #expect(robot.state.evaluate.changes.isEmpty)
  }

  @Test func allThatWasJudgedIsSortedByAColumn() throws {
    var robot = try Robot.onEvaluate(rows: 40, columns: 160)
    robot.send(.runs(SampleRuns.judged(), source: 0))
    try robot.press("s")
    #expect(robot.state.evaluate.page == .judged)
    func order() -> [String] {
      JudgedModel.all(robot.state).map { "\($0.name) \($0.data)" }
    }
    // Accuracies of .3, .6 and .9.
    #expect(order() == ["tuned step 500", "minilm-emotion val.txt", "tuned step 0"])
    #expect(robot.screen.contains("↓acc"))
    for _ in 0..<4 { try robot.press("s") }
    // Losses of .4, 1.18 and 1.7: less is better.
    #expect(robot.state.evaluate.sorting == .loss)
    #expect(order() == ["tuned step 500", "minilm-emotion val.txt", "tuned step 0"])
    try robot.press("s")
    // What is not known of a run comes last.
    #expect(order().first == "minilm-emotion val.txt")
  }
}
