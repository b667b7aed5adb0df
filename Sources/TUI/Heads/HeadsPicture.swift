public import Attribution
internal import Model

/// What the Heads screen shows, as a picture of its own: without frame, cursor and readout, as high as it takes.
///
/// Drawn by the screen's own panes. A text of many tokens is cut into blocks, so that a picture has no more cells than can be looked at.
public struct HeadsPicture {
  /// What is drawn.
  public enum Drawing: String, CaseIterable, Sendable {
    /// Every head as a small picture with the letter of its pattern.
    case heads
    /// One head, or the mean of a layer's, with its tokens: rows ask, columns are looked at.
    case matrix
    /// One head, or the largest weight of a layer's, as lines between tokens: left asks, right is looked at.
    case lines
  }

  /// The most tokens that are drawn one by one.
  static let mostTokens = 128
  /// The least and most blocks a side of small pictures, unless there are fewer tokens; alone a layer has more room.
  private static let sides = (least: 6, most: HeadsView.sides.most, ofLayer: 32)
  private static let mostHeaderRows = 12
  /// The widest that a picture makes itself.
  private static let mostColumns = 13 + 2 * mostTokens

  private let report: AttentionReport
  private let theme: Theme
  private let state: State
  private var maps: AttentionMaps { report.maps }

  /// Prepares to draw.
  ///
  /// - Parameters:
  ///   - gates: How far heads are open; those that are closed are crossed out.
  ///   - layers: The layers whose heads are drawn together; nil for all.
  ///   - heads: The heads of every layer that are drawn; nil for all.
  ///   - isASCII: Whether only ASCII is drawn.
  public init(
    _ report: AttentionReport, gates: HeadGates? = nil, layers: [Int]? = nil, heads: [Int]? = nil,
    theme: Theme, isASCII: Bool = false
  ) {
    self.report = report
    self.theme = theme
    var state = State(rows: 0, columns: 0, isASCII: isASCII)
    state.heads.report = report
    state.explain.request.headGates = gates
    state.heads.marked = Set(layers ?? [])
    state.heads.markedHeads = Set(heads ?? [])
    state.heads.isNarrowed = layers != nil || heads != nil
    // Nothing is under a cursor.
    state.heads.cursor = HeadIndex(layer: -1, head: -1)
    state.heads.query = -1
    state.heads.key = -1
    self.state = state
  }

  /// The width at which a drawing shows all it can.
  ///
  /// - Parameters:
  ///   - layer: The layer that is drawn; nil for all.
  ///   - head: The head of it that is drawn; nil for all.
  public func columns(of drawing: Drawing, layer: Int? = nil, head: Int? = nil) -> Int {
    let wanted: Int
    switch drawing {
    case .heads:
      // A layer's larger pictures stand in several rows.
      let count = shownNumbers.count
      let heads = layer == nil ? count : min(count, 4)
      let side = layer == nil ? min(wantedSide(of: nil), 16) : wantedSide(of: layer)
      wanted = HeadsView.gutter + heads * (side + HeadsView.letterColumns)
    case .matrix:
      // Two columns a key make its cells nearly square.
      wanted = 13 + 2 * min(maps.tokenCount, Self.mostTokens)
    case .lines: wanted = 80
    }
    return min(max(wanted, 80), Self.mostColumns)
  }

  /// The picture.
  ///
  /// - Parameters:
  ///   - layer: The layer that is drawn; nil for all, of which there is no matrix.
  ///   - head: The head of it that is drawn; nil for all.
  ///   - columns: Its width, of which it may leave some.
  public func grid(
    _ drawing: Drawing, layer: Int? = nil, head: Int? = nil, columns: Int
  ) -> Grid {
    precondition(drawing == .heads || layer != nil, "A matrix and lines are of a layer.")
    let columns = max(columns, 20)
    let grid =
      switch drawing {
      case .heads: smallPictures(layer, head, columns: columns)
      case .matrix: matrix(layer ?? 0, head, columns: columns)
      case .lines: lines(layer ?? 0, head, columns: columns)
      }
    return state.isASCII ? ASCIIFilter.apply(to: grid) : grid
  }

  /// How tokens were put together to be drawn, or nil where each stands for itself.
  public func reduction(
    of drawing: Drawing, layer: Int? = nil, head: Int? = nil, columns: Int
  ) -> String? {
    let columns = max(columns, 20)
    let tokens = maps.tokenCount
    let blocks =
      switch drawing {
      case .heads: bands(layer, head, columns: columns).side
      case .matrix: blockCount(in: columns)
      case .lines: min(tokens, Self.mostTokens)
      }
    guard blocks < tokens else { return nil }
    let strength =
      drawing == .heads
      ? "half of a block's strength is its largest weight, half its mean"
      : "a block is named after its first token and as strong as its largest weight"
    return "\(tokens) tokens a side are drawn in \(blocks) blocks: \(strength)"
  }

  /// The heads of a layer that are drawn where none is chosen.
  private var shownNumbers: [Int] { state.heads.shownNumbers(of: maps.headCount) }

  /// The map of a layer's heads that are drawn, as one.
  private func combined(
    _ layer: Int, by combination: AttentionMaps.Combination
  ) -> ArraySlice<Float> {
    maps.combined(shownNumbers.map { HeadIndex(layer: layer, head: $0) }, by: combination)[...]
  }

  // MARK: - Small pictures

  private func wantedSide(of layer: Int?) -> Int {
    let most = layer == nil ? Self.sides.most : Self.sides.ofLayer
    let even = (maps.tokenCount + 1) / 2 * 2
    return min(max(even, HeadsView.sides.least), most)
  }

