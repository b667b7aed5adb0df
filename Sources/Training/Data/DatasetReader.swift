public import Model

/// Reads a data file row by row in constant memory.
///
/// Understood are `text;label`, CSV and TSV with any column names, JSON lines, Sentiment140 and a text a line, in UTF-8, UTF-16 with a byte
/// order mark and CP1252; what the options leave out is told from the content. What cannot be used is counted and listed in `report`.
///
///     let reader = try DatasetReader(path: "emotion/train.txt")
///     while let row = try reader.next() { print(row.label, row.text) }
public final class DatasetReader {
  /// What was found so far; complete once `next` has given nil.
  public private(set) var report: DatasetReport
  /// The names of labels that the file has as numbers, in their order.
  var labelNames: [String]? { layout.labelNames?.map { options.synonyms[$0] ?? $0 } }
  /// Whether all labels of a row are given, and not the first alone; may be decided until the first row is read.
  public var isMultiLabel: Bool {
    get { options.isMultiLabel }
    set { options.isMultiLabel = newValue }
  }
  private let layout: DatasetLayout
  private var options: DatasetOptions
  private let fileLabel: String
  private var records: DelimitedRecords
  private var isPastHeader: Bool
  private let overlay: LabelOverlay?
  private let stream: ByteStream

  /// How much of a file is looked at to tell its format.
  private static let sampleSize = ByteStream.pieceSize

  /// Opens a file, reads it once for its encoding and line ends, and finds its columns.
  ///
  /// A pipe is judged by its first part.
  ///
  /// - Throws: `ModelError(.missing)` where it cannot be read, `.invalidInput` where its format cannot be told or a column is not there.
  public init(path: String, options: DatasetOptions = DatasetOptions()) throws(ModelError) {
    let file = FileSystem.lastComponent(of: path)
    func failing<Value>(
      _ body: () throws(ModelError) -> Value
    ) throws(ModelError) -> Value {
      do throws(ModelError) {
        return try body()
      } catch {
        throw ModelError(
          error.kind, "\(path): \(error.problem).",
          advice: "Give a data file that can be read.")
      }
    }
    var stream = try failing { () throws(ModelError) in try ByteStream(path: path) }
    var survey = ByteSurvey()
    var sample: [UInt8] = []
    var isWhole = false
    let isFile = FileSystem.kind(of: path) == .file
    while true {
      let piece = try failing { () throws(ModelError) in try stream.next() }
      if sample.count < Self.sampleSize { sample += piece }
      survey.append(piece)
      if piece.isEmpty { isWhole = sample.count < Self.sampleSize }
      if piece.isEmpty || (!isFile && sample.count >= Self.sampleSize) { break }
    }
    survey.readMark(sample)
    survey.finish()
    let encoding = options.encoding ?? survey.encoding
    let isRepairing = encoding == .utf8 && (survey.invalidCount > 0 || !isFile)
    if isFile { stream = try failing { () throws(ModelError) in try ByteStream(path: path) } }
    var pending: [UInt8]? = isFile ? nil : sample
    let pieces = { [stream] () throws(ModelError) -> [UInt8] in
      if let first = pending, !first.isEmpty {
        pending = nil
        return first
      }
      do throws(ModelError) {
        return try stream.next()
      } catch {
        throw ModelError(error.kind, "\(path): \(error.problem).")
      }
    }
    var first: [UInt8]? = sample
    var decoded = TranscodedStream(encoding: encoding, isRepairing: true) {
      defer { first = nil }
      return first ?? []
    }
    var text: [UInt8] = []
    while case let piece = try decoded.next(), !piece.isEmpty { text += piece }
    let isUTF16 = encoding == .utf16LittleEndian || encoding == .utf16BigEndian
    if isUTF16 {
      // The survey took bytes for characters.
      survey = ByteSurvey()
      survey.append(text)
      survey.finish()
    }
    layout = try DatasetLayout(
      sample: text, isWhole: isWhole, endsAtReturn: survey.endsAtReturn, options, path: path)
    self.options = options
    self.stream = stream
    let found = isFile && options.overlay != .ignored ? try Self.overlay(path, options) : nil
    overlay = options.overlay == .applied ? found : nil
    fileLabel = options.fileLabel ?? Self.labelOfFile(file)
    records = DelimitedRecords(
      RecordBuffer(
        TranscodedStream(encoding: encoding, isRepairing: isRepairing, pieces),
        endsAtReturn: survey.endsAtReturn),
      separator: layout.format.separator ?? 0)
    records.width = layout.width
    isPastHeader = !layout.hasHeader || layout.format == .jsonl
    report = DatasetReport(path: path, format: layout.format, encoding: encoding)
    report.columns = layout.columns
    report.hasHeader = layout.hasHeader && layout.format != .jsonl
    report.textColumn = layout.roles.map { layout.columns[$0.text] } ?? "text"
    report.labelColumn = layout.roles?.label.map { layout.columns[$0] }
    report.pairColumn = layout.roles?.pair.map { layout.columns[$0] }
    report.labelNamesPath = layout.labelNamesPath
    report.overlay = found
    if encoding == .utf8 {
      report.invalidBytes.count = survey.invalidCount
      report.invalidBytes.lines = survey.invalidLines
    }
  }

