internal import Attribution

/// The board of the Heads screen: its pages and what they ask of the model.
extension State {
  /// What a reading made now would be of; nil while there is nothing to read.
  var readingBasis: HeadsState.EffectsBasis? {
    guard model != nil, !explain.isBlank else { return nil }
    return HeadsState.EffectsBasis(
      attention: HeadsState.Basis(input: explain.asked, gates: explain.request.headGates),
      target: explain.request.target, output: explain.request.output)
  }

  /// What is known for the page on screen, be it of the text before.
  var boardReading: HeadsState.Reading? { heads.readings[heads.page] }

  /// Whether the page on screen is still of what was asked before.
  var isBoardOld: Bool {
    switch heads.page {
    case .layers: isAttentionOld
    case .sample: isSampleOld
    default: boardReading.map { $0.basis != readingBasis } ?? false
    }
  }

  /// Goes to the next page, or to the board where it is out of sight or too low to be read.
  mutating func turnPage(by offset: Int) -> [Effect] {
    let isBeside = columns >= HeadsLayout.wideColumns && ScreenLayout(self).panes[.board] != nil
    if focus != .board, !isBeside {
      focus(on: .board)
    } else {
      heads.page = heads.page.moved(by: offset)
      heads.pageTop = 0
    }
    return readBoard() + (heads.page == .sample ? readSample() : pauseSample())
  }

  /// Shows the importance of every head on its small picture, or takes it away.
  mutating func toggleImportance() -> [Effect] {
    heads.showsImportance.toggle()
    return readBoard()
  }

  /// Whether the numbers on the small pictures are of what was asked before.
  var isImportanceOld: Bool {
    heads.readings[.importance].map { $0.basis != readingBasis } ?? false
  }

  /// Asks for the page on screen, then for what else is shown of the board's, unless the answer is there or on its way.
  mutating func readBoard() -> [Effect] {
    guard screen == .heads, heads.problem == nil, let basis = readingBasis,
      let page = heads.wantedPages.first(where: {
        heads.boardAsked?.page == $0 || heads.readings[$0]?.basis != basis
      })
    else { return [] }
    let question = HeadsState.BoardQuestion(page: page, basis: basis)
    guard heads.boardAsked != question else { return [] }
    if heads.boardAsked?.page != page { heads.interruptBoard() }
    heads.boardAsked = question
    heads.boardGeneration += 1
    heads.boardProblem = nil
    return [
      .explain(
        Work(
          id: Work.ID(lane: .board, generation: heads.boardGeneration),
          input: basis.attention.input,
          heads: HeadsRequest(
            .board(page, on: basis.target, of: basis.output), gates: basis.attention.gates)))
    ]
  }

  /// Takes an answer in, unless something newer was asked since.
  mutating func receivedBoard(_ id: Work.ID, _ reading: BoardReading) {
    guard id.generation == heads.boardGeneration, let asked = heads.boardAsked else { return }
    heads.readings[asked.page] = HeadsState.Reading(reading: reading, basis: asked.basis)
  }

  mutating func boardFinished(_ id: Work.ID) -> [Effect] {
    guard id.generation == heads.boardGeneration else { return [] }
    heads.boardAsked = nil
    return readBoard()
  }

  mutating func boardFailed(_ id: Work.ID, _ problem: String) {
    guard id.generation == heads.boardGeneration else { return }
    guard heads.boardAsked?.page == heads.page else {
      // No page tells of what stands on the small pictures.
      heads.showsImportance = false
      heads.boardAsked = nil
      message = Message(.error, problem)
      return
    }
    heads.boardProblem = problem
  }

  /// A click on a head that a page names goes to it.
  mutating func pressBoard(_ mouse: MouseEvent, _ layout: ScreenLayout) {
    guard let inside = layout.inside(.board), inside.contains(row: mouse.row, column: mouse.column),
      let head = BoardText.head(
        BoardText.lines(self, width: inside.width, height: inside.height),
        line: heads.pageTop + mouse.row - inside.row,
        column: mouse.column - inside.column)
    else { return }
    let layers = heads.shownLayers(of: heads.report?.maps.layerCount ?? 0)
    if !layers.contains(head.layer) { heads.isNarrowed = false }
    heads.cursor = head
    if isBoardAlone { focus(on: heads.main) }
  }

  /// Whether the board stands where the heads do otherwise.
  var isBoardAlone: Bool {
    screen == .heads && focus == .board && !isZoomed
      && ScreenLayout(self).panes[heads.main] == nil
  }

  mutating func moveOnBoard(_ action: Action) -> [Effect] {
    guard let inside = ScreenLayout(self).inside(.board) else { return [] }
    switch action {
    case .left: return turnPage(by: -1)
    case .right: return turnPage(by: 1)
    case .up: heads.pageTop -= 1
    case .down: heads.pageTop += 1
    case .pageUp: heads.pageTop -= inside.height
    case .pageDown: heads.pageTop += inside.height
    case .first: heads.pageTop = 0
    case .last:
      heads.pageTop = BoardText.lines(self, width: inside.width, height: inside.height).count
    default: break
    }
    return []
  }
}
