internal import Model
internal import Training

/// Rows of the Data screen with other labels, or left out: kept beside the data file.
extension State {
  func relabelMenu(_ file: DataFile, _ row: Int) -> Menu {
    let own = file.fileLabels(row)
    let now = file.labels(row)
    var names = data.counts.labels.map(\.name)
    for label in model?.classesArePieces == true ? [] : model?.labels ?? []
    where !names.contains(label) { names.append(label) }
    let entry = file.predictions[row]
    return Menu(
      kind: .relabel, title: "Label of line \(file.table?.rows.line(row) ?? 0): choose or type",
      items: names.map { name in
        var details: [String] = []
        if own.contains(name) { details.append("as the file has it") }
        if let entry, entry.label >= 0, let model, model.label(Int(entry.label)) == name {
          details.append("predicted \(NumberText.output(entry.output, kind: nil))")
        }
        return Menu.Item(
          label: name, detail: details.joined(separator: " · "), isCurrent: now.contains(name),
          value: .relabel(name))
      })
  }

  mutating func relabel(_ label: String) -> [Effect] {
    guard let file = data.file, let row = data.row else { return [] }
    let isFileOnly = file.fileLabels(row) == [label]
    return changeLabel(of: row, to: isFileOnly ? nil : .relabelled([label]))
  }

  mutating func toggleExcludedRow() -> [Effect] {
    guard let file = data.file, let row = data.row else { return [] }
    return changeLabel(of: row, to: file.change(row) == .excluded ? nil : .excluded)
  }

  private mutating func changeLabel(of row: Int, to change: LabelOverlay.Change?) -> [Effect] {
    guard let file = data.file else { return [] }
    if file.path == "-" {
      message = Message(.warning, "A pipe has no file that changes could be kept beside")
      return []
    }
    let before = file.change(row)
    guard before != change else { return [] }
    data.undo.append(DataState.Undo(file: file.id, row: row, before: before))
    return apply(change, file: data.current, row: row)
  }

  mutating func undoChange() -> [Effect] {
    guard let last = data.undo.popLast(), let place = place(of: last.file) else {
      message = Message(.note, "No label was changed")
      return []
    }
    var effects = place == data.current ? [] : show(file: place)
    effects += apply(last.before, file: place, row: last.row)
    if let listed = data.place(of: last.row) {
      data.cursor.go(to: listed, count: data.count, visible: dataView?.visible ?? 1)
    }
    return effects
  }

  /// What the Evaluate screen decided about a row of files that are open here.
  mutating func takeChange(
    of source: DatasetRow, in path: String, to change: LabelOverlay.Change?
  ) -> [Effect] {
    data.files.indices.flatMap { place -> [Effect] in
      guard data.files[place].path == path, let table = data.files[place].table,
        let row = table.row(at: source.line)
      else { return [] }
      return hold(change, of: source, file: place, row: row, table)
    }
  }

  /// Changes a row of an open file, not what is on disk.
  private mutating func hold(
    _ change: LabelOverlay.Change?, of source: DatasetRow, file place: Int, row: Int,
    _ table: DataTable
  ) -> [Effect] {
    data.files[place].overlay.change(source, to: change)
    // The loss was of the label before.
    data.files[place].predictions.forget(row)
    _ = recountRows(place)
    return data.files[place].mark(row).contains(.repeated)
      ? [.data(.mark(table, data.files[place].overlay))] : []
  }

  private mutating func apply(
    _ change: LabelOverlay.Change?, file place: Int, row: Int
  ) -> [Effect] {
    guard let table = data.files[place].table else { return [] }
    let source: DatasetRow
    do throws(ModelError) {
      source = try table.rows.row(row)
    } catch {
      message = Message(.error, Dashboard.sentence(error))
      return []
    }
    let marked = hold(change, of: source, file: place, row: row, table)
    evaluate.takeChange(of: source, in: data.files[place].path, to: change)
    let line = table.rows.line(row)
    switch change {
    case nil: message = Message(.note, "Line \(line) is as the file has it")
    case .excluded:
      message = Message(
        .note, "Line \(line) is left out; \(name(of: .undoChange)) takes it back")
    case .relabelled(let labels):
      message = Message(
        .note,
        "Line \(line) is \(labels.joined(separator: ", ")) from now on; "
          + "\(name(of: .undoChange)) takes it back")
    }
    return [.changeRow(path: data.files[place].path, source, change)] + marked
  }
}
