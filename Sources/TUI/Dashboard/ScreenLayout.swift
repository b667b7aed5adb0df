/// Where the panes of the screen are at the window's size.
///
/// Depends on the size, the focus and the number of labels, hardly on the content: what does not
/// move need not be sent again.
struct ScreenLayout: Equatable, Sendable {
  /// The smallest usable window.
  static let minimumRows = 16
  static let minimumColumns = 60

  /// The panes that are visible, their borders included.
  var panes: [Pane: Rectangle] = [:]
  let header: Rectangle
  let status: Rectangle
  let hints: Rectangle

  /// Whether a window is too small for anything but a line that says so.
  static func isTooSmall(rows: Int, columns: Int) -> Bool {
    rows < minimumRows || columns < minimumColumns
  }

  init(_ state: State) {
    let (rows, columns) = (state.rows, state.columns)
    header = Rectangle(row: 0, column: 0, height: 1, width: columns)
    status = Rectangle(row: rows - 2, column: 0, height: 1, width: columns)
    hints = Rectangle(row: rows - 1, column: 0, height: 1, width: columns)
    guard !Self.isTooSmall(rows: rows, columns: columns) else { return }
    let body = Rectangle(row: 1, column: 0, height: rows - 3, width: columns)
    if state.isZoomed {
      panes[state.focus] = body
      return
    }
    let height = state.screen.hasText ? placeTexts(state, in: body) : 0
    let rest = Rectangle(
      row: body.row + height, column: 0, height: body.height - height, width: columns)
    switch state.screen {
    case .explain: ExplainLayout.place(state, in: rest, &self)
    case .heads: HeadsLayout.place(state, in: rest, &self)
    case .train: TrainLayout.place(state, in: rest, &self)
    case .evaluate: EvaluateLayout.place(state, in: rest, &self)
    case .data: DataLayout.place(state, in: rest, &self)
    }
  }

  /// Places the text fields and returns their height.
  private mutating func placeTexts(_ state: State, in body: Rectangle) -> Int {
    let isPair = state.explain.pair != nil
    let half = isPair ? body.width / 2 : body.width
    let least = body.height >= 30 ? 3 : (body.height >= 24 ? 2 : 1)
    // In a low window the heat map shows the text anyhow.
    let most = body.height < 18 ? 1 : max(least, body.height / 5)
    let first = state.explain.editor.layout(width: Self.textWidth(half))
    let second = state.explain.pair.map {
      $0.layout(width: Self.textWidth(body.width - half))
    }
    let lines = max(first.lines.count, second?.lines.count ?? 0)
    let height = min(max(lines, least), most) + 2
    panes[.text] = Rectangle(row: body.row, column: 0, height: height, width: half)
    if isPair {
      panes[.pair] = Rectangle(
        row: body.row, column: half, height: height, width: body.width - half)
    }
    return height
  }

  /// Places panes beside each other.
  mutating func place(_ names: [Pane], shares: [Int], in area: Rectangle) {
    var column = area.column
    for (index, name) in names.enumerated() {
      let isLast = index == names.count - 1
      let width = isLast ? area.endColumn - column : area.width * shares[index] / 100
      panes[name] = Rectangle(row: area.row, column: column, height: area.height, width: width)
      column += width
    }
  }

  /// The columns that text wraps at in a pane of a width: its border, a margin and a place for the
  /// cursor behind a full line taken off.
  static func textWidth(_ paneWidth: Int) -> Int { max(paneWidth - 5, 1) }

  /// The columns that the texts wrap at.
  static func textWidths(_ state: State) -> (text: Int, pair: Int) {
    guard state.explain.pair != nil, !state.isZoomed else {
      return (textWidth(state.columns), textWidth(state.columns))
    }
    let half = state.columns / 2
    return (textWidth(half), textWidth(state.columns - half))
  }

  /// What is inside a pane's border and margin.
  func inside(_ pane: Pane) -> Rectangle? {
    panes[pane].map { $0.inset(rows: 1, columns: 2) }
  }

  /// The pane at a cell.
  func pane(row: Int, column: Int) -> Pane? {
    panes.first { $0.value.contains(row: row, column: column) }?.key
  }

  /// The panes Tab goes through, whether now visible or not.
  static func order(_ state: State) -> [Pane] {
    state.screen.panes.filter { pane in
      // Of the drawings of one head Tab goes to the one that was chosen.
      if Pane.drawings.contains(pane) { return pane == state.heads.drawing }
      if pane == .probes { return !state.train.probes.isEmpty }
      if pane == .patching { return !state.heads.patching.source.isEmpty }
      return pane != .pair || state.explain.pair != nil
    }
  }
}
