/// Bars that begin anywhere and go either way.
extension ScreenPainter {
  /// Whether parts of a column can be drawn.
  private var hasEighths: Bool { !state.isASCII && !state.ambiguousIsWide }

  /// Draws a bar between two shares of an area's width, to an eighth of a column at both ends.
  ///
  /// There are eighths for the left part of a column only: the right part is what they leave when foreground and background are exchanged.
  /// Without them the bar has a head that shows which way it goes.
  mutating func writeBar(
    from start: Double, to end: Double, row: Int, style: CellStyle, in area: Rectangle
  ) {
    guard start.isFinite, end.isFinite, start != end, area.width > 0 else { return }
    let eighths = hasEighths ? 8 : 1
    let last = area.width * eighths
    func place(_ share: Double) -> Int {
      Int((min(max(share, 0), 1) * Double(last)).rounded())
    }
    // However short, it is to be seen.
    let left = min(place(min(start, end)), last - 1)
    let right = max(place(max(start, end)), left + 1)
    guard hasEighths else {
      let body = String(repeating: "█", count: right - left - 1)
      write(
        start < end ? body + ">" : "<" + body, row: row, column: area.column + left, style: style,
        in: area)
      return
    }
    for column in left / 8...(right - 1) / 8 {
      let from = max(left - column * 8, 0)
      let to = min(right - column * 8, 8)
      var style = style
      // What begins and ends within a column leans to the nearer side.
      let isLeft = from == 0 || (to < 8 && from <= 8 - to)
      if !isLeft { style.attributes.formSymmetricDifference(.reverse) }
      let filled = isLeft ? to - from : 8 - (to - from)
      write(
        Self.bar(Float(filled) / 8, columns: 1), row: row, column: area.column + column,
        style: style, in: area)
    }
  }
}
