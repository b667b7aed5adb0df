internal import Attribution

/// The grid of heads as laid out in its pane: shared by `update`, which asks what is under the
/// mouse, and by `render`.
struct HeadsView: Equatable, Sendable {
  /// Columns of the layer's number.
  static let gutter = 3
  /// Columns of a head besides its picture: its letter and a blank.
  static let letterColumns = 2
  static let sides = (least: 4, most: 24)
  /// Longer than so many times the other a side would bend what the pictures show.
  private static let mostStretch = 2

  /// The layers that are shown, rising.
  let layers: [Int]
  /// The heads of each that are shown, rising.
  let heads: [Int]
  /// Heads of a layer beside each other; those that are left stand in further rows below.
  let headsPerRow: Int
  /// Columns of a picture, a block each.
  let width: Int
  /// Rows of a picture, two blocks each.
  let height: Int
  /// Rows of the screen from a row of pictures to the next.
  let rowHeight: Int
  /// Where pictures stand.
  let area: Rectangle
  /// The lines about the head under the cursor, and what the marks mean.
  let readout: Rectangle
  /// Rows of pictures in sight.
  let visibleRows: Int
  /// Heads of a row in sight.
  let visibleHeads: Int

  /// The form of the pictures.
  var form: HeadThumbnails.Form { HeadThumbnails.Form(width: width, height: 2 * height) }
  /// Rows of pictures of a layer.
  var rowsPerLayer: Int { (heads.count + headsPerRow - 1) / headsPerRow }
  /// Rows of pictures there are.
  var rowCount: Int { layers.count * rowsPerLayer }

  init?(_ state: State, _ screen: ScreenLayout) {
    guard let model = state.model, let inside = screen.inside(.heads), !inside.isEmpty,
      model.layerCount > 0, model.headCount > 0
    else { return nil }
    let layers = state.heads.shownLayers(of: model.layerCount)
    let heads = state.heads.shownNumbers(of: model.headCount)
    self.init(
      layers: layers, heads: heads, in: inside,
      mostRows: layers.count < model.layerCount ? heads.count : 1)
  }

  /// The largest pictures that an area has room for: square ones, then drawn out to the side that has room left.
  ///
  /// - Parameter mostRows: Layers may take so many rows of pictures, where that makes them larger.
  private init(layers: [Int], heads: [Int], in inside: Rectangle, mostRows: Int) {
    let readout = HeadsLayout.headGridReadout(in: inside)
    let area = Rectangle(
      row: inside.row + 1, column: inside.column + Self.gutter,
      height: max(inside.height - 1 - readout.height, 1),
      width: max(inside.width - Self.gutter, 1))
    var best = (side: Self.sides.least, heads: heads.count)
    for rows in 1...mostRows {
      let perRow = (heads.count + rows - 1) / rows
      // Several rows of a layer stand apart, as each has its numbers above it.
      let gap = rows > 1 ? 1 : 0
      var side = best.side
      while side + 2 <= Self.sides.most, perRow * (side + 2 + Self.letterColumns) <= area.width,
        layers.count * rows * (side / 2 + 1 + gap) <= area.height + gap
      { side += 2 }
      if side > best.side { best = (side, perRow) }
    }
    let rows = (heads.count + best.heads - 1) / best.heads
    let gap = rows > 1 ? 1 : 0
    func largest(by step: Int, _ fits: (_ side: Int) -> Bool) -> Int {
      let most = min(best.side * Self.mostStretch, Self.sides.most)
      return stride(from: best.side, through: most, by: step).dropFirst().prefix(while: fits).last
        ?? best.side
    }
    self.init(
      layers: layers, heads: heads, perRow: best.heads,
      width: largest(by: 1) { best.heads * ($0 + Self.letterColumns) <= area.width },
      height: largest(by: 2) { layers.count * rows * ($0 / 2 + 1 + gap) <= area.height + gap } / 2,
      area: area, readout: readout)
  }

  /// Pictures of a size that is given, as many as an area has room for.
  ///
  /// - Parameter perRow: Heads of a layer beside each other; nil for all.
  init(
    layers: [Int], heads: [Int], perRow: Int? = nil, width: Int, height: Int, area: Rectangle,
    readout: Rectangle
  ) {
    self.layers = layers
    self.heads = heads
    headsPerRow = perRow ?? heads.count
    self.width = width
    self.height = height
    self.area = area
    self.readout = readout
    let rows = layers.count * ((heads.count + headsPerRow - 1) / headsPerRow)
    let isSpaced = rows * (height + 1) - 1 <= area.height
    rowHeight = height + (isSpaced ? 1 : 0)
    visibleRows = min(max((area.height + (isSpaced ? 1 : 0)) / rowHeight, 1), rows)
    visibleHeads = min(max((area.width + 1) / (width + Self.letterColumns), 1), headsPerRow)
  }

  /// How many blocks of the screen each way show one of a picture's: of few tokens a picture is made larger, as far as its place goes.
  func magnification(of thumbnails: HeadThumbnails) -> Int {
    guard thumbnails.rows > 0, thumbnails.columns > 0 else { return 1 }
    return max(min(width / thumbnails.columns, 2 * height / thumbnails.rows), 1)
  }

  /// The row of pictures a head stands in, and which of it it is; nil of one that is not shown.
  func place(of head: HeadIndex) -> (row: Int, column: Int)? {
    guard let layer = layers.firstIndex(of: head.layer),
      let number = heads.firstIndex(of: head.head)
    else { return nil }
    let (row, column) = number.quotientAndRemainder(dividingBy: headsPerRow)
    return (layer * rowsPerLayer + row, column)
  }

  /// The head at a place among the rows of pictures, the last of its row where that is shorter; nil beyond them.
  func head(at row: Int, _ column: Int) -> HeadIndex? {
    guard 0..<rowCount ~= row, 0..<headsPerRow ~= column else { return nil }
    let (layer, part) = row.quotientAndRemainder(dividingBy: rowsPerLayer)
    return HeadIndex(
      layer: layers[layer], head: heads[min(part * headsPerRow + column, heads.count - 1)])
  }

  /// The top left cell of a head's picture; nil where it is not in sight.
  func place(of head: HeadIndex, top: Int, left: Int) -> (row: Int, column: Int)? {
    guard let place = place(of: head), top..<top + visibleRows ~= place.row,
      left..<left + visibleHeads ~= place.column
    else { return nil }
    return (
      area.row + (place.row - top) * rowHeight,
      area.column + (place.column - left) * (width + Self.letterColumns)
    )
  }

  /// The head under a cell of the screen.
  func head(row: Int, column: Int, top: Int, left: Int) -> HeadIndex? {
    guard area.contains(row: row, column: column) else { return nil }
    let place = (
      row: top + (row - area.row) / rowHeight,
      column: left + (column - area.column) / (width + Self.letterColumns)
    )
    guard let head = head(at: place.row, place.column),
      self.place(of: head).map({ $0 == place })
        ?? false
    else { return nil }
    return self.place(of: head, top: top, left: left) == nil ? nil : head
  }
}
