import Model
import TUI
import Training

/// Reads the labelled rows of files, one file after the other, and finds their labels among a model's.
///
/// What has no such label is counted and left out.
struct LabeledRowReader {
  private var readers: ArraySlice<DatasetReader>
  private let paths: [String]
  private let labels: [String]
  private let matcher: LabelMatcher
  private var numbered = Set<String>()
  /// How many rows have which label that the model has not.
  private(set) var foreignLabels: [String: Int] = [:]
  /// What reading found, of the files that are read.
  private(set) var reports: [DatasetReport] = []

  /// Takes open files, and the labels of the model.
  init(_ readers: [DatasetReader], labels: [String]) {
    self.readers = readers[...]
    paths = readers.map(\.report.path)
    self.labels = labels
    matcher = LabelMatcher(labels)
  }

  /// Up to so many rows of one file; nil behind the last file.
  mutating func next(_ count: Int) throws -> [Evaluation.Row]? {
    guard let reader = readers.first else { return nil }
    var rows: [Evaluation.Row] = []
    while rows.count < count, let row = try reader.next() {
      guard let truth = matcher.index(of: row.label) else {
        foreignLabels[row.label, default: 0] += 1
        continue
      }
      if matcher.isByNumber(row.label) { numbered.insert(row.label) }
      var source = row
      if let entry = reader.report.overlay?.entries[row.line] { source.labels = entry.before }
      rows.append(Evaluation.Row(path: reader.report.path, source: source, truth: truth))
    }
    if rows.count < count {
      reports.append(reader.report)
      readers.removeFirst()
    }
    return rows
  }

  /// Which labels were taken by their number, for a warning; nil where none were.
  var numberedMessage: String? {
    guard !numbered.isEmpty else { return nil }
    let pairs = numbered.sorted().compactMap { label in
      matcher.index(of: label).map { "\(label) for \(labels[$0])" }
    }
    return "labels of the data are taken by their number: \(pairs.joined(separator: ", "))"
  }

  /// Why no row was given.
  var nothingToJudge: ModelError {
    if !foreignLabels.isEmpty {
      let found = foreignLabels.keys.sorted().prefix(8).joined(separator: ", ")
      return ModelError(
        .mismatch,
        "The data's labels (\(found)) are not the model's (\(labels.prefix(8).joined(separator: ", "))).",
        advice:
          "Say which is which with --synonym theirs=model's, or name the column with --label-column."
      )
    }
    let bad = reports.lazy.compactMap(\.badRows.first).first.map { " The first bad one is \($0)." }
    return ModelError(
      .invalidInput, "\(paths.joined(separator: ", ")): no usable row.\(bad ?? "")",
      advice: "Name the columns with --text-column and --label-column.")
  }
}
