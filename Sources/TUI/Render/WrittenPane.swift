/// The explanation in plain sentences.
enum WrittenPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.written] else { return }
    painter.frame(
      frame, title: [(Pane.written.title, painter.theme[.title])],
      isFocused: painter.isFocused(.written), isOld: painter.state.explain.isSettledOld)
  }
}
