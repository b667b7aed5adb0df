import Attribution
import Testing

@testable import TUI

@Suite("LIME's linear model, on the Explain screen")
struct SurrogateRobotTests {
  /// Variants of a model that is linear: both answers are the same.
  private let points =
    [LocalSurrogate.Point(model: 3, surrogate: 3, weight: 1)]
    + (0..<60).map { step in
      let answer = Float(step) / 20
      return LocalSurrogate.Point(model: answer, surrogate: answer, weight: answer / 3)
    }

  private func robot(
    rows: Int = 40, columns: Int = 120, ascii: Bool = false, isMain: Bool = true
  ) throws -> Robot {
    var robot = try Robot(rows: rows, columns: columns, ascii: ascii, text: "so so felt anxious")
    robot.explainByLIME(
      weights: [("felt", [[3]], -0.25), ("so", [[1], [2]], 0.5), ("anxious", [[4, 5]], 2.25)],
      points: points, isMain: isMain)
    try robot.press("Esc", "B")
    return robot
  }

  /// The lines of a part of the pane.
  private func lines(_ robot: Robot, in area: Rectangle?) throws -> [[String]] {
    let area = try #require(area)
    let grid = robot.grid
    return (area.row..<area.endRow).map { row in
      (area.column..<area.endColumn).map { grid[row, $0].text }
    }
  }

  private func view(_ robot: Robot) throws -> SurrogateView {
    try #require(SurrogateView(robot.state, ScreenLayout(robot.state)))
  }

  @Test("says how well it fits, what it sums up to and what it was fitted to")
  func facts() throws {
    let screen = try robot().screen
    #expect(screen.contains("✓ R² .62: a linear model fits"))
    // 0.25 + 2.25 + 0.5 − 0.25 is 2.75; F(x) is 3.
    #expect(screen.contains("intercept 0.25 + words 2.50"))
    #expect(screen.contains("linear 2.75, residual +0.25"))
    #expect(screen.contains("5,000 samples, kernel width 25"))
    #expect(screen.contains("3 of 3 words in the model"))
  }

  @Test("a fit that misses the text itself is not called good, however well it does its variants")
  func residual() throws {
    func fit(_ output: Float, score: Double) throws -> SurrogateFit {
      var robot = try self.robot()
      // The linear model says 2.75 of the text, 2.5 above its intercept.
      robot.state.explain.settled?.entries[.lime]?.estimate.outputValue = output
      robot.state.explain.settled?.entries[.lime]?.estimate.surrogate?.score = score
      let view = try view(robot)
      return SurrogateFit(view.surrogate, of: view.estimate)
    }
    // The words do F(x) − 0.25; a fifth of that is missing from 3.375 on.
    #expect(try fit(3.3, score: 1) == .good)
    #expect(try fit(3.5, score: 1) == .offText)
    #expect(try fit(2, score: 1) == .offText)
    #expect(try fit(3.5, score: 0.4) == .poor)
    var robot = try self.robot()
    robot.state.explain.settled?.entries[.lime]?.estimate.outputValue = 4.25
    robot.state.explain.live = robot.state.explain.settled
    #expect(robot.screen.contains("! R² .62"))
    #expect(robot.screen.contains("off by 1.50"))
    #expect(!robot.screen.contains("a linear model fits"))
  }

  @Test("has its words with weights, standard errors and bars to both sides")
  func terms() throws {
    let robot = try robot()
    let rows = try lines(robot, in: view(robot).table).map { $0.joined() }
    #expect(rows[0].hasPrefix("anxious +2.25 ±0.02"))
    #expect(rows[1].hasPrefix("so ×2   +0.50 ±0.02"))
    #expect(rows[2].hasPrefix("felt    −0.25 ±0.02"))
    let blocks = Set("█▉▊▋▌▍▎▏")
    let ends = rows.map { row in
      (row.firstIndex { blocks.contains($0) }, row.lastIndex { blocks.contains($0) })
    }
    // What speaks against ends where the others begin.
    let zero = rows[0].distance(from: rows[0].startIndex, to: try #require(ends[0].0))
    #expect(rows[2].distance(from: rows[2].startIndex, to: try #require(ends[2].1)) <= zero)
  }

  @Test("puts variants of a linear model on the diagonal")
  func diagonal() throws {
    let robot = try robot(ascii: true)
    let view = try view(robot)
    let plot = UnitPlot(
      try #require(view.plot), glyphs: .letters, both: view.range)
    let cells = try lines(robot, in: plot.plot)
    var found = 0
    for (row, line) in cells.enumerated() {
      for (column, text) in line.enumerated() where "oO*".contains(text) && row > 0 {
        found += 1
        // As far up as it is to the right.
        let up = Double(cells.count - 1 - row) / Double(cells.count - 1)
        let right = Double(column) / Double(line.count - 1)
        #expect(abs(up - right) <= 1 / Double(cells.count - 1))
      }
    }
    #expect(found > 5)
    #expect(cells[0].contains("*"), "the text itself stands at the upper end")
  }

  @Test("goes through its words, a bag's word at once")
  func movement() throws {
    var robot = try robot()
    try robot.press("Home")
    #expect(robot.state.explain.units[robot.state.explain.cursor].text == "anxious")
    try robot.press("Down", "Down")
    #expect(robot.state.explain.units[robot.state.explain.cursor].text == "felt")
    let table = try view(robot).table
    robot.click(row: table.row + 1, column: table.column)
    #expect(robot.state.explain.units[robot.state.explain.cursor].text == "so")
  }

  @Test("is that of the further row where another method is shown, and says how to get one")
  func otherMethods() throws {
    #expect(try robot(isMain: false).screen.contains("Linear model of LIME, a further row"))
    var without = try Robot(text: "so anxious")
    try without.press("Esc", "B")
    #expect(without.screen.contains("LIME fits a linear model"))
    #expect(without.screen.contains("m chooses it"))
  }

  @Test(
    "stands at every size", arguments: [(16, 60), (24, 80), (40, 120), (60, 200)], [false, true])
  func sizes(size: (Int, Int), ascii: Bool) throws {
    var robot = try robot(rows: size.0, columns: size.1, ascii: ascii)
    #expect(robot.screen.contains(ascii ? "R2 .62" : "R² .62"))
    #expect(try lines(robot, in: view(robot).table)[0].joined().hasPrefix("anxious"))
    try robot.press("z")
    #expect(try view(robot).plot != nil)
    try robot.press("End", "z")
  }
}
