/// What the layers do, in words.
enum SummaryPane {
  /// The sentences as lines of a width.
  static func lines(_ state: State, width: Int) -> [String] {
    guard let report = state.heads.report else { return [] }
    if report.sentences.isEmpty {
      return ScreenPainter.wrapped(
        "Nothing that a quarter of a layer's heads share; on a text of few words all patterns are one.",
        width: width)
    }
    return report.sentences.flatMap { ScreenPainter.wrapped($0, width: width) }
  }

  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.summary], let inside = painter.layout.inside(.summary)
    else { return }
    let state = painter.state
    let lines = lines(state, width: inside.width)
    let last = min(state.heads.summaryTop + inside.height, lines.count)
    painter.frame(
      frame, title: [("Layer by layer", painter.theme[.title])],
      note: last < lines.count ? "↓ more" : "", isFocused: painter.isFocused(.summary),
      isOld: state.isAttentionOld)
    guard !inside.isEmpty, state.heads.summaryTop < last, state.heads.problem == nil else { return }
    painter.writeLines(
      Array(lines[state.heads.summaryTop..<last]), in: inside, style: painter.theme[.text])
  }
}
