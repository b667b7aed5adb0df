internal import Attribution
internal import Model

/// The cursor on a word of the text, and what is done with the word under it.
extension State {
  private mutating func put(cursor unit: Int) {
    explain.cursor = unit
    if let view = HeatView(self, ScreenLayout(self)) {
      explain.scroll = view.scroll(explain.scroll, showing: unit)
    }
    followWord()
  }

  /// Puts the cursor on a unit and brings it into sight.
  mutating func select(_ unit: Int) {
    guard explain.units.indices.contains(unit) else { return }
    put(cursor: unit)
  }

  mutating func moveByHeat(_ direction: Int) {
    guard let live = explain.live else { return }
    let order = explain.ranked(live).map(\.unit)
    guard !order.isEmpty else { return }
    if focus.isEditor || focus != .heat { focus(on: .heat) }
    let place = order.firstIndex(of: explain.cursor)
    // From anywhere the first press goes to the hottest word of all.
    let next: Int
    if let place, explain.isCursorByHeat {
      next = (place + direction + order.count) % order.count
    } else {
      next = direction > 0 ? 0 : order.count - 1
    }
    select(order[next])
    explain.isCursorByHeat = true
  }

  /// The units that the search fits.
  mutating func findMatch(_ direction: Int) {
    let matches = explain.matches
    guard !matches.isEmpty else {
      if !explain.search.isEmpty {
        message = Message(.note, "“\(explain.search)” is not in the text")
      }
      return
    }
    if focus.isEditor || screen == .heads { focus(on: wordPane) }
    let next =
      direction > 0
      ? matches.first { $0 > explain.cursor } ?? matches[0]
      : matches.last { $0 < explain.cursor } ?? matches[matches.count - 1]
    select(next)
  }

  mutating func toggleRemoved() -> [Effect] {
    let units = explain.units
    guard units.indices.contains(explain.cursor) else { return [] }
    let unit = units[explain.cursor]
    guard !unit.isSpecial else {
      message = Message(.note, "\(unit.text) belongs to the model, not to the text")
      return []
    }
    let removed = Set(explain.removed.flatMap { $0 })
    if unit.isRemoved(removed) {
      let own = Set(unit.pieces)
      explain.removed = explain.removed.map { $0.filter { !own.contains($0) } }
        .filter { !$0.isEmpty }
    } else {
      explain.removed.append(unit.pieces.filter { !removed.contains($0) })
    }
    return explainAgain()
  }

  mutating func restoreRemoved() -> [Effect] {
    if focus == .texts || explain.removed.isEmpty, let last = explain.forgotten.popLast() {
      return remember(last)
    }
    guard explain.removed.popLast() != nil else {
      message = Message(.note, "Nothing was taken out")
      return []
    }
    return explainAgain()
  }

  mutating func toggleFold() -> [Effect] {
    if toggleGroup() { return [] }
    let units = explain.units
    guard explain.granularity.opensIntoWords, units.indices.contains(explain.cursor),
      let first = units[explain.cursor].pieces.first
    else {
      message = Message(.note, "Only fields and sentences open and fold: choose them with g")
      return []
    }
    // A word of an open sentence folds the sentence it is in.
    let owner = explain.unfolded.filter { $0 <= first }.max()
    let whole = explain.live.map {
      HeatUnit.units(
        of: $0.encoding, input: $0.input, by: explain.granularity, fields: explain.request.fields)
    }?.first { $0.pieces.contains(first) }
    if let owner, whole?.pieces.first == owner {
      explain.unfolded.remove(owner)
    } else {
      explain.unfolded.insert(first)
    }
    clampCursor(follow: false)
    // What it gives the words of another part it was not asked for yet.
    let methods = [explain.request.method] + explain.rows
    return explain.isMissingWords(of: methods) ? explainAgain() : []
  }
}
