import Model
import TUI
import Training

/// Reads the labelled rows of files, one file after the other, and finds their labels among a model's.
///
/// What has no such label is counted and left out, of several labels those that the model has not.
struct LabeledRowReader {
  private var readers: ArraySlice<DatasetReader>
  private let paths: [String]
  private let labels: [String]
  private let isMultiLabel: Bool
  private let matcher: LabelMatcher
  private var numbered = Set<String>()
  /// How many rows have which label that the model has not.
  private(set) var foreignLabels: [String: Int] = [:]
  /// What reading found, of the files that are read.
  private(set) var reports: [DatasetReport] = []

  /// Takes open files of which nothing is read, the labels of the model, and whether a row may have several.
  init(_ readers: [DatasetReader], labels: [String], isMultiLabel: Bool) {
    for reader in readers { reader.isMultiLabel = isMultiLabel }
    self.isMultiLabel = isMultiLabel
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
      let truth = places(isMultiLabel ? row.labels : [row.label])
      guard !truth.isEmpty else { continue }
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

  /// The model's classes of these names.
  private mutating func places(_ names: [String]) -> [Int] {
    names.compactMap { name in
      guard let place = matcher.index(of: name) else {
        foreignLabels[name, default: 0] += 1
        return nil
      }
      if matcher.isByNumber(name) { numbered.insert(name) }
      return place
    }
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
