/// The labels of Sentiment140 (Go et al., "Twitter Sentiment Classification using Distant Supervision", 2009).
public enum Sentiment140 {
  /// All labels; the training file has no neutral rows, the test file has.
  public static let labels = ["Negative", "Neutral", "Positive"]

  /// The label of a target: 0, 2 or 4.
  static func label(_ target: String) -> String? {
    switch target {
    case "0": labels[0]
    case "2": labels[1]
    case "4": labels[2]
    default: nil
    }
  }
}
