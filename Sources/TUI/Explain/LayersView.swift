internal import Attribution

/// What a method found in every layer, a row a layer and a column a word, as laid out in its pane: shared by `update` and by `render`.
struct LayersView: Equatable, Sendable {
  /// A word's place.
  struct Column: Equatable, Sendable {
    var unit: Int
    var column: Int
    var columns: Int
  }

  /// Columns of a layer's number, and of its sum at the right.
  static let gutter = 4
  private static let sumColumns = 9
  private static let widestWord = 14

  /// One number a piece, `[layers][tokens]`.
  let layers: [[Float]]
  let units: [HeatUnit]
  /// The method that they are of.
  let method: AttributionMethod
  /// The largest magnitude of all.
  let scale: Float
  /// The layer under the cursor.
  let row: Int
  /// The words that are in sight.
  let columns: [Column]
  /// Words' names, rows of cells, sums, and the line that tells of a cell.
  let header: Rectangle
  let area: Rectangle
  let sums: Rectangle
  let readout: Rectangle
  /// Layers in sight.
  let window: Range<Int>

  var visibleRows: Int { window.count }

  /// - Complexity: O(layers · pieces).
  init?(_ state: State, _ screen: ScreenLayout) {
    let explain = state.explain
    guard let inside = screen.inside(.layers), inside.height >= 3, let settled = explain.settled,
      let found = Self.layers(explain, settled)
    else { return nil }
    (method, layers) = found
    units = explain.units(of: settled)
    scale =
      layers.flatMap { layer in units.map { abs($0.value(layer)) } }.filter(\.isFinite).max() ?? 0
    row = min(max(explain.layerCursor, 0), layers.count - 1)
    let height = inside.height - 2
    let first = min(max(row - height + 1, 0), max(layers.count - height, 0))
    window = first..<min(first + height, layers.count)
    let hasSums = inside.width >= 44
    let width = max(inside.width - Self.gutter - (hasSums ? Self.sumColumns : 0), 1)
    columns = Self.page(of: units, showing: explain.cursor, width: width)
    let left = inside.column + Self.gutter
    header = Rectangle(row: inside.row, column: left, height: 1, width: width)
    area = Rectangle(row: inside.row + 1, column: left, height: window.count, width: width)
    sums = Rectangle(
      row: inside.row, column: area.endColumn, height: window.count + 1,
      width: hasSums ? Self.sumColumns : 0)
    readout = Rectangle(
      row: inside.endRow - 1, column: inside.column, height: 1, width: inside.width)
  }

  /// Of the method on screen, else of a further row.
  private static func layers(
    _ explain: ExplainState, _ settled: Explanation
  ) -> (AttributionMethod, [[Float]])? {
    for method in [explain.request.method] + explain.rows {
      if let layers = settled.entries[method]?.estimate.layers, !layers.isEmpty {
        return (method, layers)
      }
    }
    return nil
  }

  /// The words that stand beside each other where one of them has to be in sight: pages, so that moving by a word rarely moves all.
  private static func page(of units: [HeatUnit], showing cursor: Int, width: Int) -> [Column] {
    var page: [Column] = []
    var column = 0
    for (index, unit) in units.enumerated() {
      let columns = min(max(VisibleText.columns(of: unit.text), 2), widestWord, width)
      if column + columns > width, !page.isEmpty {
        if page.contains(where: { $0.unit >= cursor }) { break }
        (page, column) = ([], 0)
      }
      page.append(Column(unit: index, column: column, columns: columns))
      column += columns + 1
    }
    return page
  }

  /// The cell under a place of the screen.
  func cell(row: Int, column: Int) -> (layer: Int, unit: Int)? {
    guard area.contains(row: row, column: column),
      let place = columns.last(where: { area.column + $0.column <= column })
    else { return nil }
    return (window.lowerBound + row - area.row, place.unit)
  }
}
