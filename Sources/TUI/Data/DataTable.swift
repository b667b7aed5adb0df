internal import Model
public import Training

/// The rows of an open data file; equal to nothing but itself, for comparing millions of rows on every event would not do.
public struct DataTable: Equatable, Sendable {
  /// The rows as the file has them: what the overlay says of them is not applied.
  public let rows: LabeledDataset
  /// Which file it is of.
  let file: Int
  /// Tells the first rows from all of them.
  let isWhole: Bool
  /// How many rows have each label, in the order of the rows' labels.
  let labelCounts: [Int]

  /// - Complexity: O(rows).
  init(rows: LabeledDataset, file: Int, isWhole: Bool) {
    self.rows = rows
    self.file = file
    self.isWhole = isWhole
    labelCounts = rows.labelCounts
  }

  /// Whether both are the same rows of the same file.
  public static func == (left: Self, right: Self) -> Bool {
    left.file == right.file && left.isWhole == right.isWhole
      && left.rows.count == right.rows.count
  }

  /// What reading the file found.
  var report: DatasetReport { rows.reports[0] }

  /// The row that begins on a line of the file; nil where none does.
  ///
  /// - Complexity: O(log rows).
  func row(at line: Int) -> Int? {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows.line(middle) < line { low = middle + 1 } else { high = middle }
    }
    return low < rows.count && rows.line(low) == line ? low : nil
  }

  /// The columns besides the texts, with the cells of a row.
  ///
  /// - Throws: `ModelError(.missing)` where the temporary file of texts cannot be read.
  func otherCells(_ row: Int) -> [(name: String, text: String)] {
    let report = report
    let texts = [report.textColumn, report.pairColumn]
    let cells = (try? rows.fields(row)) ?? []
    return zip(report.columns, cells).filter { !texts.contains($0.0) }.map { ($0.0, $0.1) }
  }

  /// The text of a row; the error where the disk fails, which is then what there is to see.
  func text(_ row: Int) -> String {
    do { return try rows.text(row) } catch { return error.problem }
  }
}
