/// Small cells of heat: two in a character cell where the terminal shows half blocks.
extension ScreenPainter {
  /// Whether half blocks can be drawn.
  var hasHalfBlocks: Bool {
    theme.depth != .none && !state.isASCII && !state.ambiguousIsWide
  }

  /// Draws one cell for two values above each other, 0…1; nil is no value.
  mutating func writeBlock(
    upper: Float?, lower: Float?, row: Int, column: Int, isDim: Bool = false, in clip: Rectangle
  ) {
    let (above, below) = (heatColor(upper ?? 0), heatColor(lower ?? 0))
    guard hasHalfBlocks else {
      return writeHeat(
        max(upper ?? 0, lower ?? 0), columns: 1, row: row, column: column, isDim: isDim, in: clip)
    }
    var style = CellStyle.plain
    var glyph = " "
    switch (above, below) {
    case (.standard, .standard): break
    case (let above, let below) where above == below: style.background = above
    // The terminal's own background has no name as a foreground: the other half is drawn.
    case (.standard, let below): (glyph, style.foreground) = ("▄", below)
    case (let above, let below):
      (glyph, style.foreground, style.background) = ("▀", above, below)
    }
    if isDim, style != .plain { style.attributes.insert(.dim) }
    write(glyph, row: row, column: column, style: style, in: clip)
  }

  /// Columns of a value drawn with its number.
  static let numberedColumns = 5

  /// Draws a value −1…1 over some columns and rows: its colour, or a glyph of its strength without colour.
  ///
  /// - Parameter number: What stands on the colour from `numberedColumns` on.
  mutating func writeHeat(
    _ value: Float, number: Float? = nil, columns: Int, rows: Int = 1, row: Int, column: Int,
    isDim: Bool = false, isCursor: Bool = false, in clip: Rectangle
  ) {
    let step = Ramp.step(value)
    var glyph = " "
    if theme.depth == .none, step > 0, !theme.glyphRamp.isEmpty {
      let ramp = theme.glyphRamp
      glyph = ramp[min(step * ramp.count / (Ramp.steps + 1), ramp.count - 1)]
    }
    if theme.depth == .none, step < 0 { glyph = "−" }
    var style = isCursor ? theme[.cursor] : theme.attribution.style(value)
    if !isCursor, isDim, step > 0 { style.attributes.insert(.dim) }
    for line in row..<row + rows {
      write(
        String(repeating: glyph, count: columns), row: line, column: column, style: style, in: clip)
    }
    let middle = row + (rows - 1) / 2
    // Without a glyph the cursor would be nothing but a colour.
    if isCursor { write("•", row: middle, column: column, style: style, in: clip) }
    guard let number, columns >= Self.numberedColumns else { return }
    let text = NumberText.cell(number)
    // A blank behind it sets columns apart; digits stand below each other.
    let free = (columns - Self.numberedColumns) / 2 + Self.numberedColumns - 1 - text.count
    guard free >= 0 else { return }
    write(text, row: middle, column: column + free, style: style, in: clip)
  }

  /// Draws a cell of a line 0…1 strong: in the colour of its strength, or in a given one and then bold or dim.
  mutating func writeLine(
    _ glyph: String, strength: Float, role: ThemeRole? = nil, row: Int, column: Int,
    in clip: Rectangle
  ) {
    var style = role.map { theme[$0] } ?? CellStyle(foreground: heatColor(strength))
    if role != nil || theme.depth == .none {
      style.attributes = strength > 0.5 ? .bold : strength < 0.25 ? .dim : []
    }
    if state.heads.isLate { style.attributes.insert(.dim) }
    write(glyph, row: row, column: column, style: style, in: clip)
  }

  /// Draws a piece of a line that is drawn alone, or its number.
  ///
  /// In the colour of text: of a row of tokens, lines and numbers a colour of the lines' own is half of what moving the cursor sends.
  mutating func writeAloneLine(_ text: String, row: Int, column: Int, in clip: Rectangle) {
    var style = theme[.text]
    if state.heads.isLate { style.attributes.insert(.dim) }
    write(text, row: row, column: column, style: style, in: clip)
  }

  private func heatColor(_ value: Float) -> Color { theme.attribution.style(value).background }
}
