internal import Attribution
internal import Model

/// How the model reads the text on screen: as typed, after each stage of the cleaning, in pieces on their colours, as ids.
enum ReadingPane {
  static func lineCount(_ state: State) -> Int {
    guard state.screen == .explain, let inside = ScreenLayout(state).inside(.reading) else {
      return 0
    }
    return lines(state, width: inside.width).count
  }

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.reading], let inside = painter.layout.inside(.reading)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let count = state.explain.live?.encoding.count
    painter.frame(
      frame,
      title: [
        ("Reading", theme[.title]),
        (" \(state.cleaningName ?? "as typed, in pieces, as ids")", theme[.subtle]),
      ],
      note: count.map { "\($0) tokens" } ?? "", isFocused: painter.isFocused(.reading))
    guard !inside.isEmpty else { return }
    StyledLine.draw(
      lines(state, width: inside.width), &painter,
      from: min(state.explain.readingTop, max(lineCount(state) - 1, 0)), in: inside)
  }

  private static func lines(_ state: State, width: Int) -> [StyledLine] {
    guard let live = state.explain.live, let model = state.model else {
      return StyledLine(
        "The stages of the cleaning, the pieces and their ids: here when there is a text. "
          + "\(state.name(of: .clean)) cleans otherwise.", .subtle
      ).wrapped(width: width)
    }
    let cleaner = live.input.cleaner ?? model.cleaner
    var lines = live.input.texts.flatMap { text in
      ReadingLines.stages(
        CleaningTrace(String(text.prefix(4_000)), cleaner), width: width,
        hasColor: !state.hasSignRow)
    }
    // The same colours as in the heat map, at least those of its first row.
    let values = state.explain.values(of: state.explain.request.method, in: live)
    let largest = values.map(abs).max() ?? 0
    lines += ReadingLines.pieces(
      live.encoding, limit: .max, unknown: model.baselineTokens.unknown, width: width,
      heat: values.count == live.encoding.count && largest > 0
        ? values.map { $0 / largest } : nil)
    return lines
  }
}
