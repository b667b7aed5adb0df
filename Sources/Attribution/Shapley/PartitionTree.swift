/// Parts of a text joined two by two until one is left: who shares credit with whom in Partition SHAP.
///
/// Nodes are numbered as SciPy's linkages are: leaves first, then merges in their order, the last of them the whole text.
public struct PartitionTree: Equatable, Sendable {
  /// Two nodes joined.
  public struct Merge: Equatable, Sendable {
    /// The node whose leaves come first.
    public var left: Int
    /// The node whose leaves come behind them.
    public var right: Int
    /// Leaves below it.
    public var size: Int
  }

  /// The parts of the text.
  public let leafCount: Int
  /// One less than the leaves.
  public private(set) var merges: [Merge] = []

  /// A tree that somebody else made.
  ///
  /// - Parameter merges: in order, each of nodes that are there already.
  init(leafCount: Int, merges: [Merge]) {
    self.leafCount = leafCount
    self.merges = merges
  }

  private struct Group {
    var node: Int
    /// Places of the first and the last token.
    var range: ClosedRange<Int>
  }

  /// Joins neighbours by the rules of shap 0.51's `partition_tree`: word pieces and apostrophes first, across commas, connectors and ends
  /// of sentences later, small groups before large ones, the first of equals first.
  ///
  /// Brackets that are open on one side keep their distance; an opening one before any group costs 2 whatever ends the next, since the
  /// library compares an object with strings there.
  ///
  /// - Parameters:
  ///   - tokens: the parts as the tokenizer names them, without blanks; `##` marks what continues a word.
  ///   - separators: tokens whose neighbours of the same kind are joined last.
  /// - Complexity: the square of the tokens.
  public init(joining tokens: [String], separators: Set<String> = []) {
    leafCount = tokens.count
    var isBalanced = tokens.map { $0 != "(" && $0 != ")" }
    var groups = tokens.indices.map { Group(node: $0, range: $0...$0) }
    while groups.count > 1 {
      var best = (place: 0, score: -Double.infinity)
      for place in 0..<groups.count - 1 {
        let score = Self.score(
          groups[place].range, groups[place + 1].range, tokens, isBalanced, separators)
        if score > best.score { best = (place, score) }
      }
      let (left, right) = (groups[best.place], groups[best.place + 1])
      merges.append(
        Merge(left: left.node, right: right.node, size: left.range.count + right.range.count))
      let (first, last) = (left.range.lowerBound, right.range.upperBound)
      if tokens[first] == "(", tokens[last] == ")" {
        isBalanced[first] = true
        isBalanced[last] = true
      }
      groups[best.place] = Group(node: leafCount + merges.count - 1, range: first...last)
      groups.remove(at: best.place + 1)
    }
  }

  /// How well two neighbouring groups go together; higher is sooner.
  private static func score(
    _ left: ClosedRange<Int>, _ right: ClosedRange<Int>, _ tokens: [String], _ isBalanced: [Bool],
    _ separators: Set<String>
  ) -> Double {
    let (leftFirst, leftLast) = (tokens[left.lowerBound], tokens[left.upperBound])
    let (first, last) = (tokens[right.lowerBound], tokens[right.upperBound])
    var score = 0.0
    if separators.contains(leftLast), separators.contains(first) { score -= .infinity }
    if first.hasPrefix("##") { score += 20 }
    let endings = ["t", "s"]
    if first == "'",
      right.count == 1 || (right.count == 2 && endings.contains(tokens[right.lowerBound + 1]))
    {
      score += 15
    }
    if leftLast == "'", endings.contains(first) { score += 15 }
    let startsWithControl = leftFirst.hasPrefix("[") && leftFirst.hasSuffix("]")
    let endsWithControl = last.hasPrefix("[") && last.hasSuffix("]")
    if startsWithControl != endsWithControl { score -= 1000 }
    if first == "(", !isBalanced[right.lowerBound] { score -= 100 }
    if leftLast == ")", !isBalanced[left.upperBound] { score -= 100 }
    if leftFirst == "(" { score -= 2 }
    let connectors = ["but", "and", "or"]
    if connectors.contains(leftLast) || connectors.contains(first) { score -= 2 }
    if leftLast == "," { score -= 10 }
    if first == "," { score -= right.count > 1 ? 10 : 1 }
    let ends = [".", "?", "!"]
    if ends.contains(leftLast) { score -= 20 }
    if ends.contains(first) { score -= right.count > 1 ? 20 : 1 }
    return score - Double(left.count + right.count)
  }

  /// The number of nodes, leaves included.
  public var nodeCount: Int { leafCount + merges.count }

  /// The two nodes below a node; nil for a leaf.
  public func children(of node: Int) -> Merge? {
    node < leafCount ? nil : merges[node - leafCount]
  }

  /// The leaves below a node, or itself, in order.
  ///
  /// - Complexity: O(leaves below it).
  public func leaves(of node: Int) -> [Int] { walk(from: node) { _ in false } }

  /// Nodes that cover every leaf once, in order: from the root down the first that stand, and the leaves that are left.
  ///
  /// - Parameter stands: whether a node is not divided.
  /// - Complexity: O(nodes).
  public func cut(where stands: (Int) -> Bool) -> [Int] {
    nodeCount == 0 ? [] : walk(from: nodeCount - 1, until: stands)
  }

  /// Goes down to the leaves, or to the nodes before them at which to stop; by a stack, as a tree may be as deep as the text is long.
  private func walk(from root: Int, until stops: (Int) -> Bool) -> [Int] {
    var found: [Int] = []
    var stack = [root]
    while let node = stack.popLast() {
      if let merge = children(of: node), !stops(node) {
        stack.append(merge.right)
        stack.append(merge.left)
      } else {
        found.append(node)
      }
    }
    return found
  }

  /// Shares what every node got itself among the nodes below it, by the number of parts on each side.
  ///
  /// - Parameter values: what each node got, `[nodes][labels]`.
  /// - Returns: the same with what came from above; of the leaves these are their values.
  func handingDown(_ values: [[Double]]) -> [[Double]] {
    var shared = values
    for (index, merge) in merges.enumerated().reversed() {
      let left = children(of: merge.left)?.size ?? 1
      let group = shared[leafCount + index]
      for (label, credit) in group.enumerated() {
        let toLeft = credit * Double(left) / Double(merge.size)
        shared[merge.left][label] += toLeft
        shared[merge.right][label] += credit * Double(merge.size - left) / Double(merge.size)
      }
    }
    return shared
  }

  /// For every node a mask of the leaves below it.
  func masks() -> [FeatureMask] {
    var masks = (0..<leafCount).map { leaf in
      var mask = FeatureMask(count: leafCount, keepingAll: false)
      mask[leaf] = true
      return mask
    }
    for merge in merges { masks.append(masks[merge.left].union(masks[merge.right])) }
    return masks
  }
}