  /// What was changed in the file, each change at the row it belongs to; nil where nothing was.
  ///
  /// - Complexity: O(file) where there is something to look for.
  private static func overlay(
    _ path: String, _ options: DatasetOptions
  ) throws(ModelError) -> LabelOverlay? {
    var overlay = try LabelOverlay.read(for: path)
    guard !overlay.isEmpty else { return nil }
    var plain = options
    plain.overlay = .ignored
    plain.keepsFields = false
    let wanted = overlay.wanted
    var lines: [UInt64: [Int]] = [:]
    let reader = try DatasetReader(path: path, options: plain)
    while let row = try reader.next() {
      let digest = TextDigest.of(row.text, row.pair)
      if wanted.contains(digest) { lines[digest, default: []].append(row.line) }
    }
    overlay.place(lines)
    return overlay
  }

  /// The share of the file that was read, 0 to 1; nil of a pipe, whose end nobody knows.
  public var progress: Double? {
    stream.size.map { $0 > 0 ? min(Double(stream.count) / Double($0), 1) : 1 }
  }

  /// The next row that can be used; nil at the end.
  ///
  /// - Throws: `ModelError(.missing)` where the file can no longer be read.
  public func next() throws(ModelError) -> DatasetRow? {
    while true {
      let row: Result<DatasetRow, BadCell>
      switch layout.format {
      case .jsonl, .lines:
        guard try records.advanceLine() else { return nil }
        if records.buffer.isTooLong {
          noteTooLong(line)
          continue
        }
        if DelimitedRecords.isBlank(records.bytes) {
          report.blankLineCount += 1
          continue
        }
        row = layout.format == .lines ? .success(self.row(of: records.bytes)) : objectRow()
      case .semicolon, .csv, .tsv, .sentiment140:
        switch try records.next() {
        case .end: return nil
        case .blank:
          report.blankLineCount += 1
          continue
        case .tooLong:
          noteTooLong(line)
          continue
        case .cells: break
        }
        if !isPastHeader {
          isPastHeader = true
          continue
        }
        row = tableRow()
      }
      switch row {
      case .success(let read):
        guard var row = overlay?.applied(to: read) ?? (overlay == nil ? read : nil) else {
          report.excludedCount += 1
          continue
        }
        if !options.hasLabels { row.labels = read.labels }
        if overlay?[row.line] != nil {
          report.relabelledCount += 1
          // What was typed as one label may be a list, as a cell may.
          if options.isMultiLabel { row.labels = row.labels.flatMap(LabelCell.parts) }
        }
        report.rowCount += 1
        for label in row.labels { report.labelCounts[label, default: 0] += 1 }
        return row
      case .failure(let bad):
        report.noteBadRow(line, bad.reason)
      }
    }
  }

  /// Why a row cannot be used.
  private struct BadCell: Error {
    var reason: String
  }

  /// What rows are labelled where no labels are read.
  private static let unlabelled = Result<[String], BadCell>.success([""])

  private func noteTooLong(_ line: Int) {
    report.noteBadRow(line, "longer than \(RecordBuffer.recordLimit >> 20) MB")
  }

  private var line: Int { records.buffer.line }

