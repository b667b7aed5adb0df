/// Curves over one axis, drawn in braille into a rectangle of a grid.
struct CurveChart: Equatable, Sendable {
  /// Points in the order of their x; what is not finite breaks the line.
  struct Curve: Equatable, Sendable {
    var points: [(x: Double, y: Double)]
    var style: CellStyle

    static func == (left: Self, right: Self) -> Bool {
      left.style == right.style
        && left.points.elementsEqual(right.points) { $0.x == $1.x && $0.y == $1.y }
    }
  }

  var curves: [Curve]

  /// The smallest and largest of the finite values, with zero; nil when there are none.
  var range: ClosedRange<Double>? {
    let values = curves.flatMap { $0.points.map(\.y) }.filter(\.isFinite)
    guard let low = values.min(), let high = values.max() else { return nil }
    let (bottom, top) = (min(low, 0), max(high, 0))
    return top > bottom ? bottom...top : bottom - 1...top + 1
  }

  /// Draws the curves, x from 0 to 1 over the area's width; later curves on top.
  func draw(on grid: inout Grid, in area: Rectangle) {
    guard let range, !area.isEmpty else { return }
    var canvas = DotCanvas(rows: area.height, columns: area.width)
    let span = range.upperBound - range.lowerBound
    for (owner, curve) in curves.enumerated() {
      var previous: (x: Int, y: Int)?
      for point in curve.points {
        guard point.x.isFinite, point.y.isFinite else {
          previous = nil
          continue
        }
        let x = Int((min(max(point.x, 0), 1) * Double(canvas.width - 1)).rounded())
        let share = min(max((point.y - range.lowerBound) / span, 0), 1)
        let y = Int(((1 - share) * Double(canvas.height - 1)).rounded())
        canvas.line(from: previous ?? (x, y), to: (x, y), owner: owner)
        previous = (x, y)
      }
    }
    for row in 0..<area.height {
      for column in 0..<area.width {
        guard let cell = canvas.cell(row: row, column: column) else { continue }
        grid.write(
          cell.text, row: area.row + row, column: area.column + column,
          style: curves[cell.owner].style, clip: area)
      }
    }
  }
}
