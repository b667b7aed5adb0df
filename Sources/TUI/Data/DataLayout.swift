/// Where the panes of the Data screen are: the rows, below them the one under the cursor, beside them what is known of the file.
enum DataLayout {
  /// From this width on the file stands beside its rows.
  private static let wideColumns = 96
  /// From this height on there is room for two panes on top of each other.
  private static let highRows = 19

  static func place(_ state: State, in area: Rectangle, _ layout: inout ScreenLayout) {
    let isWide = area.width >= wideColumns
    var left = area
    if isWide {
      let side = min(max(area.width * 33 / 100, 34), 58)
      left.width = area.width - side
      layout.panes[.dataFacts] = Rectangle(
        row: area.row, column: left.endColumn, height: area.height, width: side)
    } else if state.focus == .dataFacts, area.height < highRows {
      layout.panes[.dataFacts] = area
      return
    }
    guard area.height >= highRows else {
      layout.panes[state.focus == .dataRow ? .dataRow : .dataRows] = left
      return
    }
    let rows = min(max(area.height * 2 / 5, 9), 17)
    layout.panes[.dataRows] = left.first(rows: area.height - rows)
    let below: Pane = !isWide && state.focus == .dataFacts ? .dataFacts : .dataRow
    layout.panes[below] = left.below(rows: area.height - rows)
  }
}
