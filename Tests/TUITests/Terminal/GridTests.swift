import Model
import TestSupport
import Testing

@testable import TUI

@Suite struct GridTests {
  private static let red = CellStyle(foreground: .palette(1))
  private static let blue = CellStyle(foreground: .palette(4))

  @Test func startsBlank() {
    let grid = Grid(rows: 2, columns: 3)
    #expect(grid.text(row: 0) == "   ")
    #expect(grid[1, 2] == .blank)
    #expect(grid.cursor == nil)
  }

  @Test func standsGridsUnderEachOther() {
    var first = Grid(rows: 1, columns: 2)
    first.write("ab", row: 0, column: 0, style: .plain)
    var second = Grid(rows: 2, columns: 4)
    second.write("中d", row: 1, column: 0, style: .plain)
    let stack = Grid(stacking: [first, second])
    #expect((0..<stack.rows).map(stack.text(row:)) == ["ab  ", "    ", "    ", "中d "])
    #expect(Grid(stacking: []).rows == 0)
  }

  @Test func writesTextAndReturnsItsColumns() {
    var grid = Grid(rows: 1, columns: 6)
    #expect(grid.write("abc", row: 0, column: 1, style: Self.red) == 3)
    #expect(grid.text(row: 0) == " abc  ")
    #expect(grid[0, 1].style == Self.red)
    #expect(grid[0, 0].style == .plain)
  }

  @Test func cutsTextAtTheRightEdgeAndCountsWhatWasReached() {
    var grid = Grid(rows: 1, columns: 4)
    #expect(grid.write("abcdef", row: 0, column: 2) == 2)
    #expect(grid.text(row: 0) == "  ab")
  }

  @Test func cutsTextAtTheLeftEdge() {
    var grid = Grid(rows: 1, columns: 4)
    #expect(grid.write("abcdef", row: 0, column: -2) == 6)
    #expect(grid.text(row: 0) == "cdef")
  }

  @Test func ignoresRowsOutside() {
    var grid = Grid(rows: 1, columns: 4)
    grid.write("up", row: -1, column: 0)
    grid.write("down", row: 1, column: 0)
    #expect(grid == Grid(rows: 1, columns: 4))
  }

  @Test func anEmptyGridTakesEverything() {
    var grid = Grid(rows: 0, columns: -3)
    grid.write("text", row: 0, column: 0)
    grid.fill(Rectangle(row: -1, column: -1, height: 9, width: 9), style: Self.red)
    grid.restyle(grid.bounds) { $0.attributes = .bold }
    #expect(grid.rows == 0 && grid.columns == 0)
  }

  @Test func aWideClusterTakesTwoCells() {
    var grid = Grid(rows: 1, columns: 5)
    #expect(grid.write("中a", row: 0, column: 1, style: Self.red) == 3)
    #expect(grid[0, 1] == Cell(text: "中", style: Self.red))
    #expect(grid[0, 2] == Cell(text: "", style: Self.red))
    #expect(grid[0, 3].text == "a")
    #expect(grid.width(row: 0, column: 1) == 2)
    #expect(grid.width(row: 0, column: 3) == 1)
  }

  @Test func aClusterOfThreeColumnsTakesThreeCells() {
    var grid = Grid(rows: 1, columns: 4)
    // Ka, virama, ssa, vowel sign i: one cluster; the terminal's sum is 1 + 0 + 1 + 1.
    #expect(grid.write("\u{915}\u{94D}\u{937}\u{93F}", row: 0, column: 0) == 3)
    #expect(grid.width(row: 0, column: 0) == 3)
    grid.write("x", row: 0, column: 1)
    #expect(grid.text(row: 0) == " x  ")
  }

  @Test func overwritingTheSecondHalfBlanksTheFirst() {
    var grid = Grid(rows: 1, columns: 3)
    grid.write("中", row: 0, column: 0, style: Self.red)
    grid.write("x", row: 0, column: 1, style: Self.blue)
    #expect(grid[0, 0] == Cell(text: " ", style: Self.red))
    #expect(grid[0, 1] == Cell(text: "x", style: Self.blue))
  }

  @Test func overwritingTheFirstHalfBlanksTheSecond() {
    var grid = Grid(rows: 1, columns: 3)
    grid.write("中", row: 0, column: 0, style: Self.red)
    grid.write("x", row: 0, column: 0, style: Self.blue)
    #expect(grid[0, 0] == Cell(text: "x", style: Self.blue))
    #expect(grid[0, 1] == Cell(text: " ", style: Self.red))
  }

