public import Model

/// Queries and keys of every head of one text: what a `NeuronView` of any of its tokens is made from.
///
/// They are kept as the forward pass gave them: 12 layers of 768 at 512 tokens take 38 MB.
public struct HeadVectors: Equatable, Sendable {
  private struct Layer: Equatable, Sendable {
    var queries: Tensor
    var keys: Tensor
    /// What q·k is multiplied by.
    var scale: Float
  }

  /// Dimensions of a head.
  public let headSize: Int
  private let layers: [Layer]
  private let headCount: Int
  private let isCausal: Bool

  /// Takes every layer's vectors, heads side by side.
  ///
  /// - Parameters:
  ///   - queries: `[tokens, hidden]` a layer.
  ///   - keys: `[tokens, hidden]` a layer.
  ///   - scales: what each layer multiplies q·k by.
  ///   - headCount: heads of a layer.
  ///   - isCausal: whether a query sees only itself and what is before it.
  public init(
    queries: [Tensor], keys: [Tensor], scales: [Float], headCount: Int, isCausal: Bool = false
  ) {
    precondition(
      queries.count == keys.count && keys.count == scales.count && !keys.isEmpty && headCount > 0,
      "queries, keys and a scale of every layer")
    layers = zip(zip(queries, keys), scales).map {
      Layer(queries: $0.0, keys: $0.1, scale: $1)
    }
    self.headCount = headCount
    headSize = queries[0].rowSize / headCount
    self.isCausal = isCausal
  }

  /// Takes the vectors out of a capture.
  ///
  /// - Parameters:
  ///   - capture: one sequence, captured with `.queryKeyValue`.
  ///   - configuration: the model's.
  public init(_ capture: ForwardResult.SequenceCapture, _ configuration: ModelConfiguration) {
    let queries = capture.layers.compactMap(\.query)
    let keys = capture.layers.compactMap(\.key)
    precondition(
      queries.count == capture.layers.count && keys.count == queries.count,
      "queries and keys must have been captured in every layer")
    self.init(
      queries: queries, keys: keys,
      scales: queries.indices.map { configuration.attentionScale(layer: $0) },
      headCount: configuration.headCount,
      isCausal: AttentionMaps.isCausal(configuration.architecture))
  }

  /// How a token of a head comes to look where it looks.
  ///
  /// - Complexity: O(tokens · head size).
  public func neuron(_ head: HeadIndex, position: Int) -> NeuronView {
    precondition(layers.indices ~= head.layer, "the model has no head \(head)")
    let layer = layers[head.layer]
    return NeuronView(
      queries: layer.queries, keys: layer.keys, head: head.head, headCount: headCount,
      position: position, scale: layer.scale, isCausal: isCausal)
  }
}
