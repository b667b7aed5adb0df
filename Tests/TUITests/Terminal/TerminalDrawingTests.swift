import CTerminal
import Foundation
import Model
import TestSupport
import Testing

@testable import TUI

extension CursesTests {
  /// Grids through ncurses and an emulator; one at a time, because a process has one ncurses.
  @Suite struct TerminalDrawingTests {
    /// A cluster, and what a terminal that knows scalars only shows of it through ncurses.
    private static let samples: [(text: String, shown: [String], isReduced: Bool)] = [
      ("a", ["a"], false), ("Z", ["Z"], false), ("é", ["é"], false),
      ("e\u{301}", ["e\u{301}"], false),
      ("中", ["中", ""], false), ("ｆ", ["ｆ", ""], false), ("⣿", ["⣿"], false), ("▌", ["▌"], false),
      ("│", ["│"], false), ("👍", ["👍", ""], false), ("👍🏽", ["👍", ""], true),
      ("👨‍👩‍👧", ["👨", ""], true), ("❤\u{FE0F}", ["❤", " "], true), ("नि", ["न", "ि"], false),
      ("o\u{301}\u{302}\u{303}\u{304}\u{305}", ["o"], true), ("🇩🇪", ["🇩", "🇪"], false),
    ]

    private func expected(_ grid: Grid) -> [[TerminalEmulator.Shown]] {
      (0..<grid.rows).map { row in
        var line: [TerminalEmulator.Shown] = []
        var column = 0
        while column < grid.columns {
          let cell = grid[row, column]
          let sample = Self.samples.first { $0.text == cell.text }
          var style = cell.style
          if sample?.isReduced == true { style.attributes.insert(.underline) }
          for text in sample?.shown ?? [cell.text] {
            line.append(.init(text: text, style: style))
          }
          column += grid.width(row: row, column: column)
        }
        return line
      }
    }

    /// The first row that differs to the eye.
    private func difference(
      _ shown: [[TerminalEmulator.Shown]], _ wanted: [[TerminalEmulator.Shown]]
    ) -> String? {
      for (row, (shown, wanted)) in zip(normalized(shown), normalized(wanted)).enumerated()
      where shown != wanted {
        func text(_ line: [TerminalEmulator.Shown]) -> String { line.map(\.text).joined() }
        guard let column = zip(shown, wanted).enumerated().first(where: { $1.0 != $1.1 })?.offset
        else { return "row \(row): \(shown.count) columns for \(wanted.count)" }
        return "row \(row), column \(column): \(shown[column]) for \(wanted[column]); "
          + "“\(text(shown))” for “\(text(wanted))”"
      }
      return shown.count == wanted.count ? nil : "\(shown.count) rows for \(wanted.count)"
    }

    /// What the eye sees: a blank has no foreground.
    private func normalized(_ lines: [[TerminalEmulator.Shown]]) -> [[TerminalEmulator.Shown]] {
      lines.map { line in
        line.map { cell in
          var cell = cell
          if cell.text == " ", cell.style.attributes.isDisjoint(with: [.reverse, .underline]) {
            cell.style = CellStyle(background: cell.style.background)
          }
          return cell
        }
      }
    }

    private func randomStyle(
      _ depth: ColorDepth, _ generator: inout SeededGenerator, term: String
    ) -> CellStyle {
      func color() -> Color {
        switch depth {
        case .none: return .standard
        case .sixteen: return .palette(UInt8.random(in: 0...15, using: &generator))
        case .palette256: return .palette(UInt8.random(in: 0...255, using: &generator))
        case .truecolor:
          return Bool.random(using: &generator)
            ? .palette(UInt8.random(in: 0...255, using: &generator))
            : .rgb(UInt32.random(in: 8...0xFF_FFFF, using: &generator))
        }
      }
      var style = CellStyle()
      if Bool.random(using: &generator) { style.foreground = color() }
      if Bool.random(using: &generator) { style.background = color() }
      let known: [CellStyle.Attributes] =
        term == "vt100" ? [.bold, .underline, .reverse] : [.bold, .dim, .underline, .reverse]
      if Int.random(in: 0..<4, using: &generator) == 0 {
        style.attributes = known.randomElement(using: &generator) ?? []
      }
      return style
    }

    private func change(
      _ grid: inout Grid, _ kind: TerminalKind, _ generator: inout SeededGenerator
    ) {
      let row = Int.random(in: 0..<grid.rows, using: &generator)
      let column = Int.random(in: -1..<grid.columns, using: &generator)
      let style = randomStyle(kind.depth, &generator, term: kind.term)
      switch Int.random(in: 0..<8, using: &generator) {
      case 0:
        let height = Int.random(in: 1...3, using: &generator)
        let width = Int.random(in: 1...grid.columns, using: &generator)
        grid.fill(Rectangle(row: row, column: column, height: height, width: width), style: style)
      case 1:
        grid.write(String(repeating: "=", count: 12), row: row, column: column, style: style)
      default:
        var place = column
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
          guard let sample = Self.samples.randomElement(using: &generator) else { return }
          place += grid.write(sample.text, row: row, column: place, style: style)
        }
      }
    }

