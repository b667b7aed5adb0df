import Foundation
public import Model

/// How one query of one head comes to look where it looks: q, the keys, q·k element by element, their sum, and its softmax.
public struct NeuronView: Equatable, Sendable {
  /// Dimensions of the head.
  public let headSize: Int
  /// q, `[dimension]`.
  public let query: [Float]
  /// k of every token, `[token, dimension]`.
  public let keys: Tensor
  /// What q·k is multiplied by.
  public let scale: Float
  /// q·k, `[token]`.
  public let dots: [Float]
  /// Scaled q·k, `[token]`; minus infinity for tokens that the query cannot see.
  public let scores: [Float]
  /// Softmax of the scores: the head's row of attention, `[token]`.
  public let weights: [Float]

  /// Takes one query of one head out of a layer's vectors.
  ///
  /// - Parameters:
  ///   - queries: the layer's, `[tokens, hidden]`, heads side by side.
  ///   - keys: the layer's, `[tokens, hidden]`.
  ///   - head: the head's number in the layer.
  ///   - headCount: heads of the layer.
  ///   - position: the token that asks.
  ///   - scale: what q·k is multiplied by.
  ///   - isCausal: whether the query sees only itself and what is before it.
  /// - Complexity: O(tokens · head size).
  public init(
    queries: Tensor, keys: Tensor, head: Int, headCount: Int, position: Int, scale: Float,
    isCausal: Bool = false
  ) {
    precondition(
      queries.shape == keys.shape && headCount > 0 && queries.rowSize % headCount == 0,
      "queries and keys of one text, heads side by side")
    precondition(0..<headCount ~= head, "the layer has no head of that number")
    precondition(0..<queries.rows ~= position, "the text has no token of that number")
    let size = queries.rowSize / headCount
    func part(_ tensor: Tensor, _ token: Int) -> ArraySlice<Float> {
      let start = token * tensor.rowSize + head * size
      return tensor.values[start..<start + size]
    }
    headSize = size
    query = Array(part(queries, position))
    self.keys = Tensor(
      shape: [keys.rows, size], values: (0..<keys.rows).flatMap { part(keys, $0) })
    self.scale = scale
    let dots = (0..<keys.rows).map { token in
      zip(part(queries, position), part(keys, token)).reduce(0.0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    self.dots = dots.map { Float($0) }
    let scores = dots.enumerated().map { token, dot in
      isCausal && token > position ? -Double.infinity : dot * Double(scale)
    }
    self.scores = scores.map { Float($0) }
    let largest = scores.max() ?? 0
    let powers = scores.map { exp($0 - largest) }
    let sum = powers.reduce(0, +)
    weights = powers.map { Float($0 / sum) }
  }

  /// q∘k for one token, `[dimension]`: which dimensions make the two meet.
  public func products(with token: Int) -> [Float] {
    zip(query, keys.row(token)).map { $0 * $1 }
  }
}
