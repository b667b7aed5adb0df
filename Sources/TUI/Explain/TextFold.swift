internal import Attribution
internal import Model

/// A text folded by Partition SHAP's tree: neighbours that belong together are shown as one unit.
///
/// The tree's merges are in the order in which they were made, the closest bonds first. A level of
/// the fold does the first so many of them, so that every unit is a node of the tree, or whole parts
/// of the text that share one. What shap's text plot shows as one is joined from the first level on.
/// Special tokens stay apart, and a node that is of both texts of a pair is a unit in each.
struct TextFold: Equatable, Sendable {
  /// The text as the model reads it, whose pieces the tree joins.
  let encoding: Encoding
  let partition: PartitionValues
  /// How many of the first merges each level does, the present one last.
  private(set) var levels: [Int] = []
  /// Nodes that are shown by their parts.
  var opened: Set<Int> = []
  /// The piece that the cursor was put on, so that it comes back to it out of a group.
  var anchor: Int?
  /// For every node whether it is in a group that shap's text plot shows as one.
  private let isBound: [Bool]

  /// A text of which nothing is joined yet.
  init(_ partition: PartitionValues, of encoding: Encoding) {
    self.partition = partition
    self.encoding = encoding
    let tree = partition.tree
    var isBound = [Bool](repeating: false, count: tree.nodeCount)
    for node in partition.joinedGroups() { isBound[node] = true }
    for (index, merge) in tree.merges.enumerated().reversed()
    where isBound[tree.leafCount + index] {
      isBound[merge.left] = true
      isBound[merge.right] = true
    }
    self.isBound = isBound
  }

  // MARK: Levels

  /// Joins more: to two thirds of the units there are, and at first what shap's text plot joins, if
  /// that is anything.
  ///
  /// - Parameter parts: The text's own parts.
  /// - Returns: Whether there was anything to join.
  /// - Complexity: O(parts · log parts).
  mutating func join(_ parts: [TextGroup]) -> Bool {
    func count(_ merges: Int) -> Int { runs(of: parts, merges: merges, opened: []).count }
    let all = partition.tree.merges.count
    if levels.isEmpty, count(0) < parts.count {
      levels.append(0)
      return true
    }
    let present = levels.last ?? 0
    let now = count(present)
    let least = count(all)
    guard least < now else { return false }
    let fewer = min(max(now * 2 / 3, least), now - 1)
    // Every merge leaves as many units or fewer.
    var (lower, upper) = (present + 1, all)
    while lower < upper {
      let middle = (lower + upper) / 2
      if count(middle) <= fewer { upper = middle } else { lower = middle + 1 }
    }
    levels.append(lower)
    return true
  }

  /// The same levels over newer numbers of the same tree, whose groups may be others by shap's account; nil where the tree is another.
  func following(_ newer: PartitionValues) -> TextFold? {
    guard newer.tree == partition.tree, newer.leafPieces == partition.leafPieces else { return nil }
    var fold = TextFold(newer, of: encoding)
    (fold.levels, fold.opened, fold.anchor) = (levels, opened, anchor)
    return fold
  }

  /// Takes the last level back.
  mutating func split() { levels.removeLast(levels.isEmpty ? 0 : 1) }

  /// Whether the first level shows just what shap's text plot shows.
  var isShapsOwn: Bool { levels == [0] }

  // MARK: Units

  /// The nodes of two leaves and more that stand at the present level and have a piece among some.
  func groups(over pieces: [Int]) -> Set<Int> {
    let nodes = nodes(merges: levels.last ?? 0)
    return Set(pieces.compactMap { nodes.indices.contains($0) ? nodes[$0] : nil })
  }

  /// Parts of the text with those of a group as one.
  func joined(_ parts: [TextGroup]) -> [TextGroup] {
    runs(of: parts, merges: levels.last ?? 0, opened: opened).map { run in
      parts[run].dropFirst().reduce(parts[run.lowerBound]) { $0.joined($1) }
    }
  }

  /// Which parts go together: each run of neighbours in one text that share groups.
  private func runs(of parts: [TextGroup], merges: Int, opened: Set<Int>) -> [Range<Int>] {
    let nodes = nodes(merges: merges)
    var runs: [Range<Int>] = []
    var last: Set<Int> = []
    for (index, part) in parts.enumerated() {
      let own = Set(
        part.pieces.compactMap { nodes.indices.contains($0) ? nodes[$0] : nil }
      ).subtracting(opened)
      if let run = runs.last, !last.isDisjoint(with: own), !part.isSpecial,
        parts[run.lowerBound].sequence == part.sequence
      {
        runs[runs.count - 1] = run.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
      last = own
    }
    return runs
  }

  /// For every piece the group it is in when so many merges are done; nil where that is its part alone.
  private func nodes(merges: Int) -> [Int?] {
    let tree = partition.tree
    var nodes = [Int?](repeating: nil, count: encoding.count)
    let cut = tree.cut { $0 < tree.leafCount + merges || isBound[$0] }
    for node in cut where node >= tree.leafCount {
      for piece in partition.pieces(of: node) where nodes.indices.contains(piece) {
        nodes[piece] = node
      }
    }
    return nodes
  }
}
