internal import Attribution
internal import Model

/// What stands on the border: whose explanation it is, and how far it is.
extension HeatPane {
  /// The class, the method and what was chosen; what does not fit is left out whole, the least telling first.
  static func title(
    _ state: State, _ theme: Theme, _ view: HeatView?, columns: Int
  ) -> [(String, CellStyle)] {
    let explain = state.explain
    guard let live = explain.live, let model = state.model else { return [("Why?", theme[.title])] }
    let label = explain.neuron.map { "neuron \($0.name)" } ?? model.label(live.target)
    let request = explain.request
    let method = request.method
    var parts = [method.title]
    if explain.neuron == nil {
      parts.append(method.needsLogit ? "logit" : request.output.rawValue)
    }
    let room = columns - VisibleText.columns(of: label) - 8
    if let library = ExplanationCaption.library(request) {
      let named = parts + [library]
      if VisibleText.columns(of: named.joined(separator: " · ")) <= room {
        parts = named
      } else if let library = request.library {
        parts[0] += " as \(library)"
      }
    }
    // What was chosen tells more than what stands for nothing.
    let isChosen = request.layer != .embeddings
    if method.hasLayer, isChosen { parts.append(ExplanationCaption.layer(of: request)) }
    if method.usesBaseline {
      parts.append(ExplanationCaption.baseline(request.baseline, of: model))
    }
    if method.takesOutPieces {
      parts.append(ExplanationCaption.takenOut(request, by: explain.granularity, of: model))
    }
    if method == .lime { parts.append(explain.limeWords) }
    if method.hasLayer, !isChosen { parts.append(ExplanationCaption.layer(of: request)) }
    if method.isSampled, request.seed > 0 { parts.append("seed \(request.seed)") }
    if let step = explain.pathStep { parts.insert("step \(step + 1) alone", at: 0) }
    if let hidden = view?.hiddenRows, hidden > 0 {
      parts.insert("+\(Wording.count(hidden, "row")) (\(state.name(of: .zoom, in: .heat)))", at: 0)
    }
    while parts.count > 1, VisibleText.columns(of: parts.joined(separator: " · ")) > room {
      parts.removeLast()
    }
    return [
      ("Why \(label)?", theme[.title]), (" " + parts.joined(separator: " · "), theme[.subtle]),
    ]
  }

  /// Where the colours come from; all of one width, so that the border keeps still.
  static func stage(_ painter: ScreenPainter) -> (String, ThemeRole) {
    let explain = painter.state.explain
    let estimate = explain.live?.entry(for: explain.request.method)?.estimate
    let isEmpty = explain.stage == .refined && NothingTakenOut(estimate, painter.state) != nil
    let isOfWords =
      explain.granularity == .word
      || explain.request.method == .lime && !explain.granularity.opensIntoWords
    let (text, role) =
      isEmpty
      ? (isOfWords ? "no words" : "no parts", ThemeRole.warning)
      : stageText(explain, good: painter.good)
    return (text.isEmpty ? "" : NumberText.fitted(text, 9 + painter.good.count), role)
  }

  private static func stageText(_ explain: ExplainState, good: String) -> (String, ThemeRole) {
    switch explain.stage {
    case .none: ("", .subtle)
    case .late: ("waiting…", .warning)
    case .failed: ("failed ✗", .error)
    case .gradient: ("gradient", .subtle)
    case .refining: ("refining", .subtle)
    case .refined:
      ((explain.request.method.isOnePass ? "gradient " : "refined ") + good, .subtle)
    }
  }
}
