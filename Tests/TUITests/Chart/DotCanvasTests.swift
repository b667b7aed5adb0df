import Testing

@testable import TUI

@Suite struct DotCanvasTests {
  @Test func dotsHaveTheBitsOfUnicode() {
    var canvas = DotCanvas(rows: 1, columns: 1)
    canvas.set(x: 0, y: 0, owner: 0)
    #expect(canvas.cell(row: 0, column: 0)?.text == "⠁")
    canvas.set(x: 1, y: 3, owner: 2)
    #expect(canvas.cell(row: 0, column: 0)?.text == "⢁")
    #expect(canvas.cell(row: 0, column: 0)?.owner == 2)
  }

  @Test func linesReachBothEnds() {
    var canvas = DotCanvas(rows: 1, columns: 2)
    canvas.line(from: (0, 3), to: (3, 0), owner: 0)
    #expect(canvas.cell(row: 0, column: 0)?.text == "⡠")
    #expect(canvas.cell(row: 0, column: 1)?.text == "⠊")
  }

  @Test func whatLiesOutsideIsCut() {
    var canvas = DotCanvas(rows: 1, columns: 1)
    canvas.line(from: (-5, -5), to: (9, 9), owner: 0)
    #expect(canvas.cell(row: 0, column: 0) != nil)
    #expect(canvas.cell(row: 1, column: 0) == nil)
  }
}
