/// Reads a header and rows of numbers, as Keras' `CSVLogger` and Lightning's `CSVLogger` write them.
///
/// A cell without a number is no point: Lightning leaves the columns of other moments empty. A row that repeats the header, or
/// is one of new columns, begins anew with them. Separators: comma, semicolon, tab.
struct CSVReader: LogReader {
  private struct Column {
    var tag: String
    var axis: LogAxis?
  }

  private var file: String
  private var lines = LineSplitter()
  private var axis = StepAxis()
  private var separator = UInt8(ascii: ",")
  private var columns: [Column] = []

  init(file: String) { self.file = file }

  mutating func append(_ bytes: [UInt8], to run: inout RunLog) {
    for line in lines.append(bytes) { read(line, &run) }
  }

  mutating func settle(_ ending: LogEnding, _ run: inout RunLog) {
    run.waiting = nil
    guard lines.hasRest else { return }
    if ending == .closed {
      if let line = lines.takeRest() { read(line, &run) }
    } else {
      run.waiting = LogProblem(
        .cut, file: file, place: "line \(lines.number)",
        "has no line end yet and may be half a row, so it is not counted")
    }
  }

  mutating func beginFile(_ file: String) {
    self.file = file
    lines = LineSplitter()
    columns = []
  }

  private mutating func read(_ line: LineSplitter.Line, _ run: inout RunLog) {
    if let problem = line.tooLong(in: file) { return run.note(problem) }
    guard line.bytes.contains(where: { $0 > UInt8(ascii: " ") }) else { return }
    if columns.isEmpty { separator = CSVRow.separator(of: line.bytes) }
    let cells = CSVRow.cells(of: line.bytes, separator: separator)
    if columns.isEmpty || Self.isHeader(cells, like: columns.map(\.tag)) {
      columns = cells.map { cell in
        let name = CSVRow.text(cell)
        return Column(tag: name, axis: LogAxis(name))
      }
      return
    }
    guard cells.count == columns.count else {
      return run.note(
        LogProblem(
          .width, file: file, place: line.place,
          "\(cells.count) cells where the header has \(columns.count); the row is passed over"))
    }
    var record = MetricRecord()
    for (column, cell) in zip(columns, cells) where !cell.isEmpty {
      if let value = NumberText.value(cell) {
        record.add(column.axis, value) { column.tag }
      } else if column.axis == nil {
        record.texts.append(column.tag)
      }
    }
    run.append(record, at: axis.step(of: record), file: file, place: line.place)
  }

  /// Whether a row names columns: no cell is a number, none is empty, and one is known from before or as an axis.
  private static func isHeader(_ cells: [ArraySlice<UInt8>], like names: [String]) -> Bool {
    guard let first = cells.first, NumberText.value(first) == nil else { return false }
    return cells.allSatisfy { !$0.isEmpty && NumberText.value($0) == nil }
      && cells.contains { cell in
        let name = CSVRow.text(cell)
        return names.contains(name) || LogAxis(name) != nil
      }
  }
}
