import Attribution
import Model
import Testing

@testable import TUI

@Suite("Pictures of heads")
struct HeadsPictureTests {
  private let theme: Theme

  init() throws { theme = try Themes.library.definition(named: "tide").resolved(for: .truecolor) }

  /// Even attention, but for what is planted: `weight` from one token to another, in all heads.
  private func report(
    layers: Int = 2, heads: Int = 3, tokens: Int = 6, from query: Int = 1, to key: Int = 4,
    weight: Float = 0.9, names: [String] = []
  ) throws -> AttentionReport {
    var map = [Float](repeating: 1 / Float(tokens), count: tokens * tokens)
    for other in 0..<tokens where tokens > 1 {
      map[query * tokens + other] = (1 - weight) / Float(tokens - 1)
    }
    if tokens > 1 { map[query * tokens + key] = weight }
    let layer = Tensor(
      shape: [heads, tokens, tokens], values: (0..<heads).flatMap { _ in map })
    let roles = TokenRoles(
      (0..<tokens).map { index in
        TokenRoles.Token(
          id: Int32(index), text: names.indices.contains(index) ? names[index] : "w\(index)",
          kind: .text, word: index)
      })
    return try AttentionReport(
      AttentionMaps(layers: [Tensor](repeating: layer, count: layers)), roles,
      pieces: Array(0..<tokens), thumbnails: HeadThumbnails.Form(side: 1))
  }

  private var strongest: Color { theme.attribution.style(1).background }

  private func cells(_ grid: Grid, where isWanted: (Cell) -> Bool) -> [[Int]] {
    (0..<grid.rows).flatMap { row in
      (0..<grid.columns).filter { isWanted(grid[row, $0]) }.map { [row, $0] }
    }
  }

