/// A whole text at the side of what is in sight of it: a row for some of its lines, on the colour of the strongest, and a bar along
/// what is in sight.
struct Minimap: Equatable, Sendable {
  /// A blank, the bar and the colours.
  static let width = 3

  let area: Rectangle
  /// Lines of the whole.
  let lineCount: Int

  /// One that stands in the last columns of a pane, as high as what it is of.
  init(beside area: Rectangle, in inside: Rectangle, lineCount: Int) {
    self.area = Rectangle(
      row: area.row, column: inside.endColumn - Self.width, height: area.height, width: Self.width)
    self.lineCount = lineCount
  }

  /// The line that a row of the screen stands for; nil outside.
  func line(row: Int, column: Int) -> Int? {
    guard area.contains(row: row, column: column) else { return nil }
    return min((row - area.row) * lineCount / max(area.height, 1), max(lineCount - 1, 0))
  }

  /// Draws it.
  ///
  /// - Parameters:
  ///   - strengths: what each line is coloured by, −1…1.
  ///   - visible: the lines in sight.
  func draw(_ painter: inout ScreenPainter, _ strengths: [Float], visible: Range<Int>) {
    let rows = area.height
    guard rows > 0, lineCount > 0 else { return }
    var strongest = [Float](repeating: 0, count: rows)
    for (line, strength) in strengths.enumerated() {
      let row = min(line * rows / lineCount, rows - 1)
      if abs(strength) > abs(strongest[row]) { strongest[row] = strength }
    }
    let ramp = painter.theme.glyphRamp
    for (row, share) in strongest.enumerated() {
      let first = row * lineCount / rows
      let last = max((row + 1) * lineCount / rows - 1, first)
      let isVisible = last >= visible.lowerBound && first < visible.upperBound
      // Without a track beside it: moving a bar along one sends twice as much.
      if isVisible {
        painter.write(
          "┃", row: area.row + row, column: area.column + 1, style: painter.theme[.focus],
          in: area)
      }
      let index = min(abs(Ramp.step(share)) * ramp.count / (Ramp.steps + 1), ramp.count - 1)
      let glyph = painter.theme.depth == .none && Ramp.step(share) != 0 ? ramp[index] : " "
      painter.write(
        glyph, row: area.row + row, column: area.column + 2, style: painter.theme.heat(share),
        in: area)
    }
  }
}
