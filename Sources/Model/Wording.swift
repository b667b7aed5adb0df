/// How numbers are put into sentences.
public enum Wording {
  /// `1 text`, `2 texts`, `0 classes`: a number with its noun, which has an s where it is not one.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - noun: The noun for one.
  ///   - plural: The noun for several, where an s is not enough.
  public static func count(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
  }
}
