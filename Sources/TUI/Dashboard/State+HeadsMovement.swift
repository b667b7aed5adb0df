internal import Attribution

/// Moving on the Heads screen: over heads, over pairs of tokens, through the summary.
extension State {
  mutating func moveInGrid(_ action: Action) {
    guard let view = HeadsView(self, ScreenLayout(self)) else { return }
    guard var (row, column) = view.place(of: heads.cursor) else { return }
    switch action {
    case .up: row -= 1
    case .down: row += 1
    case .left: column -= 1
    case .right: column += 1
    case .pageUp: row -= view.visibleRows
    case .pageDown: row += view.visibleRows
    case .first: (row, column) = (0, 0)
    case .last: (row, column) = (view.rowCount - 1, view.headsPerRow - 1)
    default: return
    }
    heads.cursor =
      view.head(
        at: min(max(row, 0), view.rowCount - 1), min(max(column, 0), view.headsPerRow - 1))
      ?? heads.cursor
  }

  /// The shown layer that is nearest to a layer.
  func shownLayer(near layer: Int) -> Int {
    let layers = heads.shownLayers(of: heads.report?.maps.layerCount ?? 0)
    return layers.min { abs($0 - layer) < abs($1 - layer) } ?? 0
  }

  /// Marks the layer under the cursor to be shown alone, with others that are marked, or takes its mark away.
  mutating func toggleMarked() {
    let layer = heads.cursor.layer
    if heads.marked.remove(layer) == nil { heads.marked.insert(layer) }
    if heads.marked.isEmpty, heads.markedHeads.isEmpty { heads.isNarrowed = false }
  }

  /// Marks the head under the cursor to be shown alone in every layer, with others that are marked, or takes its mark away.
  mutating func toggleMarkedHead() {
    let head = heads.cursor.head
    if heads.markedHeads.remove(head) == nil { heads.markedHeads.insert(head) }
    if heads.marked.isEmpty, heads.markedHeads.isEmpty { heads.isNarrowed = false }
  }

  /// The marked layers and heads alone, or all.
  mutating func toggleNarrowed() {
    guard !heads.marked.isEmpty || !heads.markedHeads.isEmpty else {
      message = Message(
        .note,
        "No layer is marked: \(name(of: .markLayer)) marks the one under the cursor, "
          + "\(name(of: .markHead)) its head in all layers")
      return
    }
    heads.isNarrowed.toggle()
  }

  /// The head before or behind in reading order; where a whole layer is shown, the layer.
  mutating func moveHead(by offset: Int) {
    guard let maps = heads.report?.maps else { return }
    let layers = heads.shownLayers(of: maps.layerCount)
    let layer = layers.firstIndex(of: heads.cursor.layer) ?? 0
    if heads.combination != .head, focus == .matrix {
      heads.cursor.layer = layers[min(max(layer + offset, 0), layers.count - 1)]
      return
    }
    let numbers = heads.shownNumbers(of: maps.headCount)
    let head = numbers.firstIndex { $0 >= heads.cursor.head } ?? numbers.count - 1
    let count = layers.count * numbers.count
    let place = min(max(layer * numbers.count + head + offset, 0), count - 1)
    heads.cursor = HeadIndex(
      layer: layers[place / numbers.count], head: numbers[place % numbers.count])
  }

  mutating func moveInMatrix(_ action: Action) {
    guard let view = MatrixView(self, ScreenLayout(self)) else { return }
    var (query, key) = (heads.query, heads.key)
    switch action {
    case .up: query -= 1
    case .down: query += 1
    case .left: key -= 1
    case .right: key += 1
    case .pageUp: query -= view.visibleQueries
    case .pageDown: query += view.visibleQueries
    case .first: (query, key) = (0, 0)
    case .last: (query, key) = (view.tokenCount - 1, view.tokenCount - 1)
    default: return
    }
    put(query: query, key: key, of: view.tokenCount)
  }