  @Test func aWideClusterOverTwoOthersBlanksBothRests() {
    var grid = Grid(rows: 1, columns: 4)
    grid.write("中文", row: 0, column: 0)
    grid.write("字", row: 0, column: 1)
    #expect(grid.text(row: 0) == " 字 ")
  }

  @Test func halfAClusterAtAnEdgeIsABlank() {
    var grid = Grid(rows: 1, columns: 3)
    grid.write("a中文", row: 0, column: 0, style: Self.red)
    #expect(grid.text(row: 0) == "a中")
    grid.write("中", row: 0, column: 2, style: Self.red)
    #expect(grid[0, 2] == Cell(text: " ", style: Self.red))
    grid.write("文", row: 0, column: -1, style: Self.blue)
    #expect(grid[0, 0] == Cell(text: " ", style: Self.blue))
  }

  @Test func theClipLimitsWhatChanges() {
    var grid = Grid(rows: 3, columns: 8)
    let clip = Rectangle(row: 1, column: 2, height: 1, width: 3)
    #expect(grid.write("abcdefgh", row: 1, column: 1, clip: clip) == 4)
    grid.write("zz", row: 0, column: 2, clip: clip)
    #expect(grid.text(row: 0) == "        ")
    #expect(grid.text(row: 1) == "  bcd   ")
  }

  @Test func fillBlanksAndCutsClusters() {
    var grid = Grid(rows: 2, columns: 4)
    grid.write("中文", row: 0, column: 0)
    grid.fill(Rectangle(row: 0, column: 1, height: 5, width: 2), style: Self.red)
    #expect(grid.text(row: 0) == "    ")
    #expect(grid[0, 0].style == .plain)
    #expect(grid[0, 1] == Cell(text: " ", style: Self.red))
    #expect(grid[1, 2].style == Self.red)
    #expect(grid[0, 3].style == .plain)
  }

  @Test func restyleKeepsTextAndWholeClusters() {
    var grid = Grid(rows: 1, columns: 4)
    grid.write("中a", row: 0, column: 0)
    grid.restyle(Rectangle(row: 0, column: 0, height: 1, width: 1)) { $0.attributes = .dim }
    #expect(grid.text(row: 0) == "中a ")
    #expect(grid[0, 0].style.attributes == .dim)
    #expect(grid[0, 1].style.attributes == .dim)
    #expect(grid[0, 2].style.attributes == [])
  }

  @Test func neverHoldsAControlCharacter() {
    var grid = Grid(rows: 1, columns: 40)
    grid.write("a\u{1B}[31m\r\nb\u{202E}", row: 0, column: 0)
    #expect(grid.text(row: 0).hasPrefix("a\\x1b[31m␍␊b<U+202E> "))
  }

  @Test func escapesInAsciiWhenAsked() {
    var grid = Grid(rows: 1, columns: 8, escapes: .ascii)
    #expect(grid.write("\r\n\t", row: 0, column: 0) == 6)
    #expect(grid.text(row: 0) == "\\r\\n\\t  ")
  }

  @Test func ambiguousCharactersMayBeWide() {
    var grid = Grid(rows: 1, columns: 4, ambiguousIsWide: true)
    #expect(grid.write("α", row: 0, column: 0) == 2)
    #expect(grid.width(row: 0, column: 0) == 2)
  }

  @Test func anyWritesLeaveWholeClustersThatFillEachRow() {
    var generator = SeededGenerator(seed: 1)
    let samples = ["a", "中", "e\u{301}", "👨‍👩‍👧", "क्षि", "\u{1B}", "🇩🇪", "", "xyz", "文字"]
    for _ in 0..<300 {
      var grid = Grid(rows: 2, columns: Int.random(in: 1...9, using: &generator))
      for _ in 0..<12 {
        let row = Int.random(in: 0...1, using: &generator)
        let column = Int.random(in: -2...9, using: &generator)
        if Bool.random(using: &generator) {
          grid.write(
            samples.randomElement(using: &generator) ?? "", row: row, column: column)
        } else {
          grid.fill(Rectangle(row: row, column: column, height: 1, width: 2))
        }
        for row in 0..<2 {
          #expect(grid[row, 0].text != "")
          #expect(TextWidth.columns(of: grid.text(row: row)) == grid.columns)
        }
      }
    }
  }
}
