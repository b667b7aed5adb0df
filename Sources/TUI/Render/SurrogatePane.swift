/// LIME's linear model beside the real one.
enum SurrogatePane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.surrogate] else { return }
    painter.frame(
      frame, title: [(Pane.surrogate.title, painter.theme[.title])],
      isFocused: painter.isFocused(.surrogate), isOld: painter.state.explain.isSettledOld)
  }
}
