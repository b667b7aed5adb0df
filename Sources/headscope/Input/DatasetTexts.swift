import Model
import TUI
import Training

/// The texts of labelled data files, one file after the other, without their labels.
///
/// Read as Training does: what cannot be used is counted and left out.
struct DatasetTexts {
  private var readers: ArraySlice<DatasetReader>
  private let pair: String?
  private let shard: Shard?
  private var rowCount = 0
  /// What reading found, of the files that are read.
  private(set) var reports: [DatasetReport] = []

  /// Opens the files.
  ///
  /// - Parameters:
  ///   - paths: `-` stands for standard input.
  ///   - options: How they are written, where that is not told from them; whether there are labels is nothing to it.
  ///   - pair: The second text of every row that does not bring its own.
  ///   - shard: Which rows are read; nil: all.
  /// - Throws: `UsageError` where there is no such file, `ModelError` for one that cannot be read.
  init(paths: [String], options: DatasetOptions, pair: String? = nil, shard: Shard? = nil) throws {
    for path in paths where path != "-" && !FileSystem.exists(path) {
      throw UsageError("\(path): no such file.", advice: "Give --data a file of labelled texts.")
    }
    var options = options
    options.hasLabels = false
    readers = try paths.map { try DatasetReader(path: $0, options: options) }[...]
    self.pair = pair
    self.shard = shard
  }

  /// Up to so many texts; none behind the last row of the last file.
  mutating func nextTexts(limit: Int) throws -> [InputText] {
    var texts: [InputText] = []
    while texts.count < limit, let reader = readers.first {
      guard let row = try reader.next() else {
        reports.append(reader.report)
        readers.removeFirst()
        continue
      }
      rowCount += 1
      guard shard?.has(rowCount - 1) ?? true else { continue }
      texts.append(
        InputText(
          text: row.text, pair: row.pair ?? pair, place: "\(reader.report.path), line \(row.line)"))
    }
    return texts
  }
}
