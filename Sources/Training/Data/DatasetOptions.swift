/// How a reader takes the `LabelOverlay` beside a data file.
public enum OverlayUse: Sendable {
  /// Rows come with their new labels, or not at all.
  case applied
  /// Rows come as the file has them; the overlay is in the report, each change at its row.
  case reported
  /// As if there were none.
  case ignored
}

/// What a user says about a data file; what is left out is detected.
public struct DatasetOptions: Equatable, Sendable {
  /// How rows are written.
  public var format: DatasetFormat?
  /// The encoding.
  public var encoding: TextEncoding?
  /// Whether the first row names the columns.
  public var hasHeader: Bool?
  /// The column of the text: a name, or a number from 1.
  public var textColumn: String?
  /// The column of a second text.
  public var pairColumn: String?
  /// The column of the label: a name, or a number from 1.
  public var labelColumn: String?
  /// Whether rows have labels that count; otherwise none is looked for, and every row has the same empty one.
  public var hasLabels = true
  /// Whether a label cell is a list (`2,14`) whose labels all count; otherwise its first label does.
  public var isMultiLabel = false
  /// The names of labels that are written as numbers from 0; nil looks for `labels.txt` beside the file.
  public var labelNames: [String]?
  /// The label of every row of a file of `lines`; nil takes the ending of the file's name.
  public var fileLabel: String?
  /// Labels that are read as others: `["happy": "joy"]`.
  public var synonyms: [String: String] = [:]
  /// Whether rows keep their other cells, in `DatasetRow.fields`.
  public var keepsFields = false

  /// What becomes of what was relabelled and excluded in the `LabelOverlay` beside the file.
  public var overlay = OverlayUse.applied

  /// Says nothing.
  public init() {}
}
