internal import Attribution
internal import Model

/// What flows through each layer at each word, as laid out in its pane: shared by `update`, which asks what is under the mouse, and by
/// `render`.
///
/// The text stands in lines as it does in the heat map, and below each line a row a layer on the same columns.
struct LayersView: Equatable, Sendable {
  /// A layer's numbers.
  struct Row: Equatable, Sendable {
    /// One a unit.
    var values: [Float]
    /// What belongs to the model and has no unit.
    var special: Float
    /// Over all pieces.
    var sum: Float
  }

  let estimate: AttributionEstimate
  let units: [HeatUnit]
  let rows: [Row]
  /// The layer under the cursor.
  let layer: Int
  /// The end of the one colour scale: the largest magnitude of a word in any layer.
  let scale: Float
  let form: NumberForm
  /// Whether it is the method on screen, and not a further row.
  let isMain: Bool
  let layout: HeatLayout
  /// Where words and their cells stand.
  let area: Rectangle
  /// Where the layers' numbers stand, left of the first line in sight.
  let gutter: Rectangle
  /// Where what no word has and the sums stand, right of it; nil where there is no room.
  let specials: Rectangle?
  let sums: Rectangle?
  /// The line about what is under the cursor.
  let readout: Rectangle
  /// The lines of text in sight.
  let lines: Range<Int>
  /// The layers in sight.
  let window: Range<Int>
  /// Rows from one line of text to the next.
  let rowsPerLine: Int

  /// Columns of the text below which its neighbours give way.
  private static let leastColumns = 24
  /// What stands above the column of what no word has.
  static let specialTitle = "special"

  init?(_ state: State, _ screen: ScreenLayout) {
    let explain = state.explain
    guard let inside = screen.inside(.layers), !inside.isEmpty, let settled = explain.settled,
      let estimate = settled.entries[.layerConductance]?.estimate, let layers = estimate.layers,
      !layers.isEmpty, layers.joined().allSatisfy(\.isFinite)
    else { return nil }
    self.estimate = estimate
    let units = explain.units(of: settled)
    self.units = units
    let rows = layers.map { layer in
      let values = units.map { $0.value(layer) }
      let sum = layer.reduce(0, +)
      return Row(values: values, special: sum - values.reduce(0, +), sum: sum)
    }
    self.rows = rows
    layer = min(max(explain.layerCursor, 0), rows.count - 1)
    isMain = explain.request.method == .layerConductance
    let hasSpecials =
      !units.contains(where: \.isSpecial) && settled.encoding.isSpecial.contains(true)
    // Most of what the last layers do is the special tokens': on their scale no word had a colour.
    let scale = rows.flatMap { $0.values.map(abs) }.max() ?? 0
    self.scale = scale
    let form = NumberForm(upTo: max(scale, rows.map { abs($0.sum) }.max() ?? 0))
    self.form = form
    let numberColumns =
      rows.flatMap { [NumberText.signed($0.sum, form), NumberText.signed($0.special, form)] }
      .map(\.count).max() ?? 0
    let gutterColumns = "\(rows.count - 1)".count + 3
    var free = inside.width - gutterColumns
    let sumColumns = max(numberColumns, 3) + 2
    let hasSums = free - sumColumns >= Self.leastColumns / 2
    if hasSums { free -= sumColumns }
    let specialColumns = max(numberColumns, Self.specialTitle.count) + 2
    let showsSpecials = hasSpecials && free - specialColumns >= Self.leastColumns
    if showsSpecials { free -= specialColumns }
    layout = HeatLayout(units, width: free)
    let height = max(inside.height - (inside.height >= 3 ? 1 : 0), 1)
    readout = Rectangle(
      row: inside.row + height, column: inside.column, height: inside.height - height,
      width: inside.width)
    // A row for the words and at least one layer.
    let visibleLayers = min(max(height - 1, 1), rows.count)
    let first = min(
      max(layer - visibleLayers / 2, 0), max(rows.count - visibleLayers, 0))
    window = first..<first + visibleLayers
    rowsPerLine = visibleLayers + 2
    let visibleLines = max((height + 1) / rowsPerLine, 1)
    let line = layout.line(of: explain.cursor) ?? 0
    // By the page: what is in sight stays while the cursor is on it.
    let top = min(line / visibleLines * visibleLines, max(layout.lineCount - visibleLines, 0))
    lines = top..<min(top + visibleLines, max(layout.lineCount, top))
    area = Rectangle(
      row: inside.row, column: inside.column + gutterColumns, height: height, width: free)
    gutter = Rectangle(
      row: inside.row, column: inside.column, height: height, width: gutterColumns)
    let right = inside.column + gutterColumns + free
    specials =
      showsSpecials
      ? Rectangle(row: inside.row, column: right, height: height, width: specialColumns) : nil
    sums =
      hasSums
      ? Rectangle(
        row: inside.row, column: right + (showsSpecials ? specialColumns : 0), height: height,
        width: sumColumns) : nil
  }

  /// The row of the screen where a line's words stand.
  func row(ofLine line: Int) -> Int { area.row + (line - lines.lowerBound) * rowsPerLine }

  /// The layer and the unit under a cell of the screen; a line's words are no layer.
  func place(row: Int, column: Int) -> (layer: Int?, unit: Int?)? {
    guard row >= area.row, row < area.endRow else { return nil }
    let line = lines.lowerBound + (row - area.row) / rowsPerLine
    let offset = (row - area.row) % rowsPerLine
    guard lines.contains(line), offset <= window.count else { return nil }
    let unit =
      area.contains(row: row, column: column)
      ? layout.unit(line: line, column: column - area.column) : nil
    return (offset == 0 ? nil : window.lowerBound + offset - 1, unit)
  }
}
