/// A row of a data file: a text and what it is labelled.
public struct DatasetRow: Equatable, Sendable {
  /// The text, blanks at its ends taken off.
  public var text: String
  /// The second text of a pair.
  public var pair: String?
  /// The labels, one where the data is not multi-label.
  public var labels: [String]
  /// The number of the row's first line in its file, from 1.
  public var line: Int
  /// All cells, where `DatasetOptions.keepsFields` asks for them; otherwise empty.
  public var fields: [String] = []

  /// The first label.
  public var label: String { labels.first ?? "" }
}
