internal import Attribution
internal import Model

/// The lines about the head under the cursor: its pattern, its gate, and what closing it does.
enum HeadReadout {
  static func draw(_ painter: inout ScreenPainter, _ report: AttentionReport) {
    guard let area = HeadsLayout.headReadout(painter.state, painter.layout), !area.isEmpty else {
      return
    }
    let state = painter.state
    let theme = painter.theme
    let head = state.heads.cursor
    let offset = report.maps.offset(of: head)
    let first = area.first(rows: 1)
    var column = first.column
    column +=
      painter.write(name(head), row: first.row, column: column, style: theme[.title], in: first) + 2
    let gate = state.gate(of: head)
    if let slider = GateSlider(of: head, in: area) {
      column = draw(&painter, slider, gate: gate, in: first) + 2
    } else if gate != 1 {
      column +=
        painter.write(
          gate == 0 ? "closed" : "open to \(NumberText.plain(gate, decimals: 1))", row: first.row,
          column: column, style: theme[.warning], in: first) + 2
    }
    var pattern = words(report.patterns[offset], report.roles, isShort: area.height == 1)
    if column + VisibleText.columns(of: pattern) > first.endColumn {
      pattern = words(report.patterns[offset], report.roles, isShort: true)
    }
    column +=
      painter.write(pattern, row: first.row, column: column, style: theme[.text], in: first) + 2
    let line = area.height == 1 ? first.row : area.row + 1
    if area.height > 1 { column = area.column }
    let used = painter.write(
      NumberText.firstFitting(effect(offset, gate: gate, state), area.endColumn - column),
      row: line, column: column, style: theme[.text], in: area)
    guard area.height > 1 else { return }
    if area.height > 3 {
      painter.write(
        HeadMeasures.line(report.profiles[offset], columns: area.width), row: area.row + 2,
        column: area.column, style: theme[.subtle], in: area)
    } else {
      // At the right: it stays where it is while the effect is measured.
      let room = area.width - used - 2
      painter.write(
        NumberText.padded(HeadMeasures.line(report.profiles[offset], columns: room), room),
        row: area.row + 1, column: area.column + used + 2, style: theme[.subtle], in: area)
    }
    guard area.height > 2 else { return }
    let legend = NumberText.wholeWords(legend(state, report), area.width)
    painter.write(
      NumberText.fitted(legend, area.width), row: area.endRow - 1, column: area.column,
      style: theme[.subtle], in: area)
  }

  /// A head's name.
  static func name(_ head: HeadIndex) -> String { "▸ \(head)" }

  /// Draws the slider and how far the gate is open, and returns the column behind it.
  private static func draw(
    _ painter: inout ScreenPainter, _ slider: GateSlider, gate: Float, in line: Rectangle
  ) -> Int {
    let theme = painter.theme
    let track = slider.track
    painter.write(
      GateSlider.label, row: line.row, column: track.column - GateSlider.label.count,
      style: theme[.subtle], in: line)
    let filled = GateSlider.filled(gate)
    painter.write(
      String(repeating: "█", count: filled), row: line.row, column: track.column,
      style: theme[.bar], in: line)
    painter.write(
      String(repeating: "░", count: GateSlider.cells - filled), row: line.row,
      column: track.column + filled, style: theme[.subtle], in: line)
    let state = gate == 1 ? "open" : gate == 0 ? "closed" : NumberText.plain(gate, decimals: 1)
    // As wide as the longest: what follows does not jump while one slides.
    return track.endColumn + 1
      + painter.write(
        NumberText.fitted(state, 6), row: line.row, column: track.endColumn + 1,
        style: theme[gate == 1 ? .subtle : .warning], in: line)
  }

  /// Which weights of a pair are shown, behind the name of what is shown.
  static func direction(_ state: State) -> String {
    guard let report = state.heads.report, report.isPair,
      let name = name(state.heads.direction)
    else { return "" }
    return ", " + name
  }

  /// From which text to which; nil for all weights.
  private static func name(_ direction: AttentionFilter.Direction) -> String? {
    switch direction {
    case .all: nil
    case .aToA: "A→A"
    case .aToB: "A→B"
    case .bToA: "B→A"
    case .bToB: "B→B"
    }
  }

  /// What stands in place of a weight that the chosen direction hides.
  static func hidden(_ direction: AttentionFilter.Direction) -> String {
    "not in \(name(direction) ?? "the text")"
  }

  /// A pattern in words, with its share.
  static func words(
    _ match: HeadProfile.Match, _ roles: TokenRoles, isShort: Bool
  ) -> String {
    let share = NumberText.percent(Float(match.score))
    return switch match.pattern {
    case .broad: "b broad \(share)" + (isShort ? "" : " of even attention's entropy")
    case .mixed: "- mixed" + (isShort ? "" : ": no pattern takes most of it")
    default: title(match, roles) + " \(share)" + (isShort ? "" : " of the attention of words")
    }
  }

  /// A pattern's letter and name, with the token where it is one of a text.
  static func title(_ match: HeadProfile.Match, _ roles: TokenRoles?) -> String {
    let token = match.position.flatMap { place in roles.map { " “\($0[place].text)”" } } ?? ""
    return "\(match.pattern.letter) \(name(match.pattern))\(token)"
  }

  /// A pattern's name.
  static func name(_ pattern: HeadPattern) -> String {
    switch pattern {
    case .classification: "class token"
    case .separator: "separator"
    case .firstToken: "first token"
    case .previous: "previous token"
    case .next: "next token"
    case .itself: "the token itself"
    case .punctuation: "punctuation"
    case .singleToken: "one token"
    case .sameWord: "same word"
    case .duplicate: "same piece elsewhere"
    case .induction: "induction"
    case .broad: "broad"
    case .mixed: "mixed"
    }
  }

  /// What closing the head does to the class, or did, in fewer and fewer words.
  private static func effect(_ offset: Int, gate: Float, _ state: State) -> [String] {
    guard let effects = state.currentEffects else { return [] }
    let label = state.model?.label(effects.target) ?? ""
    let output = "\(state.explain.request.output.rawValue) of \(label)"
    let base = NumberText.plain(effects.base)
    guard let effect = effects.value(offset) else {
      return gate == 0
        ? ["\(output) \(base) without it; measuring what it does…", "\(label) \(base) without it"]
        : ["measuring what closing it does…", "measuring…"]
    }
    let change = NumberText.signed(-effect, decimals: 3).drop { $0 == " " }
    guard gate == 0 else {
      let without = NumberText.plain(effects.base - effect)
      return [
        "without it: \(output) \(without) (\(change))",
        "without it: \(label) \(without) (\(change))", "without it: \(change)", "\(change)",
      ]
    }
    let with = NumberText.plain(effects.base + effect)
    return [
      "\(output) \(base) without it, \(with) with it: \(change)",
      "\(label) \(base), with it \(with): \(change)", "\(label) \(base): \(change)", "\(change)",
    ]
  }

  private static func legend(_ state: State, _ report: AttentionReport) -> String {
    if state.heads.main == .heads, state.heads.showsImportance {
      let label = state.explain.live.flatMap { live in state.model.map { $0.label(live.target) } }
      return "numbers: |dF/dgate|, how much the \(state.explain.request.output.rawValue)"
        + (label.map { " of \($0)" } ?? "") + " hangs on the head"
    }
    var text = "+ −: it speaks for, against the class (measured by closing it)"
    if let effects = state.currentEffects, effects.values.count < report.patterns.count {
      text += " · \(effects.values.count) of \(report.patterns.count) heads measured"
    }
    return text
  }
}
