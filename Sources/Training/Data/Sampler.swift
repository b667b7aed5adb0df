internal import Model

/// Looks at the first part of a data file to tell how it is written.
struct Sampler {
  let bytes: [UInt8]
  let isWhole: Bool
  let endsAtReturn: Bool
  let limit: Int

  /// The format: what the bytes look like, whatever the file's name ends in (OCEMOTION's `.csv` has tabs).
  func format(_ options: DatasetOptions, file: String) throws(ModelError) -> DatasetFormat {
    if options.fileLabel != nil { return .lines }
    let text = bytes.drop { $0 <= UInt8(ascii: " ") }
    if text.first == UInt8(ascii: "{") { return .jsonl }
    guard text.first != UInt8(ascii: "[") else {
      throw ModelError(
        .invalidInput, "\(file): expected a JSON object a line, found one JSON list.",
        advice: "Write every element on a line of its own, for example with 'jq -c .[]'.")
    }
    var best: (format: DatasetFormat, share: Double)?
    for format in [DatasetFormat.tsv, .semicolon, .csv] {
      guard let separator = format.separator else { continue }
      let rows = rows(separator)
      guard let first = rows.first else { continue }
      let width = Self.commonWidth(rows)
      guard width >= 2 else { continue }
      // Semicolons in a text that is not quoted are no sign against `text;label`.
      let fitting = rows.count { format == .semicolon ? $0.count >= 2 : $0.count == width }
      var share = Double(fitting) / Double(rows.count)
      let isTelling =
        ColumnRoles.isNamed(by: options, first)
        || (options.hasLabels
          ? ColumnRoles.isTelling(first)
          : ColumnRoles.place(of: ColumnRoles.textNames, in: first) != nil)
      if first.count == width, isTelling { share += 1 }
      if share > best?.share ?? (options.hasLabels ? Self.leastShare : Self.leastShareOfTexts) {
        best = (format, share)
      }
      if format == .csv, best?.format == .csv, Self.isSentiment140(rows) {
        return .sentiment140
      }
    }
    if let best { return best.format }
    if !options.hasLabels { return formatOfTexts }
    guard file.hasSuffix(".pos") || file.hasSuffix(".neg") else {
      throw ModelError(
        .invalidInput,
        "\(file): its format cannot be told: most lines have neither tabs, semicolons nor commas "
          + "in equal number, and the first is no JSON object.",
        advice:
          "Name its format: \(DatasetFormat.allCases.map(\.rawValue).joined(separator: ", "))."
      )
    }
    return .lines
  }

  /// The least share where rows need no label: prose has commas and semicolons too.
  private static let leastShareOfTexts = 0.9

  /// The format of a file that is nothing but texts: a table of one column where the first line names it.
  private var formatOfTexts: DatasetFormat {
    let name = rows(UInt8(ascii: ",")).first.flatMap { $0.count == 1 ? $0[0].lowercased() : nil }
    return name.map(ColumnRoles.textNames.contains) == true ? .csv : .lines
  }

  /// The least share of lines that a format must fit.
  private static let leastShare = 0.5

  /// The first records, cut at `separator`, blank ones left out.
  func rows(_ separator: UInt8) -> [[String]] {
    var records = DelimitedRecords(buffer(), separator: separator)
    var rows: [[String]] = []
    // The sample comes from memory: reading it cannot fail.
    while rows.count <= limit, let record = try? records.next(), record != .end {
      if record == .cells { rows.append(records.cells.cells.indices.map(records.text)) }
    }
    dropHalf(&rows)
    return rows
  }

  /// The objects of the first lines; what is none is left out.
  func objects() -> [JSONObject] {
    var buffer = buffer()
    var objects: [JSONObject] = []
    while objects.count <= limit, (try? buffer.advance()) == true {
      if let object = try? JSONValue.parse(Array(buffer.bytes[buffer.record])).objectValue {
        objects.append(object)
      }
    }
    return objects
  }

  private func buffer() -> RecordBuffer {
    var rest: [UInt8]? = bytes
    let stream = TranscodedStream(encoding: .utf8, isRepairing: false) {
      defer { rest = nil }
      return rest ?? []
    }
    return RecordBuffer(stream, endsAtReturn: endsAtReturn)
  }

  private func dropHalf(_ rows: inout [[String]]) {
    if !isWhole, rows.count > 1 { rows.removeLast() }
  }

  /// The most frequent number of cells, the larger of two that are as frequent.
  static func commonWidth(_ rows: [[String]]) -> Int {
    var counts: [Int: Int] = [:]
    for row in rows { counts[row.count, default: 0] += 1 }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
  }

  /// Whether rows are target, id, date, query, user, text.
  private static func isSentiment140(_ rows: [[String]]) -> Bool {
    let rows = rows.filter { $0.count == 6 }
    guard let first = rows.first else { return false }
    let isHeaded = first[0].lowercased() == "target" && first[5].lowercased() == "text"
    return rows.dropFirst(isHeaded ? 1 : 0).allSatisfy { row in
      Sentiment140.label(row[0]) != nil && Int(row[1]) != nil && row[2].contains(":")
    }
  }
}
