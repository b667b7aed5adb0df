/// Where the panes of the Train screen are: the curves, and the list of runs beside or below them.
enum TrainLayout {
  /// From this width on the runs stand beside the curves.
  private static let wideColumns = 100

  /// Rows of the screen from which on the probe sentences stand below the curves.
  private static let probeRows = 26

  static func place(_ state: State, in area: Rectangle, _ layout: inout ScreenLayout) {
    placeCurves(state, in: area, &layout)
    guard state.train.shownProbes != nil, let curves = layout.panes[.curves] else { return }
    guard area.height >= probeRows else {
      // In a low window they take the curves' place while they have the focus.
      if state.focus == .probes {
        layout.panes[.probes] = curves
        layout.panes[.curves] = nil
      }
      return
    }
    let rows = min(max(curves.height * 2 / 5, 8), 18)
    layout.panes[.curves] = curves.first(rows: curves.height - rows)
    layout.panes[.probes] = curves.below(rows: curves.height - rows)
  }

  private static func placeCurves(
    _ state: State, in area: Rectangle, _ layout: inout ScreenLayout
  ) {
    if area.width >= wideColumns {
      let side = min(max(area.width * 24 / 100, 28), 44)
      layout.panes[.curves] = Rectangle(
        row: area.row, column: area.column, height: area.height, width: area.width - side)
      layout.panes[.runs] = Rectangle(
        row: area.row, column: area.endColumn - side, height: area.height, width: side)
      return
    }
    // In a low window each has it whole, as Tab says.
    guard area.height >= 20 else {
      layout.panes[state.focus == .runs ? .runs : .curves] = area
      return
    }
    let rows = min(max(state.train.runs.count, 1) + 2, area.height / 4)
    layout.panes[.curves] = area.first(rows: area.height - rows)
    layout.panes[.runs] = area.below(rows: area.height - rows)
  }
}

/// Where the charts in sight are, and the line in words below them.
struct TrainView: Equatable, Sendable {
  /// A chart's place.
  struct Place: Equatable, Sendable {
    /// The number of the chart.
    var chart: Int
    /// The whole of it: a line of title, the plot, a line of ticks.
    var area: Rectangle

    /// Columns of the numbers at the left.
    static let labels = 7
    /// Columns for the marks at the ends of curves, and the blank before them.
    var margin: Int

    /// Where the curves are.
    var plot: Rectangle {
      Rectangle(
        row: area.row + 1, column: area.column + Self.labels + 1, height: max(area.height - 2, 0),
        width: max(area.width - Self.labels - 1 - margin, 0))
    }
  }

  private static let leastWidth = 32
  private static let leastHeight = 8
  /// A chart that is wider than it needs to be for its height.
  private static let goodShape = 5.0

  let places: [Place]
  /// What is said in words.
  let words: Rectangle

  init?(_ state: State, _ layout: ScreenLayout) {
    guard state.screen == .train, let inside = layout.inside(.curves), inside.height >= 4 else {
      return nil
    }
    let train = state.train
    let runs = train.shownRuns.count
    let wanted = train.isEnlarged ? max(runs, 1) * 2 : max(runs, 1) + 1
    let lines = min(wanted, Self.wordLines(inside.height))
    words = inside.below(rows: inside.height - lines)
    let room = inside.first(rows: inside.height - lines - (inside.height >= 22 ? 1 : 0))
    let count = train.charts.count
    guard count > 0 else {
      places = []
      return
    }
    let margin = train.curveMarkColumns + 1
    guard !train.isEnlarged else {
      places = [Place(chart: train.selectedPlace, area: room, margin: margin)]
      return
    }
    let (rows, columns) = Self.grid(count, in: room)
    let page = train.selectedPlace / (rows * columns)
    places = (0..<rows * columns).compactMap { slot in
      let chart = page * rows * columns + slot
      guard chart < count else { return nil }
      let (row, column) = (slot / columns, slot % columns)
      let left = room.width * column / columns
      let top = room.height * row / rows
      return Place(
        chart: chart,
        area: Rectangle(
          row: room.row + top, column: room.column + left,
          height: room.height * (row + 1) / rows - top,
          width: room.width * (column + 1) / columns - left - (column + 1 < columns ? 1 : 0)),
        margin: margin)
    }
  }

  /// How many lines are said in words below the charts: in a low pane a second one, and a third where it takes no row of charts away.
  private static func wordLines(_ height: Int) -> Int {
    switch height {
    case 22...: 6
    case 12...: (height - 3) / leastHeight == (height - 1) / leastHeight ? 3 : 2
    default: 1
    }
  }

  /// How many charts stand on top of each other and side by side: as many as fit, in as good a shape as may be.
  private static func grid(_ count: Int, in room: Rectangle) -> (rows: Int, columns: Int) {
    let most = max(room.width / leastWidth, 1)
    let choices = (1...min(most, count)).map { columns in
      let rows = min(max(room.height / leastHeight, 1), (count + columns - 1) / columns)
      let shape = Double(room.width / columns) / Double(max(room.height / rows, 1))
      return (rows: rows, columns: columns, seen: min(rows * columns, count), shape: shape)
    }
    let best = choices.min {
      let left = (-$0.seen, abs($0.shape / goodShape - 1) + Double($0.rows * $0.columns - $0.seen))
      return left
        < (-$1.seen, abs($1.shape / goodShape - 1) + Double($1.rows * $1.columns - $1.seen))
    }
    return best.map { ($0.rows, $0.columns) } ?? (1, 1)
  }

  /// The chart at a cell.
  func place(row: Int, column: Int) -> Place? {
    places.first { $0.area.contains(row: row, column: column) }
  }
}