    @Test(arguments: TerminalKind.all)
    func theScreenShowsTheLastGrid(_ kind: TerminalKind) throws {
      var generator = SeededGenerator(seed: 11)
      for (rows, columns) in [(8, 31), (3, 80), (1, 5), (2, 2), (2, 1)] {
        let (terminal, device) = try kind.open(rows: rows, columns: columns)
        #expect(terminal.colorDepth == kind.depth)
        var grid = Grid(rows: rows, columns: columns)
        for frame in 0..<40 {
          for _ in 0..<Int.random(in: 0...6, using: &generator) { change(&grid, kind, &generator) }
          if frame % 20 == 19 { grid = Grid(rows: rows, columns: columns) }
          device.show(grid, on: terminal)
          let found = difference(device.emulator.cells, expected(grid))
          try #require(found == nil, "frame \(frame) of \(rows)×\(columns)")
        }
        #expect(device.emulator.unknown == [])
        terminal.restore()
        device.receive()
      }
    }

    /// Takes some cells out of a row between its borders, or puts some in: what is behind them moves.
    private func edit(_ grid: inout Grid, _ kind: TerminalKind, _ generator: inout SeededGenerator)
    {
      let row = Int.random(in: 0..<grid.rows, using: &generator)
      let inner = 1..<grid.columns - 1
      var cells = inner.map { grid[row, $0] }
      let place = Int.random(in: 0..<cells.count - 10, using: &generator)
      let count = Int.random(in: 1...9, using: &generator)
      if Bool.random(using: &generator) {
        cells.removeSubrange(place..<place + count)
        cells += Array(repeating: .blank, count: count)
      } else {
        let style = randomStyle(kind.depth, &generator, term: kind.term)
        let letters =
          [["x"], ["x"], ["中", ""], ["e\u{301}"]].randomElement(using: &generator) ?? []
        let inserted = (0..<count).flatMap { _ in letters.map { Cell(text: $0, style: style) } }
        cells.insert(contentsOf: inserted, at: place)
      }
      // Now and then a word has another colour besides.
      if Int.random(in: 0..<3, using: &generator) == 0 {
        let style = randomStyle(kind.depth, &generator, term: kind.term)
        for index in place..<place + 6 { cells[index].style = style }
      }
      for (column, cell) in zip(inner, cells) {
        grid.write(cell.text, row: row, column: column, style: cell.style)
      }
    }

    @Test(arguments: TerminalKind.all)
    func rowsThatMoveEndWhereTheyShould(_ kind: TerminalKind) throws {
      var generator = SeededGenerator(seed: 29)
      let (terminal, device) = try kind.open(rows: 5, columns: 60)
      var grid = Grid(rows: 5, columns: 60)
      for row in 0..<5 {
        grid.write("│", row: row, column: 0)
        grid.write(
          "│", row: row, column: 59, style: randomStyle(kind.depth, &generator, term: kind.term))
        for (index, word) in ["so", "anxious", "in", "front", "of", "the", "crowd"].enumerated() {
          grid.write(
            word, row: row, column: 2 + index * 6,
            style: randomStyle(kind.depth, &generator, term: kind.term))
        }
      }
      grid.cursor = .init(row: 2, column: 3)
      device.show(grid, on: terminal)
      for step in 0..<200 {
        for _ in 0..<Int.random(in: 1...3, using: &generator) { edit(&grid, kind, &generator) }
        device.show(grid, on: terminal)
        let found = difference(device.emulator.cells, expected(grid))
        try #require(found == nil, "step \(step)")
        #expect((device.emulator.row, device.emulator.column) == (2, 3))
      }
      #expect(device.emulator.unknown == [])
      // Cells were shifted where the terminal can: never where its description says that it cannot.
      let sent = String(decoding: device.received, as: UTF8.self)
      #expect(sent.contains(/\u{1B}\[\d*P/) == (kind.term != "vt100"))
    }

    /// Without a way to delete, insert or come back, cells are not moved: ESC 7 saves the cursor.
    @Test(
      arguments: [("xterm-256color", true), ("vt100", false), ("rxvt", false), ("ansi", false)])
    func cellsMoveOnlyWhereTheDescriptionSaysHow(_ term: String, _ moves: Bool) throws {
      guard let entry = TerminfoEntry(name: term) else { return }
      let painter = try CursesPainter(
        entry: entry, depth: .none, isASCIIOnly: false, rows: 1, columns: 60, cache: nil)
      _ = painter.enter()
      var sent = ""
      for lead in ["", "x"] {
        var grid = Grid(rows: 1, columns: 60)
        grid.write(lead + "so anxious standing in front of the crowd", row: 0, column: 2)
        grid.write("|", row: 0, column: 59)
        sent = String(decoding: painter.paint(grid), as: UTF8.self)
      }
      #expect(sent.contains("\u{1B}7") == moves)
      painter.leave()
    }

