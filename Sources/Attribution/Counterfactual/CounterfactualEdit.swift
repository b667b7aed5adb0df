/// One change of a text's part: it is deleted, or another piece of the vocabulary stands in its place.
///
/// Parts are counted in the order of the text; whether they are pieces or words is the caller's matter.
public struct CounterfactualEdit: Hashable, Sendable {
  /// What happens to the part.
  public enum Change: Hashable, Sendable {
    /// The part is taken out.
    case deletion
    /// The piece of an id stands in its place.
    case replacement(Int32)
  }

  /// The part's index.
  public var part: Int
  /// What happens to it.
  public var change: Change

  /// Makes an edit.
  public init(_ part: Int, _ change: Change) {
    self.part = part
    self.change = change
  }

  /// The piece that stands in the part's place; nil where it is deleted.
  public var replacement: Int32? {
    if case .replacement(let id) = change { id } else { nil }
  }
}

extension CounterfactualEdit: Comparable {
  /// Orders edits by their part, a deletion before replacements, and these by their id.
  public static func < (first: CounterfactualEdit, second: CounterfactualEdit) -> Bool {
    guard first.part == second.part else { return first.part < second.part }
    switch (first.replacement, second.replacement) {
    case (nil, nil), (_?, nil): return false
    case (nil, _?): return true
    case (let first?, let second?): return first < second
    }
  }
}
