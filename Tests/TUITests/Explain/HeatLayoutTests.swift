import Testing

@testable import TUI

@Suite struct HeatLayoutTests {
  private func units(_ texts: [String]) -> [HeatUnit] {
    texts.enumerated().map { index, text in
      HeatUnit(
        text: text, pieces: [index], hasGap: index > 0, startsLine: false, isSpecial: false,
        range: 0..<0, sequence: 0)
    }
  }

  @Test func wrapsBetweenUnits() {
    let layout = HeatLayout(units(["aaaa", "bbb", "cc"]), width: 8)
    #expect(layout.segments.map(\.line) == [0, 0, 1])
    #expect(layout.segments.map(\.column) == [0, 5, 0])
    #expect(layout.lineCount == 2)
  }

  @Test func cutsAUnitThatIsWiderThanTheLine() {
    let layout = HeatLayout(units(["abcdefgh"]), width: 3)
    #expect(layout.segments.map(\.text) == ["abc", "def", "gh"])
    #expect(layout.segments.allSatisfy { $0.unit == 0 })
  }

  @Test func findsTheUnitUnderACell() {
    let layout = HeatLayout(units(["aaaa", "bbb", "cc"]), width: 8)
    #expect(layout.unit(line: 0, column: 3) == 0)
    #expect(layout.unit(line: 0, column: 6) == 1)
    #expect(layout.unit(line: 1, column: 0) == 2)
    #expect(layout.unit(line: 5, column: 0) == nil)
  }

  @Test func goesUpAndDownToTheNearest() {
    let layout = HeatLayout(units(["aaaa", "bbb", "cc", "ddddd"]), width: 8)
    #expect(layout.unit(from: 0, lines: 1) == 2)
    #expect(layout.unit(from: 3, lines: -1) == 1)
  }

  @Test func wideCharactersTakeTwoColumns() {
    let layout = HeatLayout(units(["中中", "中"]), width: 6)
    #expect(layout.segments.map(\.columns) == [4, 2])
    #expect(layout.lineCount == 2)
  }
}
