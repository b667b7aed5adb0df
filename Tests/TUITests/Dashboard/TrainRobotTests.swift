import Foundation
import Testing
import Training

@testable import TUI

/// Runs whose curves are known by a formula.
enum SampleRuns {
  /// A run that was logged as lines of JSON.
  static func run(
    _ id: Int, name: String, steps: Int = 100, total: Int? = nil,
    extra: (Int) -> String = { _ in "" }
  ) -> FollowedRun {
    var reader = RunReader(name: name, path: "runs/\(name)", file: "\(name).jsonl")
    var text = ""
    for step in 0..<steps {
      let share = Double(step) / 100
      let loss = 2 / (1 + 4 * share) + Double(id) * 0.25
      let plan = total.map { ", \"total_steps\": \($0)" } ?? ""
      text += "{\"step\": \(step), \"train/loss\": \(loss)\(plan)\(extra(step))}\n"
      if step % 20 == 19 {
        let evaluation = 1.5 - share + share * share + Double(id) * 0.25
        text += "{\"step\": \(step), \"eval/loss\": \(evaluation), \"eval/accuracy\": \(share)}\n"
      }
    }
    reader.append(Array(text.utf8))
    reader.settle()
    return FollowedRun(id: id, log: reader.run, version: 1)
  }

  /// A run of this program that grows: 10 steps a second seen, 400 of 2,000 done, and judged on test data.
  static func tested(_ id: Int = 0, name: String = "tuned") -> FollowedRun {
    var reader = RunReader(name: name, path: "runs/\(name)/run.jsonl", file: "run.jsonl")
    var text = "{\"max_steps\": 2000}\n"
    for step in 1...400 {
      let loss = 1 + 1 / Double(step)
      text += "{\"step\": \(step), \"loss\": \(loss), \"learning_rate\": "
      text += "\(step < 200 ? 0.001 : 0.0001), \"train_samples_per_second\": 160}\n"
      if step % 40 == 0 { text += "{\"step\": \(step), \"eval_loss\": \(1.5 + loss / 10)}\n" }
    }
    text += "{\"step\": 400, \"test_loss\": 1.7}\n"
    reader.append(Array(text.utf8))
    reader.settle()
    return FollowedRun(id: id, log: reader.run, version: 1, activity: .growing, observedPace: 10)
  }

  /// A rate that is cut by ten at half the way, a gradient norm with a NaN.
  static func rates(_ step: Int) -> String {
    let norm = step == 30 ? "NaN" : "\(1 + Double(step % 7) / 7)"
    return ", \"learning_rate\": \(step < 50 ? 0.001 : 0.0001), \"grad_norm\": \(norm)"
  }

  static var two: [FollowedRun] {
    [
      run(0, name: "baseline", total: 200, extra: rates),
      run(1, name: "warmup", steps: 80, extra: rates),
    ]
  }
}

extension Robot {
  /// On the Train screen, with two runs.
  static func onTrain(
    _ runs: [FollowedRun] = SampleRuns.two, rows: Int = 40, columns: Int = 120,
    theme: String = "tide", depth: ColorDepth = .truecolor, ascii: Bool = false
  ) throws -> Robot {
    var robot = try Robot(rows: rows, columns: columns, theme: theme, depth: depth, ascii: ascii)
    robot.state.model = nil
    try robot.press("Esc", "3")
    robot.send(.runs(runs, source: 0))
    return robot
  }
}

