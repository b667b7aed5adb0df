/// Partition SHAP's values of one class as they hang on the tree: what every group of parts does by itself, and with all below it.
///
/// `OwenValues` hands them down to the parts; a reader who folds a text by the tree needs them where they arose.
public struct PartitionValues: Equatable, Sendable {
  /// Who goes with whom.
  public let tree: PartitionTree
  /// The pieces of the encoding that each leaf is made of; none of a leaf that stands behind what the model reads.
  public let leafPieces: [[Int]]
  /// What every node got itself, before it is handed down: shap's `hierarchical_values`.
  public let own: [Double]
  /// What every node and all below it got, so that the last is F(x) − F(nothing).
  public let sums: [Double]

  /// shap 0.51's `grouping_threshold`.
  public static let groupingThreshold = 0.01

  /// Makes it from its parts.
  ///
  /// - Parameters:
  ///   - tree: who goes with whom.
  ///   - leafPieces: the pieces of each leaf.
  ///   - own: a value for every node.
  public init(_ tree: PartitionTree, leafPieces: [[Int]], own: [Double]) {
    precondition(own.count == tree.nodeCount, "a value for every node")
    precondition(leafPieces.count == tree.leafCount, "pieces for every leaf")
    self.tree = tree
    self.leafPieces = leafPieces
    self.own = own
    var sums = own
    for (index, merge) in tree.merges.enumerated() {
      sums[tree.leafCount + index] += sums[merge.left] + sums[merge.right]
    }
    self.sums = sums
  }

  /// The pieces that a node covers, in the order of its leaves.
  public func pieces(of node: Int) -> [Int] { tree.leaves(of: node).flatMap { leafPieces[$0] } }

  /// Each leaf's value, with its share of what the groups above it do.
  public var leafValues: [Double] {
    tree.handingDown(own.map { [$0] }).prefix(tree.leafCount).map { $0[0] }
  }

  /// What every node's leaves got together, with their shares of what the groups above do: a group has the sum of the two that it joins.
  public var attributions: [Double] {
    var result = leafValues
    result.reserveCapacity(tree.nodeCount)
    for merge in tree.merges { result.append(result[merge.left] + result[merge.right]) }
    return result
  }

  /// The groups that shap's text plot shows as one: those that do more by themselves, a part, than a share of what anything below them does.
  ///
  /// With the budget of a long text these are the groups that were not split: of what is in them only the sum is known.
  ///
  /// - Parameter threshold: the share.
  /// - Returns: nodes of two leaves and more, in the text's order, none within another.
  /// - Complexity: O(nodes).
  public func joinedGroups(threshold: Double = groupingThreshold) -> [Int] {
    var largest = own.map(abs)
    var isJoined = [Bool](repeating: false, count: tree.nodeCount)
    for (index, merge) in tree.merges.enumerated() {
      let node = tree.leafCount + index
      let below = max(largest[merge.left], largest[merge.right])
      let share = largest[node] / Double(merge.size)
      isJoined[node] = share > threshold * below
      largest[node] = max(share, below)
    }
    return tree.cut { isJoined[$0] }.filter { $0 >= tree.leafCount }
  }
}
