import Attribution
import Foundation
import Testing

@testable import TUI

@Suite("How the words add up, on the Explain screen")
struct WaterfallRobotTests {
  /// On the pane, the text explained by integrated gradients.
  private func robot(
    rows: Int = 40, columns: Int = 120, depth: ColorDepth = .truecolor, ascii: Bool = false
  ) throws -> Robot {
    var robot = try Robot(
      rows: rows, columns: columns, depth: depth, ascii: ascii, text: SampleModel.sentence)
    try robot.press("Esc", "W")
    return robot
  }

  /// The lines of the pane, without its frame.
  private func lines(_ robot: Robot) throws -> [String] {
    let inside = try #require(ScreenLayout(robot.state).inside(.waterfall))
    let grid = robot.grid
    return (inside.row..<inside.endRow).map { row in
      (inside.column..<inside.endColumn).map { grid[row, $0].text }.joined()
    }
  }

  @Test("has a row a word, the strongest first, the others in one, and says from where to where")
  func rows() throws {
    let robot = try robot()
    #expect(robot.state.focus == .waterfall)
    #expect(robot.screen.contains("Sum F(b) 0.44 → F(x) 6.01"))
    let rows = try lines(robot).filter { $0.contains("+") || $0.contains("−") }
      .map { $0.split(separator: " ").prefix(3).joined(separator: " ") }
    #expect(rows.first?.hasPrefix("anxious +3.12") == true)
    #expect(rows.dropFirst().first?.hasPrefix("racing +1.20") == true)
    #expect(rows.contains { $0.hasPrefix("9 others −0.03") })
    #expect(rows.last?.hasPrefix("[CLS] [SEP] +0.04") == true)
  }

  @Test("lets the forces meet below F(x), and marks the base value")
  func forces() throws {
    let lines = try lines(robot())
    let arrow = try #require(lines[0].firstIndex(of: "↓"))
    let column = lines[0].distance(from: lines[0].startIndex, to: arrow)
    let forces = Array(lines[1])
    #expect(lines[0].contains("F(x) 6.01"))
    #expect(forces[column - 1] == "❯")
    #expect(forces[column] == "❮")
    #expect(!forces[..<column].contains("❮"))
    #expect(!forces[column...].contains("❯"))
    #expect(lines[1].contains("anxious"))
    #expect(lines[2].contains("↑ F(b) 0.44"))
  }

  @Test("goes through the words by strength, and keeps the word in sight")
  func movement() throws {
    var robot = try robot()
    try robot.press("Down", "Down")
    #expect(robot.state.explain.units[robot.state.explain.cursor].text == "racing")
    for _ in 0..<8 { try robot.press("Down") }
    let word = robot.state.explain.units[robot.state.explain.cursor].text
    #expect(try lines(robot).contains { $0.hasPrefix(word + " ") })
    #expect(try lines(robot).contains { $0.contains(" stronger ") })
    try robot.press("Home")
    #expect(robot.state.explain.units[robot.state.explain.cursor].text == "anxious")
    #expect(try !lines(robot).contains { $0.contains(" stronger ") })
  }

  @Test("selects the word whose row or force is pressed")
  func mouse() throws {
    var robot = try robot()
    let inside = try #require(ScreenLayout(robot.state).inside(.waterfall))
    let row = try #require(try lines(robot).firstIndex { $0.hasPrefix("crowd ") })
    robot.click(row: inside.row + row, column: inside.column + 1)
    #expect(robot.state.explain.units[robot.state.explain.cursor].text == "crowd")
    let forces = try lines(robot)[1]
    let place = try #require(forces.range(of: "anxious"))
    robot.click(
      row: inside.row + 1,
      column: inside.column + forces.distance(from: forces.startIndex, to: place.lowerBound))
    #expect(robot.state.explain.units[robot.state.explain.cursor].text == "anxious")
  }

  @Test(
    "stands at every size, in colours or none",
    arguments: [(16, 60), (24, 80), (40, 120), (60, 200)], [ColorDepth.truecolor, .sixteen, .none])
  func sizes(size: (Int, Int), depth: ColorDepth) throws {
    for ascii in [false, true] {
      var robot = try robot(rows: size.0, columns: size.1, depth: depth, ascii: ascii)
      #expect(try lines(robot).contains { $0.hasPrefix("anxious") && $0.contains("+3.12") })
      #expect(robot.screen.contains("F(x) 6.01"))
      for key in ["z", "End", "Home", "z"] { try robot.press(key) }
      #expect(try !lines(robot).joined().contains("?"), "every glyph has a counterpart")
    }
  }

  @Test("shows directions by heads in ASCII")
  func ascii() throws {
    let lines = try lines(robot(ascii: true))
    #expect(lines.contains { $0.hasPrefix("anxious") && $0.contains("##>") })
    #expect(lines.contains { $0.hasPrefix("was") && $0.contains("-0.31") && $0.contains("<") })
  }

  @Test("says of a method without a sum that it has none, and how far its values go")
  func noSum() throws {
    var robot = try robot()
    robot.explain(by: .smoothGrad) {
      $0.baseOutput = nil
      $0.delta = nil
    }
    let text = try lines(robot).joined(separator: " ").split(separator: " ").joined(separator: " ")
    #expect(text.contains("The values of SmoothGrad need not add up to anything"))
    #expect(text.contains("They go from −0.31 to 3.12."))
    #expect(text.contains("m chooses a method with one"))
  }
}
