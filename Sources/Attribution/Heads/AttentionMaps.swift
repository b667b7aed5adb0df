public import Model

/// Where every head of every layer looked in one text: layers × heads × query × key.
///
/// A layer's maps are one contiguous block, shared with the capture they came from: making this value copies nothing, so that
/// 12 × 12 heads on 512 tokens take the 151 MB of the forward pass and no more. Rows sum to 1.
public struct AttentionMaps: Equatable, Sendable {
  /// How maps of several heads are made one.
  public enum Combination: Sendable {
    /// The mean: again a distribution over keys in every row.
    case mean
    /// The largest weight: what any of the heads looked at.
    case maximum
  }

  /// Layers.
  public let layerCount: Int
  /// Heads a layer.
  public let headCount: Int
  /// Tokens of the text: the side of each map.
  public let tokenCount: Int
  /// Whether a token sees only itself and what is before it (GPT-2), so that all above the diagonal is 0.
  public let isCausal: Bool

  /// One tensor a layer, `[heads, query, key]`.
  private let layers: [Tensor]

  /// Takes the attention out of a capture.
  ///
  /// - Parameters:
  ///   - capture: one sequence, captured with `.attention`.
  ///   - isCausal: whether the model is a decoder.
  /// - Complexity: O(layers).
  public init(_ capture: ForwardResult.SequenceCapture, isCausal: Bool = false) {
    let layers = capture.layers.compactMap(\.attention)
    precondition(
      layers.count == capture.layers.count, "attention must have been captured in every layer")
    self.init(layers: layers, isCausal: isCausal)
  }

  /// Takes the attention out of a capture of a model of an architecture.
  public init(
    _ capture: ForwardResult.SequenceCapture, of architecture: ModelConfiguration.Architecture
  ) {
    self.init(capture, isCausal: Self.isCausal(architecture))
  }

  /// Makes maps from one tensor a layer, `[heads, query, key]`.
  public init(layers: [Tensor], isCausal: Bool = false) {
    guard let shape = layers.first?.shape else {
      preconditionFailure("a model has at least one layer")
    }
    precondition(
      shape.count == 3 && shape[1] == shape[2] && shape.allSatisfy { $0 > 0 }
        && layers.allSatisfy { $0.shape == shape },
      "every layer's attention has the shape [heads, tokens, tokens]")
    layerCount = layers.count
    headCount = shape[0]
    tokenCount = shape[1]
    self.isCausal = isCausal
    self.layers = layers
  }

  /// The architecture's own reading direction.
  public static func isCausal(_ architecture: ModelConfiguration.Architecture) -> Bool {
    architecture == .gpt2
  }

  /// All heads, layer by layer.
  public var heads: [HeadIndex] {
    (0..<layerCount).flatMap { layer in
      (0..<headCount).map { HeadIndex(layer: layer, head: $0) }
    }
  }

  /// The number of a head in `heads`.
  public func offset(of head: HeadIndex) -> Int {
    check(head)
    return head.layer * headCount + head.head
  }

  /// How many keys a query can look at.
  public func visibleKeys(of query: Int) -> Int { isCausal ? query + 1 : tokenCount }

  /// One weight.
  public subscript(head: HeadIndex, query: Int, key: Int) -> Float {
    precondition(0..<tokenCount ~= key, "the text has no token of that number")
    let row = row(head, query: query)
    return row[row.startIndex + key]
  }

  /// One head's map, `[query, key]`.
  ///
  /// - Complexity: O(1), as it shares the storage.
  public func map(_ head: HeadIndex) -> ArraySlice<Float> {
    check(head)
    let size = tokenCount * tokenCount
    return layers[head.layer].values[head.head * size..<(head.head + 1) * size]
  }

  /// Where one query looked, `[key]`.
  ///
  /// - Complexity: O(1), as it shares the storage.
  public func row(_ head: HeadIndex, query: Int) -> ArraySlice<Float> {
    check(head)
    precondition(0..<tokenCount ~= query, "the text has no token of that number")
    let start = (head.head * tokenCount + query) * tokenCount
    return layers[head.layer].values[start..<start + tokenCount]
  }

  /// One layer's maps, `[heads, query, key]`.
  ///
  /// - Complexity: O(1), as it shares the storage.
  public func layer(_ layer: Int) -> Tensor { layers[layer] }

  /// Several heads' maps as one, `[query, key]`.
  ///
  /// - Complexity: O(heads · tokens²).
  public func combined(_ heads: some Collection<HeadIndex>, by combination: Combination) -> [Float]
  {
    precondition(!heads.isEmpty, "at least one head must be chosen")
    var result = [Float](repeating: 0, count: tokenCount * tokenCount)
    for head in heads {
      let map = map(head)
      switch combination {
      case .mean: RowKernels.add(map, to: &result)
      case .maximum: RowKernels.raise(&result, to: map)
      }
    }
    if combination == .mean {
      let factor = 1 / Float(heads.count)
      for index in result.indices { result[index] *= factor }
    }
    return result
  }

  /// One layer's maps as one, `[query, key]`.
  public func combined(layer: Int, by combination: Combination) -> [Float] {
    combined((0..<headCount).map { HeadIndex(layer: layer, head: $0) }, by: combination)
  }

  private func check(_ head: HeadIndex) {
    precondition(
      0..<layerCount ~= head.layer && 0..<headCount ~= head.head,
      "the model has no head \(head)")
  }
}
