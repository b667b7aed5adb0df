internal import Model
internal import Training

/// Rows of the Evaluate screen with other labels, or left out: kept beside the data file.
extension State {
  /// The labels of the row under the cursor, the one it has marked.
  mutating func askForLabel() {
    guard let evaluation = evaluate.evaluation, let row = evaluate.row else { return }
    let outputs = evaluation.report.outputs
    let matcher = LabelMatcher(evaluation.labels)
    let current = labels(of: row, in: evaluation).compactMap(matcher.index)
    overlay = .menu(
      Menu(
        kind: .relabel,
        title: evaluation.isMultiLabel
          ? "A label of the row, to be given or taken" : "The right class of the row is",
        items: evaluation.labels.enumerated().map { label, name in
          Menu.Item(
            label: name, detail: EvaluateText.share(outputs.probability(row, label)),
            isCurrent: current.contains(label), value: .relabel(name))
        }))
  }

  /// The labels of a row: what was decided, else the file's.
  private func labels(of row: Int, in evaluation: Evaluation) -> [String] {
    if case .relabelled(let labels) = evaluate.changes[row] { return labels }
    let labels = evaluation.rows[row].source.labels
    return evaluation.isMultiLabel ? labels : Array(labels.prefix(1))
  }

  /// Gives the row under the cursor a label; of several labels gives it this one as well, or takes it.
  mutating func relabelRow(_ label: String) -> [Effect] {
    guard let evaluation = evaluate.evaluation, let row = evaluate.row else { return [] }
    // The file may spell the class otherwise, or by its number.
    let matcher = LabelMatcher(evaluation.labels)
    var chosen = [label]
    if evaluation.isMultiLabel {
      chosen = labels(of: row, in: evaluation)
      if let place = chosen.firstIndex(where: { matcher.index(of: $0) == matcher.index(of: label) })
      {
        chosen.remove(at: place)
      } else {
        chosen.append(label)
      }
      guard !chosen.isEmpty else {
        message = Message(
          .note, "A row keeps one label at least; \(name(of: .exclude)) leaves it out")
        return []
      }
    }
    let source = evaluation.rows[row].source.labels
    let own = evaluation.isMultiLabel ? source : Array(source.prefix(1))
    let isFile = Set(chosen.compactMap(matcher.index)) == Set(own.compactMap(matcher.index))
    return change(row, to: isFile ? nil : .relabelled(chosen))
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