  /// How many heads stand beside each other, and how large.
  private func bands(_ layer: Int?, _ head: Int?, columns: Int) -> (side: Int, heads: Int) {
    let room = columns - HeadsView.gutter
    let count = head == nil ? shownNumbers.count : 1
    let wanted = wantedSide(of: layer)
    let least = layer == nil ? min(wanted, Self.sides.least) : wanted
    let most = max(1, (room + 1) / (least + HeadsView.letterColumns))
    let bandCount = (count + most - 1) / most
    let heads = (count + bandCount - 1) / bandCount
    let widest = ((room + 1) / heads - HeadsView.letterColumns) / 2 * 2
    return (min(wanted, max(widest, HeadsView.sides.least)), heads)
  }

  private func smallPictures(_ layer: Int?, _ head: Int?, columns: Int) -> Grid {
    let (side, count) = bands(layer, head, columns: columns)
    let layers = layer.map { [$0] } ?? state.heads.shownLayers(of: maps.layerCount)
    let heads = head.map { [$0] } ?? shownNumbers
    let area = Rectangle(
      row: 1, column: HeadsView.gutter, height: layers.count * (side / 2 + 1) - 1,
      width: count * (side + HeadsView.letterColumns) - 1)
    let view = HeadsView(
      layers: layers, heads: heads, width: side, height: side / 2, area: area,
      readout: .none)
    var drawn = report
    drawn.thumbnails = HeadThumbnails(maps, report.roles, HeadThumbnails.Form(side: side))
    let bands = stride(from: 0, to: heads.count, by: count).map { first in
      var state = state
      state.heads.gridLeft = first
      var painter = painter(state, rows: area.endRow, columns: area.endColumn)
      HeadsPane.drawHeads(&painter, drawn, view)
      return painter.grid
    }
    return Grid(stacking: bands)
  }

  // MARK: - Tokens

  private func blockCount(in columns: Int) -> Int {
    let names = MatrixView.labelColumns(MatrixView.longestName(report.roles), of: columns)
    let columnsPerKey = MatrixView.needsWideKeys(report.roles) ? 2 : 1
    return min(maps.tokenCount, Self.mostTokens, (columns - names) / columnsPerKey)
  }

  private func matrix(_ layer: Int, _ head: Int?, columns: Int) -> Grid {
    let map =
      head.map { maps.map(HeadIndex(layer: layer, head: $0)) }
      ?? combined(layer, by: .mean)
    let (roles, small) = reduced(map, to: blockCount(in: columns))
    let view = MatrixView(
      roles,
      in: Rectangle(
        row: 0, column: 0, height: Self.mostHeaderRows + roles.count, width: columns),
      mostHeaderRows: Self.mostHeaderRows, readout: .none)
    let rows = view.area.endRow
    let scale = max(small.max() ?? 0, .leastNormalMagnitude)
    var painter = painter(state, rows: rows + 2, columns: columns)
    let style = nameStyle(roles)
    MatrixPane.drawNames(&painter, view, roles, queryStyle: style, keyStyle: style)
    MatrixPane.drawWeights(&painter, view, small, scale: scale)
    drawScale(&painter, upTo: scale, column: view.labelColumns)
    return painter.grid
  }

  private func lines(_ layer: Int, _ head: Int?, columns: Int) -> Grid {
    let map =
      head.map { maps.map(HeadIndex(layer: layer, head: $0)) }
      ?? combined(layer, by: .maximum)
    let (roles, small) = reduced(map, to: min(maps.tokenCount, Self.mostTokens))
    let view = LinesView(
      roles, in: Rectangle(row: 0, column: 0, height: roles.count, width: columns), header: .none,
      readout: .none)
    var painter = painter(state, rows: roles.count + 2, columns: columns)
    LinesPane.drawLines(&painter, view, [small])
    LinesPane.drawTokens(&painter, view, roles, small)
    drawScale(
      &painter, upTo: max(small.max() ?? 0, .leastNormalMagnitude), column: view.area.column)
    return painter.grid
  }

  /// A map of so many blocks of tokens a side, each named after its first.
  private func reduced(
    _ map: ArraySlice<Float>, to count: Int
  ) -> (roles: TokenRoles, map: ArraySlice<Float>) {
    let tokens = maps.tokenCount
    guard count < tokens else { return (report.roles, map) }
    let small = AttentionMaps.Thumbnail(map, queries: tokens, keys: tokens, side: count)
    let roles = (0..<count).map { block in
      let place = AttentionMaps.block(block, of: count, tokens: tokens)
      return report.roles[place.lowerBound]
    }
    return (TokenRoles(roles), small.maximum[...])
  }

  private func nameStyle(_ roles: TokenRoles) -> (Int) -> CellStyle {
    { theme[roles[$0].isOfText ? .text : .subtle] }
  }

  private func drawScale(_ painter: inout ScreenPainter, upTo scale: Float, column: Int) {
    let bounds = painter.grid.bounds
    MatrixPane.drawScale(
      &painter, upTo: scale, column: column, in: bounds.below(rows: bounds.height - 1))
  }

  private func painter(_ state: State, rows: Int, columns: Int) -> ScreenPainter {
    var state = state
    state.rows = rows
    state.columns = columns
    return ScreenPainter(state, theme: theme)
  }
}

extension Rectangle {
  /// No cell at all.
  fileprivate static let none = Rectangle(row: 0, column: 0, height: 0, width: 0)
}
