internal import Attribution
internal import Model

extension State {
  /// Looks for the smallest edits of the text that change its class.
  mutating func findCounterfactuals() -> [Effect] {
    guard model != nil, !explain.isBlank, let live = explain.live else {
      message = Message(.note, "There is no text to change")
      return []
    }
    let wanted: CounterfactualSettings.WantedClass =
      live.target == live.prediction.best ? .other : .label(live.target)
    let label = model?.label(live.prediction.best) ?? ""
    message = Message(
      .note,
      wanted == .other
        ? "Looking for the smallest edit that changes \(label)…"
        : "Looking for the smallest edit that makes it \(model?.label(live.target) ?? "")…")
    // Edits are of the text as it was typed: what was taken out with a key is in it again.
    var input = explain.input
    input.removed = []
    return [
      .explain(
        Work(
          id: Work.ID(lane: .counterfactuals, generation: explain.generation), input: input,
          counterfactuals: wanted))
    ]
  }

  /// Lists the edited texts, to be opened.
  mutating func receivedCounterfactuals(_ id: Work.ID, _ report: CounterfactualReport) {
    guard id.generation == explain.generation, let model else { return }
    let former = model.label(report.former)
    guard !report.entries.isEmpty else {
      message = Message(
        .note,
        "None of \(Wording.grouped(report.evaluations)) edits of up to "
          + "\(Wording.count(report.mostEdits, "part")) changes \(former)")
      return
    }
    message = Message(
      .note,
      "\(Wording.count(report.entries.count, "edit")) of \(Wording.grouped(report.evaluations)) tried"
    )
    guard overlay == nil else { return }
    let originals = [explain.input.text] + [explain.input.pair].compactMap(\.self)
    overlay = .menu(
      Menu(
        kind: .counterfactual, title: "Smallest edits that change \(former)",
        items: report.entries.map { entry in
          let found = entry.counterfactual
          let texts = zip(entry.texts, originals).map { EditedText($0, from: $1) }
          let line = EditedText(joining: texts, separator: " \(HeatLayout.border) ")
          return Menu.Item(
            label: line.line, edited: line,
            detail: "\(model.label(found.label)) "
              + NumberText.plain(found.outputs[found.label], .fixed(2)),
            value: .text(
              entry.texts[0],
              pair: originals.count > 1 && entry.texts.count > 1 ? entry.texts[1] : nil))
        }))
  }
}
