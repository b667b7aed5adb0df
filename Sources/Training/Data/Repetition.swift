internal import Model

/// What a training set repeats, in figures, and what became of it.
public struct Repetition: Equatable, Sendable {
  /// Texts that come more than once.
  public let textCount: Int
  /// How many of them have rows that do not agree in their labels.
  public let conflictCount: Int
  /// The first of these, each behind its labels.
  public let conflicts: [String]
  /// Rows that were left out.
  public let droppedCount: Int

  /// - Parameters:
  ///   - texts: What a set repeats.
  ///   - labels: The names of its labels.
  ///   - droppedCount: How many of its rows were left out.
  init(_ texts: [RepeatedText], labels: [String], droppedCount: Int) {
    textCount = texts.count
    let conflicts = texts.filter(\.isConflict)
    conflictCount = conflicts.count
    self.conflicts = conflicts.prefix(Wording.namedItems).map { text in
      "\(Set(text.labels.joined()).sorted().map { labels[$0] }.joined(separator: ", ")): \(text.text)"
    }
    self.droppedCount = droppedCount
  }

  /// The same, a line each; none where no text is repeated.
  var notes: [String] {
    guard textCount > 0 else { return [] }
    var line = "\(Wording.count(textCount, "text")) more than once"
    if conflictCount > 0 { line += ", \(conflictCount) with different labels" }
    line += droppedCount > 0 ? ": \(Wording.count(droppedCount, "row")) left out" : ": all stay"
    return [line] + Wording.beginning(of: conflicts, count: conflictCount)
  }
}
