/// What becomes of a text that comes more than once among those to learn from.
public enum Deduplication: String, Sendable, CaseIterable {
  /// All its rows stay.
  case none
  /// Its first row stays.
  case texts
  /// Its first row stays, and none where its rows do not agree in their labels.
  case conflicts
}
