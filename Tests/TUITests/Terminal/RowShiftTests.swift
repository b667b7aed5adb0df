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
    // The blank behind the text comes along, to column 33, and is made up for.
    #expect(
      shift(text, String(text.dropFirst()))
        == RowShift(row: 0, deletion: 2, insertion: 34, count: 1))
  }

  @Test func aShortWordMovesTheRest() {
    let longer = "so very anxious in front of the crowd"
    #expect(shift(text, longer) == RowShift(row: 0, deletion: 34, insertion: 5, count: 5))
    #expect(shift(longer, text) == RowShift(row: 0, deletion: 5, insertion: 34, count: 5))
  }

  @Test func whatHasNoRoomAtTheEndGoes() {
    let full = String(repeating: "so far ", count: 5) + "so"
    #expect(full.count == 37)
    // The text ends in column 38, before the border: its last letter is deleted.
    #expect(
      shift(full, "x" + full.dropLast()) == RowShift(row: 0, deletion: 38, insertion: 2, count: 1))
  }

  @Test func whatStandsBesideATextStays() {
    let (last, next) = (text + "│1", "x" + text.dropLast() + "│2")
    #expect(shift(last, next) == RowShift(row: 0, deletion: 33, insertion: 2, count: 1))
  }

  @Test func theCellsBecomeBlankWhereTheyComeIn() {
    let row = "abcdef".map { Cell(text: String($0), style: .plain) }
    func text(_ shift: RowShift) -> String { shift.applied(to: row).map(\.text).joined() }
    #expect(text(RowShift(row: 0, deletion: 4, insertion: 1, count: 1)) == "a bcdf")
    #expect(text(RowShift(row: 0, deletion: 1, insertion: 3, count: 2)) == "ade  f")
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

  @Test func plainLettersThatCostLessThanAShiftAreSent() {
    // Sixteen letters in one style: less than the sequences of a shift.
    #expect(shift("so far from here", "xso far from here") == nil)
  }

  @Test func wideCharactersAreNeverTornApart() {
    // Only what is right of the wide character moves: the blank in column 4 and on.
    #expect(
      shift("好 anxious in front of the crowd", "x好 anxious in front of the crowd")
        == RowShift(row: 0, deletion: 34, insertion: 4, count: 1))
    #expect(shift("anxious in front of the crowd 好", "xanxious in front of the crowd 好") == nil)
    #expect(
      shift("anxious in front of the crowd e\u{301}", "xanxious in front of the crowd e\u{301}")
        == nil)
  }
}
