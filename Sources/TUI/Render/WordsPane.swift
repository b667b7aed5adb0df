internal import Attribution
internal import Model

/// The words ranked by what they do, strongest first.
enum WordsPane {
  /// The first rank shown: the cursor's word stays in sight while the pane has the focus.
  static func first(_ state: State, order: [Int], rows: Int) -> Int {
    guard state.focus == .words, let place = order.firstIndex(of: state.explain.cursor) else {
      return 0
    }
    return max(place - rows + 1, 0)
  }

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.words], let inside = painter.layout.inside(.words)
    else {
      return
    }
    let explain = painter.state.explain
    let theme = painter.theme
    let units = explain.settled.map { explain.units(of: $0) } ?? []
    let hasShares = explain.settled.map { explain.hasEvenShares(units, in: $0) } == true
    painter.frame(
      frame, title: [(Wording.capitalized(explain.unitName) + "s", theme[.title])],
      note: hasShares
        ? NumberText.firstFitting(["opened ones: even shares", "even shares"], inside.width - 12)
        : "",
      isFocused: painter.isFocused(.words), isOld: explain.isSettledOld)
    guard !inside.isEmpty else { return }
    guard let settled = explain.settled else {
      painter.writeLines(["ranked by what they do"], in: inside, style: theme[.subtle])
      return
    }
    let removed = Set(settled.input.removed)
    let ranked = explain.ranked(settled)
    let scale = ranked.first.map { abs($0.value) } ?? 0
    let form = explain.forms.values
    let numbers = ranked.map { NumberText.signed($0.value, form) }
    let numberColumns = max(numbers.map(\.count).max() ?? 0, 6)
    let free = inside.width - numberColumns - 2
    // Words first, bars with what is left.
    let textColumns = max(min(free - 4, max(10, free * 45 / 100), 28), 4)
    let barColumns = inside.width - textColumns - numberColumns - 2
    let first = first(painter.state, order: ranked.map(\.unit), rows: inside.height)
    if first + inside.height < ranked.count { painter.markMoreBelow(in: frame) }
    for offset in 0..<inside.height where first + offset < ranked.count {
      let (unit, value) = ranked[first + offset]
      let row = inside.row + offset
      let isChosen = painter.state.focus == .words && unit == explain.cursor
      let isMask = units[unit].isRemoved(removed)
      let style = isChosen ? theme[.selected] : theme[isMask ? .absent : .text]
      let text =
        isMask
        ? "\(painter.state.model?.baselineTokens.mask ?? "×") \(units[unit].text)"
        : units[unit].text
      painter.write(
        NumberText.fitted(text, textColumns), row: row, column: inside.column,
        style: style, in: inside)
      painter.write(
        NumberText.padded(numbers[first + offset], numberColumns), row: row,
        column: inside.column + textColumns, style: theme[.text], in: inside)
      if barColumns > 0, scale > 0 {
        painter.write(
          ScreenPainter.bar(abs(value) / scale, columns: barColumns), row: row,
          column: inside.column + textColumns + numberColumns + 1,
          style: theme[value < 0 ? .againstBar : .forBar], in: inside)
      }
    }
  }
}
