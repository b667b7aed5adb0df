internal import Model
internal import Training

/// The rows of a data file: line, label, prediction, tokens, text.
enum DataRowsPane {
  /// Where the rows are; nil where the pane is not in sight or no file is open.
  static func table(_ state: State, _ layout: ScreenLayout) -> RowTable? {
    guard state.screen == .data, let inside = layout.inside(.dataRows), !inside.isEmpty,
      let file = state.data.file, file.table != nil
    else { return nil }
    return RowTable(
      in: inside.margined, columns: columns(state, file),
      textTitle: file.table?.report.textColumn ?? "text",
      count: state.data.count, cursor: state.data.cursor)
  }

  private static func columns(_ state: State, _ file: DataFile) -> [RowTable.Column] {
    let last = file.table.map { $0.rows.line(max($0.rows.count - 1, 0)) } ?? 0
    let labels = state.data.counts.labels.reduce(5) { max($0, VisibleText.columns(of: $1.name)) }
    var columns = [
      RowTable.Column(title: "line", width: max(String(last).count, 4), isRight: true),
      RowTable.Column(title: "label", width: min(labels, 14)),
    ]
    if let model = state.model, !model.classesArePieces {
      columns.append(
        RowTable.Column(title: "predicted", width: min(max(model.labelColumns, 9), 14)))
      columns.append(RowTable.Column(title: "p", width: 4, isRight: true))
    }
    if file.lengths != nil {
      columns.append(RowTable.Column(title: "tok", width: 4, isRight: true))
    }
    return columns
  }

  static func draw(_ painter: inout ScreenPainter) {
    guard painter.state.screen == .data, let frame = painter.layout.panes[.dataRows],
      let inside = painter.layout.inside(.dataRows)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let data = state.data
    var title: [(String, CellStyle)] = [("Rows", theme[.title])]
    let settings = DataText.settings(state)
    if !settings.isEmpty { title.append((" \(settings)", theme[.warning])) }
    painter.frame(
      frame, title: title, note: note(state), isFocused: painter.isFocused(.dataRows))
    guard let file = data.file else { return drawEmpty(&painter, in: inside) }
    if case .failed(let problem) = file.stage {
      return painter.writeLines(
        ScreenPainter.wrapped(problem, width: inside.width), in: inside, style: theme[.error])
    }
    guard let table = table(state, painter.layout) else {
      return painter.writeLines(["reading \(file.name)…"], in: inside, style: theme[.subtle])
    }
    guard data.count > 0 else {
      let text =
        data.isFinding
        ? "looking…" : "No row is like that. \(state.name(of: .back)) shows all again."
      return painter.writeLines(
        ScreenPainter.wrapped(text, width: inside.width), in: inside, style: theme[.subtle])
    }
    let matcher = LabelMatcher(state.model?.labels ?? [])
    table.draw(&painter, isFocused: painter.isFocused(.dataRows), search: data.filter.search) {
      place in
      data.row(at: place).map { row($0, file, state, matcher) }
        ?? RowTable.Row(cells: [], text: "")
    }
  }

  private static func note(_ state: State) -> String {
    let data = state.data
    guard let file = data.file, file.table != nil else { return "" }
    let place = data.count > 0 ? Wording.grouped(data.cursor.place + 1) : "0"
    let of = Wording.grouped(data.count)
    return data.found == nil
      ? "\(place) of \(of)" : "\(place) of \(of) of \(Wording.grouped(file.count))"
  }

  private static func drawEmpty(_ painter: inout ScreenPainter, in area: Rectangle) {
    let text =
      "No data file is open. \(painter.state.name(of: .openData)) opens one, as does :data FILE: "
      + "text;label, CSV, TSV, JSON lines, Sentiment140; format, columns and encoding are told "
      + "from the file. From the shell: headscope --data FILE"
    painter.writeLines(
      ScreenPainter.wrapped(text, width: max(area.width, 1)), in: area,
      style: painter.theme[.subtle])
  }

  private static func row(
    _ row: Int, _ file: DataFile, _ state: State, _ matcher: LabelMatcher
  ) -> RowTable.Row {
    guard let table = file.table, row < table.rows.count else {
      return RowTable.Row(cells: [], text: "")
    }
    let change = file.change(row)
    let labels = file.labels(row)
    let marks = file.mark(row)
    var cells = [
      RowTable.Cell(text: String(table.rows.line(row)), role: .subtle),
      RowTable.Cell(
        text: labels.joined(separator: ","), role: change == nil ? .text : .warning),
    ]
    if let model = state.model, !model.classesArePieces {
      if let entry = file.predictions[row] {
        let truth = labels.first.flatMap(matcher.index)
        let isWrong = truth.map { $0 != Int(entry.label) }
        let role: ThemeRole = isWrong == true ? .error : isWrong == false ? .good : .text
        let sign = isWrong == true ? "✗ " : ""
        cells.append(RowTable.Cell(text: sign + model.label(Int(entry.label)), role: role))
        cells.append(RowTable.Cell(text: NumberText.output(entry.output, kind: nil), role: role))
      } else {
        let text = file.predictions.isKnown(row) ? "nothing" : "·"
        cells += [RowTable.Cell(text: text, role: .subtle), RowTable.Cell(text: "", role: .subtle)]
      }
    }
    if let lengths = file.lengths {
      let length = lengths.lengths.indices.contains(row) ? String(lengths.lengths[row]) : "·"
      cells.append(
        RowTable.Cell(
          text: length,
          role: marks.contains(.long) ? .error : marks.contains(.unknown) ? .warning : .subtle))
    }
    var text = table.text(row)
    if let pair = (try? table.rows.pair(row)) ?? nil { text += "  ⁄  " + pair }
    return RowTable.Row(
      cells: cells, text: text, role: change == .excluded ? .absent : .text,
      mark: mark(change, marks))
  }

  /// The most telling sign of a row.
  private static func mark(_ change: LabelOverlay.Change?, _ marks: RowMarks) -> RowTable.Cell {
    switch change {
    case .excluded: return RowTable.Cell(text: "×", role: .error)
    case .relabelled: return RowTable.Cell(text: "★", role: .warning)
    case nil: break
    }
    if marks.contains(.conflicting) { return RowTable.Cell(text: "!", role: .error) }
    if marks.contains(.shared) { return RowTable.Cell(text: "↔", role: .warning) }
    if marks.contains(.repeated) { return RowTable.Cell(text: "=", role: .warning) }
    return RowTable.Cell(text: "")
  }
}

extension Rectangle {
  /// With the margin at its left, for the cursor's sign.
  fileprivate var margined: Rectangle {
    Rectangle(row: row, column: column - 1, height: height, width: width + 2)
  }
}
