internal import Foundation

/// A grid as a picture that needs no font for its lines: frames, blocks and braille are geometry,
/// only letters are text.
public enum SVGExporter {
  /// Width and height of a cell in pixels, and the size of the letters in it.
  private static let cell = (width: 8.4, height: 18.0, font: 14.0, baseline: 13.5)
  private static let margin = 10.0

  /// The picture.
  public static func export(
    _ grid: Grid, title: String, colors: ExportColors, provenance: Provenance = Provenance()
  ) -> String {
    let width = Double(grid.columns) * cell.width + 2 * margin
    let height = Double(grid.rows) * cell.height + 2 * margin
    var paper = ""
    var shapes = ""
    var letters = ""
    for row in 0..<grid.rows {
      for run in grid.runs(row: row) {
        let (ink, background) = colors.resolved(run.style)
        if background != colors.background {
          paper += rectangle(
            x(run.column), y(row), Double(run.columns) * cell.width, cell.height, background)
        }
        if run.style.attributes.contains(.underline) {
          shapes += rectangle(
            x(run.column), y(row) + 15.6, Double(run.columns) * cell.width, 1.1, ink)
        }
        draw(
          grid, row: row, run: run, ink: ink, paper: &paper, shapes: &shapes, letters: &letters)
      }
    }
    let description = HTMLExporter.escaped(provenance.line)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" \
      width="\(number(width))" height="\(number(height))" font-family="'DejaVu Sans Mono', Menlo, \
      Consolas, monospace" font-size="\(number(cell.font))">
      <title>\(HTMLExporter.escaped(title))</title>
      <desc>\(description)</desc>
      <rect width="100%" height="100%" rx="8" fill="\(ExportColors.hexadecimal(colors.background))"/>
      <g shape-rendering="crispEdges">
      \(paper)</g>
      \(shapes)<g xml:space="preserve">
      \(letters)</g>
      </svg>

      """
  }

  private static func x(_ column: Int) -> Double { margin + Double(column) * cell.width }
  private static func y(_ row: Int) -> Double { margin + Double(row) * cell.height }

  private static func number(_ value: Double) -> String {
    let text = String(format: "%.2f", value)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }

  private static func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ color: UInt32,
    opacity: Double = 1
  ) -> String {
    let shade = opacity < 1 ? " opacity=\"\(number(opacity))\"" : ""
    return "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" "
      + "height=\"\(number(height))\" fill=\"\(ExportColors.hexadecimal(color))\"\(shade)/>\n"
  }

  /// Draws the cells of a run: geometry by the cell, letters by the word, so that a missing font
  /// cannot push columns out of line.
  private static func draw(
    _ grid: Grid, row: Int, run: Grid.Run, ink: UInt32, paper: inout String,
    shapes: inout String, letters: inout String
  ) {
    let style = run.style
    var word = ""
    var start = run.column
    var end = run.column
    func flush() {
      guard !word.isEmpty else { return }
      var attributes = ""
      if style.attributes.contains(.bold) { attributes += " font-weight=\"bold\"" }
      if style.attributes.contains(.italic) { attributes += " font-style=\"italic\"" }
      letters +=
        "<text x=\"\(number(x(start)))\" y=\"\(number(y(row) + cell.baseline))\" "
        + "textLength=\"\(number(Double(end - start) * cell.width))\" "
        + "lengthAdjust=\"spacingAndGlyphs\" fill=\"\(ExportColors.hexadecimal(ink))\"\(attributes)>"
        + HTMLExporter.escaped(word) + "</text>\n"
      word = ""
    }
    var next = run.column
    while next < run.column + run.columns {
      let column = next
      next += 1
      let text = grid[row, column].text
      guard let character = text.first else {
        end = column + 1
        continue
      }
      if character == " " {
        flush()
      } else if character == "▀" || character == "▄" {
        flush()
        while next < run.column + run.columns, grid[row, next].text == text { next += 1 }
        // With the backgrounds, whose edges are sharp: neighbours are one picture.
        paper += rectangle(
          x(column), y(row) + (character == "▀" ? 0 : cell.height / 2),
          Double(next - column) * cell.width, cell.height / 2, ink)
      } else if let shape = shape(character, x(column), y(row), ink) {
        flush()
        shapes += shape
      } else {
        if word.isEmpty { start = column }
        word += text
        end = column + 1
      }
    }
    flush()
  }

  /// The geometry of a character that is drawn, nil for letters.
  private static func shape(
    _ character: Character, _ x: Double, _ y: Double, _ ink: UInt32
  ) -> String? {
    guard let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1 else {
      return nil
    }
    let (w, h) = (cell.width, cell.height)
    switch scalar.value {
    case 0x2800...0x28FF: return braille(scalar.value - 0x2800, x, y, ink)
    case 0x2581...0x2588:
      let share = Double(scalar.value - 0x2580) / 8
      return rectangle(x, y + h * (1 - share), w, h * share, ink)
    case 0x2589...0x258F:
      let share = Double(0x2590 - scalar.value) / 8
      // Bars leave a little of the line free, so that rows stay apart.
      return rectangle(x, y + 2, w * share, h - 4, ink)
    case 0x2500...0x257F: return line(character, x, y, ink)
    default: return nil
    }
  }

  private static func braille(
    _ mask: UInt32, _ x: Double, _ y: Double, _ ink: UInt32
  ) -> String {
    let bits: [(UInt32, Double, Double)] = [
      (0x01, 0, 0), (0x02, 0, 1), (0x04, 0, 2), (0x40, 0, 3), (0x08, 1, 0), (0x10, 1, 1),
      (0x20, 1, 2), (0x80, 1, 3),
    ]
    return bits.filter { mask & $0.0 != 0 }.map { _, column, row in
      let cx = x + cell.width * (0.25 + 0.5 * column)
      let cy = y + cell.height * (0.125 + 0.25 * row)
      return "<circle cx=\"\(number(cx))\" cy=\"\(number(cy))\" r=\"1.3\" "
        + "fill=\"\(ExportColors.hexadecimal(ink))\"/>\n"
    }.joined()
  }

  private static func line(
    _ character: Character, _ x: Double, _ y: Double, _ ink: UInt32
  ) -> String? {
    let (w, h) = (cell.width, cell.height)
    let (cx, cy) = (x + w / 2, y + h / 2)
    let path: String
    var thickness = 1.0
    switch character {
    case "─": path = "M\(number(x)) \(number(cy))h\(number(w))"
    case "│": path = "M\(number(cx)) \(number(y))v\(number(h))"
    case "┃":
      path = "M\(number(cx)) \(number(y))v\(number(h))"
      thickness = 2.5
    case "╭":
      path =
        "M\(number(cx)) \(number(y + h))V\(number(cy + 4))Q\(number(cx)) \(number(cy)) "
        + "\(number(x + w)) \(number(cy))"
    case "╮":
      path =
        "M\(number(cx)) \(number(y + h))V\(number(cy + 4))Q\(number(cx)) \(number(cy)) "
        + "\(number(x)) \(number(cy))"
    case "╰":
      path =
        "M\(number(cx)) \(number(y))V\(number(cy - 4))Q\(number(cx)) \(number(cy)) "
        + "\(number(x + w)) \(number(cy))"
    case "╯":
      path =
        "M\(number(cx)) \(number(y))V\(number(cy - 4))Q\(number(cx)) \(number(cy)) "
        + "\(number(x)) \(number(cy))"
    default: return nil
    }
    return "<path d=\"\(path)\" stroke=\"\(ExportColors.hexadecimal(ink))\" "
      + "stroke-width=\"\(number(thickness))\" fill=\"none\"/>\n"
  }
}