@Suite("The Train screen, used")
struct TrainRobotTests {
  @Test("shows a chart a metric, training and evaluation together, and the runs with their letters")
  func charts() throws {
    let robot = try Robot.onTrain()
    #expect(
      robot.state.train.charts.map(\.name.metric) == [
        "loss", "accuracy", "learning_rate", "grad_norm",
      ])
    #expect(robot.state.train.charts[0].curves.count == 4)
    #expect(robot.screen.contains("▸loss  a "))
    #expect(robot.screen.contains("a baseline"))
    #expect(robot.screen.contains("step 99/200 · 49 %"))
  }

  @Test("says what is missing where nothing is watched, and asks for a log")
  func empty() throws {
    var robot = try Robot.onTrain([])
    #expect(robot.screen.contains("No run has logged anything yet"))
    try robot.press("L")
    robot.type("runs/x")
    try robot.press("Enter")
    #expect(robot.effects.contains(.watch("runs/x")))
  }

  @Test("needs no model, and opens one when a screen with a text is gone to")
  func model() throws {
    var robot = try Robot.onTrain()
    robot.state.laterModel = "embedded"
    try robot.press("1")
    #expect(robot.effects.contains(.openModel("embedded")))
    #expect(robot.state.screen == .explain)
  }

  @Test("reads all charts at one cursor")
  func cursor() throws {
    var robot = try Robot.onTrain()
    try robot.press("Home")
    // The first loss is 2, that of the other run 2.25.
    #expect(robot.screen.contains("▸loss  a 2.000  b 2.250"))
    #expect(robot.screen.contains("learning_rate  a 1.00e-3") || robot.screen.contains("a 0.0010"))
    #expect(robot.screen.contains("at step 0"))
    try robot.press("Right", "Left", "Left")
    #expect(robot.state.train.cursor == 0)
    try robot.press("Esc")
    #expect(robot.state.train.cursor == nil)
  }

  @Test("enlarges the chosen chart and goes back")
  func enlarge() throws {
    var robot = try Robot.onTrain()
    try robot.press("Down", "Enter")
    #expect(robot.screen.contains("▸accuracy"))
    #expect(!robot.screen.contains("grad_norm"))
    try robot.press("Esc")
    #expect(robot.screen.contains("grad_norm"))
  }

  @Test("enlarges a part of the axis and moves along it")
  func zoom() throws {
    var robot = try Robot.onTrain()
    try robot.press("Home", "+")
    #expect(robot.state.train.window == 0...49.5)
    try robot.press(">")
    #expect(robot.state.train.window == 12.375...61.875)
    try robot.press("<", "<", "-")
    #expect(robot.state.train.window == nil)
    try robot.press("+", "f")
    #expect(robot.state.train.window == nil)
  }

  @Test("changes the axis only to one that the logs tell")
  func axis() throws {
    var robot = try Robot.onTrain()
    try robot.press("x")
    #expect(robot.state.train.axis == .step)
    #expect(robot.screen.contains("tell neither epochs nor times"))
    robot = try Robot.onTrain([
      SampleRuns.run(0, name: "timed") { ", \"epoch\": \(Double($0) / 50)" }
    ])
    try robot.press("x")
    #expect(robot.state.train.axis == .epoch)
    #expect(abs((robot.state.train.span?.upperBound ?? 0) - 1.98) < 1e-6)
  }

  @Test("smooths, and keeps the points dimmed")
  func smooth() throws {
    var robot = try Robot.onTrain()
    try robot.press("s", "s")
    #expect(robot.state.train.smoothing == 0.6)
    #expect(robot.screen.contains("smoothed 0.6"))
    let border = robot.theme[.border]
    let grid = robot.grid
    let cells = (0..<grid.rows).flatMap { row in (0..<grid.columns).map { grid[row, $0] } }
    #expect(cells.contains { $0.style == border && ("⠀"..."⣿").contains($0.text) })
    try robot.press("S", "S", "S")
    #expect(robot.state.train.smoothing == 0)
  }

  @Test("hides runs, shows one alone, and all again")
  func runs() throws {
    var robot = try Robot.onTrain()
    try robot.press("Tab", "Space")
    #expect(robot.state.train.shownRuns.map(\.log.name) == ["warmup"])
    #expect(robot.screen.contains("1 hidden"))
    try robot.press("Space", "Enter")
    #expect(robot.state.train.shownRuns.map(\.log.name) == ["baseline"])
    try robot.press("Enter")
    #expect(robot.state.train.shownRuns.count == 2)
  }

  @Test("says in words what the curves do, and what the cut of the rate did")
  func words() throws {
    let robot = try Robot.onTrain(rows: 60, columns: 250)
    #expect(robot.screen.contains("train still falling"))
    #expect(robot.screen.contains("rate 1e-3→1e-4 at 50"))
    #expect(robot.screen.contains("eval over-fitting since step 59, best 1.2"))
  }

  @Test(
    "says what the cut of the rate did at every size, whole sentences where there is little room",
    arguments: [(24, 80), (40, 120), (30, 100), (60, 200)])
  func cutInWords(rows: Int, columns: Int) throws {
    let robot = try Robot.onTrain([SampleRuns.tested()], rows: rows, columns: columns)
    let lines = robot.lines
    let first = try #require(lines.firstIndex { $0.contains("loss: ") })
    // Sentences go on in the next line of the pane, behind the metric's name.
    let words = lines[first...].prefix(3).map { line in
      line.split(separator: "│", omittingEmptySubsequences: false).dropFirst().first.map(
        String.init)
        ?? ""
    }.joined(separator: " ").split(separator: " ").joined(separator: " ")
    #expect(words.contains("rate 1e-3→1e-4 at 200:"), "\(words)")
    #expect(words.contains("% in 199 steps") || words.contains("% in 200 steps"), "\(words)")
    #expect(words.contains("eval "))
  }

  @Test("where a line is all there is, the evaluation is told and nothing torn")
  func oneLineInWords() {
    let facts = [
      TrainText.Fact(text: "train still falling", importance: 1),
      TrainText.Fact(text: "eval still falling", importance: 3),
      TrainText.Fact(text: "rate 1e-3→1e-4 at 50: −40 % in 49 steps", importance: 2),
    ]
    #expect(
      TrainText.lines(facts, count: 1, width: 64) == [
        "eval still falling · rate 1e-3→1e-4 at 50: −40 % in 49 steps"
      ])
    #expect(TrainText.lines(facts, count: 1, width: 30) == ["eval still falling"])
    #expect(TrainText.lines(facts, count: 2, width: 64).count == 2)
  }

  @Test(
    "says how long a run will take at every size",
    arguments: [(24, 80), (40, 120), (45, 160), (60, 200), (16, 60)])
  func timeLeft(rows: Int, columns: Int) throws {
    var robot = try Robot.onTrain([SampleRuns.tested()], rows: rows, columns: columns)
    if rows == 16 { try robot.press("Tab") }
    // 1,600 steps at 10 a second; the tenth of a minute is rounded.
    #expect(robot.screen.contains("2.7 min left"))
    #expect(robot.screen.contains("20 %"))
    #expect(robot.screen.contains("10.0 it/s") || rows == 16)
  }

  @Test("tells evaluations by capitals and test data by a stroke, in ASCII as in colour")
  func testMarks() throws {
    for ascii in [false, true] {
      let robot = try Robot.onTrain([SampleRuns.tested()], rows: 40, columns: 120, ascii: ascii)
      let screen = robot.screen
      #expect(
        screen.contains(
          ascii ? "capitals: evaluation . A': test" : "capitals: evaluation · A': test"))
      // 1 + 1/400, 1.5 and a tenth of it, and what the log says.
      #expect(
        screen.contains("▸loss  a 1.002  A 1.600  A' 1.700".replacing("▸", with: ascii ? ">" : "▸"))
      )
      let plot = robot.lines[2..<18].map { String($0.prefix(45)) }
      #expect(plot.contains { $0.contains(" A'") })
      #expect(plot.contains { $0.contains(" A ") })
    }
  }

  @Test("without a test set and without evaluations no rule is told for them")
  func markRules() throws {
    #expect(try Robot.onTrain().state.train.markRule == "capitals: evaluation")
    let plain = try Robot.onTrain([SampleRuns.run(0, name: "short", steps: 10)])
    #expect(plain.state.train.markRule == "")
  }

  @Test("tells more runs than there are letters apart")
  func manyRuns() throws {
    let runs = (0..<60).map { SampleRuns.run($0, name: "run \($0)", steps: 21) }
    let robot = try Robot.onTrain(runs, rows: 45, columns: 160, ascii: true)
    let train = robot.state.train
    #expect([0, 25, 26, 27, 52].map { train.mark($0) } == ["a", "z", "a2", "b2", "a3"])
    let key = TrainState.CurveKey(run: 26, tag: "test/loss")
    #expect(train.mark(key, .test) == "A2'")
    let marks = Set(
      train.charts[0].curves.map { train.mark($0.key, $0.split) })
    #expect(marks.count == train.charts[0].curves.count)
    #expect(robot.screen.contains(" a  run 0"))
  }

  @Test("marks what is not a number, and the cut of the rate")
  func marks() throws {
    let robot = try Robot.onTrain()
    #expect(robot.screen.contains("×"))
    #expect(robot.screen.contains("↓"))
    #expect(robot.screen.contains("2 values NaN") || robot.screen.contains("1 value NaN"))
  }

  @Test("takes over what a run has grown by, and keeps letters when a run appears before")
  func growing() throws {
    var robot = try Robot.onTrain([SampleRuns.run(0, name: "b", steps: 50)])
    var grown = SampleRuns.run(0, name: "b", steps: 100)
    grown.version = 2
    robot.send(.runs([grown, SampleRuns.run(1, name: "a")], source: 0))
    #expect(robot.state.train.span == 0...99)
    #expect(robot.state.train.mark(0) == "a")
    robot.send(.runs([SampleRuns.run(0, name: "other")], source: 1))
    #expect(robot.state.train.runs.map(\.log.name) == ["b", "a", "other"])
    #expect(robot.state.train.mark(TrainState.sourceSpan) == "c")
  }

  @Test("follows the mouse: a click chooses and reads, a double click enlarges, the wheel zooms")
  func mouse() throws {
    var robot = try Robot.onTrain()
    let place = try #require(robot.find("accuracy"))
    robot.click(row: place.row + 2, column: place.column + 12)
    #expect(robot.state.train.selected == "accuracy")
    #expect(robot.state.train.cursor != nil)
    robot.send(
      .input(.mouse(MouseEvent(action: .wheelUp, row: place.row + 2, column: place.column + 12))))
    #expect(robot.state.train.window != nil)
    robot.click(row: place.row + 2, column: place.column + 12, count: 2)
    #expect(robot.state.train.isEnlarged)
    let run = try #require(robot.find("a baseline"))
    robot.click(row: run.row, column: run.column)
    #expect(robot.state.train.shownRuns.map(\.log.name) == ["warmup"])
  }

  @Test("draws the same curves with letters, blocks and braille")
  func glyphs() throws {
    var robot = try Robot.onTrain()
    #expect(robot.screen.contains { ("\u{2801}"..."\u{28FF}").contains($0) })
    try robot.press("b")
    #expect(robot.screen.contains { "▘▝▖▗▞▚".contains($0) })
    try robot.press("A")
    #expect(robot.screen.allSatisfy { $0.isASCII })
    #expect(robot.screen.contains("aaa") && robot.screen.contains("capitals: evaluation"))
  }

  @Test(
    "works at every size", arguments: [(16, 60), (24, 80), (30, 100), (60, 200), (80, 250), (1, 1)])
  func sizes(rows: Int, columns: Int) throws {
    for ascii in [false, true] {
      var robot = try Robot.onTrain(rows: rows, columns: columns, ascii: ascii)
      #expect(robot.grid.rows == rows)
      for key in ["Enter", "s", "y", "+", "Tab", "z", "Space", "Left", "PageDown", "Esc", "x"] {
        try robot.press(key)
        #expect(robot.grid.columns == columns)
      }
    }
  }
}
