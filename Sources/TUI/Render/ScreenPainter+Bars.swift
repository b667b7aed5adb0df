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
    let tabs = Tabs(state, layout)
    for tab in tabs.places {
      write(
        tab.text, row: area.row, column: tab.column,
        style: theme[tab.screen == state.screen ? .heading : .subtle], in: area)
    }
    let room = Rectangle(
      row: area.row, column: area.column, height: 1, width: tabs.column - area.column - 2)
    guard state.screen != .data else { return drawDataHeader(column, in: room) }
    guard state.model != nil || !state.screen.wantsModel else {
      write(
        state.opening.map { "loading \($0)…" } ?? "no model: O opens one", row: area.row,
        column: column, style: theme[.subtle], in: room)
      return
    }
    guard state.screen.wantsModel, let model = state.model else {
      write(
        Wording.count(state.train.runs.count, "run"), row: area.row, column: column,
        style: theme[.title], in: room)
      return
    }
    column += write(model.name, row: area.row, column: column, style: theme[.title], in: room) + 3
    let threads = Wording.count(model.threadCount, "thread")
    let parts = [
      ["\(model.architecture) \(model.layerCount)×\(model.headCount)×\(model.hiddenSize)"],
      [model.precisionText], ["\(threads) · \(model.kernels)", threads],
    ]
    for wordings in parts {
      // The most telling first; after one that does not fit nothing follows.
      guard
        let part = wordings.first(where: { column + VisibleText.columns(of: $0) < room.endColumn })
      else { break }
      column += write(part, row: area.row, column: column, style: theme[.subtle], in: room) + 3
    }
  }

  /// The files and the model that reads their rows.
  private mutating func drawDataHeader(_ start: Int, in room: Rectangle) {
    var column = start
    let files = state.data.files
    let names =
      files.isEmpty
      ? "no data" : files.count == 1 ? files[0].name : Wording.count(files.count, "file")
    column += write(names, row: room.row, column: column, style: theme[.title], in: room) + 3
    let model = state.opening.map { "loading \($0)…" } ?? state.model?.name ?? "no model"
    guard column + VisibleText.columns(of: model) < room.endColumn else { return }
    write(model, row: room.row, column: column, style: theme[.subtle], in: room)
  }

  private mutating func drawStatus() {
    let area = layout.status
    let explain = state.explain
    let settings = self.settings
    let room = Rectangle(
      row: area.row, column: area.column, height: 1, width: messageColumns + 1)
    if area.width - room.width >= VisibleText.columns(of: settings) + 2 {
      writeRight(settings + " ", row: area.row, style: theme[.subtle], in: area)
    }
    if let (line, style) = messageLine {
      write(
        NumberText.fitted(line, room.width - 1), row: area.row, column: 1, style: style, in: room)
    } else if let opening = state.opening {
      write("loading \(opening)…", row: area.row, column: 1, style: theme[.subtle], in: room)
    } else if explain.isListAsked {
      let done = explain.texts.count - explain.listPending
      write(
        "explaining the list: \(done) of \(explain.texts.count) texts · Esc stops", row: area.row,
        column: 1, style: theme[.subtle], in: room)
    } else if !state.screen.hasText {
      let text =
        switch state.screen {
        case .data: DataText.status(state)
        case .evaluate: EvaluateText.status(state)
        default: TrainText.status(state)
        }
      write(
        NumberText.fitted(text, room.width - 1), row: area.row, column: 1,
        style: theme[.subtle], in: room)
    } else if state.screen == .explain, explain.isMeasuringMore {
      write(
        NumberText.fitted(TrustFindings.measuring(explain), room.width - 1), row: area.row,
        column: 1, style: theme[.subtle], in: room)
    } else if explain.isLate {
      write(
        "the model is still at work…", row: area.row, column: 1, style: theme[.subtle], in: room)
    } else if explain.live?.encoding.isTruncated == true {
      let limit = state.model?.maximumTokens ?? 0
      write(
        "! over \(limit) tokens: what is dimmed is not read",
        row: area.row, column: 1, style: theme[.warning], in: room)
    }
  }

  /// What is not as it is at first, for the right end of the status line.
  private var screen: String {
    let explain = state.explain
    if state.screen == .train { return TrainText.settings(state) }
    if state.screen == .evaluate { return EvaluateText.settings(state) }
    if state.screen == .data { return DataText.settings(state) }
    if state.screen == .heads { return hiddenPrediction }
    guard state.screen == .explain else { return "" }
    var settings = "by \(explain.unitName)"
    if explain.isScaleShared { settings += " · one scale" }
    if explain.request.reduction == .l2 { settings += " · L2" }
    return settings
  }

  /// The predicted class with its output, on a screen that has no room for the pane that shows it.
  private var hiddenPrediction: String {
    guard layout.panes[.prediction] == nil, let model = state.model,
      let prediction = state.explain.live?.prediction,
      prediction.outputs.indices.contains(prediction.best)
    else { return "" }
    let name = NumberText.shortened(model.label(prediction.best), 16)
    return name + " "
      + model.outputText(prediction.outputs[prediction.best], kind: prediction.kind)
  }

  private var settings: String {
    if !state.screen.hasText { return screen + (state.isLinkSlow ? " · slow link" : "") }
    let removed = state.explain.removed.count
    let parts: [String?] = [
      screen, state.changedHeads, state.cleaningName, removed > 0 ? "\(removed) taken out" : nil,
      state.isLinkSlow ? "slow link" : nil, state.isMouseOn ? nil : "mouse off",
    ]
    return parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// The columns of the status line that are left for a message.
  private var messageColumns: Int {
    max(layout.status.width - VisibleText.columns(of: settings) - 4, 20) - 1
  }

  /// The message's lines, with a mark besides the colour: a colour alone tells some people nothing.
  private var messageLines: (lines: [String], style: CellStyle)? {
    guard let message = state.message else { return nil }
    let (mark, role): (String, ThemeRole) =
      switch message.kind {
      case .note: ("", .text)
      case .warning: ("! ", .warning)
      case .error: ("✗ ", .error)
      }
    let lines = (mark + message.text).split(whereSeparator: \.isNewline).map(String.init)
    return lines.isEmpty ? nil : (lines, theme[role])
  }

  /// The message as one line.
  private var messageLine: (text: String, style: CellStyle)? {
    messageLines.map { ($0.lines.joined(separator: " · "), $0.style) }
  }

  /// Shows a message whole, above the status line, when that is too short for it: what to do next
  /// stands at its end.
  mutating func drawLongMessage() {
    guard let (text, style) = messageLine, VisibleText.columns(of: text) > messageColumns,
      let sentences = messageLines?.lines
    else { return }
    let width = layout.status.width - 4
    let lines = sentences.flatMap { ScreenPainter.wrapped($0, width: width) }
      .prefix(max(layout.status.row - 4, 1))
    let area = Rectangle(
      row: layout.status.endRow - lines.count - 2, column: 0, height: lines.count + 2,
      width: layout.status.width)
    box(area, title: "Message", note: "any key closes")
    writeLines(Array(lines), in: area.inset(rows: 1, columns: 2), style: style)
  }

  private mutating func drawHints() {
    let area = layout.hints
    let hints: [(key: String, word: String)] =
      switch state.overlay {
      case .help: [("↑↓", "scroll"), ("Esc", "close")]
      case .menu: [("↑↓", "move"), ("Enter", "choose"), ("Esc", "close"), ("letters", "narrow")]
      case .prompt: [("Enter", "answer"), ("Esc", "close")]
      case .form: [("Enter", "start"), ("↑↓", "line"), ("Esc", "close")]
      case nil: allHints
      }
    var column = 1
    for hint in hints {
      let columns = VisibleText.columns(of: hint.key) + 1 + VisibleText.columns(of: hint.word)
      guard column + columns < area.endColumn else { break }
      column += write(hint.key, row: area.row, column: column, style: theme[.key], in: area) + 1
      column += write(hint.word, row: area.row, column: column, style: theme[.subtle], in: area) + 2
    }
  }

  /// What the pane's own keys do, then what the table has of others.
  private var allHints: [(key: String, word: String)] {
    let own = paneHints
    return own
      + state.keys.hints(in: state.focus, on: state.screen).filter { hint in
        !own.contains { $0.key == hint.key }
      }
  }

  /// What one does with heads wherever they are shown, what a low window must not cut first.
  private var headHints: [(key: String, word: String)] {
    let gate = state.gate(of: state.heads.cursor) == 0 ? "open" : "close"
    let undo: [(Action, String)] = state.heads.undo.isEmpty ? [] : [(.gateUndo, "undo")]
    let actions: [(Action, String)] =
      [(.gate, gate)] + undo + [(.nextPage, "board"), (.patch, "patch")]
    return actions.map { (state.name(of: $0.0), $0.1) }
  }

  /// What the keys that every pane has mean in this one.
  private var paneHints: [(key: String, word: String)] {
    func key(_ action: Action) -> String { state.name(of: action) }
    let type = (key(.edit), "type")
    switch state.focus {
    case .text, .pair: return [(key(.done), "to the words"), (key(.back), "leave")]
    case .heat: return [("←↑↓→", "word"), type]
    case .prediction: return [("↑↓", "class"), type]
    case .words: return [("↑↓", "word"), type]
    case .trust:
      let canMore = state.explain.trust?.settings.isThorough == false
      return (state.isZoomed ? [("↑↓", "scroll")] : []) + [(key(.accept), "add a method")]
        + (canMore ? [(key(.measureMore), "measure more")] : []) + [type]
    case .heads: return [("←↑↓→", "head"), (key(.accept), "view")] + headHints + [type]
    case .matrix: return [("←↑↓→", "token")] + headHints + [(key(.back), "all heads"), type]
    case .lines:
      return [
        ("↑↓", "token"), ("←→", "head"),
      ] + headHints + [
        (key(.accept), state.heads.isIsolated ? "all" : "its lines"),
        (key(.back), "all heads"), type,
      ]
    case .patching:
      let patching = state.heads.patching
      let isOpen = patching.openLayer != nil
      let back = (
        key(.back), patching.isRunning ? "stop" : isOpen ? "all layers" : "all heads"
      )
      let further = [(key(.site), "kind"), (key(.accept), "text")]
      return [("←↑↓→", "cell")]
        + (isOpen
          ? [back] + further : [(key(.headPositions), "heads by token")] + further + [back])
        + [type]
    case .neuron:
      return [("↑↓", "looked at"), ("←→", "asks")] + headHints + [(key(.back), "all heads"), type]
    case .board:
      return [("←→", "page"), ("↑↓", "scroll")]
        + (state.isBoardAlone ? [(key(.back), "heads")] : []) + [type]
    case .curves:
      return [
        ("←→", "cursor"), ("↑↓", "chart"),
        (key(.accept), state.train.isEnlarged ? "all charts" : "enlarge"),
      ]
    case .probes: return [("←→", "evaluation"), ("↑↓", "sentence"), (key(.accept), "explain it")]
    case .runs: return [("↑↓", "run"), (key(.accept), "it alone")]
    case .metrics: return [(key(.accept), "matrix")]
    case .confusion: return [("←↑↓→", "cell"), (key(.accept), "its rows")]
    case .classes: return [("↑↓", "class")]
    case .diagram: return [("←→", "page"), ("↑↓", "class")]
    case .rows: return [("↑↓", "row"), (key(.accept), "explain it"), (key(.back), "matrix")]
    case .dataRows: return [("↑↓", "row"), (key(.accept), "explain")]
    case .dataRow, .dataFacts:
      return [("↑↓", "scroll"), (key(.accept), state.focus == .dataRow ? "explain" : "filter")]
    case .path: return [("←→", "step"), type]
    case .layers: return [("↑↓", "layer"), ("←→", "word"), (key(.accept), "in the heat map"), type]
    case .waterfall, .surrogate: return [("↑↓", "word"), type]
    case .written:
      let writing = state.explain.writing
      return [
        ("↑↓", "scroll"), (key(.accept), writing.form == .prose ? "prompt" : "sentences"),
        ("←→", writing.language.next.title), (key(.copy), "copy"), type,
      ]
    case .reading: return [("↑↓", "scroll"), (key(.accept), "clean otherwise"), type]
    case .texts:
      return [
        (key(.accept), "open"), (key(.rerun), "explain all"), (key(.load), "read file"),
        (key(.bookmark), "keep"), (key(.expected), "right class"), (key(.forget), "take out"), type,
      ]
    }
  }
}
