/// How words stand on their colours, on every screen that has a heat map.
extension ScreenPainter {
  /// The colour of a word.
  func heatStyle(_ share: Float, of unit: HeatUnit) -> CellStyle {
    // What belongs to the model and did nothing steps back.
    unit.isSpecial && Ramp.step(share) == 0 ? theme[.absent] : theme.heat(share)
  }

  /// The row of signs below a word, where the theme has one.
  mutating func writeMarks(
    _ share: Float, columns: Int, row: Int, column: Int, in area: Rectangle
  ) {
    guard state.hasSignRow else { return }
    write(
      HeatPane.marks(share, columns: columns, theme: theme), row: row + 1, column: column,
      style: theme[.text], in: area)
  }

  /// Writes laid out words, each on its colour.
  ///
  /// - Parameters:
  ///   - shares: Values as shares of the scale's end, one a unit.
  ///   - rowsPerLine: Screen rows that a line of text takes.
  mutating func writeHeat(
    _ layout: HeatLayout, _ units: [HeatUnit], shares: [Float], rowsPerLine: Int, in area: Rectangle
  ) {
    for segment in layout.segments {
      let row = area.row + segment.line * rowsPerLine
      let column = area.column + segment.column
      guard area.contains(row: row, column: column) else { continue }
      let share = shares[segment.unit]
      write(
        segment.text, row: row, column: column,
        style: segment.isUnread ? theme[.absent] : heatStyle(share, of: units[segment.unit]),
        in: area)
      if !segment.isUnread {
        writeMarks(share, columns: segment.columns, row: row, column: column, in: area)
      }
    }
  }
}
