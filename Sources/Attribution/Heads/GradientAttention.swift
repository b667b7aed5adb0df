public import Model

/// Which tokens reach which through attention that the class's output asks for: gradient × attention, layer after layer.
///
/// Chefer et al. 2021 (ICCV), eq. 5 and 6: Ā = mean over heads of (∇A ∘ A)⁺, R ← R + Ā·R from the identity.
public struct GradientAttention: Equatable, Sendable {
  /// Ā of every layer, `[query, key]`.
  public var layers: [Tensor]
  /// R after the last layer, `[query, key]`: how much of each key reaches each query.
  public var relevance: Tensor

  /// Follows one text's attention and its gradient.
  ///
  /// - Parameter capture: of `SequenceClassifier.headGradients(…, includesAttention: true)`.
  /// - Complexity: layers × tokens³.
  public init(_ capture: ForwardResult.SequenceCapture) {
    layers = capture.layers.map { layer in
      guard let attention = layer.attention, let gradient = layer.attentionGradient else {
        preconditionFailure("attention and its gradient were captured")
      }
      let (heads, tokens) = (attention.shape[0], attention.shape[1])
      var mean = [Float](repeating: 0, count: tokens * tokens)
      for head in 0..<heads {
        let first = head * tokens * tokens
        for place in mean.indices {
          let product = attention.values[first + place] * gradient.values[first + place]
          if product > 0 { mean[place] += product / Float(heads) }
        }
      }
      return Tensor(shape: [tokens, tokens], values: mean)
    }
    let tokens = layers.first?.rows ?? 0
    var values = [Float](repeating: 0, count: tokens * tokens)
    for token in 0..<tokens { values[token * tokens + token] = 1 }
    for layer in layers {
      var next = values
      for query in 0..<tokens {
        for middle in 0..<tokens {
          let weight = layer.values[query * tokens + middle]
          guard weight > 0 else { continue }
          for key in 0..<tokens {
            next[query * tokens + key] += weight * values[middle * tokens + key]
          }
        }
      }
      values = next
    }
    relevance = Tensor(shape: [tokens, tokens], values: values)
  }

  /// What reaches one token, that token's own entry set to the smallest of the others as the authors do for `[CLS]`.
  public func tokens(reaching query: Int) -> [Float] {
    var row = Array(relevance.row(query))
    row[query] = row.indices.filter { $0 != query }.map { row[$0] }.min() ?? row[query]
    return row
  }
}
