internal import Attribution

/// The grid of all heads as laid out in its pane: shared by `update`, which asks what is under the
/// mouse, and by `render`.
struct HeadsView: Equatable, Sendable {
  /// Columns of the layer's number.
  static let gutter = 3
  /// Columns of a head besides its picture: its letter and a blank.
  static let letterColumns = 2
  static let sides = (least: 4, most: 24)

  let layerCount: Int
  let headCount: Int
  /// Blocks a side of a picture: columns, and two of them a row.
  let side: Int
  /// Rows from a layer to the next.
  let rowsPerLayer: Int
  /// Where pictures stand.
  let area: Rectangle
  /// The lines about the head under the cursor, and what the marks mean.
  let readout: Rectangle
  let visibleLayers: Int
  let visibleHeads: Int

  init?(_ state: State, _ screen: ScreenLayout) {
    guard let model = state.model, let inside = screen.inside(.heads), !inside.isEmpty,
      model.layerCount > 0, model.headCount > 0
    else { return nil }
    self.init(layers: model.layerCount, heads: model.headCount, in: inside)
  }

  init(layers: Int, heads: Int, in inside: Rectangle) {
    let readout = HeadsLayout.readout(in: inside)
    let area = Rectangle(
      row: inside.row + 1, column: inside.column + Self.gutter,
      height: max(inside.height - 1 - readout.height, 1),
      width: max(inside.width - Self.gutter, 1))
    var side = Self.sides.least
    while side + 2 <= Self.sides.most, heads * (side + 2 + Self.letterColumns) <= area.width,
      layers * (side / 2 + 1) <= area.height
    { side += 2 }
    self.init(layers: layers, heads: heads, side: side, area: area, readout: readout)
  }

  /// Pictures of a size that is given, as many as an area has room for.
  init(layers: Int, heads: Int, side: Int, area: Rectangle, readout: Rectangle) {
    layerCount = layers
    headCount = heads
    self.side = side
    self.area = area
    self.readout = readout
    let isSpaced = layers * (side / 2 + 1) - 1 <= area.height
    rowsPerLayer = side / 2 + (isSpaced ? 1 : 0)
    visibleLayers = min(max((area.height + (isSpaced ? 1 : 0)) / rowsPerLayer, 1), layers)
    visibleHeads = min(max((area.width + 1) / (side + Self.letterColumns), 1), heads)
  }

  /// The top left cell of a head's picture; nil where it is not in sight.
  func place(of head: HeadIndex, top: Int, left: Int) -> (row: Int, column: Int)? {
    guard top..<top + visibleLayers ~= head.layer, left..<left + visibleHeads ~= head.head else {
      return nil
    }
    return (
      area.row + (head.layer - top) * rowsPerLayer,
      area.column + (head.head - left) * (side + Self.letterColumns)
    )
  }

  /// The head under a cell of the screen.
  func head(row: Int, column: Int, top: Int, left: Int) -> HeadIndex? {
    guard area.contains(row: row, column: column) else { return nil }
    let head = HeadIndex(
      layer: top + (row - area.row) / rowsPerLayer,
      head: left + (column - area.column) / (side + Self.letterColumns))
    return place(of: head, top: top, left: left) == nil ? nil : head
  }
}
