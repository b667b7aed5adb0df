/// How the words add up from the base value to F(x).
enum WaterfallPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.waterfall] else { return }
    painter.frame(
      frame, title: [(Pane.waterfall.title, painter.theme[.title])],
      isFocused: painter.isFocused(.waterfall), isOld: painter.state.explain.isSettledOld)
  }
}