  /// Among lines up and down go over tokens, left and right over the layer's heads.
  mutating func moveInLines(_ action: Action) {
    guard let view = LinesView(self, ScreenLayout(self)), let maps = heads.report?.maps else {
      return
    }
    var token = heads.linesToken
    switch action {
    case .up: token -= 1
    case .down: token += 1
    case .pageUp: token -= view.visible
    case .pageDown: token += view.visible
    case .first: token = 0
    case .last: token = view.tokenCount - 1
    case .left: heads.cursor.head = max(heads.cursor.head - 1, 0)
    case .right: heads.cursor.head = min(heads.cursor.head + 1, maps.headCount - 1)
    default: return
    }
    put(token, of: view.tokenCount)
  }

  /// Puts the cursor on a token of the side of the lines that it goes over.
  private mutating func put(_ token: Int, of count: Int) {
    switch heads.linesSide {
    case .asking: put(query: token, key: heads.key, of: count)
    case .lookedAt: put(query: heads.query, key: token, of: count)
    }
  }

  /// In the neuron view up and down go over the tokens that are looked at, left and right over those that ask.
  mutating func moveInNeuron(_ action: Action) {
    guard let table = NeuronTable(self, ScreenLayout(self)) else { return }
    func moved(_ token: Int, by offset: Int, among tokens: [Int]) -> Int {
      let place = tokens.firstIndex(of: token) ?? 0
      return tokens.isEmpty ? token : tokens[min(max(place + offset, 0), tokens.count - 1)]
    }
    var (query, key) = (heads.query, heads.key)
    switch action {
    case .up: key = moved(key, by: -1, among: table.keys)
    case .down: key = moved(key, by: 1, among: table.keys)
    case .left: query = moved(query, by: -1, among: table.queries)
    case .right: query = moved(query, by: 1, among: table.queries)
    case .pageUp: key = moved(key, by: -table.visible, among: table.keys)
    case .pageDown: key = moved(key, by: table.visible, among: table.keys)
    case .first: key = table.keys.first ?? key
    case .last: key = table.keys.last ?? key
    default: return
    }
    put(query: query, key: key, of: table.tokenCount)
  }

  mutating func pressNeuron(_ mouse: MouseEvent, _ layout: ScreenLayout) {
    guard let table = NeuronTable(self, layout) else { return }
    if let line = table.minimap?.line(row: mouse.row, column: mouse.column) {
      return put(query: heads.query, key: table.keys[line], of: table.tokenCount)
    }
    guard
      let key = table.key(row: mouse.row, column: mouse.column, top: heads.neuronTop)
    else { return }
    put(query: heads.query, key: key, of: table.tokenCount)
  }

  /// The pictures of all heads as matrices or lines; one head as the next of its drawings.
  mutating func nextDrawing() {
    guard focus != .heads else {
      heads.hasLinesInGrid.toggle()
      return
    }
    let drawings = Pane.drawings
    let place = drawings.firstIndex(of: heads.drawing) ?? 0
    focus(on: drawings[(place + 1) % drawings.count])
  }

  /// Shows the lines of the head under the cursor besides those shown, or hides them.
  mutating func toggleShown() {
    let head = heads.cursor.head
    if heads.chosen.contains(head) {
      heads.chosen.remove(head)
    } else {
      heads.chosen.insert(head)
    }
  }

  /// The weights within and between the two texts, one kind after the other.
  mutating func nextDirection() {
    guard let report = heads.report, report.isPair else {
      message = Message(.note, "There is one text; P adds a second")
      return
    }
    let all = AttentionFilter.Direction.allCases
    let place = all.firstIndex(of: heads.direction) ?? 0
    heads.direction = all[(place + 1) % all.count]
    guard let selection = heads.selection(report), !selection.isEmpty else { return }
    heads.keepWithin(selection)
    put(query: heads.query, key: heads.key, of: selection.tokenCount)
  }

