/// Sets of edits that change the class, none of which contains another.
struct CounterfactualList {
  private struct Entry {
    var counterfactual: Counterfactual
    var nearness: Double
    var variant: Int
  }

  /// Sets that make equal variants are all here: what contains any of them is not minimal.
  private var entries: [Entry] = []

  /// Whether a set is one of those, or contains one.
  ///
  /// - Complexity: O(sets · edits).
  func isCovered(_ edits: [CounterfactualEdit]) -> Bool {
    entries.contains { Self.contains(edits, $0.counterfactual.edits) }
  }

  /// Adds a set unless it is covered, and drops those that contain it.
  mutating func add(_ counterfactual: Counterfactual, nearness: Double, variant: Int) {
    guard !isCovered(counterfactual.edits) else { return }
    entries.removeAll { Self.contains($0.counterfactual.edits, counterfactual.edits) }
    entries.append(Entry(counterfactual: counterfactual, nearness: nearness, variant: variant))
  }

  /// Notes that no proper subset of a set changes the class.
  mutating func setMinimal(_ edits: [CounterfactualEdit]) {
    for index in entries.indices where entries[index].counterfactual.edits == edits {
      entries[index].counterfactual.isMinimal = true
    }
  }

  /// The smallest sets, of equal size those first that change the class most clearly; one of those that make equal variants.
  func smallest(_ count: Int) -> [Counterfactual] {
    let sorted = entries.sorted { first, second in
      let (one, other) = (first.counterfactual, second.counterfactual)
      if one.size != other.size { return one.size < other.size }
      if first.nearness != second.nearness { return first.nearness > second.nearness }
      return one.edits.lexicographicallyPrecedes(other.edits)
    }
    var variants: Set<Int> = []
    var result: [Counterfactual] = []
    for entry in sorted where variants.insert(entry.variant).inserted {
      guard result.count < count else { break }
      result.append(entry.counterfactual)
    }
    return result
  }

  /// Whether all of `part` are in `whole`; both are sorted.
  private static func contains(
    _ whole: [CounterfactualEdit], _ part: [CounterfactualEdit]
  ) -> Bool {
    guard part.count <= whole.count else { return false }
    var rest = whole[...]
    for edit in part {
      guard let place = rest.firstIndex(of: edit) else { return false }
      rest = rest[(place + 1)...]
    }
    return true
  }
}
