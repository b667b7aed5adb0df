/// The maximum flow through an attention graph from one position above to a token below, by Dinic's algorithm (1970).
///
/// What makes it fast here: a first phase without a search for levels, as layers are levels; lists of what has not been seen yet, so that a
/// search in a dense graph takes about a step a node and not one an edge; the flow taken back edge by edge before the next token; and the
/// bounds of what leaves the source or enters the token, which mostly are reached at once and end the search without a proof by cut.
struct MaximumFlow {
  /// What is left of an edge below this counts as nothing; over a cut of a whole layer it adds up to less than 1e-6.
  private static let negligible = 1e-13

  private let graph: AttentionGraph
  private let count: Int
  /// The depth of the source: nodes of depth d are the inputs of layer d.
  private let depth: Int
  private let source: Int
  private let outflow: Double

  /// What every edge can still carry, `[layer, query, key]`.
  private var rest: [Double]
  /// Edges whose rest differs from their capacity, some of them more than once.
  private var touched: [Int] = []
  /// Steps to the token over edges that can carry more, by node; `unreached` where there are none.
  private var distances: [Int32]
  /// The number of the arc that each node tries next.
  private var arcs: [Int32]
  private var unseen: [[Int32]]
  private var queue: [Int] = []

  private static let unreached = Int32.max

  /// Prepares searches from a position of a layer's output.
  init(_ graph: AttentionGraph, source: Int, layer: Int) {
    self.graph = graph
    count = graph.tokenCount
    depth = layer + 1
    self.source = depth * count + source
    outflow = graph.row(layer, source).reduce(0, +)
    rest = Array(graph.weights[..<(depth * count * count)])
    let nodes = (depth + 1) * count
    distances = [Int32](repeating: Self.unreached, count: nodes)
    arcs = [Int32](repeating: 0, count: nodes)
    unseen = []
  }

  /// The maximum flow to a token.
  ///
  /// - Throws: `CancellationError`.
  mutating func value(to token: Int) throws -> Double {
    defer { restore() }
    let inflow = (0..<count).reduce(0) { $0 + graph.weights[$1 * count + token] }
    let bound = min(outflow, inflow)
    var value = 0.0
    while value < bound - Self.negligible {
      try Task.checkCancellation()
      guard measureDistances(to: token) else { break }
      value += block(token, bound - value)
    }
    return value
  }

  private mutating func restore() {
    for edge in touched { rest[edge] = graph.weights[edge] }
    touched.removeAll(keepingCapacity: true)
  }

  /// Searches from the token upwards; says whether the source is reached.
  private mutating func measureDistances(to token: Int) -> Bool {
    for node in distances.indices {
      distances[node] = Self.unreached
      arcs[node] = 0
    }
    unseen = [[Int32]](repeating: (0..<Int32(count)).map { $0 }, count: depth)
    unseen.append([Int32(source - depth * count)])
    unseen[0].remove(at: token)
    distances[token] = 0
    queue.removeAll(keepingCapacity: true)
    queue.append(token)
    let count = count
    var next = 0
    while next < queue.count {
      let node = queue[next]
      next += 1
      let (level, position) = (node / count, node % count)
      if level < depth {
        // Edges into the node that can carry more.
        reach(level + 1, from: node) { rest, weights, query in
          rest[(level * count + query) * count + position] > Self.negligible
        }
      }
      if level > 0 {
        // Edges out of the node whose flow can be taken back.
        let row = ((level - 1) * count + position) * count
        reach(level - 1, from: node) { rest, weights, key in
          weights[row + key] - rest[row + key] > Self.negligible
        }
      }
      if distances[source] != Self.unreached { return true }
    }
    return false
  }

  /// Gives all nodes of a depth that fulfil a condition, and were not seen before, their distance.
  private mutating func reach(
    _ level: Int, from node: Int, _ isOpen: ([Double], [Double], Int) -> Bool
  ) {
    guard !unseen[level].isEmpty else { return }
    let distance = distances[node] + 1
    var kept = 0
    for index in unseen[level].indices {
      let position = unseen[level][index]
      if isOpen(rest, graph.weights, Int(position)) {
        distances[level * count + Int(position)] = distance
        queue.append(level * count + Int(position))
      } else {
        unseen[level][kept] = position
        kept += 1
      }
    }
    unseen[level].removeLast(unseen[level].count - kept)
  }

  /// One step of a path: an edge, and whether flow is taken back on it.
  private struct Step {
    var node: Int
    var edge: Int
    var isBackward: Bool
  }

  /// Sends flow along shortest paths until there is none left, or until all that may be missing is sent; returns how much.
  private mutating func block(_ token: Int, _ missing: Double) -> Double {
    var sent = 0.0
    var path: [Step] = []
    var node = source
    while true {
      if node == token {
        var amount = Double.infinity
        for step in path { amount = min(amount, room(step)) }
        sent += amount
        guard sent < missing - Self.negligible else {
          for step in path { change(step, by: amount) }
          return sent
        }
        var first = 0
        for (index, step) in path.enumerated().reversed() {
          change(step, by: amount)
          if room(step) <= Self.negligible { first = index }
        }
        // Go on from where the path broke first.
        node = path[first].node
        path.removeSubrange(first...)
      } else if let (step, target) = advance(node) {
        path.append(step)
        node = target
      } else {
        // A dead end for the rest of this phase.
        distances[node] = Self.unreached
        guard let step = path.popLast() else { return sent }
        node = step.node
      }
    }
  }

  private mutating func change(_ step: Step, by amount: Double) {
    rest[step.edge] += step.isBackward ? amount : -amount
    touched.append(step.edge)
  }

  private func room(_ step: Step) -> Double {
    step.isBackward ? graph.weights[step.edge] - rest[step.edge] : rest[step.edge]
  }

  /// The next edge of a node that leads one step nearer; its arcs are tried in order: the position itself, those below, those above.
  private mutating func advance(_ node: Int) -> (Step, Int)? {
    let (level, position) = (node / count, node % count)
    let wanted = distances[node] - 1
    var arc = Int(arcs[node])
    defer { arcs[node] = Int32(arc) }
    if level == 0 { arc = max(arc, count) }
    while arc < count {
      // The residual connection is half of the row: first.
      let key = arc == 0 ? position : arc <= position ? arc - 1 : arc
      let edge = ((level - 1) * count + position) * count + key
      let target = (level - 1) * count + key
      if distances[target] == wanted && rest[edge] > Self.negligible {
        return (Step(node: node, edge: edge, isBackward: false), target)
      }
      arc += 1
    }
    guard level < depth else { return nil }
    while arc < 2 * count {
      let edge = (level * count + arc - count) * count + position
      let target = (level + 1) * count + arc - count
      if distances[target] == wanted && graph.weights[edge] - rest[edge] > Self.negligible {
        return (Step(node: node, edge: edge, isBackward: true), target)
      }
      arc += 1
    }
    return nil
  }
}
