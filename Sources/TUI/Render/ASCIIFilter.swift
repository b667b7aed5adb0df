/// Brings a drawn grid down to ASCII: the glyphs this program draws with get a counterpart of the
/// same width, anything else a question mark a column.
///
/// A filter at the end, and not a second way of drawing: no pane can forget it.
enum ASCIIFilter {
  /// No part of a bar may look like a sign: it stands right behind a number.
  private static let glyphs: [Character: Character] = [
    "╭": "+", "╮": "+", "╰": "+", "╯": "+", "─": "-", "│": "|", "┃": "#", "━": "=",
    "║": "|",
    "█": "#", "░": ".", "▉": "#", "▊": "#", "▋": "#", "▌": "=", "▍": "=", "▎": ".", "▏": ".",
    "▁": "_", "▂": "_", "▃": "-", "▄": "-", "▅": "=", "▆": "=", "▇": "#",
    "▘": "'", "▝": "'", "▀": "'", "▖": ".", "▗": ".", "▞": "/", "▚": "\\", "▐": "=", "▛": "#",
    "▜": "#", "▙": "#", "▟": "#", "┊": ":",
    "▸": ">", "›": ">", "❯": ">", "❮": "<", "→": ">", "←": "<", "↑": "^", "↓": "v", "✓": "*",
    "✗": "x", "★": "*",
    "·": ".", "•": "*", "○": "o", "●": "@", "…": "~", "−": "-", "–": "-", "—": "-", "×": "x",
    "Δ": "d", "Σ": "S",
    "τ": "t",
    "α": "a", "±": "~", "²": "2", "“": "\"", "”": "\"", "’": "'", "‘": "'",
  ]

  /// The same screen in ASCII.
  static func apply(to grid: Grid) -> Grid {
    var result = Grid(
      rows: grid.rows, columns: grid.columns, escapes: .ascii,
      ambiguousIsWide: grid.ambiguousIsWide)
    result.cursor = grid.cursor
    for row in 0..<grid.rows {
      for column in 0..<grid.columns {
        let cell = grid[row, column]
        result.write(ascii(cell.text), row: row, column: column, style: cell.style)
      }
    }
    return result
  }

  /// The same screen for a terminal that draws East Asian Ambiguous characters two columns wide:
  /// what would be wider there than here is brought down to ASCII, the rest stays.
  static func narrow(_ grid: Grid) -> Grid {
    var result = Grid(rows: grid.rows, columns: grid.columns, escapes: grid.escapes)
    result.cursor = grid.cursor
    for row in 0..<grid.rows {
      for column in 0..<grid.columns {
        let cell = grid[row, column]
        let widens =
          VisibleText.columns(of: cell.text, ambiguousIsWide: true)
          != VisibleText.columns(of: cell.text)
        result.write(
          widens ? ascii(cell.text) : cell.text, row: row, column: column, style: cell.style)
      }
    }
    return result
  }

  private static func ascii(_ text: String) -> String {
    guard let character = text.first else { return "?" }
    if character.isASCII { return text }
    if let known = glyphs[character] { return String(known) }
    if let scalar = character.unicodeScalars.first, 0x2800...0x28FF ~= scalar.value {
      return String(braille(UInt8(scalar.value - 0x2800)))
    }
    return "?"
  }

  /// A braille cell by where its dots are: high, low, in the middle, or many.
  private static func braille(_ mask: UInt8) -> Character {
    let high = mask & 0x1B != 0
    let low = mask & 0xE4 != 0
    if mask == 0 { return " " }
    if mask.nonzeroBitCount >= 6 { return "#" }
    if high && low { return mask & 0x12 != 0 && mask & 0x24 != 0 && mask & 0xC9 == 0 ? "-" : ":" }
    return high ? "'" : "."
  }
}
