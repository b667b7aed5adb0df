internal import Attribution
internal import Model

/// The list of texts: what the model says of each, what is right, what flipped; explained ones on
/// their colours, all on one scale.
enum TextsPane {
  /// The first text shown: the cursor's stays in sight.
  static func first(_ state: State, rows: Int) -> Int {
    let rows = max(rows - (hasFooter(state) ? 1 : 0), 1)
    return max(state.explain.textCursor - rows + 1, 0)
  }

  private static func hasFooter(_ state: State) -> Bool {
    let texts = state.explain.texts
    return texts.indices.contains(state.explain.textCursor)
      && !texts[state.explain.textCursor].note.isEmpty
  }

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.texts], let inside = painter.layout.inside(.texts)
    else {
      return
    }
    let explain = painter.state.explain
    let theme = painter.theme
    let flips = explain.texts.count(where: \.isFlipped)
    let skipped = explain.texts.count { $0.turn == .skipped }
    let name = explain.followed?.title ?? ""
    painter.frame(
      frame, title: [("Texts", theme[.title]), (name, theme[.subtle])],
      note: note(explain, flips: flips, skipped: skipped, width: frame.width),
      noteStyle: theme[flips + skipped > 0 ? .warning : .subtle],
      isFocused: painter.isFocused(.texts))
    guard !inside.isEmpty else { return }
    if explain.texts.isEmpty, let followed = explain.followed {
      painter.writeLines(
        ScreenPainter.wrapped(followed.waiting, width: inside.width), in: inside,
        style: theme[.subtle])
      return
    }
    guard !explain.texts.isEmpty else {
      let text =
        "Texts to come back to: Enter in the text puts it here, a keeps it with its note and "
        + "right class, L reads a file, R explains all. Another model shows which of them flip."
      painter.writeLines(
        ScreenPainter.wrapped(text, width: inside.width), in: inside, style: theme[.subtle])
      return
    }
    let first = first(painter.state, rows: inside.height)
    let rows = inside.height - (hasFooter(painter.state) ? 1 : 0)
    // Over all texts that were explained.
    let scale = explain.texts.lazy.map(\.largest).max() ?? 0
    let labels = Set(explain.texts.lazy.compactMap { $0.outcome?.label })
    let labelColumns = min(labels.map { VisibleText.columns(of: $0) }.max() ?? 0, 12)
    for offset in 0..<rows where first + offset < explain.texts.count {
      drawRow(
        &painter, explain.texts[first + offset], index: first + offset, row: inside.row + offset,
        inside: inside, scale: scale, labelColumns: labelColumns)
    }
    if hasFooter(painter.state) {
      painter.write(
        NumberText.fitted("“\(explain.texts[explain.textCursor].note)”", inside.width),
        row: inside.endRow - 1, column: inside.column, style: theme[.subtle], in: inside)
    }
  }

  /// How many texts there are, and what became of them: as much of it as there is room for, what asks for attention first.
  private static func note(
    _ explain: ExplainState, flips: Int, skipped: Int, width: Int
  ) -> String {
    guard !explain.texts.isEmpty else { return "" }
    let older = explain.followed?.olderCount ?? 0
    let waiting = explain.texts.count { $0.turn == .arrived }
    // A text that is on its way comes and goes too fast to be read of.
    let parts = [
      waiting > 0 ? "\(waiting) waiting" : "",
      skipped > 0 ? "\(Wording.grouped(skipped)) skipped" : "",
      flips > 0 ? "\(flips) flipped" : "",
    ].filter { !$0.isEmpty }
    let count = Wording.grouped(explain.texts.count)
    let full = count + (older > 0 ? " +\(Wording.grouped(older)) older" : "")
    // The frame's ends, the pane's name and the blanks between take so many.
    let room = width - 16
    for first in [full, count] {
      let text = ([first] + parts).joined(separator: ", ")
      if text.count <= room { return text }
    }
    return parts.first ?? count
  }

  private static func drawRow(
    _ painter: inout ScreenPainter, _ item: TextItem, index: Int, row: Int, inside: Rectangle,
    scale: Float, labelColumns: Int
  ) {
    let theme = painter.theme
    let explain = painter.state.explain
    let isChosen = painter.state.focus == .texts && index == explain.textCursor
    let mark =
      switch item.source {
      case .bookmark: "★"
      case .file: "·"
      case .history: " "
      }
    painter.write(
      (isChosen ? "▸" : " ") + mark, row: row, column: inside.column - 1,
      style: theme[isChosen ? .key : .subtle], in: inside.widened)
    var right = inside.endColumn
    if let outcome = item.outcome {
      let verdict = item.isRight.map { $0 ? " " + painter.good : " ✗" } ?? " "
      let text =
        NumberText.fitted(outcome.label, labelColumns) + " "
        + NumberText.padded(
          NumberText.output(outcome.output, kind: item.explanation?.prediction.kind), 4)
        + NumberText.fitted(verdict, 1 + painter.good.count)
      right -= VisibleText.columns(of: text)
      painter.write(
        text, row: row, column: right, style: theme[item.isRight == false ? .error : .text],
        in: inside)
      if item.isFlipped, let previous = item.previous {
        let flip = "\(previous.label) → "
        right -= VisibleText.columns(of: flip)
        painter.write(flip, row: row, column: right, style: theme[.warning], in: inside)
      }
    } else if let expected = item.expected {
      let text = "(\(expected))"
      right -= VisibleText.columns(of: text)
      painter.write(text, row: row, column: right, style: theme[.subtle], in: inside)
    }
    let clip = Rectangle(
      row: row, column: inside.column + 2, height: 1, width: max(right - inside.column - 3, 0))
    guard let explanation = item.explanation, let entry = explanation.entries.values.first else {
      let line = item.text.split(whereSeparator: \.isNewline).joined(separator: " ")
      painter.write(
        NumberText.fitted(line, clip.width), row: row, column: clip.column,
        style: isChosen ? theme[.selected] : theme[.text], in: clip)
      return
    }
    let units = item.units(
      of: explanation, by: explain.granularity, fields: explain.request.fields)
    let layout = HeatLayout(units, width: clip.width)
    for segment in layout.segments where segment.line == 0 {
      let value = units[segment.unit].value(entry.estimate.values)
      painter.write(
        segment.text, row: row, column: clip.column + segment.column,
        style: segment.isUnread ? theme[.absent] : theme.heat(scale > 0 ? value / scale : 0),
        in: clip)
    }
    if layout.lineCount > 1 {
      painter.writeRight("…", row: row, style: theme[.subtle], in: clip)
    }
  }
}

extension Rectangle {
  /// With the margin at its left.
  fileprivate var widened: Rectangle {
    Rectangle(row: row, column: column - 1, height: height, width: width + 1)
  }
}
