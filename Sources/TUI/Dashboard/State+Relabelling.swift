internal import Model
internal import Training

/// Rows of the Evaluate screen with other labels, or left out: kept beside the data file.
extension State {
  /// The labels of the row under the cursor, the one it has marked.
  mutating func askForLabel() {
    guard let evaluation = evaluate.evaluation, let row = evaluate.row else { return }
    let outputs = evaluation.report.outputs
    let current: String? =
      if case .relabelled(let labels) = evaluate.changes[row] { labels.first } else {
        evaluation.rows[row].source.labels.first
      }
    overlay = .menu(
      Menu(
        kind: .relabel, title: "The right class of the row is",
        items: evaluation.labels.enumerated().map { label, name in
          Menu.Item(
            label: name, detail: EvaluateText.share(outputs.probability(row, label)),
            isCurrent: name == current, value: .relabel(name))
        }))
  }

  /// Gives the row under the cursor a label.
  mutating func relabelRow(_ label: String) -> [Effect] {
    guard let evaluation = evaluate.evaluation, let row = evaluate.row else { return [] }
    // The file may spell the class otherwise, or by its number.
    let source = evaluation.rows[row].source
    let matcher = LabelMatcher(evaluation.labels)
    let isFile = matcher.index(of: source.label).map { evaluation.labels[$0] } == label
    return change(row, to: isFile ? nil : .relabelled([label]))
  }

  /// Leaves the row under the cursor out, or takes it in again.
  mutating func toggleExcluded() -> [Effect] {
    guard let row = evaluate.row else { return [] }
    return change(row, to: evaluate.changes[row] == .excluded ? nil : .excluded)
  }

  /// Takes back what was said last of a row.
  mutating func takeBackChange() -> [Effect] {
    guard let last = evaluate.undone.popLast() else {
      message = Message(.note, "No row was changed")
      return []
    }
    let effects = change(last.row, to: last.change)
    evaluate.undone.removeLast()
    if let place = evaluate.listedRows.firstIndex(of: last.row) { evaluate.rowCursor = place }
    return effects
  }

  private mutating func change(_ row: Int, to change: LabelOverlay.Change?) -> [Effect] {
    guard let evaluation = evaluate.evaluation else { return [] }
    evaluate.undone.append(EvaluateState.RowChange(row: row, change: evaluate.changes[row]))
    evaluate.changes[row] = change
    let (path, source) = (evaluation.rows[row].path, evaluation.rows[row].source)
    return [.changeRow(path: path, source, change)] + takeChange(of: source, in: path, to: change)
  }
}
