public import Model

/// Texts with labels, of one file or several, to train and to judge a model on.
///
/// A value: parts of it (`split`, `balanced`, …) share its texts and are lists of places only. What is held for a row is about thirty bytes;
/// texts beyond 32 MB lie in a temporary file.
///
///     let data = try LabeledDataset.read(["emotion/train.txt"])
///     let (train, validation) = data.split(0.8, seed: 42)
public struct LabeledDataset: Sendable {
  /// The names of the labels; a label's number is its place here.
  ///
  /// In the order that the caller gives; else that of `labels.txt`; else numbers by their value and names by their scalars, as
  /// scikit-learn's `LabelEncoder` orders them: never by which row comes first.
  public let labels: [String]
  /// What reading each file found.
  public let reports: [DatasetReport]
  /// Rows that were left out because their label is not among `labels`, by label.
  public let foreignLabels: [String: Int]
  private let storage: Storage
  /// The places in `storage` of this set's rows.
  let rows: [Int32]

  /// The columns of all rows that were read.
  final class Storage: Sendable {
    let texts: TextStore
    /// For each row the place of the second text in `texts`; empty where there are none.
    let pairs: [Int32: Int32]
    let textPlaces: [Int32]
    let labels: [Int32]
    /// All labels of the rows that have several.
    let moreLabels: [Int32: [Int32]]
    let digests: [UInt64]
    let files: [UInt16]
    let lines: [Int32]
    let hasFields: Bool

    init(_ builder: Builder, labelNumbers: [Int32]) {
      texts = builder.texts
      pairs = builder.pairs
      textPlaces = builder.textPlaces
      labels = builder.labels.map { labelNumbers[Int($0)] }
      moreLabels = builder.moreLabels.mapValues { $0.map { labelNumbers[Int($0)] } }
      digests = builder.digests
      files = builder.files
      lines = builder.lines
      hasFields = builder.keepsFields
    }
  }

  /// The columns while they grow; labels are numbered as they come.
  struct Builder {
    var texts = TextStore()
    var pairs: [Int32: Int32] = [:]
    var textPlaces: [Int32] = []
    var labels: [Int32] = []
    var moreLabels: [Int32: [Int32]] = [:]
    var digests: [UInt64] = []
    var files: [UInt16] = []
    var lines: [Int32] = []
    var names: [String] = []
    var numbers: [String: Int32] = [:]
    let keepsFields: Bool

    init(keepsFields: Bool) { self.keepsFields = keepsFields }

    mutating func append(_ row: DatasetRow, file: Int) throws(ModelError) {
      let place = Int32(truncatingIfNeeded: labels.count)
      textPlaces.append(Int32(truncatingIfNeeded: texts.count))
      try texts.append(row.text)
      if let pair = row.pair {
        pairs[place] = Int32(truncatingIfNeeded: texts.count)
        try texts.append(pair)
      }
      if keepsFields { try texts.append(FieldText.join(row.fields)) }
      let numbers = row.labels.map { number($0) }
      labels.append(numbers.first ?? 0)
      if numbers.count > 1 { moreLabels[place] = numbers }
      digests.append(TextDigest.of(row.text, row.pair))
      files.append(UInt16(truncatingIfNeeded: file))
      lines.append(Int32(truncatingIfNeeded: row.line))
    }

    private mutating func number(_ label: String) -> Int32 {
      if let number = numbers[label] { return number }
      let number = Int32(truncatingIfNeeded: names.count)
      numbers[label] = number
      names.append(label)
      return number
    }
  }

  /// Rows between two reports of progress.
  static let progressRows = 4096

  /// The most rows of one set: places are 32 bits wide.
  static let rowLimit = 1 << 30

  /// Reads files one behind the other as one set.
  ///
  /// - Parameters:
  ///   - paths: The files.
  ///   - options: What is known of how they are written; it holds for all of them.
  ///   - labels: The labels and their order. Rows with other labels are left out and counted in `foreignLabels`; nil takes all.
  ///   - firstRows: How many rows of the first file `first` is given.
  ///   - first: Is given the first rows, a set of their own, while the others are read.
  ///   - progress: Is told now and then how many rows of which file were read, and what share of it.
  /// - Throws: `ModelError` where a file cannot be read, has no columns for text and label, or no row is left.
  public static func read(
    _ paths: [String], options: DatasetOptions = DatasetOptions(), labels: [String]? = nil,
    firstRows: Int = 0, first: (LabeledDataset) -> Void = { _ in },
    progress: (_ rows: Int, _ reader: DatasetReader) -> Void = { _, _ in }
  ) throws(ModelError) -> LabeledDataset {
    var builder = Builder(keepsFields: options.keepsFields)
    // Made anew and not copied: a copy would write into the same temporary file.
    var early: Builder? = firstRows > 0 ? Builder(keepsFields: options.keepsFields) : nil
    var reports: [DatasetReport] = []
    var foreign: [String: Int] = [:]
    var fileLabels: [String] = []
    let wanted = labels.map { Set($0) }
    for (file, path) in paths.enumerated() {
      let reader = try DatasetReader(path: path, options: options)
      for label in reader.labelNames ?? [] where !fileLabels.contains(label) {
        fileLabels.append(label)
      }
      while var row = try reader.next() {
        if let wanted {
          for label in row.labels where !wanted.contains(label) {
            foreign[label, default: 0] += 1
          }
          row.labels.removeAll { !wanted.contains($0) }
          if row.labels.isEmpty { continue }
        }
        guard builder.labels.count < rowLimit else {
          throw ModelError(.unsupported, "\(path): more than \(rowLimit) rows in one set.")
        }
        if early != nil {
          try early?.append(row, file: file)
          if builder.labels.count + 1 >= firstRows, let whole = early {
            early = nil
            let order = labels ?? LabelOrder.sorted(whole.names, known: fileLabels)
            first(LabeledDataset(whole, labels: order, reports + [reader.report], foreign))
          }
        }
        try builder.append(row, file: file)
        if builder.labels.count.isMultiple(of: progressRows) {
          progress(builder.labels.count, reader)
        }
      }
      reports.append(reader.report)
    }
    guard !builder.labels.isEmpty else {
      let found =
        foreign.isEmpty
        ? "" : ": all have other labels than \((labels ?? []).joined(separator: ", "))"
      throw ModelError(
        .invalidInput, "\(paths.joined(separator: ", ")): no usable row\(found).",
        advice: reports.lazy.compactMap(\.badRows.first).first.map { "The first bad one is \($0)." }
      )
    }
    let order = labels ?? LabelOrder.sorted(builder.names, known: fileLabels)
    return LabeledDataset(builder, labels: order, reports, foreign)
  }

