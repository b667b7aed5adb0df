import Attribution
import Model
import TestSupport
import Testing

@testable import TUI

/// Whatever happens in whatever order at whatever size, nothing traps and every screen has its size.
@Suite struct UpdateFuzzTests {
  private static let texts = [
    "a", "中", "é", " ", "\n", "🇩🇪", "\u{301}", ":", "q", "m", "x", "/", "👩‍👩‍👧",
  ]
  private static let keys: [Key] = [
    .enter, .escape, .tab, .backTab, .backspace, .delete, .up, .down, .left, .right, .home, .end,
    .pageUp, .pageDown, .function(1), .function(2), .function(3), .function(5), .insert,
  ]

  private func event(_ random: inout SeededGenerator) -> Event {
    switch Int.random(in: 0..<12, using: &random) {
    case 0...3: return .input(.text(Self.texts.randomElement(using: &random) ?? "a"))
    case 4...5:
      let modifiers = KeyModifiers(rawValue: UInt8.random(in: 0..<8, using: &random))
      return .input(.key(Self.keys.randomElement(using: &random) ?? .enter, modifiers))
    case 6...7:
      let row = KeyTable.standard.rows.randomElement(using: &random)
      let chord = (row.map { $0.plain + $0.always } ?? []).randomElement(using: &random)
      guard let chord else { return .input(.focus(true)) }
      return .input(.key(chord.key, chord.modifiers))
    case 8:
      let actions: [MouseEvent.Action] = [
        .press(.left), .drag(.left), .release(.left), .wheelUp, .wheelDown, .move, .press(.right),
      ]
      return .input(
        .mouse(
          MouseEvent(
            action: actions.randomElement(using: &random) ?? .move,
            row: Int.random(in: -2..<70, using: &random),
            column: Int.random(in: -2..<210, using: &random),
            clickCount: Int.random(in: 0..<3, using: &random))))
    case 9:
      let sizes = [(1, 1), (0, 0), (16, 60), (24, 80), (40, 120), (5, 300), (60, 200), (17, 75)]
      let size = sizes.randomElement(using: &random) ?? (1, 1)
      return .input(.resize(rows: size.0, columns: size.1))
    case 10:
      return .input(
        .paste(
          "so anxious\n"
            + String(repeating: "crowd ", count: Int.random(in: 0..<60, using: &random))))
    default:
      return .timer(.pause(Int.random(in: 0..<50, using: &random)))
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func nothingTraps(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var robot = try Robot(rows: 24, columns: 80)
    for step in 0..<700 {
      robot.isModelAnswering = Int.random(in: 0..<6, using: &random) > 0
      robot.isTimePassing = Bool.random(using: &random)
      let event = event(&random)
      robot.send(event)
      if case .input(.key(_, _)) = event, step % 90 == 0 { robot.letTimePass() }
      if step % 101 == 0 {
        robot.model.labels =
          [["yes", "no"], ["a", "b", "c", "d", "e", "f"], ["one"]][step / 101 % 3]
        robot.send(.modelOpened(robot.model.summary))
      }
      if step % 53 == 0 { robot.state.evaluate.take(SampleEvaluation.make(robot.model.summary)) }
      if step % 7 == 0 || step % 101 == 0 {
        let grid = robot.grid
        #expect(grid.rows == robot.state.rows && grid.columns == robot.state.columns)
      }
    }
  }

  @Test func everySizeIsDrawn() throws {
    var robot = try Robot(text: SampleModel.sentence)
    for rows in stride(from: 1, through: 64, by: 3) {
      for columns in stride(from: 1, through: 210, by: 7) {
        robot.send(.input(.resize(rows: rows, columns: columns)))
        let grid = robot.grid
        #expect(grid.rows == rows && grid.columns == columns)
      }
    }
  }
}
