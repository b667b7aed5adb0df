internal import Attribution

/// How one token of one head comes to look where it looks, as laid out in its pane: shared by `update` and by `render`.
///
/// A row a token that is looked at: its key, the products of query and key, their sum, and the weight.
struct NeuronTable: Equatable, Sendable {
  /// Columns of q·k and of the weight.
  static let numberColumns = (dot: 8, weight: 6)
  /// More dimensions than this are not put into one cell while keys are shown, too.
  private static let mostDimensionsBesideKeys = 4
  /// A head of few dimensions in a wide pane has wider cells, up to this.
  private static let mostColumnsPerCell = 3
  private static let leastWidthBesideMinimap = 50

  let tokenCount: Int
  /// The tokens that may ask: of a pair those of a text where one direction is shown.
  let queries: [Int]
  /// The tokens that are looked at, a row each; of a pair those of a text likewise.
  let keys: [Int]
  let labelColumns: Int
  /// Dimensions that one cell stands for; of several it shows the strongest.
  let dimensionsPerCell: Int
  /// Cells of a vector.
  let cells: Int
  let columnsPerCell: Int
  /// Where the keys stand; nil where there is room for the products alone.
  let keyColumn: Int?
  /// Where the products stand.
  let productColumn: Int
  /// Where the numbers stand.
  let numbers: Rectangle
  /// What the columns are.
  let header: Rectangle
  /// The token that asks, with its query.
  let query: Rectangle
  /// The tokens that are looked at.
  let area: Rectangle
  let readout: Rectangle
  let visible: Int
  /// Whether all that is looked at is in sight: nothing ever moves, so that colours are sent once.
  var isWhole: Bool { visible == keys.count }
  /// Where the asking token looks in the whole text, where not all of it is in sight.
  let minimap: Minimap?

  init?(_ state: State, _ screen: ScreenLayout) {
    guard let inside = screen.inside(.neuron), !inside.isEmpty, let report = state.heads.report,
      let vectors = report.vectors
    else { return nil }
    tokenCount = report.roles.count
    let selection = state.heads.selection(report)
    queries = selection?.queries ?? Array(0..<tokenCount)
    keys = selection?.keys ?? Array(0..<tokenCount)
    let longest = report.roles.tokens.map { VisibleText.columns(of: $0.text) }.max() ?? 1
    labelColumns = min(longest, max(inside.width / 6, 4)) + 1
    let numberColumns = Self.numberColumns.dot + Self.numberColumns.weight
    // A key that is looked at has the last row of a pane of three.
    readout =
      inside.height > 3 ? HeadsLayout.readout(in: inside) : inside.below(rows: inside.height)
    let height = max(inside.height - readout.height - 2, 1)
    let hasMinimap = height < keys.count && inside.width > Self.leastWidthBesideMinimap
    let room = max(
      inside.width - labelColumns - numberColumns - 1 - (hasMinimap ? Minimap.width : 0), 1)
    let size = vectors.headSize
    func cells(_ perCell: Int) -> Int { (size + perCell - 1) / perCell }
    let besideKeys = (1...Self.mostDimensionsBesideKeys).first { 2 * cells($0) + 1 <= room }
    dimensionsPerCell = besideKeys ?? (1...max(size, 1)).first { cells($0) <= room } ?? size
    let count = cells(dimensionsPerCell)
    self.cells = count
    let vectorCount = besideKeys == nil ? 1 : 2
    let columnsPerCell =
      (1...Self.mostColumnsPerCell).last { vectorCount * (count * $0 + 1) - 1 <= room } ?? 1
    self.columnsPerCell = columnsPerCell
    let width = count * columnsPerCell
    let column = inside.column + labelColumns
    keyColumn = besideKeys == nil ? nil : column
    productColumn = besideKeys == nil ? column : column + width + 1
    header = inside.first(rows: 1)
    query = inside.below(rows: 1).first(rows: 1)
    visible = min(height, keys.count)
    area = inside.below(rows: 2).first(rows: visible)
    numbers = Rectangle(
      row: area.row, column: productColumn + width + 1, height: visible, width: numberColumns)
    minimap = hasMinimap ? Minimap(beside: area, in: inside, lineCount: keys.count) : nil
  }

  /// Columns of a vector.
  var vectorColumns: Int { cells * columnsPerCell }

  /// The token that is looked at in a row of the screen.
  func key(row: Int, column: Int, top: Int) -> Int? {
    area.contains(row: row, column: column) ? keys[top + row - area.row] : nil
  }

  /// A vector's cells: of the dimensions that share one the strongest, with its sign.
  func reduced(_ vector: some Sequence<Float>) -> [Float] {
    var result = [Float](repeating: 0, count: cells)
    for (dimension, value) in vector.enumerated() {
      let cell = min(dimension / dimensionsPerCell, cells - 1)
      if abs(value) > abs(result[cell]) { result[cell] = value }
    }
    return result
  }
}
