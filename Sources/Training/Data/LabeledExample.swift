/// A text with its labels as numbers, and where it was read.
public struct LabeledExample: Equatable, Sendable {
  /// The text.
  public var text: String
  /// The second text of a pair.
  public var pair: String?
  /// The places of its labels in the data set's list: one where the data is not multi-label.
  public var labels: [Int]
  /// The file it was read from.
  public var path: String
  /// The line of that file on which it begins, from 1.
  public var line: Int

  /// The first label.
  public var label: Int { labels[0] }
}
