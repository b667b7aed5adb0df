internal import Attribution
internal import Model
internal import Training

/// Rows of the data, the most wrong first: all, where wrong labels are, or those of a cell, with the words that caused the confusion.
enum RowsPane {
  static func draw(_ painter: inout ScreenPainter) {
    guard let frame = painter.layout.panes[.rows] else { return }
    let theme = painter.theme
    let evaluate = painter.state.evaluate
    guard let evaluation = evaluate.evaluation, let view = RowsView(painter.state, painter.layout)
    else {
      return painter.frame(
        frame, title: [("Rows", theme[.title])], isFocused: painter.isFocused(.rows))
    }
    let rows = evaluate.listedRows
    let names = evaluation.labels.map { VisibleText.escaped($0) }
    let about =
      evaluate.listed.map {
        " "
          + ($0.isRight
            ? "\(names[$0.truth]) found"
            : EvaluateText.mistake(
              names[$0.truth], names[$0.predicted], isMultiLabel: evaluation.isMultiLabel))
      } ?? ""
    let order = evaluation.report.hasProbabilities ? "largest loss first" : "most wrong first"
    painter.frame(
      frame,
      title: [
        (evaluate.listed == nil ? "All rows" : "Rows", theme[.title]), (about, theme[.text]),
        (" \(order)", theme[.subtle]),
      ],
      note: rows.isEmpty
        ? "" : "\(Wording.grouped(evaluate.rowCursor + 1)) of \(Wording.grouped(rows.count))",
      isFocused: painter.isFocused(.rows))
    guard !rows.isEmpty else {
      return painter.writeLines(
        ["No row is in this cell."], in: view.list, style: theme[.subtle])
    }
    drawWords(&painter, evaluation, view)
    let longest = names.reduce(0) { max($0, VisibleText.columns(of: $1)) }
    let labelColumns =
      evaluation.isMultiLabel ? min(16, max(view.list.width / 5, 6)) : min(longest, 9)
    for index in rows.indices.dropFirst(view.first).prefix(view.list.height) {
      drawRow(
        &painter, evaluation, rows[index], row: view.list.row + index - view.first,
        isChosen: index == evaluate.rowCursor, names, labelColumns, view)
    }
    if let row = evaluate.row, !view.readout.isEmpty {
      drawReadout(&painter, evaluation, row, names, view)
    }
  }

  private static func drawWords(
    _ painter: inout ScreenPainter, _ evaluation: Evaluation, _ view: RowsView
  ) {
    guard let cell = painter.state.evaluate.listed, !view.words.isEmpty else { return }
    let theme = painter.theme
    let label = VisibleText.escaped(evaluation.labels[cell.predicted])
    var parts: [(String, CellStyle)] = [("said \(label): ", theme[.subtle])]
    if let causes = painter.state.evaluate.causes[cell] {
      for word in causes.words(by: .sum, most: 20) {
        parts.append((VisibleText.escaped(word.text), theme[.text]))
        let count = word.tally.textCount > 1 ? "×\(word.tally.textCount)" : ""
        let sum = NumberText.signed(Float(word.tally.sum), decimals: 1)
        parts.append((" \(sum)\(count)  ", theme[.forBar]))
      }
    } else {
      let isOther = painter.state.model?.digest != evaluation.model.digest
      parts.append((isOther ? "(the model on screen is another one)" : "…", theme[.subtle]))
    }
    var (row, column) = (view.words.row, view.words.column)
    // A word and its number stay together.
    for start in stride(from: 1, to: parts.count, by: 2) {
      let pair = parts[start..<min(start + 2, parts.count)]
      let columns = pair.reduce(0) { $0 + VisibleText.columns(of: $1.0) }
      if start == 1 {
        column += painter.write(
          parts[0].0, row: row, column: column, style: parts[0].1, in: view.words)
      }
      if column + columns - 2 > view.words.endColumn {
        row += 1
        column = view.words.column
        guard row < view.words.endRow else { return }
      }
      for part in pair {
        column += painter.write(part.0, row: row, column: column, style: part.1, in: view.words)
      }
    }
  }

