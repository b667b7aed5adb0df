internal import Model
internal import Training

/// The row under the cursor: its labels, its other columns, its like, and what becomes of its text on the way into the model.
enum DataRowPane {
  static func lineCount(_ state: State) -> Int {
    guard state.screen == .data, let inside = ScreenLayout(state).inside(.dataRow) else { return 0 }
    return lines(state, width: inside.width).count
  }

  static func draw(_ painter: inout ScreenPainter) {
    guard painter.state.screen == .data, let frame = painter.layout.panes[.dataRow],
      let inside = painter.layout.inside(.dataRow)
    else { return }
    let state = painter.state
    let theme = painter.theme
    let row = state.data.row
    let line = row.flatMap { row in
      state.data.file?.table.flatMap { row < $0.rows.count ? $0.rows.line(row) : nil }
    }
    let reading = row.flatMap { state.data.readings[$0] }
    let count = reading?.count ?? 0
    let limit = state.model?.maximumTokens ?? .max
    painter.frame(
      frame,
      title: [
        (line.map { "Line \($0)" } ?? "Row", theme[.title]),
        (state.cleaningName.map { " \($0)" } ?? "", theme[.subtle]),
      ],
      note: reading == nil
        ? "" : count > limit ? "\(count) tokens, \(limit) are read" : "\(count) tokens",
      noteStyle: theme[count > limit ? .warning : .subtle],
      isFocused: painter.isFocused(.dataRow))
    StyledLine.draw(
      lines(state, width: inside.width), &painter, from: state.data.rowTop, in: inside)
  }

  private static func lines(_ state: State, width: Int) -> [StyledLine] {
    guard let file = state.data.file, let table = file.table, let row = state.data.row,
      row < table.rows.count
    else { return [] }
    var lines = labels(state, file, row).wrapped(width: width, indent: 6)
    if let like = like(state, file, row) { lines += like.wrapped(width: width, indent: 2) }
    lines += columns(table, row, width: width)
    let hasColor = !state.hasSignRow
    let cleaner = state.effectiveCleaner
    // What no model reads whole is not shown whole.
    let text = String(table.text(row).prefix(4_000))
    lines += ReadingLines.stages(CleaningTrace(text, cleaner), width: width, hasColor: hasColor)
    if let pair = (try? table.rows.pair(row)) ?? nil {
      lines += ReadingLines.stages(
        CleaningTrace(String(pair.prefix(4_000)), cleaner), width: width, hasColor: hasColor)
    }
    if let reading = state.data.readings[row] {
      lines += ReadingLines.pieces(
        reading, limit: state.model?.maximumTokens ?? .max,
        unknown: state.model?.baselineTokens.unknown, width: width)
    } else if let problem = state.data.problem {
      lines += StyledLine(problem, .error).wrapped(width: width)
    } else {
      lines.append(
        StyledLine(state.model == nil ? "pieces and ids: when a model is open" : "", .subtle))
    }
    return lines
  }

  private static func labels(_ state: State, _ file: DataFile, _ row: Int) -> StyledLine {
    var line = StyledLine()
    line.append("label ", .subtle)
    let own = file.fileLabels(row).joined(separator: ", ")
    switch file.change(row) {
    case nil: line.append(own, .text, .bold)
    case .excluded:
      line.append(own, .absent)
      line.append("  left out of training and evaluation", .error)
    case .relabelled(let labels):
      line.append(own, .absent)
      line.append(" → ", .subtle)
      line.append(labels.joined(separator: ", "), .warning, .bold)
      line.append("  by the overlay", .subtle)
    }
    if let model = state.model, !model.classesArePieces, let entry = file.predictions[row] {
      let truth = file.labels(row).first.flatMap(LabelMatcher(model.labels).index)
      let isWrong = truth.map { $0 != Int(entry.label) }
      line.append("   predicted ", .subtle)
      line.append(
        "\(model.label(Int(entry.label))) \(NumberText.output(entry.output, kind: nil))",
        isWrong == true ? .error : isWrong == false ? .good : .text, .bold)
      if isWrong == true, !entry.loss.isNaN {
        line.append("   loss ", .subtle)
        line.append(NumberText.plain(entry.loss, decimals: 2))
      }
    }
    return line
  }

  /// Where else the text is.
  private static func like(_ state: State, _ file: DataFile, _ row: Int) -> StyledLine? {
    let marks = file.mark(row)
    guard let rows = table(file), !marks.isDisjoint(with: [.repeated, .shared]) else { return nil }
    var line = StyledLine("the same text ", .subtle)
    if marks.contains(.repeated) {
      let others = state.data.like?.row == row ? state.data.like?.rows ?? [] : []
      let places = others.map { other in
        "line \(rows.line(other)) \(file.labels(other).joined(separator: ","))"
      }
      line.append(
        "also on " + places.joined(separator: ", "),
        marks.contains(.conflicting) ? .error : .warning)
    }
    if marks.contains(.shared) {
      line.append((marks.contains(.repeated) ? ", " : "") + "in another open file", .warning)
    }
    return line
  }

  private static func table(_ file: DataFile) -> LabeledDataset? { file.table?.rows }

  /// The other columns, one behind the other.
  private static func columns(_ table: DataTable, _ row: Int, width: Int) -> [StyledLine] {
    let label = table.report.labelColumn
    let labels = table.rows.labels(row).map { table.rows.labels[$0] }
    var line = StyledLine()
    for cell in table.otherCells(row) where !(cell.name == label && labels == [cell.text]) {
      if !line.parts.isEmpty { line.append("   ") }
      line.append(Int(cell.name) == nil ? "\(cell.name) " : "column \(cell.name) ", .subtle)
      line.append(cell.text.isEmpty ? "–" : cell.text)
    }
    return line.parts.isEmpty ? [] : line.wrapped(width: width, indent: 2)
  }
}
