public import Model
public import Training

/// Work on data files, done beside the main loop and the model's thread.
public enum DataRequest: Equatable, Sendable {
  /// Read a file.
  case open(path: String, file: Int)
  /// Find what rows of a file have in common with each other.
  case mark(DataTable, LabelOverlay)
  /// Find the texts that two files share.
  case compare(DataTable, DataTable)
  /// Count the tokens of all rows for the open model, its cleaning or another.
  case measure(DataTable, TextCleaner?, generation: Int)
  /// Look for rows.
  case find(DataQuery)
}

/// What comes of work on data files.
public enum DataEvent: Equatable, Sendable {
  /// So many rows of a file were read, and what share of it.
  case reading(file: Int, rows: Int, share: Double?)
  /// The first rows of a file, or all of them.
  case rows(DataTable, LabelOverlay)
  /// A file cannot be read.
  case failed(file: Int, String)
  /// What rows of a file have in common with each other.
  case marked(file: Int, [RowMarks])
  /// Rows of a file whose texts another has as well.
  case shared(file: Int, with: Int, rows: [Int])
  /// How long the rows of a file are, as far as they were counted.
  case lengths(file: Int, TokenLengths, generation: Int)
  /// Rows that a query found, and whether they are the last.
  case found(generation: Int, [Int32], isWhole: Bool)
}
