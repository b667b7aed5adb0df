import Testing

@testable import TUI

@Suite("A table of rows")
struct RowTableTests {
  private static let columns = [
    RowTable.Column(title: "line", width: 4, isRight: true),
    RowTable.Column(title: "label", width: 6),
  ]

  /// The lines of a table of numbered rows on a screen of 16 × 60.
  private func lines(
    _ area: Rectangle, count: Int, cursor: RowCursor, search: String = "",
    text: (Int) -> String = { "the text of row \($0)" }
  ) throws -> (lines: [String], grid: Grid) {
    let robot = try Robot(rows: 16, columns: 60)
    var painter = ScreenPainter(robot.state, theme: robot.theme)
    painter.grid = Grid(rows: 16, columns: 60)
    RowTable(in: area, columns: Self.columns, textTitle: "text", count: count, cursor: cursor)
      .draw(&painter, isFocused: true, search: search) { place in
        RowTable.Row(
          cells: [.init(text: "\(place + 1)"), .init(text: place == 1 ? "surprise" : "joy")],
          text: text(place), mark: .init(text: place == 2 ? "!" : "", role: .warning))
      }
    let drawn = (0..<area.height).map { row in
      let line = painter.grid.text(row: area.row + row)
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    return (drawn, painter.grid)
  }

  @Test func showsTitlesRowsMarksAndTheCursor() throws {
    let area = Rectangle(row: 2, column: 0, height: 5, width: 50)
    let (drawn, _) = try lines(area, count: 4, cursor: RowCursor(place: 1))
    #expect(
      drawn == [
        "   line label  text",
        "      1 joy    the text of row 0",
        "▸     2 surpr… the text of row 1",
        " !    3 joy    the text of row 2",
        "      4 joy    the text of row 3",
      ])
  }

  @Test func saysHowFarDownOneIs() throws {
    let area = Rectangle(row: 0, column: 0, height: 5, width: 50)
    let (top, _) = try lines(area, count: 1000, cursor: RowCursor())
    #expect(top.dropFirst().map { $0.last } == ["█", "│", "│", "│"])
    let (bottom, _) = try lines(area, count: 1000, cursor: RowCursor(place: 999))
    #expect(bottom.dropFirst().map { $0.last } == ["│", "│", "│", "█"])
    #expect(bottom[4].contains("1000 joy    the text of row 999"))
  }

  @Test func cutsLongTextsAndMovesThem() throws {
    let area = Rectangle(row: 0, column: 0, height: 2, width: 41)
    // 24 columns of text, from column 15 to 38.
    let (drawn, _) = try lines(area, count: 1, cursor: RowCursor()) { _ in
      "0123456789abcdefghijklmnopqrstuvwxyz"
    }
    #expect(drawn[0] == "▸     1 joy    0123456789abcdefghijklm…")
    let (moved, _) = try lines(area, count: 1, cursor: RowCursor(shift: 16)) { _ in
      "0123456789abcdefghijklmnopqrstuvwxyz"
    }
    #expect(moved[0] == "▸     1 joy    …hijklmnopqrstuvwxyz")
  }

  @Test func leavesColumnsOutWhereThereIsNoRoom() throws {
    let area = Rectangle(row: 0, column: 0, height: 1, width: 36)
    let (drawn, _) = try lines(area, count: 1, cursor: RowCursor())
    #expect(drawn == ["▸     1 the text of row 0"])
  }

  @Test func marksWhatIsLookedFor() throws {
    let area = Rectangle(row: 0, column: 0, height: 1, width: 50)
    let (drawn, grid) = try lines(area, count: 1, cursor: RowCursor(), search: "ROW") { _ in
      "a row, a Row"
    }
    #expect(drawn == ["▸     1 joy    a row, a Row"])
    let robot = try Robot(rows: 16, columns: 60)
    let marked = (0..<50).filter { grid[0, $0].style == robot.theme[.match] }
    #expect(marked == [17, 18, 19, 24, 25, 26])
  }

  @Test func drawsWideCharactersAndLineEnds() throws {
    let area = Rectangle(row: 0, column: 0, height: 1, width: 41)
    let (drawn, _) = try lines(area, count: 1, cursor: RowCursor()) { _ in
      "天气\n真好\u{1B}[0m" + String(repeating: "好", count: 20)
    }
    #expect(drawn[0].hasPrefix("▸     1 joy    天气 真好"))
    #expect(!drawn[0].contains("\u{1B}"))
    #expect(drawn[0].hasSuffix("…"))
  }

  @Test func knowsItsRowsByTheLineOfTheScreen() {
    let table = RowTable(
      in: Rectangle(row: 3, column: 0, height: 5, width: 50), columns: [], textTitle: "",
      count: 100, cursor: RowCursor(place: 50, top: 48))
    #expect(table.places == 48..<52)
    #expect(table.place(row: 3) == nil)
    #expect(table.place(row: 4) == 48)
    #expect(table.place(row: 7) == 51)
    #expect(table.place(row: 8) == nil)
    #expect(table.place(draggedTo: 4, column: 49) == 0)
    #expect(table.place(draggedTo: 7, column: 49) == 99)
    #expect(table.place(draggedTo: 7, column: 48) == nil)
  }

  @Test func movesWithinTheList() {
    var cursor = RowCursor()
    cursor.move(.up, count: 10, visible: 4)
    #expect(cursor == RowCursor())
    for _ in 0..<4 { cursor.move(.down, count: 10, visible: 4) }
    #expect(cursor == RowCursor(place: 4, top: 1))
    cursor.move(.pageDown, count: 10, visible: 4)
    #expect(cursor == RowCursor(place: 7, top: 4))
    cursor.move(.last, count: 10, visible: 4)
    #expect(cursor == RowCursor(place: 9, top: 6))
    cursor.scroll(by: -3, count: 10, visible: 4)
    #expect(cursor == RowCursor(place: 6, top: 3))
    cursor.move(.right, count: 10, visible: 4)
    cursor.move(.first, count: 10, visible: 4)
    #expect(cursor == RowCursor())
    // The list became short, or empty.
    cursor = RowCursor(place: 9, top: 6)
    cursor.settle(count: 3, visible: 4)
    #expect(cursor == RowCursor(place: 2, top: 0))
    cursor.settle(count: 0, visible: 4)
    #expect(cursor == RowCursor())
  }
}
