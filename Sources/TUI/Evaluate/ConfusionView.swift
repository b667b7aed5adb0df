internal import Model
internal import Training

/// Where the cells of the confusion matrix are; of many classes those around the cursor.
struct ConfusionView: Equatable, Sendable {
  /// The names of the predicted classes.
  let header: Rectangle
  /// The names of the true classes.
  let labels: Rectangle
  /// The cells.
  let cells: Rectangle
  /// The line about the cell under the cursor.
  let readout: Rectangle
  let cellWidth: Int
  let cellHeight: Int
  /// Whether count and share stand beside each other.
  let hasShares: Bool
  /// Blanks behind the numbers, where there is room for them.
  let margin: Int
  /// The true classes in sight.
  let rows: Range<Int>
  /// The predicted classes in sight.
  let columns: Range<Int>

  private static let widestCell = 12

  init?(_ state: State, _ layout: ScreenLayout) {
    guard let evaluation = state.evaluate.evaluation, let inside = layout.inside(.confusion),
      inside.height >= 3
    else { return nil }
    let names = evaluation.labels
    let count = names.count
    let longest = names.reduce(1) { max($0, VisibleText.columns(of: $1)) }
    let labelColumns = min(longest, max(inside.width / 4, 6)) + 1
    let largest = evaluation.report.matrix.counts.joined().max() ?? 0
    let digits = Wording.grouped(largest).count
    // A place before the number is the cursor's.
    let least = max(4, digits + 1)
    let room = max(inside.width - labelColumns, 0)
    cellWidth = min(max(room / count, least), Self.widestCell)
    let hasReadout = inside.height >= 5
    let height = inside.height - 1 - (hasReadout ? 1 : 0)
    cellHeight = height >= 2 * count ? 2 : 1
    // A blank and the share, as in `.92`.
    let both = digits + 5
    hasShares = cellHeight == 1 && cellWidth >= both
    margin = hasShares ? min(cellWidth - both, 1) : cellWidth > max(5, digits + 1) ? 1 : 0
    let cell = state.evaluate.cell
    rows = Self.visible(count, room: height / cellHeight, around: cell.truth)
    columns = Self.visible(count, room: room / cellWidth, around: cell.predicted)
    header = Rectangle(
      row: inside.row, column: inside.column + labelColumns, height: 1,
      width: columns.count * cellWidth)
    labels = Rectangle(
      row: inside.row + 1, column: inside.column, height: rows.count * cellHeight,
      width: labelColumns - 1)
    cells = Rectangle(
      row: inside.row + 1, column: header.column, height: labels.height, width: header.width)
    readout = inside.below(rows: hasReadout ? inside.height - 1 : inside.height)
  }

  private static func visible(_ count: Int, room: Int, around cursor: Int) -> Range<Int> {
    let seen = min(max(room, 0), count)
    let first = max(min(cursor - seen / 2, count - seen), 0)
    return first..<first + seen
  }

  /// Where a cell in sight is.
  func place(_ cell: MatrixCell) -> Rectangle {
    Rectangle(
      row: cells.row + (cell.truth - rows.lowerBound) * cellHeight,
      column: cells.column + (cell.predicted - columns.lowerBound) * cellWidth,
      height: cellHeight, width: cellWidth)
  }

  /// The cell at a place of the screen.
  func cell(row: Int, column: Int) -> MatrixCell? {
    guard cells.contains(row: row, column: column) else { return nil }
    return MatrixCell(
      truth: rows.lowerBound + (row - cells.row) / cellHeight,
      predicted: columns.lowerBound + (column - cells.column) / cellWidth)
  }
}
