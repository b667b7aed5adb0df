import Testing

@testable import TUI

@Suite struct FigureTableTests {
  private let table = FigureTable(
    columns: [
      FigureTable.Column("", 4, isText: true), FigureTable.Column("one", 6),
      FigureTable.Column("two", 6), FigureTable.Column("word", 8, isText: true),
    ], rows: [["a", "1", "22", "left"]], chosen: 0)

  private func texts(_ lines: [StyledLine]) -> [String] {
    lines.map { $0.parts.map(\.text).joined() }
  }

  @Test func numbersEndBelowTheirTitlesAndTextsBeginThere() {
    #expect(
      texts(table.lines(width: 24)) == ["       one   two  word  ", "a        1    22  left  "])
  }

  @Test func whatIsTooWideStandsInPartsEachWithTheNames() {
    #expect(
      texts(table.lines(width: 16)) == [
        "       one   two", "a        1    22", "", "      word  ", "a     left  ",
      ])
  }

  @Test func theChosenRowIsEmphasized() {
    let lines = table.lines(width: 24)
    #expect(lines[0].parts[0].attributes.isEmpty)
    #expect(lines[1].parts[0].attributes == .bold)
  }
}
