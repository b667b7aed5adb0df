import Testing

@testable import TUI

@Suite("Bars that begin anywhere")
struct FloatingBarTests {
  private func bar(
    _ start: Double, _ end: Double, columns: Int, ascii: Bool = false
  ) throws -> (text: String, reversed: [Int]) {
    let robot = try Robot(rows: 16, columns: 60, ascii: ascii)
    var painter = ScreenPainter(robot.state, theme: robot.theme)
    painter.writeBar(
      from: start, to: end, row: 0, style: .plain,
      in: Rectangle(row: 0, column: 0, height: 1, width: columns))
    return (
      (0..<columns).map { painter.grid[0, $0].text }.joined(),
      (0..<columns).filter { painter.grid[0, $0].style.attributes.contains(.reverse) }
    )
  }

  @Test("have eighths at both ends, the left one as what its complement leaves")
  func eighths() throws {
    // Ten columns are 80 eighths: from 12 to 29, half of the second column to five eighths of the fourth.
    let bar = try bar(12.0 / 80, 29.0 / 80, columns: 10)
    #expect(bar.text == " ▌█▋      ")
    #expect(bar.reversed == [1])
  }

  @Test("are the same in both directions")
  func direction() throws {
    let (there, back) = (try bar(0.2, 0.7, columns: 8), try bar(0.7, 0.2, columns: 8))
    #expect(there.text == back.text)
    #expect(there.reversed == back.reversed)
  }

  @Test("are to be seen however short, and stay in their area")
  func short() throws {
    #expect(try bar(0.5, 0.500001, columns: 4).text == "  ▏ ")
    for other in [0.99999, 1.2] {
      let end = try bar(1, other, columns: 4)
      #expect(end.text == "   ▉")
      #expect(end.reversed == [3])
    }
    #expect(try bar(.nan, 1, columns: 4).text == "    ")
  }

  @Test("have a head where there are no eighths")
  func heads() throws {
    #expect(try bar(0.25, 0.75, columns: 8, ascii: true).text == "  ███>  ")
    #expect(try bar(0.75, 0.25, columns: 8, ascii: true).text == "  <███  ")
    #expect(try bar(0.5, 0.50001, columns: 8, ascii: true).text == "    >   ")
  }
}