  @Test("The strongest weight of a matrix, and nothing else, has the strongest colour")
  func matrix() throws {
    let picture = HeadsPicture(try report(), theme: theme)
    let grid = picture.grid(.matrix, layer: 1, head: 2, columns: 60)
    // A row of names above, names of two columns and a blank at the left, five columns a key with the
    // name in their middle; the last row is the scale.
    let strong = cells(grid) { $0.style.background == strongest }.filter { $0[0] < grid.rows - 1 }
    #expect(strong == (23..<28).map { [2, $0] })
    #expect(grid.text(row: 2).contains(" .90 "))
    #expect(grid.text(row: 1).hasPrefix("w0"))
    #expect(grid.text(row: 6).hasPrefix("w5"))
    #expect(grid.text(row: 0).hasPrefix("    w0   w1   w2   w3   w4   w5"))
    #expect(
      grid.text(row: grid.rows - 1).hasSuffix(
        "0.90" + String(repeating: " ", count: grid.columns - 18)))
  }

  @Test("Every head has its picture, its number and its letter, and none is under a cursor")
  func heads() throws {
    let report = try report(layers: 3, heads: 4)
    let grid = HeadsPicture(report, theme: theme).grid(.heads, columns: 80)
    #expect(grid.text(row: 0).split(separator: " ") == ["0", "1", "2", "3"])
    let pictures = cells(grid) {
      $0.style.foreground == strongest || $0.style.background == strongest
    }
    #expect(pictures.count == 12)
    let letter = String(report.patterns[0].pattern.letter)
    #expect(cells(grid) { $0.text == letter && $0.style == theme[.text] }.count == 12)
    #expect(cells(grid) { $0.text == "▸" || $0.style == theme[.cursor] }.isEmpty)
  }

  @Test("Closed heads are crossed out, the others are not")
  func closed() throws {
    var gates = HeadGates(layers: 2, heads: 3)
    gates[1, 2] = 0
    let grid = HeadsPicture(try report(), gates: gates, theme: theme).grid(.heads, columns: 40)
    let crosses = cells(grid) { $0.text == "×" }
    // Six tokens: six columns and three rows.
    #expect(crosses.count == 18)
    #expect(Set(crosses.map { $0[0] }) == [5, 6, 7])
  }

  @Test("One layer is drawn alone")
  func oneLayer() throws {
    let grid = HeadsPicture(try report(layers: 4), theme: theme)
      .grid(.heads, layer: 2, columns: 40)
    #expect(grid.rows == 4)
    #expect(grid.text(row: 1).hasPrefix(" 2"))
  }

  @Test("Chosen heads are drawn alone")
  func chosenHeads() throws {
    let grid = HeadsPicture(try report(layers: 2, heads: 6), heads: [1, 4], theme: theme)
      .grid(.heads, columns: 60)
    #expect(grid.text(row: 0).split(separator: " ") == ["1", "4"])
    #expect((0..<grid.rows).count { grid.text(row: $0).hasPrefix(" 1") } == 1)
  }

  @Test(
    "What does not fit beside each other stands below, each head once", arguments: [20, 33, 80])
  func bands(columns: Int) throws {
    let grid = HeadsPicture(try report(heads: 12, tokens: 40), theme: theme)
      .grid(.heads, columns: columns)
    #expect(grid.columns <= columns)
    let numbers = (0..<grid.rows).filter { grid.text(row: $0).hasPrefix("   ") }
      .flatMap { grid.text(row: $0).split(separator: " ").compactMap { Int($0) } }
    #expect(numbers == Array(0..<12))
  }

  @Test("Lines go from the token that asks to the one looked at")
  func lines() throws {
    let grid = HeadsPicture(try report(tokens: 20, from: 1, to: 15), theme: theme)
      .grid(.lines, layer: 0, head: 0, columns: 60)
    let strong = cells(grid) { $0.style.foreground == strongest && $0.text != " " }
    #expect(strong.first?[0] == 1)
    #expect(strong.last?[0] == 15)
    #expect(grid.text(row: 1).hasPrefix(" w1 ") && grid.text(row: 15).contains("w15"))
  }

  @Test("A long text is drawn in blocks, which is said, and no planted weight is lost")
  func longText() throws {
    let picture = HeadsPicture(
      try report(layers: 1, heads: 1, tokens: 512, from: 100, to: 400), theme: theme)
    for drawing in [HeadsPicture.Drawing.heads, .matrix, .lines] {
      let grid = picture.grid(drawing, layer: 0, head: 0, columns: 100)
      #expect(grid.rows <= 145 && grid.columns <= 100)
      let strong = cells(grid) {
        $0.style.background == strongest || $0.style.foreground == strongest
      }
      #expect(!strong.isEmpty)
      let said = picture.reduction(of: drawing, layer: 0, head: 0, columns: 100)
      #expect(said?.hasPrefix("512 tokens a side are drawn in ") == true)
    }
    let short = HeadsPicture(try report(), theme: theme)
    #expect(short.reduction(of: .matrix, layer: 0, head: 0, columns: 100) == nil)
  }

  @Test("One token, wide letters and control characters are drawn")
  func oddTokens() throws {
    for drawing in [HeadsPicture.Drawing.heads, .matrix, .lines] {
      let one = HeadsPicture(try report(tokens: 1, from: 0, to: 0, weight: 1), theme: theme)
      #expect(!cells(one.grid(drawing, layer: 0, head: 0, columns: 20)) { $0.text != " " }.isEmpty)
    }
    let names = ["中文", "\u{1B}[31m", "e\u{301}", "<b>", "\u{0}", ""]
    let grid = HeadsPicture(try report(names: names), theme: theme)
      .grid(.matrix, layer: 0, head: 0, columns: 60)
    #expect(cells(grid) { $0.text.contains("\u{1B}") || $0.text == "\u{0}" }.isEmpty)
    #expect(!cells(grid) { $0.text == "中" }.isEmpty)
  }

  @Test("Without UTF-8 only ASCII is drawn")
  func ascii() throws {
    let plain = try Themes.library.definition(named: "tide").resolved(for: .none)
    for drawing in [HeadsPicture.Drawing.heads, .matrix, .lines] {
      let grid = HeadsPicture(try report(), theme: plain, isASCII: true)
        .grid(drawing, layer: 0, head: 0, columns: 60)
      #expect(!cells(grid) { $0.text != " " }.isEmpty)
      #expect(cells(grid) { !$0.text.utf8.allSatisfy { $0 < 0x80 } }.isEmpty)
    }
  }
}
