import Model
import Testing

@testable import TUI
@testable import Training

/// The Evaluate screen, used; the figures are counted by hand in `SampleEvaluation`.
@Suite struct EvaluateRobotTests {
  @Test func withoutDataTheScreenAsksForAFile() throws {
    var robot = try Robot()
    try robot.press("Esc", "4")
    #expect(robot.screen.contains("Nothing is judged yet."))
    try robot.press("L")
    robot.type("a.csv")
    try robot.press("Enter")
    #expect(robot.evaluationQuestions == [.evaluate(data: "a.csv")])
  }

  @Test func thePaletteTakesTheFile() throws {
    var robot = try Robot()
    try robot.press("Esc", ":")
    robot.type("evaluate b.csv")
    try robot.press("Enter")
    #expect(robot.state.screen == .evaluate)
    #expect(robot.evaluationQuestions == [.evaluate(data: "b.csv")])
  }

  @Test func whatIsAskedForBeforeAModelIsThereBeginsWithIt() throws {
    var robot = try Robot(model: SampleModel(labels: SampleEvaluation.labels))
    let summary = robot.model.summary
    robot.state.model = nil
    try robot.press("Esc", "4")
    _ = robot.state.evaluate(on: "c.csv")
    #expect(robot.evaluationQuestions.isEmpty)
    robot.send(.modelOpened(summary))
    #expect(robot.evaluationQuestions == [.evaluate(data: "c.csv")])
  }

  @Test func metricsAreThoseOfTheRows() throws {
    let robot = try Robot.onEvaluate()
    let lines = robot.lines
    func line(_ name: String) -> String { lines.first { $0.contains(name) } ?? "" }
    #expect(line("accuracy").contains(".6000 .300–.900"))
    // F1 of 4/7, 4/8 and 4/5.
    #expect(line("macro F1").contains(".6238"))
    #expect(line("loss").contains("1.1805 .500–2.00"))
    // 2/3, 2/4 and 4/7 of four rows.
    #expect(line("▸joy").contains(".67"))
    #expect(line("▸joy").contains(".50"))
  }

  @Test func theCursorBeginsOnTheLargestConfusion() throws {
    let robot = try Robot.onEvaluate()
    #expect(robot.state.evaluate.cell == MatrixCell(truth: 0, predicted: 1))
    #expect(robot.screen.contains("2 joy taken for sad: 50.0 % of joy"))
  }

  @Test func arrowsMoveOverCellsAndStopAtTheEdge() throws {
    var robot = try Robot.onEvaluate()
    try robot.press("Down", "Left")
    #expect(robot.state.evaluate.cell == MatrixCell(truth: 1, predicted: 0))
    #expect(robot.screen.contains("1 sad taken for joy: 33.3 % of sad"))
    try robot.press("Up", "Up", "Left", "Left")
    #expect(robot.state.evaluate.cell == MatrixCell(truth: 0, predicted: 0))
    try robot.press("End", "PageDown")
    #expect(robot.state.evaluate.cell == MatrixCell(truth: 2, predicted: 2))
  }

  @Test func anEmptyCellSaysSo() throws {
    var robot = try Robot.onEvaluate()
    try robot.press("Right", "Enter")
    #expect(robot.screen.contains("No row is in this cell."))
    #expect(robot.state.focus == .confusion)
  }

