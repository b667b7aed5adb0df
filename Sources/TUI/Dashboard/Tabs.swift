/// The screens' names at the right end of the header line, with the keys that lead to them.
struct Tabs: Equatable, Sendable {
  struct Tab: Equatable, Sendable {
    var screen: Screen
    var text: String
    var column: Int
  }

  let places: [Tab]

  init(_ state: State, _ layout: ScreenLayout) {
    let texts = Screen.allCases.map { screen in
      let chord = state.keys.row(of: screen.action).flatMap { $0.plain.first ?? $0.always.first }
      return (chord.map { $0.glyphs + " " } ?? "") + screen.title
    }
    var column = layout.header.endColumn - 1
    var places: [Tab] = []
    for (screen, text) in zip(Screen.allCases, texts).reversed() {
      column -= VisibleText.columns(of: text)
      places.insert(Tab(screen: screen, text: text, column: column), at: 0)
      column -= 2
    }
    self.places = places
  }

  /// Where the first begins.
  var column: Int { places.first?.column ?? 0 }

  /// The screen whose name is at a column.
  func screen(column: Int) -> Screen? {
    places.first {
      ($0.column..<$0.column + VisibleText.columns(of: $0.text)).contains(column)
    }?.screen
  }
}
