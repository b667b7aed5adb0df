internal import Model

/// What each layer passes on from position to position: attention and the residual connection, half of every row each.
///
/// Abnar and Zuidema 2020 ("Quantifying Attention Flow in Transformers", section 3): the mean over heads plus the identity, rows made to
/// sum to 1 again. Nodes are positions between layers; the edge from a layer's output to one of its inputs weighs what is mixed in.
/// These are mixing weights: neither values nor what the feed-forward blocks do are in them.
public struct AttentionGraph: Equatable, Sendable {
  /// Layers.
  public let layerCount: Int
  /// Positions.
  public let tokenCount: Int
  /// All layers' rows, `[layer, query, key]`.
  let weights: [Double]

  /// Makes the graph of a text.
  ///
  /// - Parameters:
  ///   - maps: the attention.
  ///   - isIncluded: which heads count, for instance those that are not closed; a layer without any passes on only what it gets.
  /// - Throws: `CancellationError`, looked for between layers.
  /// - Complexity: O(layers · heads · tokens²); eight bytes a weight of one map a layer.
  public init(_ maps: AttentionMaps, heads isIncluded: (HeadIndex) -> Bool = { _ in true }) throws {
    layerCount = maps.layerCount
    tokenCount = maps.tokenCount
    let size = tokenCount * tokenCount
    var weights = [Double](repeating: 0, count: layerCount * size)
    for layer in 0..<layerCount {
      try Task.checkCancellation()
      let heads = (0..<maps.headCount).map { HeadIndex(layer: layer, head: $0) }
        .filter(isIncluded)
      for head in heads {
        RowKernels.add(maps.map(head), to: &weights[layer * size..<(layer + 1) * size])
      }
      for query in 0..<tokenCount {
        let row = layer * size + query * tokenCount
        if heads.isEmpty {
          weights[row + query] = 1
          continue
        }
        weights[row + query] += Double(heads.count)
        let sum = weights[row..<row + tokenCount].reduce(0, +)
        for place in row..<row + tokenCount { weights[place] /= sum }
      }
    }
    self.weights = weights
  }

  /// Takes what layers pass on as it was measured, the residual connection in it: `[query, key]` a layer.
  init(_ layers: [Tensor]) {
    layerCount = layers.count
    tokenCount = layers.first?.rows ?? 0
    weights = layers.flatMap { $0.values.map(Double.init) }
  }

  /// What a layer passes on from a position of its input, `key`, to one of its output.
  public subscript(layer: Int, query: Int, key: Int) -> Double {
    row(layer, query)[start(layer, query) + key]
  }

  /// What a position of a layer's output is mixed from, `[key]`.
  func row(_ layer: Int, _ query: Int) -> ArraySlice<Double> {
    let start = start(layer, query)
    return weights[start..<start + tokenCount]
  }

  private func start(_ layer: Int, _ query: Int) -> Int {
    (layer * tokenCount + query) * tokenCount
  }

  /// Refuses a position or a layer that is not there.
  func check(position: Int, layer: Int) {
    precondition(0..<tokenCount ~= position, "the text has no token of that number")
    precondition(0..<layerCount ~= layer, "the model has no layer of that number")
  }
}
