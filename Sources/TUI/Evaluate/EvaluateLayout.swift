internal import Training

/// Where the panes of the Evaluate screen are: figures above, the list of rows and a diagram below.
enum EvaluateLayout {
  /// From this width on all panes are in sight.
  static let wideColumns = 108
  /// From this width on the figures stand beside the matrix.
  private static let middleColumns = 80
  /// Below this height a pane has the window for itself.
  private static let leastHeight = 20
  private static let metricColumns = 39

  static func place(_ state: State, in area: Rectangle, _ layout: inout ScreenLayout) {
    let upper = state.evaluate.upper
    guard area.height >= leastHeight else {
      let pane = state.focus == .rows ? Pane.rows : upper
      guard area.width >= wideColumns, pane != .rows else {
        layout.panes[pane] = area
        return
      }
      layout.panes[.metrics] = left(metricColumns, of: area)
      layout.panes[pane == .metrics ? .confusion : pane] = right(metricColumns, of: area)
      return
    }
    let top = area.first(rows: upperRows(state, area))
    let bottom = area.below(rows: top.height)
    guard area.width >= middleColumns else {
      layout.panes[upper] = top
      layout.panes[.rows] = bottom
      return
    }
    let rest = right(metricColumns, of: top)
    guard area.width >= wideColumns else {
      layout.panes[.metrics] = left(metricColumns, of: top)
      layout.panes[upper == .metrics ? .confusion : upper] = rest
      layout.panes[.rows] = bottom
      return
    }
    layout.panes[.metrics] = left(metricColumns, of: top)
    let confusion = min(max(rest.width * 56 / 100, 37), rest.width - 32)
    layout.panes[.confusion] = left(confusion, of: rest)
    layout.panes[.classes] = right(confusion, of: rest)
    let list = bottom.width * 58 / 100
    layout.panes[.rows] = left(list, of: bottom)
    layout.panes[.diagram] = right(list, of: bottom)
  }

  /// The rows of the figures: what the metrics or the matrix take, in bounds.
  private static func upperRows(_ state: State, _ area: Rectangle) -> Int {
    let known = state.evaluate.evaluation?.labels ?? state.model?.labels ?? []
    let classes = max(known.count, 2)
    let most = area.height * 45 / 100
    // Two lines a cell where there is room for them.
    let matrix = 2 * classes + 4 <= most ? 2 * classes + 4 : classes + 4
    // In a low window half of it, where all classes are in sight then.
    let whole = min(classes + 4, area.height / 2)
    return min(max(Metric.allCases.count + 2, matrix), max(most, whole, 9))
  }

  private static func left(_ columns: Int, of area: Rectangle) -> Rectangle {
    Rectangle(row: area.row, column: area.column, height: area.height, width: columns)
  }

  private static func right(_ columns: Int, of area: Rectangle) -> Rectangle {
    Rectangle(
      row: area.row, column: area.column + columns, height: area.height,
      width: area.width - columns)
  }
}
