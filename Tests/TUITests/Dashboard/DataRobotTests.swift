import Foundation
import Model
import TestSupport
import Testing
import Training

@testable import TUI

@Suite("The Data screen, used")
struct DataRobotTests {
  @Test("counts what a file has")
  func facts() throws {
    try Robot.withData { robot in
      let screen = robot.screen
      #expect(screen.contains("semicolon · utf-8 · header"))
      #expect(screen.contains("3 labels"))
      // joy 4 of 8, fear and sadness 2 each.
      #expect(robot.line("joy ")?.contains("1 of 8") == false)
      #expect(robot.lines.contains { $0.contains("fear ") && $0.contains("2  25 %") })
      #expect(robot.lines.contains { $0.contains("joy ") && $0.contains("4  50 %") })
      #expect(screen.contains("= 4 rows with the text of others"))
      #expect(screen.contains("! 2 of them contradict"))
      #expect(screen.contains("✗ 1 row could not be used"))
      #expect(screen.contains("line 6: no label"))
      #expect(screen.contains("1 blank line"))
    }
  }

  @Test("reads a text on its way into the model, stage by stage")
  func stages() throws {
    try Robot.withData { robot in
      try robot.press("G", ":")
      robot.type("clean urls, lowercase")
      try robot.press("Enter")
      #expect(robot.screen.contains("Line 11"))
      #expect(robot.line("│ typed ")?.contains("WOW http://a.b") == true)
      #expect(robot.line("│ urls ")?.contains("WOW  ") == true)
      #expect(robot.line("│ lowercase ")?.contains("wow") == true)
      #expect(robot.line("│ pieces ")?.contains("[CLS] wow  [SEP]") == true)
      #expect(robot.line("│ ids ")?.contains("101   1001 102") == true)
      #expect(robot.screen.contains("cleaned: urls, lowercase"))
      try robot.press("C")
      #expect(robot.screen.contains("as the model says"))
      try robot.press("Home", "Enter")
      #expect(robot.screen.contains("│ text        WOW http://a.b "))
    }
  }

  @Test("lists rows by text, label, marks and prediction")
  func filters() throws {
    try Robot.withData { robot in
      #expect(robot.listedLines == [2, 3, 4, 5, 8, 9, 10, 11])
      try robot.press("/")
      robot.type("HEART")
      #expect(robot.listedLines == [8])
      try robot.press("Enter")
      #expect(robot.screen.contains("1 of 1 of 8"))
      try robot.press("Esc")
      #expect(robot.listedLines.count == 8)
      func choose(_ item: String) throws {
        try robot.press("f")
        robot.type(item)
        try robot.press("Enter")
      }
      try choose("label fear")
      #expect(robot.listedLines == [3, 8])
      try choose("occur twice")
      #expect(robot.listedLines == [2, 4, 5, 9])
      try choose("the same text with other")
      #expect(robot.listedLines == [2, 4])
      // The sample model says fear of both anxious and racing, and fear of nothing else.
      try choose("predicted fear")
      let fear = robot.listedLines
      #expect(fear.contains(3) && fear.contains(8))
      try choose("predicted right")
      #expect(Set(robot.listedLines).isSuperset(of: [3, 8]))
      try robot.press("Esc")
      #expect(robot.listedLines.count == 8)
    }
  }

  @Test("sorts the longest first, and the least likely labels")
  func orders() throws {
    try Robot.withData { robot in
      try robot.press("o")
      // WOW http://a.b is eight pieces: WOW http : / / a . b.
      #expect(robot.listedLines.first == 11)
      try robot.press("o")
      let losses = robot.listedLines
      let file = try #require(robot.state.data.file)
      let rows = try #require(file.table?.rows)
      let lines = (0..<rows.count).map { (rows.line($0), file.predictions[$0]?.loss ?? -1) }
      #expect(losses == lines.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0))
      try robot.press("o")
      #expect(robot.listedLines == [2, 3, 4, 5, 8, 9, 10, 11])
    }
  }