  @Test func anotherCleaningJudgesAnew() throws {
    var robot = try Robot.onEvaluate()
    try robot.press(":")
    robot.type("clean lowercase")
    try robot.press("Enter")
    #expect(
      robot.evaluationQuestions.last
        == .evaluate(data: "/data/val.txt", cleaner: TextCleaner([.lowercase])))
  }

  @Test func aModelThatCannotBeJudgedDoesNotKeepTheNextFromIt() throws {
    var robot = try Robot.onEvaluate(isAnswered: false)
    let id = Work.ID(lane: .evaluation, generation: robot.state.evaluate.generation)
    robot.send(.failed(id, "It is a language model."))
    #expect(robot.state.evaluate.problem != nil)
    var other = robot.model.summary
    other.digest = "another"
    let before = robot.evaluationQuestions.count
    robot.send(.modelOpened(other))
    #expect(robot.evaluationQuestions.count == before + 1)
    #expect(robot.state.evaluate.problem == nil)
  }

  @Test func figuresOfAnotherModelAreNamed() throws {
    var robot = try Robot.onEvaluate()
    #expect(!robot.screen.contains("Metrics  of"))
    robot.evaluator = nil
    var other = robot.model.summary
    (other.name, other.digest) = ("other", "another")
    robot.send(.modelOpened(other))
    #expect(robot.screen.contains("Metrics  of \(robot.model.summary.name)"))
  }

  @Test func aRaisedThresholdCallsFewer() throws {
    var robot = try Robot.onEvaluate()
    robot.state.evaluate.page = .thresholds
    robot.state.evaluate.label = 0
    // .55 still calls the sad row of .55; .60 leaves the two of joy.
    try robot.press("+")
    #expect(robot.screen.contains("joy from .55 on: precision .667, recall .500, 3 called"))
    try robot.press("+")
    #expect(robot.screen.contains("joy from .60 on: precision 1.000, recall .500, 2 called"))
    // From .20 on three of six are right, and three of four found.
    for _ in 0..<8 { try robot.press("-") }
    #expect(robot.screen.contains("joy from .20 on: precision .500, recall .750, 6 called"))
  }

  @Test(arguments: [
    (0.5, true, 0.55), (0.9, true, 0.91), (0.91, false, 0.9), (0.9, false, 0.85),
    (0.1, true, 0.15), (0.1, false, 0.09), (0.09, true, 0.1), (0.99, true, 0.99),
    (0.01, false, 0.01),
  ])
  func thresholdsMoveFinerAtTheEnds(value: Double, up: Bool, next: Double) {
    #expect(State.threshold(after: value, up: up) == next)
  }

  @Test func whatIsLessSureGoesToAHuman() throws {
    var robot = try Robot.onEvaluate()
    robot.state.evaluate.page = .coverage
    // Of the five rows from .8 on three are right.
    #expect(robot.screen.contains("50.0 % decided"))
    try robot.press("+")
    #expect(robot.state.evaluate.humanThreshold == 0.85)
    // .9, .9 and .97 are left, two of them right.
    #expect(robot.screen.contains("30.0 % decided"))
  }

  @Test func pagesTurn() throws {
    var robot = try Robot.onEvaluate()
    #expect(robot.screen.contains("Calibration"))
    try robot.press("b")
    #expect(robot.state.evaluate.page == .roc)
    try robot.press("B", "B")
    #expect(robot.state.evaluate.page == .judged)
  }

  @Test func aSecondModelIsHeldAgainstTheFirst() throws {
    var robot = try Robot.onEvaluate(rows: 60, columns: 160)
    try robot.press("v")
    #expect(robot.effects.contains(.findModels))
    robot.send(.choices([ModelChoice(name: "run/checkpoint-0", source: "checkpoint")]))
    try robot.press("Enter")
    let first = try #require(robot.state.evaluate.evaluation)
    #expect(robot.evaluationQuestions.last == .compare(first, against: "run/checkpoint-0"))
    #expect(robot.screen.contains("Only A is right on 1, only B on 2"))
    #expect(robot.screen.contains("B checkpoint-0"))
    // 6 and 7 of 10.
    #expect(robot.screen.contains(".600   .700  +.100"))
  }

  @Test func theRadarIsDrawnAtAnOrdinarySizeWithItsMetricsBelow() throws {
    var robot = try Robot.onEvaluate(rows: 40, columns: 120, depth: .none, ascii: true)
    try robot.press("v")
    robot.send(.choices([ModelChoice(name: "run/checkpoint-0", source: "checkpoint")]))
    try robot.press("Enter")
    let screen = robot.screen
    // The lowest two spokes, side by side.
    #expect(screen.contains(/recall +precision/))
    #expect(screen.contains("McNemar"))
    #expect(screen.contains(".600   .700  +.100"))
    #expect(screen.contains("more on the whole screen: z"))
    robot.state.focus(on: .diagram)
    try robot.press("z")
    #expect(!robot.screen.contains("more on the whole"))
    #expect(robot.screen.contains("Matthews"))
  }

  @Test func allClassesAreInSightInASmallWindow() throws {
    let labels = ["anger", "fear", "joy", "love", "sadness", "surprise"]
    let matrix = try Robot.onEvaluate(of: labels, rows: 24, columns: 80)
    for name in labels {
      #expect(matrix.lines[2...9].contains { $0.contains("││ \(name) ") }, "\(name)")
    }
    // What is said of the cell and of the row keeps its place.
    #expect(matrix.screen.contains("1 anger taken for fear"))
    #expect(matrix.screen.contains("anger .100"))
  }

  @Test func wordsBelowADiagramEndWithASentence() throws {
    for (rows, columns) in [(40, 120), (24, 80), (40, 100), (60, 200)] {
      var robot = try Robot.onEvaluate(rows: rows, columns: columns)
      for page in [DiagramPage.calibration, .roc, .precisionRecall, .coverage] {
        robot.state.focus(on: .diagram)
        robot.state.evaluate.page = page
        let view = try #require(ScreenLayout(robot.state).inside(.diagram))
        let lines = (view.row..<view.endRow).map { row in
          robot.grid.text(row: row).dropFirst(view.column).prefix(view.width)
        }
        let last = lines.last { $0.contains { $0 != " " } }?.last { $0 != " " }
        #expect(last == ".", "\(page) at \(columns)x\(rows)")
      }
    }
  }

  @Test func aRunThatLeftTheModelTellsBeforeAndAfter() throws {
    let run = try #require(SampleRuns.judged().first)
    let course = try #require(TrainingCourse(run.log))
    #expect(course.before.step == 0)
    #expect(course.before.values == [.accuracy: 0.3, .loss: 1.7])
    // The best of the later ones, not the last.
    #expect(course.after.step == 500)
    #expect(course.after.values[.accuracy] == 0.9)
  }

  @Test func foldsAreShownWhereThereAreSome() throws {
    var robot = try Robot.onEvaluate(rows: 50, columns: 160)
    #expect(!robot.state.evaluate.pages.contains(.folds))
    let folds = [(1, 0.8, 8), (2, 0.9, 9)].map { number, accuracy, hits in
      CrossValidation.Fold(
        number: number, trainCount: 10, step: 5, values: [.accuracy: accuracy],
        matrix: SampleEvaluation.matrix(hits: hits))
    }
    robot.state.evaluate.take(
      SampleEvaluation.make(
        robot.model.summary,
        folds: CrossValidation(count: 2, digest: 1, labels: SampleEvaluation.labels, folds: folds)))
    robot.state.evaluate.page = .folds
    #expect(robot.screen.contains("2 folds, 20 texts, each held out once"))
    // (.8 + .9) / 2, and both .05 away.
    #expect(robot.screen.contains("accuracy           .8500 ±.0500"))
    // 8 and 9 of 10.
    #expect(robot.screen.contains("joy recall         .8500 ±.0500"))
  }

  @Test func aFailureIsTold() throws {
    var robot = try Robot.onEvaluate(isAnswered: false)
    robot.send(
      .failed(
        Work.ID(lane: .evaluation, generation: robot.state.evaluate.generation),
        "The data's labels (a) are not the model's (joy)."))
    #expect(robot.screen.contains("✗ The data's labels (a)"))
    #expect(!robot.state.evaluate.isRunning)
  }

  @Test func escStopsWhatRuns() throws {
    var robot = try Robot.onEvaluate(isAnswered: false)
    let id = Work.ID(lane: .evaluation, generation: robot.state.evaluate.generation)
    robot.send(
      .evaluation(id, .progress(EvaluationProgress(done: 5, total: 10, right: 3, seconds: 0.5))))
    #expect(robot.screen.contains("5 of 10 rows · .600 right so far · 10 a second"))
    try robot.press("Esc")
    #expect(!robot.state.evaluate.isRunning)
    robot.send(.evaluation(id, .evaluated(SampleEvaluation.make(robot.model.summary))))
    #expect(robot.state.evaluate.evaluation == nil)
  }

  @Test func comingBackAsksNothingAnew() throws {
    var robot = try Robot.onEvaluate(isAnswered: false)
    try robot.press("1", "4")
    #expect(robot.evaluationQuestions.count == 1)
    robot.send(.modelFailed("there is no such model"))
    // What was under way was given up for the model that could not be opened.
    #expect(robot.evaluationQuestions.count == 2)
  }

  @Test func anotherModelIsJudgedOnTheSameData() throws {
    var robot = try Robot.onEvaluate()
    var other = robot.model.summary
    other.digest = "other"
    robot.send(.modelOpened(other))
    #expect(robot.evaluationQuestions.count == 2)
    // Elsewhere it waits until the screen is seen.
    try robot.press("1")
    robot.send(.modelOpened(robot.model.summary))
  }

  @Test(arguments: [(16, 60), (20, 60), (24, 80), (40, 110), (60, 200), (18, 120)])
  func everyPaneIsReachedAtEverySize(rows: Int, columns: Int) throws {
    var robot = try Robot.onEvaluate(rows: rows, columns: columns)
    for pane in Screen.evaluate.panes {
      robot.state.focus(on: pane)
      #expect(ScreenLayout(robot.state).panes[pane] != nil, "\(pane)")
      for page in DiagramPage.allCases {
        robot.state.evaluate.page = page
        #expect(robot.grid.rows == rows)
      }
    }
  }
}
