internal import Attribution
internal import Model

/// The lines about the head under the cursor: its pattern, its gate, and what closing it does.
enum HeadReadout {
  static func draw(_ painter: inout ScreenPainter, _ report: AttentionReport, in area: Rectangle) {
    guard !area.isEmpty else { return }
    let state = painter.state
    let theme = painter.theme
    let head = state.heads.cursor
    let offset = report.maps.offset(of: head)
    let first = area.first(rows: 1)
    var column = first.column
    column +=
      painter.write(
        "▸ \(head)", row: first.row, column: column, style: theme[.title], in: first) + 2
    let gate = state.gate(of: head)
    let openness =
      gate == 1 ? "" : gate == 0 ? "closed" : "open to \(NumberText.plain(gate, decimals: 1))"
    column += painter.write(
      openness, row: first.row, column: column, style: theme[.warning], in: first)
    if !openness.isEmpty { column += 2 }
    let pattern = words(report.patterns[offset], report.roles, isShort: area.height == 1)
    column +=
      painter.write(pattern, row: first.row, column: column, style: theme[.text], in: first) + 2
    let effect = effect(offset, gate: gate, state, isShort: area.height == 1)
    if area.height == 1 {
      painter.write(effect, row: first.row, column: column, style: theme[.text], in: first)
      return
    }
    painter.write(effect, row: area.row + 1, column: area.column, style: theme[.text], in: area)
    guard area.height > 2 else { return }
    painter.write(
      NumberText.fitted(legend(state, report), area.width), row: area.row + 2, column: area.column,
      style: theme[.subtle], in: area)
  }

  /// Which weights of a pair are shown, behind the name of what is shown.
  static func direction(_ state: State) -> String {
    guard let report = state.heads.report, report.isPair else { return "" }
    return switch state.heads.direction {
    case .all: ""
    case .aToA: ", A→A"
    case .aToB: ", A→B"
    case .bToA: ", B→A"
    case .bToB: ", B→B"
    }
  }

  /// A pattern in words, with its share.
  static func words(
    _ match: HeadProfile.Match, _ roles: TokenRoles?, isShort: Bool
  ) -> String {
    let share = NumberText.percent(Float(match.score))
    let token = match.position.flatMap { place in roles.map { " “\($0[place].text)”" } } ?? ""
    return switch match.pattern {
    case .broad: "b broad \(share)" + (isShort ? "" : " of even attention's entropy")
    case .mixed: "- mixed" + (isShort ? "" : ": no pattern takes most of it")
    default:
      "\(match.pattern.letter) \(name(match.pattern))\(token) \(share)"
        + (isShort ? "" : " of the attention of words")
    }
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

  /// What closing the head does to the class.
  private static func effect(
    _ offset: Int, gate: Float, _ state: State, isShort: Bool
  ) -> String {
    guard let effects = state.currentEffects else { return "" }
    let label = state.model?.label(effects.target)
    let output =
      isShort ? label ?? "" : "\(state.explain.request.output.rawValue) of \(label ?? "")"
    if gate == 0 { return "\(output) \(NumberText.plain(effects.base)) without it" }
    guard let effect = effects.value(offset) else { return "measuring what closing it does…" }
    return "without it: \(output) \(NumberText.plain(effects.base - effect)) "
      + "(\(NumberText.signed(-effect, decimals: 3)))"
  }

  private static func legend(_ state: State, _ report: AttentionReport) -> String {
    var text = "+ −: it speaks for, against the class (measured by closing it)"
    if let effects = state.currentEffects, effects.values.count < report.patterns.count {
      text += " · \(effects.values.count) of \(report.patterns.count) heads measured"
    }
    return text
  }
}