    /// Letters that ncurses cannot show look alike: nothing changes when they move.
    @Test func lettersThatAreStoodForStayWhereTheyAre() throws {
      let entry = try #require(TerminfoEntry(name: "xterm-256color"))
      let painter = try CursesPainter(
        entry: entry, depth: .none, isASCIIOnly: true, rows: 1, columns: 40, cache: nil)
      var emulator = TerminalEmulator(rows: 1, columns: 40)
      emulator.feed(painter.enter())
      let letters = (0..<40).compactMap { Unicode.Scalar(0x430 + $0).map(String.init) }
      for start in 0..<3 {
        var grid = Grid(rows: 1, columns: 40)
        grid.write(letters[start..<start + 30].joined(), row: 0, column: 2)
        let bytes = painter.paint(grid)
        #expect(String(decoding: bytes, as: UTF8.self).contains("\u{1B}[1P") == (start > 0))
        emulator.feed(bytes)
        let shown = "  " + String(repeating: "?", count: 30)
        #expect(emulator.text(row: 0) == shown + String(repeating: " ", count: 8))
      }
      painter.leave()
    }

    @Test func anUnchangedGridSendsNothing() throws {
      let (terminal, device) = try TerminalKind.all[0].open(rows: 5, columns: 20)
      var grid = Grid(rows: 5, columns: 20)
      grid.write("still", row: 2, column: 3)
      device.show(grid, on: terminal)
      let before = terminal.bytesWritten
      device.show(grid, on: terminal)
      #expect(terminal.bytesWritten == before)
    }

    @Test func theCursorIsShownWhereTheGridHasIt() throws {
      let (terminal, device) = try TerminalKind.all[0].open(rows: 5, columns: 20)
      var grid = Grid(rows: 5, columns: 20)
      device.show(grid, on: terminal)
      #expect(!device.emulator.modes.contains(25))
      grid.cursor = .init(row: 2, column: 7)
      device.show(grid, on: terminal)
      #expect(device.emulator.modes.contains(25))
      #expect((device.emulator.row, device.emulator.column) == (2, 7))
      grid.cursor = .init(row: 9, column: 7)
      device.show(grid, on: terminal)
      #expect(!device.emulator.modes.contains(25))
    }

    @Test func repaintRepairsTheScreen() throws {
      let (terminal, device) = try TerminalKind.all[0].open(rows: 3, columns: 20)
      var grid = Grid(rows: 3, columns: 20)
      grid.write("whole", row: 1, column: 0)
      device.show(grid, on: terminal)
      device.emulator.feed("\u{1B}[Hgarbage\r\ngarbage".utf8)
      terminal.repaint()
      device.show(grid, on: terminal)
      #expect(device.emulator.text(row: 0).allSatisfy { $0 == " " })
      #expect(device.emulator.text(row: 1).hasPrefix("whole  "))
    }

    @Test func aGridOfAnotherSizeIsCut() throws {
      let (terminal, device) = try TerminalKind.all[0].open(rows: 3, columns: 5)
      var grid = Grid(rows: 9, columns: 9)
      for row in 0..<9 { grid.write("abcd中中x", row: row, column: 0) }
      device.show(grid, on: terminal)
      #expect(device.emulator.text(row: 2) == "abcd ")
      device.show(Grid(rows: 1, columns: 1), on: terminal)
      #expect(device.emulator.text(row: 2) == "     ")
    }

    @Test func aSlowLinkGetsTheNewestFrameOnly() throws {
      let (terminal, device) = try TerminalKind.all[1].open(rows: 40, columns: 120)
      var generator = SeededGenerator(seed: 3)
      func noise() -> Grid {
        var grid = Grid(rows: 40, columns: 120)
        for row in 0..<40 {
          for column in 0..<120 {
            let style = CellStyle(
              background: .rgb(UInt32.random(in: 8...0xFF_FFFF, using: &generator)))
            grid.write("x", row: row, column: column, style: style)
          }
        }
        return grid
      }
      terminal.draw(noise())
      #expect(!terminal.output.isEmpty)
      let sizeOfOne = terminal.output.count + terminal.bytesWritten
      for _ in 0..<20 { terminal.draw(noise()) }
      #expect(terminal.link == .slow)
      let last = noise()
      terminal.draw(last)
      device.settle(terminal)
      #expect(difference(device.emulator.cells, expected(last)) == nil)
      #expect(terminal.bytesWritten < 3 * sizeOfOne)
      // A typed letter on a link that is free again.
      var grid = last
      grid.write("y", row: 0, column: 0)
      device.show(grid, on: terminal)
      #expect(terminal.link == .fast)
    }
  }
}
