internal import Foundation

/// Shares of several things along spokes, joined to a polygon each: more is further out.
struct RadarChart {
  /// One polygon.
  struct Polygon {
    /// A share a spoke.
    var values: [Double]
    var style: CellStyle
    /// What it is drawn with where only letters are.
    var letter: String
  }

  /// The names of the spokes, the first at the top, the others clockwise.
  let spokes: [String]
  let polygons: [Polygon]

  /// A cell is about twice as high as it is wide.
  private static let cellHeight = 2.0

  /// Draws spokes, a ring at one and a half, the polygons and the names at the ends of the spokes.
  func draw(_ painter: inout ScreenPainter, in area: Rectangle, glyphs: CurveGlyphs) {
    guard area.height >= 5, area.width >= 20, spokes.count >= 3 else { return }
    let names = spokes.map { VisibleText.columns(of: $0) }.max() ?? 0
    let inner = area.inset(rows: 1, columns: min(names + 1, area.width / 4))
    var canvas = DotCanvas(rows: inner.height, columns: inner.width, glyphs: glyphs)
    let dot = (
      width: 1 / Double(glyphs.dots.columns), height: Self.cellHeight / Double(glyphs.dots.rows)
    )
    // The radius in columns of a cell.
    let radius = min(
      Double(inner.width - 1) / 2, Double(inner.height) * Self.cellHeight / 2 - dot.height / 2)
    func point(_ spoke: Int, _ share: Double) -> (x: Int, y: Int) {
      let angle = 2 * Double.pi * Double(spoke) / Double(spokes.count)
      let length = min(max(share, 0), 1) * radius
      let x = Double(inner.width) / 2 + length * sin(angle)
      let y = Double(inner.height) * Self.cellHeight / 2 - length * cos(angle)
      return (Int((x / dot.width).rounded(.down)), Int((y / dot.height).rounded(.down)))
    }
    let frame = polygons.count
    for spoke in spokes.indices {
      let next = (spoke + 1) % spokes.count
      canvas.line(from: point(spoke, 0), to: point(spoke, 1), owner: frame)
      canvas.line(from: point(spoke, 1), to: point(next, 1), owner: frame)
      canvas.line(from: point(spoke, 0.5), to: point(next, 0.5), owner: frame)
    }
    for (owner, polygon) in polygons.enumerated() {
      for spoke in spokes.indices {
        let next = (spoke + 1) % spokes.count
        canvas.line(
          from: point(spoke, polygon.values[spoke]), to: point(next, polygon.values[next]),
          owner: owner)
      }
    }
    canvas.forEachCell { row, column, text, owner in
      let isFrame = owner == frame
      let letter = isFrame ? "." : polygons[owner].letter
      painter.write(
        glyphs == .letters ? letter : text, row: inner.row + row, column: inner.column + column,
        style: isFrame ? painter.theme[.border] : polygons[owner].style, in: inner)
    }
    for (spoke, name) in spokes.enumerated() {
      let end = point(spoke, 1)
      let row = inner.row + end.y / glyphs.dots.rows
      let column = inner.column + end.x / glyphs.dots.columns
      let columns = VisibleText.columns(of: name)
      let angle = Double(spoke) / Double(spokes.count)
      let start =
        angle == 0 ? column - columns / 2 : angle < 0.5 ? column + 2 : column - columns - 1
      let line = angle == 0 ? row - 1 : angle > 0.25 && angle < 0.75 ? row + 1 : row
      painter.write(
        name, row: min(max(line, area.row), area.endRow - 1),
        column: min(max(start, area.column), area.endColumn - columns),
        style: painter.theme[.subtle], in: area)
    }
  }
}
