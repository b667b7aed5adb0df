import Foundation
import Model
import TestSupport
import Testing

@testable import TUI

extension CursesTests {
  /// Bytes that typical frames may cost; over SSH they are what one waits for.
  @Suite struct TerminalBudgetTests {
    /// A diverging ramp of 32 steps, as a theme gives it for a depth.
    private func ramp(_ step: Int, _ depth: ColorDepth) -> Color {
      let step = UInt32(step % 32)
      return depth == .truecolor
        ? .rgb(0x20_4060 &+ step &* 0x06_0301) : .palette(UInt8(16 + step * 6))
    }

    /// The Explain screen with the 15 words of the design, at some moment of typing.
    private func explain(_ moment: Int, _ depth: ColorDepth) -> Grid {
      var grid = Grid(rows: 40, columns: 120)
      let words = "i felt so anxious standing in front of the crowd that my heart was racing"
      let typed = words + String(repeating: "s", count: moment)
      grid.write(typed, row: 2, column: 2)
      grid.cursor = .init(row: 2, column: 2 + typed.count)
      var column = 2
      for (index, word) in typed.split(separator: " ").enumerated() {
        // Not a colour more than a new text changes: all of them.
        let style = CellStyle(
          foreground: .palette(0), background: ramp(index * 7 + moment * 5, depth))
        column += grid.write(word, row: 6, column: column, style: style) + 1
        grid.write((index + moment) % 3 == 0 ? "+" : "-", row: 7, column: column - 2)
      }
      for (index, label) in ["fear", "sadness", "anger", "surprise"].enumerated() {
        let value = Double((index * 211 + moment * 37) % 997) / 1_000
        let number = String(format: "%.3f", value)
        grid.write("\(label) \(number)", row: 12 + index, column: 2)
        let bar = String(repeating: "█", count: Int(value * 14))
        grid.write(bar, row: 12 + index, column: 18, style: CellStyle(foreground: ramp(8, depth)))
        grid.write(
          "+" + String(format: "%.2f", value * 3), row: 12 + index, column: 50,
          style: CellStyle(foreground: ramp(24, depth)))
      }
      grid.write(
        "F(x) \(moment).21 = F(b) 0.44 + \(moment).77   \(80 + moment) ms", row: 9, column: 30)
      return grid
    }

    @Test(arguments: [(ColorDepth.truecolor, 1_500), (.palette256, 1_000)])
    func aTypedLetterOnExplain(_ depth: ColorDepth, _ budget: Int) throws {
      for term in ["xterm-256color", "tmux-256color"] {
        let (terminal, device) = try TerminalKind(term: term, depth: depth).open(
          rows: 40, columns: 120)
        device.show(explain(0, depth), on: terminal)
        for moment in 1...4 {
          let before = terminal.bytesWritten
          device.show(explain(moment, depth), on: terminal)
          let cost = terminal.bytesWritten - before
          #expect(cost < budget, "\(term): \(cost) bytes")
          #expect(cost > 100)
        }
      }
    }

    @Test(arguments: [(ColorDepth.truecolor, 40_000), (.palette256, 25_000)])
    func aWholeSparseMap(_ depth: ColorDepth, _ budget: Int) throws {
      let (terminal, device) = try TerminalKind(term: "xterm-256color", depth: depth).open(
        rows: 40, columns: 120)
      device.show(Grid(rows: 40, columns: 120), on: terminal)
      var grid = Grid(rows: 40, columns: 120)
      var generator = SeededGenerator(seed: 5)
      for row in 1..<39 {
        for column in 3..<117 {
          // Attention as it is: a quarter of the cells above the lowest step.
          let isHot = Int.random(in: 0..<4, using: &generator) == 0
          let step = isHot ? Int.random(in: 1..<32, using: &generator) : 0
          grid.write(
            " ", row: row, column: column, style: CellStyle(background: ramp(step, depth)))
        }
      }
      let before = terminal.bytesWritten
      device.show(grid, on: terminal)
      let cost = terminal.bytesWritten - before
      #expect(cost < budget, "\(cost) bytes")
    }

    @Test func aFrameIsOneWriteAndALetterAFewBytes() throws {
      let (terminal, device) = try TerminalKind(term: "xterm-256color", depth: .truecolor).open(
        rows: 40, columns: 120)
      var grid = Grid(rows: 40, columns: 120)
      grid.cursor = .init(row: 3, column: 5)
      device.show(grid, on: terminal)
      let before = terminal.bytesWritten
      grid.write("x", row: 3, column: 5)
      grid.cursor = .init(row: 3, column: 6)
      device.show(grid, on: terminal)
      // The letter, sixteen bytes that make the frame appear at once, and a move if need be.
      #expect(terminal.bytesWritten - before <= 24)
    }
  }
}
