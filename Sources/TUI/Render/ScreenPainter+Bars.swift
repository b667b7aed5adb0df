internal import Attribution
internal import Model

extension ScreenPainter {
  /// The header, the status line and the key hints.
  mutating func drawBars() {
    drawHeader()
    drawStatus()
    drawHints()
  }

  private mutating func drawHeader() {
    let area = layout.header
    var column = 1
    column +=
      write("headscope", row: area.row, column: column, style: theme[.heading], in: area) + 3
    guard let model = state.model else {
      write(
        state.opening.map { "loading \($0)…" } ?? "no model: O opens one", row: area.row,
        column: column, style: theme[.subtle], in: area)
      return
    }
    let tab = "Explain"
    let room = Rectangle(
      row: area.row, column: area.column, height: 1, width: area.width - tab.count - 3)
    column += write(model.name, row: area.row, column: column, style: theme[.title], in: room) + 3
    let parts = [
      "\(model.architecture) \(model.layerCount)×\(model.headCount)×\(model.hiddenSize)",
      model.precision,
      "\(model.backend), \(model.threadCount) thread\(model.threadCount == 1 ? "" : "s")",
    ]
    for part in parts where column + part.count < room.endColumn {
      column += write(part, row: area.row, column: column, style: theme[.subtle], in: room) + 3
    }
    writeRight(tab + " ", row: area.row, style: theme[.heading], in: area)
  }

  private mutating func drawStatus() {
    let area = layout.status
    let explain = state.explain
    var settings = "by \(explain.granularity.rawValue)"
    if explain.isScaleShared { settings += " · one scale" }
    if explain.request.reduction == .l2 { settings += " · L2" }
    if !explain.removed.isEmpty { settings += " · \(explain.removed.count) taken out" }
    if !state.isMouseOn { settings += " · mouse off" }
    let room = Rectangle(
      row: area.row, column: area.column, height: 1,
      width: max(area.width - VisibleText.columns(of: settings) - 4, 20))
    if area.width - room.width >= VisibleText.columns(of: settings) + 2 {
      writeRight(settings + " ", row: area.row, style: theme[.subtle], in: area)
    }
    if let message = state.message {
      // A word besides the colour: a colour alone tells some people nothing.
      let (mark, role): (String, ThemeRole) =
        switch message.kind {
        case .note: ("", .text)
        case .warning: ("! ", .warning)
        case .error: ("✗ ", .error)
        }
      let line = mark + message.text.split(whereSeparator: \.isNewline).joined(separator: " · ")
      write(
        NumberText.fitted(line, room.width - 1), row: area.row, column: 1, style: theme[role],
        in: room)
    } else if let opening = state.opening {
      write("loading \(opening)…", row: area.row, column: 1, style: theme[.subtle], in: room)
    } else if explain.listPending > 0 {
      let done = explain.texts.count - explain.listPending
      write(
        "explaining the list: \(done) of \(explain.texts.count) texts · Esc stops", row: area.row,
        column: 1, style: theme[.subtle], in: room)
    } else if explain.isLate {
      write(
        "the model is still at work…", row: area.row, column: 1, style: theme[.subtle], in: room)
    } else if explain.live?.encoding.isTruncated == true {
      let limit = state.model?.maximumTokens ?? 0
      write(
        "! the text is longer than the model's \(limit) tokens; the dimmed part is not read",
        row: area.row, column: 1, style: theme[.warning], in: room)
    }
  }

  private mutating func drawHints() {
    let area = layout.hints
    let hints: [(key: String, word: String)] =
      switch state.overlay {
      case .help: [("↑↓", "scroll"), ("Esc", "close")]
      case .menu: [("↑↓", "move"), ("Enter", "choose"), ("Esc", "close"), ("letters", "narrow")]
      case .prompt: [("Enter", "answer"), ("Esc", "close")]
      case nil: paneHints + state.keys.hints(in: state.focus)
      }
    var column = 1
    for hint in hints {
      let columns = VisibleText.columns(of: hint.key) + 1 + VisibleText.columns(of: hint.word)
      guard column + columns < area.endColumn else { break }
      column += write(hint.key, row: area.row, column: column, style: theme[.key], in: area) + 1
      column += write(hint.word, row: area.row, column: column, style: theme[.subtle], in: area) + 2
    }
  }

  /// What the keys that every pane has mean in this one.
  private var paneHints: [(key: String, word: String)] {
    func key(_ action: Action) -> String {
      state.keys.row(of: action)?.chord(in: state.focus)?.glyphs ?? "–"
    }
    switch state.focus {
    case .text, .pair: return [(key(.done), "to the words")]
    case .heat: return [("←↑↓→", "word")]
    case .prediction: return [("↑↓", "class")]
    case .words: return [("↑↓", "word")]
    case .trust: return [(key(.accept), "add a method")]
    case .path: return [("←→", "step")]
    case .texts:
      return [
        (key(.accept), "open"), (key(.rerun), "explain all"), (key(.load), "read file"),
        (key(.bookmark), "keep"), (key(.expected), "right class"),
      ]
    }
  }
}
