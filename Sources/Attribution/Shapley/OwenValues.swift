internal import HeapModule

/// Credit shared out over a tree of parts: Partition SHAP's values of every label.
///
/// Owen 1977; the recursion, its order and its budget are those of shap 0.51's `PartitionExplainer`: whichever group still moves the output
/// most is split next, each side seen with and without the other. What is not split when the budget is spent shares its credit by the
/// number of parts, so that the sum is right always.
public struct OwenValues: Equatable, Sendable {
  /// With which of its neighbours a group is seen when it is split.
  public enum Context: Int, Sendable {
    /// Without them.
    case absent = 0
    /// With them.
    case present = 1
  }

  /// A coalition that a leaf was seen with when its credit was found, and how much of the credit is from it.
  public struct Sighting: Equatable, Sendable {
    /// The other leaves that were kept.
    public var context: FeatureMask
    /// These add up to 1, but where groups above the leaf were not split.
    public var weight: Double
  }

  /// Each part's value, `[leaves][labels]`.
  public private(set) var values: [[Double]] = []
  /// What every node got itself, before it is handed down, `[nodes][labels]`.
  public private(set) var hierarchical: [[Double]]
  /// The outputs with no part kept.
  public let base: [Double]
  /// The outputs with all parts kept.
  public let output: [Double]
  /// Variants asked for, those two included.
  public private(set) var evaluations = 2
  /// The coalitions of the leaves that they were asked of: what Owen's next level, within a leaf, is an average over.
  public private(set) var sightings: [Int: [Sighting]] = [:]
  private let tree: PartitionTree
  private let watched: Set<Int>

  /// Variants of one call of the model at least, as many as shap's text masker asks for; more are no faster.
  private static let batch = 5

  private struct Item: Comparable {
    var priority: Double
    /// Earlier items first, where shap draws lots.
    var order: Int
    var context: FeatureMask
    var without: [Double]
    var with: [Double]
    var node: Int
    var weight: Double

    static func == (first: Item, second: Item) -> Bool { first.order == second.order }
    static func < (first: Item, second: Item) -> Bool {
      (first.priority, first.order) < (second.priority, second.order)
    }
  }

  /// Computes values.
  ///
  /// - Parameters:
  ///   - tree: who goes with whom; at least one part.
  ///   - limit: variants that may be asked for, two at least; by shap's rule one more where it is odd.
  ///   - context: nil: both.
  ///   - watched: leaves whose sightings are kept.
  ///   - evaluate: the model's outputs for masks, `[masks][labels]`.
  ///   - report: called with the values so far after every call of the model; nil: nobody waits for them.
  /// - Complexity: 2(n² − 1)/3 variants of n parts for a balanced tree.
  public init(
    _ tree: PartitionTree, limit: Int, context: Context? = nil, watching watched: Set<Int> = [],
    evaluate: ([FeatureMask]) throws -> [[Double]],
    report: ((OwenValues) throws -> Void)? = nil
  ) throws {
    precondition(tree.leafCount > 0, "there is something to share out")
    self.tree = tree
    self.watched = watched
    let none = FeatureMask(count: tree.leafCount, keepingAll: false)
    let all = FeatureMask(count: tree.leafCount, keepingAll: true)
    let ends = try evaluate([none, all])
    (base, output) = (ends[0], ends[1])
    hierarchical = Array(
      repeating: Array(repeating: 0, count: base.count), count: tree.nodeCount)
    let masks = tree.masks()
    var queue: Heap<Item> = []
    var order = 0
    func put(
      _ context: FeatureMask, _ without: [Double], _ with: [Double], _ node: Int, _ weight: Double
    ) {
      let change = zip(with, without).map { abs($0 - $1) }.max() ?? 0
      order += 1
      queue.insert(
        Item(
          priority: -change * weight, order: order, context: context, without: without, with: with,
          node: node, weight: weight))
    }
    put(none, base, output, tree.nodeCount - 1, 1)
    while !queue.isEmpty, evaluations < limit {
      var split: [(item: Item, merge: PartitionTree.Merge)] = []
      while split.count * 2 < Self.batch, evaluations + split.count * 2 < limit,
        let item = queue.popMin()
      {
        if let merge = tree.children(of: item.node) {
          split.append((item, merge))
        } else {
          credit(item)
        }
      }
      guard !split.isEmpty else { continue }
      let outputs = try evaluate(
        split.flatMap { item, merge in
          [item.context.union(masks[merge.left]), item.context.union(masks[merge.right])]
        })
      evaluations += outputs.count
      for (index, (item, merge)) in split.enumerated() {
        let (left, right) = (outputs[2 * index], outputs[2 * index + 1])
        let weight = context == nil ? item.weight / 2 : item.weight
        if let context {
          // What both sides do together only stays with the two.
          let sign = context == .absent ? item.weight : -item.weight
          for label in base.indices {
            hierarchical[item.node][label] +=
              sign * (item.with[label] - left[label] - right[label] + item.without[label])
          }
        }
        if context != .present {
          put(item.context, item.without, left, merge.left, weight)
          put(item.context, item.without, right, merge.right, weight)
        }
        if context != .absent {
          put(item.context.union(masks[merge.right]), right, item.with, merge.left, weight)
          put(item.context.union(masks[merge.left]), left, item.with, merge.right, weight)
        }
      }
      guard let report else { continue }
      var soFar = self
      for item in queue.unordered { soFar.credit(item) }
      soFar.handDown()
      try report(soFar)
    }
    while let item = queue.popMin() { credit(item) }
    handDown()
  }

  private mutating func credit(_ item: Item) {
    if watched.contains(item.node) {
      sightings[item.node, default: []].append(
        Sighting(context: item.context, weight: item.weight))
    }
    for label in base.indices {
      hierarchical[item.node][label] += (item.with[label] - item.without[label]) * item.weight
    }
  }

  /// Shares every group's own credit by the number of parts on each side.
  private mutating func handDown() {
    values = Array(tree.handingDown(hierarchical)[..<tree.leafCount])
  }
}
