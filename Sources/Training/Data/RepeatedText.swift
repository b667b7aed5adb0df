/// A text that occurs more than once in a data set.
public struct RepeatedText: Equatable, Sendable {
  /// The text.
  public let text: String
  /// Its rows, rising.
  public let rows: [Int]
  /// The labels of each of the rows.
  public let labels: [[Int]]

  /// Whether its rows do not agree in their labels.
  public var isConflict: Bool {
    labels.contains { Set($0) != Set(labels[0]) }
  }
}
