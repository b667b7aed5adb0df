import Model

/// Counts the texts that were longer than the model reads, and says so once.
struct CutCounter {
  private var count = 0
  private var total = 0
  private var firstPlace: Int?

  /// Looks at one text's encoding.
  mutating func add(_ encoding: Encoding) {
    total += 1
    guard let place = encoding.cutOffAt.compactMap(\.self).first else { return }
    count += 1
    if firstPlace == nil { firstPlace = place }
  }

  /// Says it on standard error, where anything was cut.
  func warn(limit: Int) {
    if let message = message(limit: limit) { Diagnostics.warn(message) }
  }

  /// The sentence, or nil where nothing was cut.
  func message(limit: Int) -> String? {
    guard let firstPlace else { return nil }
    return total == 1
      ? "the text was cut at character \(firstPlace): the limit is \(Wording.count(limit, "token"))"
      : "\(count) of \(total) texts were cut to the limit of \(Wording.count(limit, "token"))"
  }
}