  private func tableRow() -> Result<DatasetRow, BadCell> {
    guard let roles = layout.roles else { return .failure(BadCell(reason: "no columns")) }
    if records.hasStrayQuotes { report.strayQuotes.note(line) }
    if records.cells.cells.count > layout.width, layout.width == 2, roles.label == 1,
      layout.format == .semicolon, !records.cells.hasQuotes
    {
      report.unquotedSeparators.note(line)
      records.joinAllButLast()
    }
    guard records.cells.cells.count == layout.width else {
      return .failure(
        BadCell(
          reason: "expected \(Wording.count(layout.width, "cell")), found "
            + "\(records.cells.cells.count)"))
    }
    let label = options.hasLabels ? roles.label : nil
    return row(
      text: records.text(roles.text), pair: roles.pair.map(records.text),
      labels: { label.map { labels(of: records.text($0)) } ?? Self.unlabelled },
      fields: options.keepsFields ? records.cells.cells.indices.map(records.text) : [])
  }

  private func objectRow() -> Result<DatasetRow, BadCell> {
    guard let roles = layout.roles else { return .failure(BadCell(reason: "no columns")) }
    let value: JSONValue
    do {
      value = try JSONValue.parse(Array(records.bytes), source: "the line")
    } catch {
      return .failure(
        BadCell(reason: "no JSON object: \((error as? ModelError)?.problem ?? "\(error)")"))
    }
    guard let object = value.objectValue else {
      return .failure(BadCell(reason: "expected an object, found \(value.kindDescription)"))
    }
    func member(_ column: Int) -> JSONValue { object[layout.columns[column]] ?? .null }
    guard let text = member(roles.text).stringValue else {
      return .failure(
        BadCell(
          reason: "expected a string as \"\(layout.columns[roles.text])\", found "
            + member(roles.text).kindDescription))
    }
    return row(
      text: text, pair: roles.pair.flatMap { member($0).stringValue },
      labels: {
        guard options.hasLabels, let label = roles.label else { return Self.unlabelled }
        if case .array(let elements) = member(label) {
          return labels(of: elements.compactMap(JSONCell.text))
        }
        return labels(of: JSONCell.text(member(label)) ?? "")
      },
      fields: options.keepsFields
        ? layout.columns.map { JSONCell.text(object[$0] ?? .null) ?? "" } : [])
  }

  private func row(of line: ArraySlice<UInt8>) -> DatasetRow {
    let range = DelimitedCells.trimmed(line, 0..<line.count)
    let text = DelimitedCells.text(line, DelimitedCells.Cell(range: range))
    let label = options.hasLabels ? options.synonyms[fileLabel] ?? fileLabel : ""
    return DatasetRow(
      text: text, labels: [label], line: self.line,
      fields: options.keepsFields ? [text] : [])
  }

  private func row(
    text: String, pair: String?, labels: () -> Result<[String], BadCell>, fields: [String]
  ) -> Result<DatasetRow, BadCell> {
    guard !text.isEmpty else { return .failure(BadCell(reason: "no text")) }
    return labels().map { labels in
      if labels.count > 1 { report.multiLabelRows.note(line) }
      return DatasetRow(
        text: text, pair: pair, labels: options.isMultiLabel ? labels : Array(labels.prefix(1)),
        line: line, fields: fields)
    }
  }

  private func labels(of cell: String) -> Result<[String], BadCell> {
    guard !cell.isEmpty else { return .failure(BadCell(reason: "no label")) }
    if layout.format == .sentiment140 {
      guard let label = Sentiment140.label(cell) else {
        return .failure(BadCell(reason: "expected 0, 2 or 4 as target, found \"\(cell)\""))
      }
      return .success([options.synonyms[label] ?? label])
    }
    guard layout.labelNames != nil || options.isMultiLabel || LabelCell.isNumbers(cell) else {
      return .success([options.synonyms[cell] ?? cell])
    }
    return labels(of: LabelCell.parts(cell))
  }

  private func labels(of parts: [String]) -> Result<[String], BadCell> {
    guard !parts.isEmpty else { return .failure(BadCell(reason: "no label")) }
    var labels: [String] = []
    for part in parts {
      var label = part
      if let names = layout.labelNames, !names.contains(part) {
        guard let number = Int(part), names.indices.contains(number) else {
          return .failure(
            BadCell(
              reason: "expected the number of a label, 0 to \(names.count - 1), found \"\(part)\""))
        }
        label = names[number]
      }
      label = options.synonyms[label] ?? label
      if !labels.contains(label) { labels.append(label) }
    }
    return .success(labels)
  }

  /// `pos` of `rt-polarity.pos`; the name itself where its ending only says that it is a text.
  private static func labelOfFile(_ file: String) -> String {
    guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return file }
    let ending = String(file[file.index(after: dot)...])
    return ["txt", "text", "csv", "tsv"].contains(ending.lowercased())
      ? String(file[..<dot]) : ending
  }
}
