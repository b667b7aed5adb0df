import Model
import TUI
import Testing

@testable import Attribution
@testable import headscope

@Suite("The heat map of patched activations")
struct PatchingPictureTests {
  /// Two layers of five positions: the first brings all of the way at position 2, the second half of it back at position 0.
  private func document(there: Int = 5) throws -> AttentionDocument {
    var document = try Samples.attention()
    let outputs: [[Float]] = [[1, 1, 3, 1, 1], [0, 1, 1, 1, 1]]
    document.patching = AttentionDocument.Patching(
      text: "so happy", tokens: (0..<there).map { "t\($0)" },
      result: ActivationPatching(site: .residual, clean: 3, corrupted: 1, outputs: outputs))
    return document
  }

  private func map(columns: Int = 80) throws -> (grid: Grid, theme: Theme) {
    let document = try document()
    let patching = try #require(document.patching)
    let theme = try Samples.theme
    return (
      PatchingPicture(
        cells: PatchingCells(patching, document), theme: theme, columns: columns
      ).grid, theme
    )
  }

  private func lines(_ grid: Grid) -> [String] { (0..<grid.rows).map { grid.text(row: $0) } }

  @Test("All of the way has the strongest colour, a way back the other, nothing none")
  func colors() throws {
    let (grid, theme) = try map()
    func styles(of number: String) -> Set<Color> {
      var found = Set<Color>()
      for row in 0..<grid.rows {
        let text = Array(grid.text(row: row))
        for start in 0..<max(0, text.count - number.count)
        where String(text[start..<start + number.count]) == number {
          found.insert(grid[row, start + number.count - 1].style.background)
        }
      }
      return found
    }
    #expect(styles(of: "+1.00") == [theme.heat(1).background])
    #expect(styles(of: "-0.50") == [theme.heat(-0.5).background])
    #expect(theme.heat(1).background != theme.heat(-0.5).background)
    #expect(styles(of: " 0.00") == [theme.heat(0).background])
  }

  @Test("Where a line has no room for all positions they stand in bands")
  func bands() throws {
    let wide = lines(try map().grid)
    let narrow = lines(try map(columns: 30).grid)
    #expect(wide.count { $0.hasPrefix("layer") } == 1)
    #expect(narrow.count { $0.hasPrefix("layer") } > 1)
    #expect(narrow.allSatisfy { $0.count <= 30 })
    #expect(narrow.joined().contains("+1.00") && narrow.joined().contains("-0.50"))
  }

  @Test("Texts of different lengths are said to be matched by number")
  func matchedByNumber() throws {
    func heading(there: Int) throws -> String {
      let document = try document(there: there)
      return AttentionText.heading(of: try #require(document.patching), document)
    }
    #expect(try heading(there: 3).contains("matched by number, the first 3"))
    #expect(!(try heading(there: 5).contains("matched")))
  }

  @Test("In HTML every cell has its number, and what leads back is underlined besides")
  func page() throws {
    let html = AttentionHTML(theme: try Samples.theme).section(try document())
    #expect(html.ranges(of: "<td class=\"against\" style=").count == 1)
    #expect(html.contains(">+1.00</td>") && html.contains(">-0.50</td>"))
  }
}
