internal import Model

/// How a data file's rows are to be read: said by the user or found in the file's first part.
struct DatasetLayout {
  var format: DatasetFormat
  /// The number of cells of a row; 0 where a line is not cut into cells.
  var width = 0
  var hasHeader = false
  var columns: [String] = []
  var roles: ColumnRoles?
  /// The names of labels that are numbers.
  var labelNames: [String]?
  var labelNamesPath: String?

  /// How many records of the sample are looked at.
  private static let sampleLimit = 500

  /// - Parameters:
  ///   - sample: The first part of the file, as UTF-8.
  ///   - isWhole: Whether it is all of the file; if not, its last line may be half a one.
  /// - Throws: `ModelError(.invalidInput)` where nothing fits, with what to say.
  init(
    sample: [UInt8], isWhole: Bool, endsAtReturn: Bool, _ options: DatasetOptions, path: String
  ) throws(ModelError) {
    let sampler = Sampler(
      bytes: sample, isWhole: isWhole, endsAtReturn: endsAtReturn, limit: Self.sampleLimit)
    let file = FileSystem.lastComponent(of: path)
    guard !isWhole || !DelimitedRecords.isBlank(sample[...]) else {
      throw ModelError(
        .invalidInput, "\(file): expected examples, found nothing.",
        advice: options.hasLabels
          ? "Give a file with a text and a label a line." : "Give a file with a text a line.")
    }
    if let given = options.format {
      format = given
    } else {
      format = try sampler.format(options, file: file)
    }
    switch format {
    case .lines:
      columns = ["text"]
      return
    case .jsonl:
      try readObjects(sampler, options, file: file)
    case .semicolon, .csv, .tsv, .sentiment140:
      try readTable(sampler, options, file: file)
    }
    try findLabelNames(sampler, options, path: path)
  }

  /// The label cells of the sample.
  private var labelSample: [String] = []

  private mutating func readTable(
    _ sampler: Sampler, _ options: DatasetOptions, file: String
  ) throws(ModelError) {
    let separator = format.separator ?? UInt8(ascii: ",")
    var rows = sampler.rows(separator)
    guard let first = rows.first else { return }
    width = Sampler.commonWidth(rows)
    let leastWidth = options.hasLabels ? 2 : 1
    if first.count >= leastWidth,
      options.hasHeader ?? Sampler.isHeader(first, rows.dropFirst(), options)
    {
      hasHeader = true
      width = first.count
      // A column without a name is called by its number.
      columns = first.enumerated().map { $1.isEmpty ? String($0 + 1) : $1 }
      rows.removeFirst()
    } else if format == .sentiment140 {
      width = 6
      columns = ["target", "ids", "date", "flag", "user", "text"]
    } else {
      columns = (1...max(1, width)).map(String.init)
    }
    guard width >= leastWidth else {
      throw ModelError(
        .invalidInput,
        "\(file): expected \(format.rawValue) with a text and a label, found one cell a line.",
        advice:
          "Name its format: \(DatasetFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    rows.removeAll { $0.count != width }
    let names = hasHeader || format == .sentiment140 ? columns : nil
    let roles = try ColumnRoles(
      header: names, rows: rows, width: width, isTextFirst: format == .semicolon, options,
      file: file)
    self.roles = roles
    labelSample = roles.label.map { label in rows.map { $0[label] } } ?? []
  }

  private mutating func readObjects(
    _ sampler: Sampler, _ options: DatasetOptions, file: String
  ) throws(ModelError) {
    let objects = sampler.objects()
    guard !objects.isEmpty else {
      throw ModelError(
        .invalidInput, "\(file): expected a JSON object a line, found none.",
        advice: "Write every example on a line of its own: {\"text\": …, \"label\": …}.")
    }
    for object in objects {
      for member in object.members where !columns.contains(member.key) {
        columns.append(member.key)
      }
    }
    let rows = objects.map { object in
      columns.map { JSONCell.text(object[$0] ?? .null) ?? "" }
    }
    width = columns.count
    hasHeader = true
    let roles = try ColumnRoles(header: columns, rows: rows, width: width, options, file: file)
    self.roles = roles
    labelSample = roles.label.map { label in rows.map { $0[label] } } ?? []
  }

  /// Names for labels that are numbers: the user's, or those of `labels.txt` beside the file, as GoEmotions has it.
  private mutating func findLabelNames(
    _ sampler: Sampler, _ options: DatasetOptions, path: String
  ) throws(ModelError) {
    labelNames = options.labelNames
    guard labelNames == nil, format != .sentiment140, !labelSample.isEmpty else { return }
    let numbers = labelSample.flatMap { LabelCell.parts($0) }.map { Int($0) }
    guard numbers.allSatisfy({ $0 != nil }) else { return }
    let beside = FileSystem.join(FileSystem.parent(of: path), "labels.txt")
    guard FileSystem.kind(of: beside) == .file else { return }
    let file = try MappedFile(path: beside)
    let names = String(decoding: try file.bytes(0..<file.size), as: UTF8.self)
      .split(whereSeparator: \.isNewline)
      .map { $0.trimmingWhitespace() }.filter { !$0.isEmpty }
    guard numbers.allSatisfy({ names.indices.contains($0 ?? -1) }) else { return }
    labelNames = names
    labelNamesPath = beside
  }
}

extension Substring {
  fileprivate func trimmingWhitespace() -> String {
    var text = self
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
