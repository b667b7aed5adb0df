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

  mutating func turnPage(by offset: Int) -> [Effect] {
    heads.page = heads.page.moved(by: offset)
    heads.pageTop = 0
    // Without the page in sight its turning would show nothing.
    if ScreenLayout(self).panes[.board] == nil { focus(on: .board) }
    return readBoard() + (heads.page == .sample ? readSample() : pauseSample())
  }

  /// Asks for the page on screen, unless its answer is there or on its way.
  mutating func readBoard() -> [Effect] {
    guard screen == .heads, heads.problem == nil, heads.page != .layers, heads.page != .sample,
      let basis = readingBasis
    else { return [] }
    let question = HeadsState.BoardQuestion(page: heads.page, basis: basis)
    guard heads.boardAsked != question else { return [] }
    if heads.boardAsked?.page != heads.page {
      if boardReading?.basis == basis { return [] }
      heads.interruptBoard()
    }
    heads.boardAsked = question
    heads.boardGeneration += 1
    heads.boardProblem = nil
    return [
      .explain(
        Work(
          id: Work.ID(lane: .board, generation: heads.boardGeneration),
          input: basis.attention.input,
          heads: HeadsRequest(
            .board(heads.page, on: basis.target, of: basis.output), gates: basis.attention.gates)))
    ]
  }

  /// Takes an answer in, unless something newer was asked since.
  mutating func receivedBoard(_ id: Work.ID, _ reading: BoardReading) {
    guard id.generation == heads.boardGeneration, let asked = heads.boardAsked else { return }
    heads.readings[asked.page] = HeadsState.Reading(reading: reading, basis: asked.basis)
  }

  mutating func boardFinished(_ id: Work.ID) {
    if id.generation == heads.boardGeneration { heads.boardAsked = nil }
  }

  mutating func boardFailed(_ id: Work.ID, _ problem: String) {
    guard id.generation == heads.boardGeneration else { return }
    heads.boardProblem = problem
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
    case .last: heads.pageTop = BoardText.lines(self, width: inside.width).count
    default: break
    }
    return []
  }
}
