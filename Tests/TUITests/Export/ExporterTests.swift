import Attribution
import Foundation
import Testing

@testable import TUI

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ExporterTests {
  private var grid: Grid {
    var grid = Grid(rows: 2, columns: 12)
    grid.write("a<b&\"中\"", row: 0, column: 0, style: CellStyle(foreground: .rgb(0x112233)))
    grid.write(
      "╭─█⣿", row: 1, column: 0, style: CellStyle(background: .palette(4), attributes: .bold))
    return grid
  }
  private let provenance = Provenance([Provenance.Fact("text", "a<b>\u{1b}[31m")])

  @Test func ansiGivesStylesAndNoBlanksAtTheEnd() {
    #expect(
      ANSIExporter.export(grid)
        == "\u{1b}[38;2;17;34;51ma<b&\"中\"\u{1b}[0m\n\u{1b}[1;44m╭─█⣿\u{1b}[0m\n")
  }

  @Test func ansiCutsBlanksBehindWordsUnlessTheyShow() {
    var grid = Grid(rows: 2, columns: 6)
    grid.write("a b", row: 0, column: 0)
    grid.write("a  ", row: 1, column: 0, style: CellStyle(background: .palette(1)))
    #expect(ANSIExporter.export(grid) == "a b\n\u{1b}[41ma  \u{1b}[0m\n")
  }

  @Test(arguments: [
    (Color.palette(9), "91"), (.palette(3), "33"), (.palette(200), "38;5;200"), (.standard, ""),
    (.rgb(0x010203), "38;2;1;2;3"),
  ])
  func ansiCodesOfColours(color: Color, code: String) {
    #expect(ANSIExporter.codes(CellStyle(foreground: color)) == code)
  }

  @Test func aSavedTextCannotCarryEscapesIntoTheTerminal() {
    let text = ANSIExporter.export(Grid(rows: 1, columns: 1), provenance: provenance)
    #expect(!text.contains("\u{1b}"))
  }

  @Test func svgIsWellFormedAndDrawsLinesAsGeometry() throws {
    let svg = SVGExporter.export(grid, title: "a & b", colors: .dark, provenance: provenance)
    #expect(wellFormed(svg))
    #expect(!svg.contains("█") && !svg.contains("⣿") && !svg.contains("╭"))
    #expect(svg.contains("<circle"))
    #expect(svg.contains("a&lt;b&amp;"))
    #expect(svg.contains("<desc>text: a&lt;b&gt;"))
    #expect(!svg.contains("http") || svg.ranges(of: "http").count == 1)
  }

  @Test func svgDrawsNeighbouringHalfBlocksAsOneShape() {
    var grid = Grid(rows: 1, columns: 5)
    let style = CellStyle(foreground: .rgb(0x112233), background: .rgb(0x445566))
    grid.write("▀▀▀", row: 0, column: 0, style: style)
    grid.write("▄", row: 0, column: 3, style: style)
    let svg = SVGExporter.export(grid, title: "", colors: .dark)
    let halves = svg.split(separator: "\n").filter { $0.contains("#112233") }
    #expect(halves.count == 2)
    // Cells of 8.4 × 18 inside a margin of 10.
    #expect(halves.first?.contains(#"x="10" y="10" width="25.20" height="9""#) == true)
    #expect(halves.last?.contains(#"x="35.20" y="19" width="8.40" height="9""#) == true)
    #expect(!svg.contains("▀") && !svg.contains("▄"))
  }

  @Test func paragraphsBreakAtBlanks() {
    let grid = Grid(
      paragraphs: [("one two three", .plain), ("", .plain), ("four", .plain)], columns: 8)
    #expect(
      (0..<grid.rows).map { grid.text(row: $0) } == [
        "one two ", "three   ", "        ", "four    ",
      ])
  }

  @Test func htmlIsOnePageWithoutScriptsAndLinks() {
    let html = HTMLExporter.export(grid, title: "x", colors: .light, provenance: provenance)
    #expect(html.contains("a&lt;b&amp;&quot;中&quot;"))
    #expect(!html.contains("<script") && !html.contains("http") && !html.contains("\u{1b}"))
    #expect(html.contains("headscope:text"))
  }

  @Test func marksBehindSignsDoNotHideThem() {
    #expect(HTMLExporter.escaped("\"\u{301}<\u{338}") == "&quot;\u{301}&lt;\u{338}")
  }

  @Test func wholeScreensAreWellFormed() throws {
    let robot = try Robot(text: SampleModel.sentence + " <&>")
    let svg = SVGExporter.export(
      robot.grid, title: "x", colors: .dark, provenance: robot.state.provenance)
    #expect(wellFormed(svg))
    #expect(svg.contains("method: integrated-gradients"))
    #expect(svg.contains("weights: digest-minilm-emotion"))
  }

  private func wellFormed(_ text: String) -> Bool {
    XMLParser(data: Data(text.utf8)).parse()
  }
}
