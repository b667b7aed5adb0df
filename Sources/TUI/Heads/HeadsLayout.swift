/// Where the panes of the Heads screen are, below the text: one large pane, the short ones beside it or below.
enum HeadsLayout {
  /// From this width on the short panes stand beside the large one; below it a board that has the focus stands in its place.
  static let wideColumns = 110
  /// Below this height the large pane stands alone until Tab goes to a short one.
  static let leastHeight = 12

  /// The lines at the foot of a large pane, about what is under the cursor.
  static func readout(in inside: Rectangle) -> Rectangle {
    let rows = inside.height >= 12 ? 3 : inside.height >= 6 ? 2 : 1
    return inside.below(rows: inside.height - rows)
  }

  /// The same of the grid of heads, where a tall pane has a line more for what is measured of a head.
  static func headGridReadout(in inside: Rectangle) -> Rectangle {
    let readout = readout(in: inside)
    return inside.below(rows: inside.height - readout.height - (inside.height >= 24 ? 1 : 0))
  }

  /// The lines about the head under the cursor at the foot of the pane on screen; nil where it has none.
  static func headReadout(_ state: State, _ screen: ScreenLayout) -> Rectangle? {
    switch state.heads.main {
    case .heads: HeadsView(state, screen)?.readout
    case .matrix where state.heads.combination == .head:
      MatrixView(state, screen)?.readout.below(rows: 1)
    case .lines: LinesView(state, screen)?.readout.below(rows: 1)
    case .neuron:
      NeuronTable(state, screen).map { $0.readout.below(rows: $0.readout.height > 2 ? 2 : 1) }
    default: nil
    }
  }

  static func place(_ state: State, in area: Rectangle, _ layout: inout ScreenLayout) {
    let labelRows = (state.model?.classRows ?? 6) + 2
    let isShort = [.prediction, .board].contains(state.focus)
    if area.height < leastHeight, !isShort {
      layout.panes[state.heads.main] = area
      return
    }
    guard area.width >= wideColumns else {
      // In the three lines that it has elsewhere no page can be read.
      if state.focus == .board {
        layout.panes[.board] = area
        return
      }
      // The board beside the classes has more to say than a few of them.
      let height = min(max(area.height / 4, 5), max(labelRows, 7))
      layout.panes[state.heads.main] = Rectangle(
        row: area.row, column: area.column, height: area.height - height, width: area.width)
      layout.place(
        [.prediction, .board], shares: [36, 64],
        in: Rectangle(
          row: area.endRow - height, column: area.column, height: height, width: area.width))
      return
    }
    let side = min(max(area.width * 31 / 100, 36), 48)
    layout.panes[state.heads.main] = Rectangle(
      row: area.row, column: area.column, height: area.height, width: area.width - side)
    let height = min(labelRows, area.height / 2)
    let column = area.endColumn - side
    layout.panes[.prediction] = Rectangle(
      row: area.row, column: column, height: height, width: side)
    layout.panes[.board] = Rectangle(
      row: area.row + height, column: column, height: area.height - height, width: side)
  }
}
