internal import Attribution
internal import Model

/// What a text is compared with: a baseline where gradients go along a path, a filler where words are taken out.
extension State {
  /// The menu that suits the method on screen; what suits its further rows and the trust is an entry of it.
  func baselineMenu() -> Menu {
    explain.request.method.usesBaseline ? baselinesMenu() : fillersMenu()
  }

  /// What a path begins with.
  func baselinesMenu() -> Menu {
    let current = explain.request.baseline
    let tokens = model?.baselineTokens
    // What the vocabulary has no token for is not offered.
    let fillers: [(String, String?, AttributionRequest.Baseline)] = [
      ("padding", tokens?.padding, .padding), ("mask", tokens?.mask, .mask),
      ("unknown", tokens?.unknown, .unknown),
    ]
    let choices =
      fillers.compactMap { name, token, baseline in
        token.map { (name, "every token \($0)", baseline) }
      } + [("zero", "the zero vector at the layer", .zero)]
    var items = choices.map {
      Menu.Item(label: $0.0, detail: $0.1, isCurrent: current == $0.2, value: .baseline($0.2))
    }
    let text = if case .text(let text) = current { text } else { "" }
    items.append(
      Menu.Item(
        label: "a text of yours…", detail: text, isCurrent: !text.isEmpty, value: .baselineText))
    items.append(
      Menu.Item(
        label: "words taken out…",
        detail: "for the trust: " + ExplanationCaption.filler(explain.trustFiller, of: model),
        value: .fillers))
    return Menu(kind: .baseline, title: "Baseline", items: items)
  }

  /// What stands for a part of the text that is taken out.
  func fillersMenu() -> Menu {
    let methods = [explain.request.method] + explain.rows
    let tokens = model?.baselineTokens
    let usual = tokens?.mask.map { "\($0), but removed for the trust" } ?? "removed"
    let choices: [(String, String?, PieceReplacement)] = [
      ("as usual", usual, .automatic), ("removed", "what is behind moves up", .removal),
      ("mask", tokens?.mask, .mask), ("padding", tokens?.padding, .padding),
      ("unknown", tokens?.unknown, .unknown),
    ]
    var items = choices.compactMap { name, detail, replacement in
      detail.map {
        Menu.Item(
          label: name, detail: $0, isCurrent: explain.request.replacement == replacement,
          value: .replacement(replacement))
      }
    }
    if methods.contains(.occlusion) {
      items.append(
        Menu.Item(
          label: "window of occlusion…",
          detail: Wording.count(explain.request.window, explain.granularity.rawValue),
          value: .window))
    }
    if methods.contains(where: \.usesBaseline), let model {
      items.append(
        Menu.Item(
          label: "baseline of the further rows…",
          detail: ExplanationCaption.baseline(explain.request.baseline, of: model),
          value: .baselines))
    }
    return Menu(
      kind: .baseline,
      title: methods.contains(where: \.takesOutPieces)
        ? "In the place of what is taken out" : "In the place of what the trust takes out",
      items: items)
  }

  /// Asks how many neighbours occlusion takes out at a time.
  func windowPrompt() -> Prompt {
    Prompt(
      kind: .window, title: "\(Wording.capitalized(explain.granularity.rawValue))s at a time",
      editor: TextEditor(String(explain.request.window)))
  }

  /// A whole number that was typed; nil, with a message, where it is none of those that can be meant.
  mutating func number(_ text: String, _ name: String, in range: ClosedRange<Int>) -> Int? {
    if let number = Int(text), range.contains(number) { return number }
    message = Message(
      .warning,
      "\(name): expected a number from \(range.lowerBound) to \(range.upperBound), found “\(text)”")
    return nil
  }
}
