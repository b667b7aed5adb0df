/// The short pane beside the heads: a page at a time of what is known about them.
enum BoardPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.board], let inside = painter.layout.inside(.board)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let lines = BoardText.lines(state, width: inside.width, height: inside.height)
    let top = state.heads.pageTop
    let last = min(top + inside.height, lines.count)
    let pages = BoardPage.allCases
    let number = (pages.firstIndex(of: state.heads.page) ?? 0) + 1
    painter.frame(
      frame, title: [(BoardText.title(state), theme[.title])],
      note: (last < lines.count ? "↓ more " : "") + "\(number)/\(pages.count)",
      isFocused: painter.isFocused(.board), isOld: state.isBoardOld)
    guard !inside.isEmpty, top < last, state.heads.problem == nil || state.heads.page == .sample
    else {
      return
    }
    for (offset, line) in lines[top..<last].enumerated() {
      var column = inside.column
      for part in line {
        let style =
          switch part.look {
          case .role(let role): theme[role]
          case .heat(let value): theme.attribution.style(value)
          }
        column += painter.write(
          part.text, row: inside.row + offset, column: column, style: style, in: inside)
      }
    }
  }
}