  @Test("sees what the Evaluate screen decides about its rows, and tells it what it decides")
  func otherScreen() throws {
    try Robot.withData { robot in
      let file = try #require(robot.state.data.file)
      let source = try #require(file.table).rows.row(2)
      _ = robot.state.takeChange(of: source, in: "/elsewhere.txt", to: .excluded)
      #expect(robot.state.data.file?.overlay.isEmpty == true)
      _ = robot.state.takeChange(of: source, in: file.path, to: .excluded)
      #expect(robot.screen.contains("★ 0 relabelled, 1 excluded"))
      #expect(robot.state.data.file?.change(2) == .excluded)

      let sample = SampleEvaluation.make(robot.model.summary)
      var rows = sample.rows
      rows[3].path = file.path
      rows[3].source = source
      robot.state.evaluate.take(
        Evaluation(
          model: sample.model, rows: rows, report: sample.report, data: [], seconds: 0.5,
          crossValidation: nil))
      try robot.press("j", "j", "x")
      #expect(robot.state.data.file?.change(2) == nil)
      #expect(robot.state.evaluate.changes.isEmpty)
      try robot.press("x")
      #expect(robot.state.evaluate.changes == [3: .excluded])
    }
  }

  @Test("relabels and excludes rows beside the file, and takes it back")
  func overlay() throws {
    try Robot.withData { robot in
      try robot.press("j", "e")
      #expect(robot.screen.contains("Label of line 3"))
      robot.type("sadness")
      try robot.press("Enter")
      #expect(robot.line("│▸★")?.contains("3 sadness") == true)
      #expect(robot.screen.contains("fear → sadness"))
      #expect(robot.state.data.counts.labels.map(\.count) == [1, 4, 3])
      try robot.press("j", "x")
      #expect(robot.screen.contains("★ 1 relabelled, 1 excluded"))
      // Line 4 contradicted line 2; without it nothing does.
      #expect(!robot.screen.contains("contradict"))
      let kept = robot.effects.compactMap { effect in
        if case .changeRow(_, let row, let change) = effect {
          "\(row.line) \(row.text): \(change.map { "\($0)" } ?? "as it was")"
        } else {
          nil as String?
        }
      }
      #expect(kept == ["3 i felt anxious: relabelled([\"sadness\"])", "4 i am glad: excluded"])
      try robot.press("f")
      robot.type("relabelled or")
      try robot.press("Enter")
      #expect(robot.listedLines == [3, 4])
      try robot.press("Esc", "u", "u")
      #expect(robot.state.data.file?.overlay.isEmpty == true)
      #expect(robot.state.data.cursor.place == 1)
      #expect(robot.state.data.counts.labels.map(\.count) == [2, 4, 2])
      try robot.press("u")
      #expect(robot.screen.contains("No label was changed"))
    }
  }

  @Test("takes a label that the file does not have")
  func newLabel() throws {
    try Robot.withData { robot in
      try robot.press("e")
      robot.type("awe!")
      #expect(robot.screen.contains("Enter makes it “awe!”, a new label"))
      try robot.press("Enter")
      #expect(robot.state.data.counts.labels.map(\.name) == ["fear", "joy", "sadness", "awe!"])
      #expect(robot.state.data.counts.labels.map(\.count) == [2, 3, 2, 1])
    }
  }

  @Test("compares open files and goes through them")
  func files() throws {
    try Robot.withData([SampleData.train, SampleData.test]) { robot in
      #expect(robot.screen.contains("2 files"))
      #expect(robot.screen.contains("↔ 1 text also in test1.txt"))
      try robot.press("]")
      #expect(robot.listedLines == [2, 3])
      #expect(robot.screen.contains("↔ 1 text also in train.txt"))
      try robot.press("f")
      robot.type("another open")
      try robot.press("Enter")
      #expect(robot.listedLines == [2])
    }
  }

  @Test("opens a row on the Explain screen")
  func explaining() throws {
    try Robot.withData { robot in
      try robot.press("j", "Enter")
      #expect(robot.state.screen == .explain)
      #expect(robot.state.explain.editor.text == "i felt anxious")
      try robot.press("Esc", "5")
      #expect(robot.state.data.cursor.place == 1)
    }
  }

