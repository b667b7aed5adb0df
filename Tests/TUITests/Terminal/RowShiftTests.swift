import Testing

@testable import TUI

@Suite struct RowShiftTests {
  /// A row between borders, 40 columns.
  private func grid(_ text: String, style: CellStyle = .plain) -> Grid {
    var grid = Grid(rows: 1, columns: 40)
    grid.write("│", row: 0, column: 0, style: .plain)
    grid.write(text, row: 0, column: 2, style: style)
    grid.write("│", row: 0, column: 39, style: .plain)
    return grid
  }

  private func shift(_ last: String, _ next: String) -> RowShift? {
    RowShift(from: grid(last), to: grid(next), row: 0, columns: 40)
  }

  private let text = "so anxious in front of the crowd"

  @Test func aLetterBeforeATextMovesItToTheRight() {
    // The text ends in column 33: a blank behind it is deleted, and one inserted before it.
    #expect(
      shift(text, "x" + text) == RowShift(row: 0, deletion: 34, insertion: 2, count: 1))
  }

  @Test func aLetterTakenOutMovesTheRestToTheLeft() {
    #expect(
      shift(text, String(text.dropFirst()))
        == RowShift(row: 0, deletion: 2, insertion: 33, count: 1))
  }

  @Test func aShortWordMovesTheRest() {
    let longer = "so very anxious in front of the crowd"
    #expect(shift(text, longer) == RowShift(row: 0, deletion: 34, insertion: 5, count: 5))
    #expect(shift(longer, text) == RowShift(row: 0, deletion: 5, insertion: 34, count: 5))
  }

  @Test func whatHasNoRoomIsNotShifted() {
    let full = text + " then"
    #expect(full.count == 37)
    #expect(shift(full, "x" + full.dropLast()) == nil)
  }

  @Test func fewCellsAreSentAsTheyAre() {
    #expect(shift("so far", "xso far") == nil)
    #expect(shift(text, text + "s") == nil)
    #expect(shift(text, text) == nil)
  }

  @Test func anotherTextIsSentAsItIs() {
    #expect(shift(text, "we went home and had a good dinner") == nil)
  }

  @Test func coloursThatChangeSpareNothing() {
    let style = CellStyle(background: .palette(4))
    #expect(
      RowShift(from: grid(text), to: grid("x" + text, style: style), row: 0, columns: 40) == nil)
    // Those that move with their letters do.
    #expect(
      RowShift(
        from: grid(text, style: style), to: grid("x" + text, style: style), row: 0, columns: 40)
        != nil)
  }

  @Test func wideCharactersAreNeverTornApart() {
    #expect(shift("好 anxious in front of the crowd", "x好 anxious in front of the crowd") == nil)
    #expect(shift("anxious in front of the crowd 好", "xanxious in front of the crowd 好") == nil)
  }
}
