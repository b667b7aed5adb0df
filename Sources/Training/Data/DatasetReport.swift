internal import Model

/// What reading a data file found: nothing is dropped without being counted here.
public struct DatasetReport: Equatable, Sendable {
  /// A row that could not be used.
  public struct BadRow: Equatable, Sendable, CustomStringConvertible {
    /// The number of its first line, from 1.
    public let line: Int
    /// What was expected and found.
    public let reason: String

    /// Place and reason on one line.
    public var description: String { "line \(line): \(reason)" }
  }

  /// Something that is counted and of which the first lines are named.
  public struct Occurrences: Equatable, Sendable {
    /// How often.
    public internal(set) var count = 0
    /// The lines of the first, rising.
    public internal(set) var lines: [Int] = []

    /// Makes a count; nothing so far without arguments.
    public init(count: Int = 0, lines: [Int] = []) {
      self.count = count
      self.lines = lines
    }

    mutating func note(_ line: Int) {
      count += 1
      if lines.count < ByteSurvey.namedLines { lines.append(line) }
    }
  }

  /// How many bad rows are listed; all are counted.
  public static let listedRows = 100

  /// The file's path.
  public let path: String
  /// How rows are written.
  public internal(set) var format: DatasetFormat
  /// How bytes stand for characters.
  public internal(set) var encoding: TextEncoding
  /// The names of the columns, or their numbers where no row names them.
  public internal(set) var columns: [String] = []
  /// Whether the first row names the columns.
  public internal(set) var hasHeader = false
  /// The column of the text.
  public internal(set) var textColumn = ""
  /// The column of a second text, where there is one.
  public internal(set) var pairColumn: String?
  /// The column of the label; nil where the file's name is the label.
  public internal(set) var labelColumn: String?
  /// Rows given.
  public internal(set) var rowCount = 0
  /// Lines with nothing on them.
  public internal(set) var blankLineCount = 0
  /// Rows that could not be used.
  public internal(set) var badRowCount = 0
  /// The first of them.
  public internal(set) var badRows: [BadRow] = []
  /// Bytes that are not in the encoding; each is U+FFFD in its text.
  public internal(set) var invalidBytes = Occurrences()
  /// Rows whose quotation marks do not pair, which were read as they stand.
  public internal(set) var strayQuotes = Occurrences()
  /// Rows of `text;label` with semicolons in a text that is not quoted.
  public internal(set) var unquotedSeparators = Occurrences()
  /// Rows with several labels; where the data is not multi-label the first of them was taken.
  public internal(set) var multiLabelRows = Occurrences()
  /// Where the names of numbered labels come from; nil where labels are as they stand.
  public internal(set) var labelNamesPath: String?
  /// What changed rows, where a `LabelOverlay` beside the file is used.
  public internal(set) var overlay: LabelOverlay?
  /// Rows whose labels are the overlay's.
  public internal(set) var relabelledCount = 0
  /// Rows that the overlay leaves out; they are not among `rowCount`.
  public internal(set) var excludedCount = 0
  /// How many rows have each label, every label of a multi-label row counted.
  public internal(set) var labelCounts: [String: Int] = [:]

  mutating func noteBadRow(_ line: Int, _ reason: String) {
    badRowCount += 1
    if badRows.count < Self.listedRows { badRows.append(BadRow(line: line, reason: reason)) }
  }

  /// What could not be used, what is blank and what the overlay changed, a line each: how many, and the first of them.
  public var notes: [String] {
    var lines: [String] = []
    if badRowCount > 0 {
      lines.append(
        "\(FileSystem.lastComponent(of: path)): \(Wording.count(badRowCount, "row")) could not be used"
      )
      lines += Wording.beginning(of: badRows.lazy.map(\.description), count: badRowCount)
    }
    if blankLineCount > 0 {
      lines.append(
        "\(FileSystem.lastComponent(of: path)): \(Wording.count(blankLineCount, "blank line"))")
    }
    if let overlaySummary {
      lines.append(overlaySummary)
      lines += (overlay?.unmatchedNotes ?? []).prefix(Wording.namedItems).map { "  \($0)" }
    }
    return lines
  }

  /// What the overlay did, as one line; nil where there is none.
  public var overlaySummary: String? {
    guard let overlay else { return nil }
    var parts = [
      "\(Wording.grouped(relabelledCount)) relabelled",
      "\(Wording.grouped(excludedCount)) excluded",
    ]
    if overlay.movedCount > 0 {
      parts.append("\(Wording.grouped(overlay.movedCount)) found on other lines")
    }
    if !overlay.unmatched.isEmpty {
      parts.append(
        "\(Wording.grouped(overlay.unmatched.count)) of texts that are not there any more")
    }
    return "\(FileSystem.lastComponent(of: overlay.path)): \(parts.joined(separator: ", "))"
  }
}
