internal import Training

/// Keys and mouse on the probe sentences of the Train screen.
extension State {
  /// To another evaluation, which the charts' cursor goes to as well, or another sentence.
  mutating func moveInProbes(_ action: Action) {
    guard let shown = train.shownProbes else { return }
    let steps = shown.log.steps
    let place = steps.firstIndex(of: shown.step) ?? 0
    let last = shown.log.texts.count - 1
    switch action {
    case .up: train.probeCursor = max(min(train.probeCursor, last) - 1, 0)
    case .down: train.probeCursor = min(train.probeCursor + 1, last)
    case .left: putCursor(on: steps[max(place - 1, 0)], shown.log)
    case .right: putCursor(on: steps[min(place + 1, steps.count - 1)], shown.log)
    case .pageUp: putCursor(on: steps[max(place - 10, 0)], shown.log)
    case .pageDown: putCursor(on: steps[min(place + 10, steps.count - 1)], shown.log)
    case .first: putCursor(on: steps[0], shown.log)
    default: putCursor(on: steps[steps.count - 1], shown.log)
    }
  }

  private mutating func putCursor(on step: Int, _ log: ProbeLog) {
    switch train.axis {
    case .step: train.cursor = Double(step)
    case .epoch: train.cursor = log.probes(at: step).first?.epoch ?? 0
    case .time:
      // Evaluations have steps and epochs, and no times.
      train.axis = .step
      train.cursor = Double(step)
    }
    // What is looked at is in sight.
    if let cursor = train.cursor, let window = train.window, !window.contains(cursor) {
      train.window = nil
    }
  }

  mutating func pressProbes(_ mouse: MouseEvent, _ layout: ScreenLayout) {
    guard let view = ProbesView(self, layout),
      let block = view.blocks.last(where: { $0.area.row <= mouse.row })
    else { return }
    train.probeCursor = block.index
  }

  /// The sentence under the cursor with the model that is open, on the Explain screen.
  mutating func openProbe() -> [Effect] {
    guard let shown = train.shownProbes else { return [] }
    let place = min(train.probeCursor, shown.log.texts.count - 1)
    let effects = show(.explain)
    return effects + open(TextItem(text: shown.log.texts[place]))
  }
}