  private static func drawRow(
    _ painter: inout ScreenPainter, _ evaluation: Evaluation, _ row: Int, row line: Int,
    isChosen: Bool, _ names: [String], _ labelColumns: Int, _ view: RowsView
  ) {
    let theme = painter.theme
    let area = view.list
    let evaluate = painter.state.evaluate
    let outputs = evaluation.report.outputs
    let isMarked = isChosen && painter.state.focus == .rows
    let isRight = outputs.isRight(row)
    painter.write(
      isChosen ? "▸" : " ", row: line, column: area.column - 1, style: theme[.key],
      in: Rectangle(row: line, column: area.column - 1, height: 1, width: 1))
    let change = evaluate.changes[row]
    if let change {
      painter.write(
        change == .excluded ? "x" : "~", row: line, column: area.column, style: theme[.key],
        in: area)
    }
    let loss = NumberText.plain(Float(evaluation.losses[row]), decimals: 2)
    var column = area.column
    column += 1
    column +=
      painter.write(
        NumberText.padded(loss, 4), row: line, column: column,
        style: theme[isRight ? .subtle : .warning], in: area) + 1
    if evaluate.listed == nil {
      let truth = EvaluateText.names(outputs.trueLabels(row), of: evaluation.labels)
      let predicted = EvaluateText.names(outputs.predictedLabels(row), of: evaluation.labels)
      column += painter.write(
        NumberText.fitted(truth, labelColumns), row: line, column: column, style: theme[.text],
        in: area)
      column += painter.write(
        isRight ? " " : "→", row: line, column: column, style: theme[.subtle], in: area)
      column +=
        painter.write(
          isRight
            ? NumberText.fitted(painter.good, labelColumns)
            : NumberText.fitted(predicted, labelColumns), row: line, column: column,
          style: theme[isRight ? .good : .error], in: area) + 1
    }
    column +=
      painter.write(
        EvaluateText.share(outputs.confidence(row), decimals: 2), row: line, column: column,
        style: theme[.subtle], in: area) + 1
    if let second = evaluate.comparison?.second.report.outputs, area.width >= 70 {
      let isRight = second.isRight(row)
      let name =
        isRight
        ? painter.good : EvaluateText.names(second.predictedLabels(row), of: evaluation.labels)
      column +=
        painter.write(
          "B " + NumberText.fitted(name, labelColumns), row: line, column: column,
          style: theme[isRight ? .good : .error], in: area) + 1
    }
    let text = flat(evaluation.rows[row])
    let room = Rectangle(
      row: line, column: column, height: 1, width: max(area.endColumn - column, 0))
    painter.write(
      NumberText.fitted(text, room.width), row: line, column: column,
      style: theme[isMarked ? .selected : .text], in: room)
  }

  /// A row's texts on one line.
  private static func flat(_ row: Evaluation.Row) -> String {
    ([row.text] + (row.pair.map { [$0] } ?? [])).map {
      $0.split(whereSeparator: \.isNewline).joined(separator: " ")
    }.joined(separator: " ‖ ")
  }

  /// The text as a whole, and the classes the model finds likely.
  private static func drawReadout(
    _ painter: inout ScreenPainter, _ evaluation: Evaluation, _ row: Int, _ names: [String],
    _ view: RowsView
  ) {
    let theme = painter.theme
    let area = view.readout
    let lines = ScreenPainter.wrapped(flat(evaluation.rows[row]), width: max(area.width, 1))
    let room = area.height - 1
    for (offset, line) in lines.prefix(room).enumerated() {
      let isCut = offset == room - 1 && lines.count > room
      painter.write(
        isCut ? NumberText.fitted(line + " …", area.width) : line, row: area.row + offset,
        column: area.column, style: theme[.text], in: area)
    }
    let outputs = evaluation.report.outputs
    let classes = names.indices.sorted {
      (outputs.probability(row, $1), $0) < (outputs.probability(row, $0), $1)
    }
    var column = area.column
    if let change = painter.state.evaluate.changes[row] {
      let text =
        switch change {
        case .excluded: "left out"
        case .relabelled(let labels): "now " + VisibleText.escaped(labels.joined(separator: ", "))
        }
      column +=
        painter.write(text, row: area.endRow - 1, column: column, style: theme[.key], in: area) + 2
    }
    for label in classes {
      let value = outputs.probability(row, label)
      let isTruth = outputs.isTrue(row, label)
      guard value >= 0.001 || isTruth else { continue }
      let text = "\(isTruth ? "*" : "")\(names[label]) \(EvaluateText.share(value))"
      guard column + VisibleText.columns(of: text) <= area.endColumn else { break }
      column +=
        painter.write(
          text, row: area.endRow - 1, column: column, style: theme[isTruth ? .good : .subtle],
          in: area) + 2
    }
  }
}