  mutating func toggleAllShown() {
    guard let maps = heads.report?.maps else { return }
    heads.chosen = heads.chosen.count == maps.headCount ? [] : Set(0..<maps.headCount)
  }

  /// A click on a token shows its lines alone, those that leave it or those that arrive at it; another one all lines again.
  mutating func pressLines(_ mouse: MouseEvent, _ layout: ScreenLayout) {
    guard let view = LinesView(self, layout) else { return }
    if mouse.row == view.header.row {
      let numbers = view.numbers(self).numbers
      guard let number = numbers.last(where: { $0.column <= mouse.column }) else { return }
      return pressNumber(of: number.head, isDouble: mouse.clickCount == 2)
    }
    if let token = view.minimap?.line(row: mouse.row, column: mouse.column) {
      return put(token, of: view.tokenCount)
    }
    guard
      let place = view.token(row: mouse.row, column: mouse.column, top: heads.linesTop)
    else { return }
    heads.isIsolated =
      !(heads.isIsolated && heads.linesSide == place.side && heads.linesToken == place.token)
    heads.linesSide = place.side
    put(place.token, of: view.tokenCount)
  }

  /// A click on a head's number shows or hides its lines; a double one shows them alone, or, where they are alone, all heads'.
  private mutating func pressNumber(of head: Int, isDouble: Bool) {
    heads.cursor.head = head
    guard isDouble else { return toggleShown() }
    // The first of the two clicks has hidden what was alone.
    if heads.chosen.isEmpty { toggleAllShown() } else { heads.chosen = [head] }
  }

  /// The pane that shows the words, which a search goes through.
  var wordPane: Pane { screen == .explain ? .heat : heads.drawing }

  private mutating func put(query: Int, key: Int, of count: Int) {
    heads.query = min(max(query, 0), count - 1)
    heads.key = min(max(key, 0), count - 1)
    // The word is the one under Explain's cursor, too.
    guard let report = heads.report, heads.basis == heads.asked else { return }
    let piece = report.pieces[heads.query]
    if let unit = explain.units.firstIndex(where: { $0.pieces.contains(piece) }) {
      explain.cursor = unit
    }
  }

  /// Lets the asking token be one of the word under Explain's cursor.
  mutating func followWord() {
    guard screen == .heads, let report = heads.report else { return }
    let units = explain.units
    guard units.indices.contains(explain.cursor) else { return }
    let pieces = units[explain.cursor].pieces
    if report.pieces.indices.contains(heads.query), pieces.contains(report.pieces[heads.query]) {
      return
    }
    if let place = report.pieces.firstIndex(where: pieces.contains) { heads.query = place }
  }

  /// The tokens that the search is found in.
  func matchingTokens(_ report: AttentionReport) -> [Int] {
    guard !explain.search.isEmpty else { return [] }
    let units = explain.units
    let pieces = Set(explain.matches.flatMap { units[$0].pieces })
    return report.pieces.indices.filter { pieces.contains(report.pieces[$0]) }
  }

  mutating func pressGrid(_ mouse: MouseEvent, _ layout: ScreenLayout) {
    guard let view = HeadsView(self, layout),
      let head = view.head(
        row: mouse.row, column: mouse.column, top: heads.gridTop, left: heads.gridLeft)
    else { return }
    heads.cursor = head
    if mouse.clickCount == 2 { focus(on: .matrix) }
  }

  mutating func pressMatrix(_ mouse: MouseEvent, _ layout: ScreenLayout) {
    guard let view = MatrixView(self, layout) else { return }
    if let token = view.minimap?.line(row: mouse.row, column: mouse.column) {
      return put(query: token, key: heads.key, of: view.tokenCount)
    }
    guard
      let place = view.place(
        row: mouse.row, column: mouse.column, top: heads.matrixTop, left: heads.matrixLeft)
    else { return }
    put(query: place.query, key: place.key, of: view.tokenCount)
  }
}
