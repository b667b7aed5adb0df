internal import Attribution

/// The waterfall as laid out in its pane: shared by `update`, which asks what is under the mouse, and by `render`.
struct WaterfallView: Equatable, Sendable {
  let waterfall: Waterfall
  /// The words that have a row of their own.
  let window: Range<Int>
  let steps: [Waterfall.Step]
  /// How values are written.
  let form: NumberForm
  /// How what they are added to is written: alike, so that points stand below each other, but for an exponent.
  let outputForm: NumberForm
  /// Where the forces meet, their bar between F(x) and the base value; empty where there is no room.
  let forces: Rectangle
  /// A row a step, with those of F(x) and the base value around them where there is room.
  let table: Rectangle
  let hasEnds: Bool
  /// Whether a row of numbers stands below the bars.
  let hasAxis: Bool
  let labelColumns: Int
  let numberColumns: Int

  init?(_ state: State, _ screen: ScreenLayout) {
    guard let inside = screen.inside(.waterfall), !inside.isEmpty,
      let settled = state.explain.settled,
      let waterfall = Waterfall(settled, of: state.explain)
    else { return nil }
    self.waterfall = waterfall
    let form = state.explain.forms.values
    let outputForm = form == .scientific ? state.explain.forms.outputs : form
    self.form = form
    self.outputForm = outputForm
    let forceRows = inside.height >= 8 ? 3 : 0
    // Their numbers stand at the forces already.
    hasEnds = inside.height >= 13
    hasAxis = inside.height >= 15
    let top = forceRows + (hasEnds ? 1 : 0)
    forces = Rectangle(
      row: inside.row, column: inside.column, height: forceRows, width: inside.width)
    let others = top + (hasEnds ? 2 : 0) + (hasAxis ? 1 : 0)
    let rows = max(inside.height - others, 1)
    // The strongest come into sight first; who goes on by strength from there is followed.
    window = waterfall.window(
      rows: rows,
      showing: state.explain.isCursorByHeat ? waterfall.place(of: state.explain.cursor) : nil)
    steps = waterfall.steps(rows: rows, window: window)
    table = Rectangle(
      row: inside.row + top, column: inside.column,
      height: min(steps.count, rows) + (hasEnds ? 2 : 0), width: inside.width)
    let labels =
      (waterfall.words + waterfall.rest).map(\.label) + steps.map(\.summand.label)
      + [waterfall.baseName, "F(x)"]
    let widest = labels.lazy.map { VisibleText.columns(of: $0) }.max() ?? 0
    labelColumns = min(widest, max(inside.width * 35 / 100, 8), 26)
    let numbers =
      ((waterfall.words.prefix(1) + waterfall.rest + steps.map(\.summand)).map(\.value))
      .map { NumberText.signed(Float($0), form) }
      + [waterfall.base, waterfall.output].map { NumberText.plain(Float($0), outputForm) }
    numberColumns = numbers.map(\.count).max() ?? 0
  }

  /// Where the bars are.
  var bars: Rectangle {
    let left = labelColumns + numberColumns + 3
    return Rectangle(
      row: table.row, column: table.column + left, height: table.height,
      width: max(table.width - left, 0))
  }

  /// The row of the first step.
  var firstRow: Int { table.row + (hasEnds ? 1 : 0) }

  /// How far along the bars a sum lies, 0…1.
  func share(_ value: Double) -> Double {
    let range = waterfall.range
    let width = range.upperBound - range.lowerBound
    return width > 0 ? min(max((value - range.lowerBound) / width, 0), 1) : 0
  }

  /// The column of the bars that a sum lies in.
  func column(_ value: Double) -> Int {
    bars.column + min(Int(share(value) * Double(bars.width)), max(bars.width - 1, 0))
  }

  /// The unit that a row is about.
  func unit(row: Int) -> Int? {
    guard steps.indices.contains(row - firstRow) else { return nil }
    return steps[row - firstRow].summand.units.first
  }

  /// The unit whose force is under a cell.
  func force(row: Int, column: Int) -> Int? {
    guard forces.contains(row: row, column: column) else { return nil }
    let place = column - forces.column
    return ForceBar(waterfall, columns: forces.width)?.segments
      .first { $0.columns.contains(place) }?.summand.units.first
  }
}