  private init(
    _ builder: Builder, labels: [String], _ reports: [DatasetReport], _ foreign: [String: Int]
  ) {
    let places = Dictionary(
      labels.enumerated().map { ($0.element, Int32(truncatingIfNeeded: $0.offset)) },
      uniquingKeysWith: { first, _ in first })
    storage = Storage(builder, labelNumbers: builder.names.map { places[$0] ?? 0 })
    self.labels = labels
    self.reports = reports
    foreignLabels = foreign
    rows = (0..<builder.labels.count).map { Int32(truncatingIfNeeded: $0) }
  }

  private init(_ whole: LabeledDataset, rows: [Int32]) {
    labels = whole.labels
    reports = whole.reports
    foreignLabels = whole.foreignLabels
    storage = whole.storage
    self.rows = rows
  }

  /// The number of rows.
  public var count: Int { rows.count }

  /// What of the files was not used, or is not as they have it, a line each.
  public var notes: [String] {
    var lines = reports.flatMap(\.notes)
    if !foreignLabels.isEmpty {
      lines.append("left out for their labels: \(Wording.counts(foreignLabels))")
    }
    return lines
  }

  /// The text of a row.
  ///
  /// - Throws: `ModelError(.missing)` where the temporary file can no longer be read.
  public func text(_ row: Int) throws(ModelError) -> String {
    try storage.texts[Int(storage.textPlaces[Int(rows[row])])]
  }

  /// The second text of a row, where it is a pair.
  ///
  /// - Throws: As `text` does.
  public func pair(_ row: Int) throws(ModelError) -> String? {
    guard let place = storage.pairs[rows[row]] else { return nil }
    return try storage.texts[Int(place)]
  }

  /// All cells of a row but its texts' are among them; empty where `DatasetOptions.keepsFields` did not ask for them.
  ///
  /// - Throws: As `text` does.
  public func fields(_ row: Int) throws(ModelError) -> [String] {
    guard storage.hasFields else { return [] }
    let place = Int(storage.textPlaces[Int(rows[row])])
    let skipped = storage.pairs[rows[row]] == nil ? 1 : 2
    return FieldText.split(try storage.texts[place + skipped])
  }

  /// The line of its file on which a row begins, from 1.
  public func line(_ row: Int) -> Int { Int(storage.lines[Int(rows[row])]) }

  /// The number of a row's first label.
  public func label(_ row: Int) -> Int { Int(storage.labels[Int(rows[row])]) }

  /// The numbers of all labels of a row.
  public func labels(_ row: Int) -> [Int] {
    storage.moreLabels[rows[row]]?.map(Int.init) ?? [label(row)]
  }

  /// A row with all that is known of it.
  ///
  /// - Throws: As `text` does.
  public func example(_ row: Int) throws(ModelError) -> LabeledExample {
    let place = Int(rows[row])
    return LabeledExample(
      text: try text(row), pair: try pair(row), labels: labels(row),
      path: reports[Int(storage.files[place])].path, line: Int(storage.lines[place]))
  }

  /// A row as its file has it, but for other cells.
  ///
  /// - Throws: As `text` does.
  public func row(_ row: Int) throws(ModelError) -> DatasetRow {
    DatasetRow(
      text: try text(row), pair: try pair(row), labels: labels(row).map { labels[$0] },
      line: line(row))
  }

  /// How many rows have each label, in the order of `labels`; each label of a multi-label row counts.
  ///
  /// - Complexity: O(rows).
  public var labelCounts: [Int] {
    var counts = [Int](repeating: 0, count: labels.count)
    for row in 0..<count {
      for label in labels(row) { counts[label] += 1 }
    }
    return counts
  }

  /// Whether any row has several labels.
  public var isMultiLabel: Bool { !storage.moreLabels.isEmpty }

  /// The rows at some places, in that order.
  public func selecting(_ places: some Sequence<Int>) -> LabeledDataset {
    LabeledDataset(self, rows: places.map { rows[$0] })
  }

  /// A number that is equal for equal texts (and seconds of pairs), and hardly ever for others.
  func digest(_ row: Int) -> UInt64 { storage.digests[Int(rows[row])] }
}