  @Test("predicts the rows in sight, all when told to, and none without a model")
  func predictions() throws {
    let text = "text;label\n" + (0..<700).map { "row number \($0);joy\n" }.joined()
    try Robot.withData([text], rows: 24, columns: 120) { robot in
      let seen = robot.state.data.file?.predictions.count ?? 0
      #expect((1...24).contains(seen))
      try robot.press("p")
      #expect(robot.state.data.file?.predictions.count == 700)
      #expect(robot.screen.contains("All 700 rows predicted: 0 of 700 right"))
    }
    try Robot.withData(hasModel: false) { robot in
      #expect(robot.state.data.file?.predictions.count == 0)
      #expect(!robot.screen.contains("predicted"))
      try robot.press("p")
      #expect(robot.screen.contains("No model is open"))
    }
  }

  @Test("goes on where another model is opened")
  func otherModel() throws {
    try Robot.withData { robot in
      robot.model.labels = ["fear", "joy"]
      robot.model.name = "other"
      robot.send(.modelOpened(robot.model.summary))
      #expect(robot.screen.contains("left out by this model"))
      #expect(robot.screen.contains("class: sadness 2"))
      #expect(robot.state.data.file?.lengths?.isWhole == true)
      #expect(robot.state.data.file?.predictions.count == 8)
    }
  }

  @Test("says what cannot be read")
  func failures() throws {
    var robot = try Robot()
    try robot.press("Esc", "5", "L")
    robot.type("/nowhere/at-all.csv")
    try robot.press("Enter")
    #expect(robot.screen.contains("/nowhere/at-all.csv"))
    #expect(robot.state.message?.kind == .error)
  }

  @Test("answers the mouse: rows, labels, files, the wheel")
  func mouse() throws {
    try Robot.withData([SampleData.train, SampleData.test]) { robot in
      let row = try #require(robot.find("my heart was racing"))
      robot.click(row: row.row, column: row.column)
      #expect(robot.state.data.cursor.place == 4)
      let file = try #require(robot.find("test1.txt "))
      robot.click(row: file.row, column: file.column)
      #expect(robot.state.data.current == 1)
      robot.click(row: file.row - 1, column: file.column)
      let label = try #require(robot.find("fear    █"))
      robot.click(row: label.row, column: label.column)
      #expect(robot.listedLines == [3, 8])
      robot.click(row: label.row, column: label.column)
      #expect(robot.listedLines.count == 8)
      robot.click(row: row.row, column: row.column, count: 2)
      #expect(robot.state.screen == .explain)
      #expect(robot.state.explain.editor.text == "my heart was racing")
    }
  }

  @Test(
    "is whole at every size", arguments: [(16, 60), (19, 60), (24, 80), (16, 120), (60, 200)])
  func sizes(rows: Int, columns: Int) throws {
    try Robot.withData([SampleData.train, SampleData.test], rows: rows, columns: columns) { robot in
      for pane in ["Rows", "Line 2", "File"] {
        #expect(robot.screen.contains(pane))
        try robot.press("Tab")
      }
      try robot.press("z", "Tab", "Tab", "z")
      #expect(robot.grid.rows == rows)
    }
  }

  @Test("does not trap whatever is pressed", arguments: [1, 2, 3] as [UInt64])
  func anything(seed: UInt64) throws {
    let keys = KeyTable.standard.rows.filter { $0.holds(on: .data) && $0.action != .quit }
      .flatMap { $0.plain + $0.always }
    var random = SeededGenerator(seed: seed)
    try Robot.withData([SampleData.train, SampleData.test], rows: 24, columns: 80) { robot in
      for step in 0..<400 {
        robot.isModelAnswering = Int.random(in: 0..<4, using: &random) > 0
        if step % 40 == 39 {
          let sizes = [(16, 60), (1, 1), (24, 80), (50, 180)]
          let size = sizes.randomElement(using: &random) ?? (24, 80)
          robot.send(.input(.resize(rows: size.0, columns: size.1)))
        }
        let chord = try #require(keys.randomElement(using: &random))
        robot.send(.input(.key(chord.key, chord.modifiers)))
        if step % 25 == 24 { try robot.press("Esc", "5") }
        #expect(robot.grid.rows == robot.state.rows)
      }
    }
  }
}
