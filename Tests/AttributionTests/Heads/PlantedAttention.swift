import Attribution
import Model

/// Attention made by hand: what each head does is said token by token.
struct PlantedAttention {
  var layers: [Tensor]

  /// Uniform attention everywhere.
  init(layers: Int, heads: Int, tokens: Int) {
    let uniform = [Float](repeating: 1 / Float(tokens), count: heads * tokens * tokens)
    self.layers = (0..<layers).map { _ in Tensor(shape: [heads, tokens, tokens], values: uniform) }
  }

  /// Lets a query of a head give shares of its attention to some keys, and spread the rest evenly over all keys.
  mutating func plant(_ head: HeadIndex, query: Int, _ shares: [Int: Float]) {
    let tokens = layers[head.layer].shape[1]
    let rest = (1 - shares.values.reduce(0, +)) / Float(tokens)
    let start = (head.head * tokens + query) * tokens
    for key in 0..<tokens { layers[head.layer].values[start + key] = rest + (shares[key] ?? 0) }
  }

  /// Lets every query of a head give a share to one key.
  mutating func plant(_ head: HeadIndex, share: Float, _ key: (Int) -> Int?) {
    for query in 0..<layers[head.layer].shape[1] {
      if let key = key(query) { plant(head, query: query, [key: share]) }
    }
  }

  var maps: AttentionMaps { AttentionMaps(layers: layers) }
}

extension AttentionMaps {
  /// Attention drawn at random from a seed, every row a distribution; peaked, so that heads differ.
  static func random(
    layers: Int, heads: Int, tokens: Int, seed: UInt64, isCausal: Bool = false
  ) -> AttentionMaps {
    var state = seed
    func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24)
    }
    return AttentionMaps(
      layers: (0..<layers).map { _ in
        var values: [Float] = []
        for _ in 0..<heads {
          for query in 0..<tokens {
            let row = (0..<tokens).map { key -> Float in
              let value = next()
              return isCausal && key > query ? 0 : value * value * value + 1e-3
            }
            let sum = row.reduce(0, +)
            values += row.map { $0 / sum }
          }
        }
        return Tensor(shape: [heads, tokens, tokens], values: values)
      }, isCausal: isCausal)
  }

  /// The same attention with the heads of every layer in another order.
  func permuted(_ order: [Int]) -> AttentionMaps {
    AttentionMaps(
      layers: (0..<layerCount).map { layer in
        let values = order.flatMap { Array(map(HeadIndex(layer: layer, head: $0))) }
        return Tensor(shape: [headCount, tokenCount, tokenCount], values: values)
      }, isCausal: isCausal)
  }
}
